"""Read the header of a PNG or APNG (W3C PNG, third edition)."""

from __future__ import annotations

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import displayed, read_orientation
from launcher.images.probe.source import Source, UnreadableImage

_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}


def probe_png(source: Source) -> ImageInfo:
    """Read the header chunk, then look for transparency, orientation and animation control."""
    head = source.at(8, 21)
    if head[4:8] != b"IHDR" or head[:4] != b"\0\0\0\x0d":
        raise UnreadableImage("the PNG does not begin with a header chunk")
    width, height = int.from_bytes(head[8:12], "big"), int.from_bytes(head[12:16], "big")
    depth, colour = head[16], head[17]
    if not 0 < width < 2**31 or not 0 < height < 2**31 or depth not in _DEPTHS.get(colour, ()):
        raise UnreadableImage("the PNG header makes no sense")
    mode = _MODES[colour]
    if colour == 0 and depth in {1, 16}:
        mode = "1" if depth == 1 else "I;16"
    transparent, orientation, plays = _walk_to_pixels(source)
    width, height = displayed(width, height, orientation)
    alpha = transparent or colour >= 4
    if plays is None:
        return ImageInfo("png", width, height, mode, alpha, orientation=orientation)
    durations = _frame_durations(source)
    return ImageInfo(
        "png",
        width,
        height,
        mode,
        alpha,
        frames=len(durations),
        durations=durations,
        loop=plays,
        orientation=orientation,
    )


def _walk_to_pixels(source: Source) -> tuple[bool, int, int | None]:
    """Return transparency, orientation and, for an animation, the number of plays."""
    offset, transparent, orientation = 33, False, 1
    plays: int | None = None
    while True:
        head = source.at(offset, 8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        if name in {b"IDAT", b"IEND"}:
            return transparent, orientation, plays
        if name == b"tRNS":
            transparent = True
        elif name == b"eXIf" and length <= 65_536:
            orientation = read_orientation(source.upto(offset + 8, length))
        elif name == b"acTL" and length == 8 and source.number(offset + 8, 4, "big") > 1:
            plays = source.number(offset + 12, 4, "big")
        offset += 12 + length


def _frame_durations(source: Source) -> tuple[int, ...]:
    """Return the milliseconds of every frame, from its control chunk."""
    offset, durations = 33, []
    while offset + 8 <= source.size:
        head = source.at(offset, 8)
        length, name = int.from_bytes(head[:4], "big"), head[4:]
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
