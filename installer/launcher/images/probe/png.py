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
_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}


def probe_png(source: Source) -> ImageInfo:
    """Read the header chunk, then look for transparency, orientation and animation control."""
    length, name, width, height, depth, colour, interlace = source.unpack(_HEADER, 8)
    if name != b"IHDR" or length != 13:
        raise UnreadableImage("the PNG does not begin with a header chunk")
    if not 0 < width < 2**31 or not 0 < height < 2**31 or depth not in _DEPTHS.get(colour, ()):
        raise UnreadableImage("the PNG header makes no sense")
    mode = "1" if (colour, depth) == (0, 1) else _MODES[colour]
    if depth == 16:
        mode = {"L": "I;16"}.get(mode, f"{mode};16")
    found = _walk_to_pixels(source)
    orientation = found.exif.orientation
    width, height = displayed(width, height, orientation)
    animated = found.plays is not None
    durations = _frame_durations(source) if animated else ()
    return ImageInfo(
        "png",
        width,
        height,
        mode,
        alpha=found.transparent or colour >= 4,
        frames=len(durations) or 1,
        durations=durations,
        loop=found.plays,
        orientation=orientation,
        progressive=interlace == 1,
        dpi=displayed_dots(found.dpi or found.exif.dpi, orientation),
    )


class _Found:
    """What stands before the pixels; ``plays`` is None where the picture is not animated."""

    transparent: bool = False
    exif: Exif = Exif()
    dpi: Pair | tuple[()] = ()
    plays: int | None = None


def _walk_to_pixels(source: Source) -> _Found:
    offset, found = 33, _Found()
    for _ in range(_MOST_CHUNKS):
        length, name = source.unpack(_CHUNK, offset)
        if name in {b"IDAT", b"IEND"}:
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
