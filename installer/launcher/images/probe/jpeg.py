"""Read a JPEG's header (ITU-T T.81, annex B)."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import displayed, displayed_dots, dots, read_exif
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from launcher.images.ledger import Pair
    from launcher.images.probe.exif import Exif

# Start-of-frame markers; C4, C8 and CC in the same range are tables and an extension.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Markers that a length follows, but for the one of the picture data.
_SEGMENTS = frozenset(range(0x02, 0xFF)) - frozenset(range(0xD0, 0xDB))
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
# Dots an inch in one of the units of a density: inches, centimetres.
_UNITS = {1: 1.0, 2: 2.54}
_SEGMENT = struct.Struct(">BBH")
# Identifier, version, unit, dots across and down (ITU-T T.871).
_JFIF = struct.Struct(">5s2xBHH")
# Precision, lines, columns, components.
_FRAME = struct.Struct(">xHHB")
# A file can be made of fill bytes and restart markers alone; no picture has more than a few before its frame.
_MOST_MARKERS = 100_000
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


def probe_jpeg(source: Source) -> ImageInfo:
    """Walk the segments up to the first frame."""
    head, offset = source.beginning, 2
    near = len(head) - _SEGMENT.size
    unpack_from = _SEGMENT.unpack_from
    dpi: Pair | tuple[()] | None = None
    exif: Exif | None = None
    for _ in range(_MOST_MARKERS):
        # Nearly all headers are over in what was read at once, and a call for each segment would take as long as that.
        lead, marker, length = unpack_from(head, offset) if offset <= near else source.unpack(_SEGMENT, offset)
        if lead == 0xFF and length >= 2 and marker in _SEGMENTS:
            if marker in _FRAMES:
                return _read_frame(source.unpack(_FRAME, offset + 4), marker, exif, dpi or ())
            if marker == 0xE0 and dpi is None and length >= 14:
                dpi = _density(*source.unpack(_JFIF, offset + 4))
            elif marker == 0xE1 and exif is None:
                segment = source.at(offset + 4, length - 2)
                if segment[:6] == b"Exif\0\0":
                    exif = read_exif(segment, 6)
            offset += 2 + length
        else:
            offset += _behind_no_segment(lead, marker)
    raise UnreadableImage("the JPEG has too many markers before its picture")


def _behind_no_segment(lead: int, marker: int) -> int:
    """Return how many bytes to go on where no segment with a length begins that may stand before a frame."""
    if lead != 0xFF:
        raise UnreadableImage("a JPEG segment does not begin with a marker")
    if marker == 0xFF:  # a fill byte
        return 1
    if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # markers without a segment
        return 2
    if marker in {0xD9, 0xDA}:
        raise UnreadableImage("the JPEG has no frame header before its picture data")
    raise UnreadableImage("a JPEG segment is shorter than its own length field")


@lru_cache(maxsize=256)  # few programs write many pictures
def _density(name: bytes, unit: int, across: int, down: int) -> Pair | tuple[()]:
    """Return the dots an inch of a JFIF segment, () where it states a mere proportion."""
    if name != b"JFIF\0" or unit not in _UNITS:
        return ()
    return dots(across * _UNITS[unit], down * _UNITS[unit])


def _read_frame(frame: tuple[int, int, int], marker: int, exif: Exif | None, dpi: Pair | tuple[()]) -> ImageInfo:
    height, width, components = frame
    mode = _MODES.get(components)
    if not width or not height:
        raise UnreadableImage("the JPEG says that it has no lines or columns")
    if mode is None:
        raise UnreadableImage(f"the JPEG has {components} colour components")
    turn = 1
    if exif is not None:
        turn = exif.orientation
        width, height = displayed(width, height, turn)
        dpi = displayed_dots(dpi or exif.dpi, turn)
    return ImageInfo("jpeg", width, height, mode, False, 1, (), None, turn, marker in _PROGRESSIVE, False, dpi)  # noqa: FBT003
