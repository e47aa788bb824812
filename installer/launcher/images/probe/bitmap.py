"""Read the header of a Windows bitmap."""

from __future__ import annotations

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import dots
from launcher.images.probe.source import Source, UnreadableImage

_INCH = 0.0254


def probe_bitmap(source: Source) -> ImageInfo:
    """Read the information header, or the core header of OS/2."""
    size = source.number(14, 4, "little")
    if size == 12:
        width, height = source.number(18, 2, "little"), source.number(20, 2, "little")
        bits = source.number(24, 2, "little")
        alpha, dpi = False, dots(0, 0)
    else:
        width = int.from_bytes(source.at(18, 4), "little", signed=True)
        # A negative height says that the lines run from the top.
        height = abs(int.from_bytes(source.at(22, 4), "little", signed=True))
        bits = source.number(28, 2, "little")
        # Some bitmaps leave out the fields after the number of bits.
        metres = source.upto(38, 8) if size >= 40 else b""
        dpi = dots(*(_INCH * int.from_bytes(metres[at : at + 4], "little") for at in (0, 4)))
        alpha = bits == 32 and size >= 56 and source.number(66, 4, "little") != 0
    if width <= 0 or not height or bits not in {0, 1, 2, 4, 8, 16, 24, 32}:
        raise UnreadableImage("the bitmap header makes no sense")
    mode = "1" if bits == 1 else "P" if bits <= 8 else "RGBA" if alpha else "RGB"
    return ImageInfo("bmp", width, height, mode, alpha, dpi=dpi)
