"""Read the header of a PNG or APNG (W3C PNG, third edition)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import Exif, displayed, displayed_dots, dots, read_exif
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from launcher.images.ledger import Pair

_INCH = 0.0254
_CHUNK = struct.Struct(">I4s")
# Length and name of the header chunk, width, height, depth, colour, interlace.
_HEADER = struct.Struct(">I4sIIBBxxB")
# A file can be made of empty chunks alone; no picture has more than a few before its pixels.
_MOST_CHUNKS = 100_000
_ENDS = frozenset({b"IDAT", b"IEND"})
# By colour type, then by depth.
_GREY = {1: "1", 2: "L", 4: "L", 8: "L", 16: "I;16"}
_MODES = {
    0: _GREY,
    2: {8: "RGB", 16: "RGB;16"},
    3: dict.fromkeys((1, 2, 4, 8), "P"),
    4: {8: "LA", 16: "LA;16"},
    6: {8: "RGBA", 16: "RGBA;16"},
}
_NO_MODES: dict[int, str] = {}


def probe_png(source: Source) -> ImageInfo:
    """Read the header chunk, then look for transparency, orientation and animation control."""
    length, name, width, height, depth, colour, interlace = source.unpack(_HEADER, 8)
    if name != b"IHDR" or length != 13:
        raise UnreadableImage("the PNG does not begin with a header chunk")
    mode = _MODES.get(colour, _NO_MODES).get(depth)
    if mode is None or not 0 < width < 2**31 or not 0 < height < 2**31:
        raise UnreadableImage("the PNG header makes no sense")
    found = _walk_to_pixels(source)
    turn = found.exif.orientation
    width, height = displayed(width, height, turn)
    dpi = displayed_dots(found.dpi or found.exif.dpi, turn)
    durations = () if found.plays is None else _frame_durations(source)
    alpha = found.transparent or colour >= 4
    frames = len(durations) or 1
    # In order, for names take as long as reading the header.
    return ImageInfo("png", width, height, mode, alpha, frames, durations, found.plays, turn, interlace == 1, dpi=dpi)


class _Found:
    """What stands before the pixels; ``plays`` is None where the picture is not animated."""

    transparent: bool = False
    exif: Exif = Exif()
    dpi: Pair | tuple[()] = ()
    plays: int | None = None


def _walk_to_pixels(source: Source) -> _Found:
    head, offset, found = source.beginning, 33, _Found()
    near = len(head) - _CHUNK.size
    for _ in range(_MOST_CHUNKS):
        # Nearly always in what was read at once, and a call for each chunk would take as long as all the rest.
        length, name = _CHUNK.unpack_from(head, offset) if offset <= near else source.unpack(_CHUNK, offset)
        if name in _ENDS:
            return found
        if name == b"tRNS":
            found.transparent = True
        elif name == b"eXIf" and length <= 65_536:
            found.exif = read_exif(source.upto(offset + 8, length))
        elif name == b"pHYs" and length == 9 and source.number(offset + 16, 1, "big") == 1:
            found.dpi = dots(*(_INCH * source.number(offset + at, 4, "big") for at in (8, 12)))
        elif name == b"acTL" and length == 8 and source.number(offset + 8, 4, "big") > 1:
            found.plays = source.number(offset + 12, 4, "big")
        offset += 12 + length
    raise UnreadableImage("the PNG has too many chunks before its picture")


def _frame_durations(source: Source) -> tuple[int, ...]:
    """Return the milliseconds of every frame, from its control chunk."""
    offset, durations = 33, []
    while offset + 8 <= source.size:
        length, name = source.unpack(_CHUNK, offset)
        if name == b"fcTL" and length == 26:
            numerator = source.number(offset + 28, 2, "big")
            denominator = source.number(offset + 30, 2, "big") or 100
            durations.append(round(1000 * numerator / denominator))
        elif name == b"IEND":
            break
        offset += 12 + length
    if not durations:
        raise UnreadableImage("the animated PNG has no frames")
    return tuple(durations)
