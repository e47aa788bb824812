"""What Exif says about how a picture is shown: its orientation and its dots an inch (CIPA DC-008)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from launcher.images.ledger import Pair

_ORIENTATION, _ACROSS, _DOWN, _UNIT = 274, 282, 283, 296
_WANTED = frozenset({_ORIENTATION, _ACROSS, _DOWN, _UNIT})
_CENTIMETRES = 3
# The tag of an entry and its value, or where that stands.
_ENTRIES = {"little": struct.Struct("<H6x4s"), "big": struct.Struct(">H6x4s")}
_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Exif:
    """``orientation`` is 1 to 8; ``dpi`` as stored, before turning, () where it is not stated."""

    orientation: int = 1
    dpi: Pair | tuple[()] = ()


_NOTHING = Exif()


def read_exif(data: bytes, begin: int = 0) -> Exif:
    """Read the TIFF-structured Exif block that begins there; what it lacks or cannot be read is as in :class:`Exif`."""
    order = data[begin : begin + 4]
    if order not in {b"II*\0", b"MM\0*"}:
        return _NOTHING
    endian: Literal["little", "big"] = "little" if order == b"II*\0" else "big"
    start = begin + int.from_bytes(data[begin + 4 : begin + 8], endian)
    found = dict[int, int]()
    count = int.from_bytes(data[start : start + 2], endian)
    entries = data[start + 2 : start + 2 + 12 * count]
    for tag, value in _ENTRIES[endian].iter_unpack(entries[: len(entries) // 12 * 12]):
        if tag not in _WANTED or tag in found:
            continue
        if tag in {_ACROSS, _DOWN}:
            place = begin + int.from_bytes(value, endian)
            parts = (int.from_bytes(data[at : at + 4], endian) for at in (place, place + 4))
            found[tag] = _whole(*parts)
        else:
            found[tag] = int.from_bytes(value[:2], endian)
    if not found:
        return _NOTHING
    orientation = found.get(_ORIENTATION, 1)
    scale = _INCH if found.get(_UNIT) == _CENTIMETRES else 1
    dpi = dots(found.get(_ACROSS, 0) * scale, found.get(_DOWN, 0) * scale)
    return Exif(orientation if 1 <= orientation <= 8 else 1, dpi)


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
