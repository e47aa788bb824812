"""What Exif says about how a picture is shown: its orientation and its dots an inch (CIPA DC-008)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from launcher.images.ledger import Pair

_ORIENTATION, _ACROSS, _DOWN, _UNIT = 274, 282, 283, 296
_WANTED = frozenset({_ORIENTATION, _ACROSS, _DOWN, _UNIT})
_CENTIMETRES = 3
_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Exif:
    """``orientation`` is 1 to 8; ``dpi`` as stored, before turning, () where it is not stated."""

    orientation: int = 1
    dpi: Pair | tuple[()] = ()


_NOTHING = Exif()
_TURNED = tuple(Exif(orientation) for orientation in range(9))


class _Form(NamedTuple):
    """How numbers are written in one byte order; an entry is its tag and its value, or where that stands."""

    order: Literal["little", "big"]
    short: struct.Struct
    long: struct.Struct
    entry: struct.Struct


_FORMS = {
    b"II*\0": _Form("little", struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<H6x4s")),
    b"MM\0*": _Form("big", struct.Struct(">H"), struct.Struct(">I"), struct.Struct(">H6x4s")),
}


def read_exif(data: bytes, begin: int = 0) -> Exif:
    """Read the TIFF-structured Exif block that begins there; what it lacks or cannot be read is as in :class:`Exif`."""
    form = _FORMS.get(data[begin : begin + 4])
    if form is None:
        return _NOTHING
    found = dict[int, int]()
    try:
        start = begin + form.long.unpack_from(data, begin + 4)[0]
        count = form.short.unpack_from(data, start)[0]
        entries = data[start + 2 : start + 2 + 12 * count]
        for tag, value in form.entry.iter_unpack(entries[: len(entries) // 12 * 12]):
            if tag in _WANTED and tag not in found:
                found[tag] = _value(data, begin, form, tag, value)
    except struct.error:  # a number that would stand behind the end
        return _NOTHING
    if not found:
        return _NOTHING
    orientation = found.get(_ORIENTATION, 1)
    if not 1 <= orientation <= 8:
        orientation = 1
    if _ACROSS not in found:
        return _TURNED[orientation]
    scale = _INCH if found.get(_UNIT) == _CENTIMETRES else 1
    return Exif(orientation, dots(found[_ACROSS] * scale, found.get(_DOWN, 0) * scale))


def _value(data: bytes, begin: int, form: _Form, tag: int, value: bytes) -> int:
    if tag in {_ORIENTATION, _UNIT}:
        number: int = form.short.unpack_from(value)[0]
        return number
    place = begin + form.long.unpack_from(value)[0]
    parts = (int.from_bytes(data[at : at + 4], form.order) for at in (place, place + 4))
    return _whole(*parts)


def _whole(numerator: int, denominator: int) -> int:
    return round(numerator / denominator) if denominator else 0


def dots(across: float, down: float) -> Pair | tuple[()]:
    """Return dots an inch as whole numbers, () where they are none that a printer could mean."""
    pair = (round(across), round(down))
    return pair if 0 < pair[0] <= 65_535 and 0 < pair[1] <= 65_535 else ()


def displayed(width: int, height: int, orientation: int) -> Pair:
    """Return the size as shown: orientations 5 to 8 turn the picture by a quarter."""
    return (height, width) if orientation >= 5 else (width, height)


def displayed_dots(dpi: Pair | tuple[()], orientation: int) -> Pair | tuple[()]:
    """Return dots an inch as shown."""
    return displayed(*dpi, orientation) if dpi else ()
