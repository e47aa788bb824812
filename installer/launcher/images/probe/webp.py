"""Read the header of a WebP (RFC 9649)."""

from __future__ import annotations

import struct

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import displayed, read_exif
from launcher.images.probe.source import Source, UnreadableImage

_MOST_FRAMES = 10_000
# The start code of a key frame, and sizes with two bits of scale (RFC 6386, 9.1).
_KEY_FRAME = struct.Struct("<3x3sHH")
_CHUNK = struct.Struct("<4sI")


def probe_webp(source: Source) -> ImageInfo:
    """Read the first chunk; the extended form leads on to animation and orientation."""
    name = source.at(12, 4)
    if name == b"VP8 ":
        code, width, height = source.unpack(_KEY_FRAME, 20)
        if code != b"\x9d\x01\x2a":
            raise UnreadableImage("the WebP has no key frame")
        return _still(width & 0x3FFF, height & 0x3FFF, alpha=False)
    if name == b"VP8L":
        head = source.at(20, 5)
        if head[0] != 0x2F:
            raise UnreadableImage("the lossless WebP has no signature")
        bits = int.from_bytes(head[1:5], "little")
        return _still((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, alpha=bool(bits >> 28 & 1), lossless=True)
    if name == b"VP8X":
        return _probe_extended(source)
    raise UnreadableImage("the WebP begins with a chunk of no known kind")


def _still(width: int, height: int, *, alpha: bool, orientation: int = 1, lossless: bool = False) -> ImageInfo:
    if not width or not height:
        raise UnreadableImage("the WebP says that it has no lines or columns")
    width, height = displayed(width, height, orientation)
    return ImageInfo(
        "webp", width, height, "RGBA" if alpha else "RGB", alpha, orientation=orientation, lossless=lossless
    )


def _probe_extended(source: Source) -> ImageInfo:
    head = source.at(20, 10)
    flags = head[0]
    width, height = (int.from_bytes(head[i : i + 3], "little") + 1 for i in (4, 7))
    alpha, animated = bool(flags & 0x10), bool(flags & 0x02)
    orientation, plays = 1, 0
    durations: list[int] = []
    pixels = b""  # the name of the first chunk that has some
    end = min(source.size, 8 + source.number(4, 4, "little"))
    offset = 30
    while offset + 8 <= end:
        name, size = source.unpack(_CHUNK, offset)
        if name == b"ANIM" and size >= 6:
            plays = source.number(offset + 12, 2, "little")
        elif name == b"ANMF" and size >= 24:
            # The coded picture follows 16 bytes about the frame; its alpha may come first.
            pixels = pixels or source.at(offset + 24, 4)
            durations.append(source.number(offset + 20, 3, "little"))
            if len(durations) > _MOST_FRAMES:
                raise UnreadableImage(f"the WebP has more than {_MOST_FRAMES:,} frames")
        elif name == b"EXIF" and size <= 1 << 20:
            block = source.upto(offset + 8, size)
            orientation = read_exif(block.removeprefix(b"Exif\0\0")).orientation
        if name in {b"VP8 ", b"VP8L"}:
            pixels = pixels or name
        offset += 8 + size + (size & 1)
    if not pixels:
        raise UnreadableImage("the WebP has no picture in it")
    still = _still(width, height, alpha=alpha, orientation=orientation, lossless=pixels == b"VP8L")
    if not animated or len(durations) < 2:
        return still
    return still._replace(frames=len(durations), durations=tuple(durations), loop=plays)
