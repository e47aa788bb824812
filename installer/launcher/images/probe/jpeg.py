"""Read a JPEG's header (ITU-T T.81, annex B)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import Exif, displayed, displayed_dots, dots, read_exif
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from launcher.images.ledger import Pair

# Start-of-frame markers; C4, C8 and CC in the same range are tables and an extension.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
# Dots an inch in one of the units of a density: inches, centimetres.
_UNITS = {1: 1.0, 2: 2.54}
_SEGMENT = struct.Struct(">BBH")
# Identifier, version, unit, dots across and down (ITU-T T.871).
_JFIF = struct.Struct(">5s2xBHH")
# Precision, lines, columns, components.
_FRAME = struct.Struct(">xHHB")
_NO_EXIF = Exif()
# A file can be made of fill bytes and restart markers alone; no picture has more than a few before its frame.
_MOST_MARKERS = 100_000
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


def probe_jpeg(source: Source) -> ImageInfo:
    """Walk the segments up to the first frame."""
    offset = 2
    dpi: Pair | tuple[()] | None = None
    exif: Exif | None = None
    for _ in range(_MOST_MARKERS):
        lead, marker, length = source.unpack(_SEGMENT, offset)
        if lead != 0xFF:
            raise UnreadableImage("a JPEG segment does not begin with a marker")
        if marker in _FRAMES and length >= 2:
            return _read_frame(source.unpack(_FRAME, offset + 4), marker, exif or _NO_EXIF, dpi or ())
        if marker == 0xFF:  # a fill byte
            offset += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # markers without a segment
            offset += 2
            continue
        if marker in {0xD9, 0xDA}:
            raise UnreadableImage("the JPEG has no frame header before its picture data")
        if length < 2:
            raise UnreadableImage("a JPEG segment is shorter than its own length field")
        if marker == 0xE0 and dpi is None and length >= 14:
            dpi = _density(*source.unpack(_JFIF, offset + 4))
        elif marker == 0xE1 and exif is None:
            segment = source.at(offset + 4, length - 2)
            if segment[:6] == b"Exif\0\0":
                exif = read_exif(segment[6:])
        offset += 2 + length
    raise UnreadableImage("the JPEG has too many markers before its picture")


def _density(name: bytes, unit: int, across: int, down: int) -> Pair | tuple[()]:
    """Return the dots an inch of a JFIF segment, () where it states a mere proportion."""
    if name != b"JFIF\0" or unit not in _UNITS:
        return ()
    return dots(across * _UNITS[unit], down * _UNITS[unit])


def _read_frame(frame: tuple[int, int, int], marker: int, exif: Exif, dpi: Pair | tuple[()]) -> ImageInfo:
    height, width, components = frame
    if not width or not height:
        raise UnreadableImage("the JPEG says that it has no lines or columns")
    if components not in _MODES:
        raise UnreadableImage(f"the JPEG has {components} colour components")
    width, height = displayed(width, height, exif.orientation)
    return ImageInfo(
        "jpeg",
        width,
        height,
        _MODES[components],
        orientation=exif.orientation,
        progressive=marker in _PROGRESSIVE,
        dpi=displayed_dots(dpi or exif.dpi, exif.orientation),
    )
