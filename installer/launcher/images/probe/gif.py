"""Read the header and the frames of a GIF (GIF89a specification, with the looping extension of Netscape)."""

from __future__ import annotations

import struct

from launcher.images.info import ImageInfo
from launcher.images.probe.source import Source, UnreadableImage

# A file of two-byte blocks could make the walk long; no real animation has as many.
_MOST_FRAMES = 10_000
_SCREEN = struct.Struct("<HHB")
# Flags of a graphic control extension, hundredths of a second, the length of the block behind.
_CONTROL = struct.Struct("<BHxB")
# Width and height of a frame, and its flags.
_FRAME = struct.Struct("<4xHHB")


def probe_gif(source: Source) -> ImageInfo:
    """Walk all blocks; a tail that is cut off after a first frame counts as the end, as browsers take it."""
    width, height, flags = source.unpack(_SCREEN, 6)
    source.expect_walk()
    walk = _Walk(source)
    try:
        walk.run(13 + _table_size(flags))
    except UnreadableImage:
        if not walk.durations:
            raise
    if not walk.durations:
        raise UnreadableImage("the GIF has no picture in it")
    # Browsers show a screen of no size as large as its first frame.
    width, height = width or walk.first_size[0], height or walk.first_size[1]
    if not width or not height:
        raise UnreadableImage("the GIF says that it has no lines or columns")
    frames = len(walk.durations)
    if frames == 1:
        return ImageInfo("gif", width, height, "P", walk.alpha, progressive=walk.interlaced)
    return ImageInfo(
        "gif",
        width,
        height,
        "P",
        walk.alpha,
        frames=frames,
        durations=tuple(walk.durations),
        loop=walk.plays,
        progressive=walk.interlaced,
    )


def _table_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


class _Walk:
    """What the blocks have said so far."""

    def __init__(self, source: Source) -> None:
        self.durations: list[int] = []
        self.alpha = False
        self.plays = 1  # without a looping extension an animation runs once
        self.first_size = (0, 0)
        self.interlaced = False
        self._source = source
        self._delay = 0

    def run(self, offset: int) -> None:
        while True:
            introducer = self._source.byte(offset)
            if introducer == 0x2C:
                offset = self._frame(offset)
            elif introducer == 0x21:
                offset = self._extension(offset)
            elif introducer == 0x3B:
                return
            else:
                raise UnreadableImage("the GIF has a block of no known kind")

    def _extension(self, offset: int) -> int:
        label = self._source.byte(offset + 1)
        size = self._source.byte(offset + 2)
        if label == 0xF9 and size >= 4:
            flags, delay, end = self._source.unpack(_CONTROL, offset + 3)
            if not self.durations:  # later frames use it to leave pixels as they were
                self.alpha = bool(flags & 1)
            self._delay = 10 * delay
            if size == 4 and end == 0:
                return offset + 8
        elif label == 0xFF and size == 11 and self._source.at(offset + 3, 11) in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}:
            block = self._source.at(offset + 14, 4)
            if block[0] >= 3 and block[1] == 1:
                repeats = block[2] | block[3] << 8
                self.plays = repeats + 1 if repeats else 0
        return self._source.behind_blocks(offset + 2)

    def _frame(self, offset: int) -> int:
        width, height, flags = self._source.unpack(_FRAME, offset + 1)
        if not self.durations:
            self.first_size = (width, height)
            self.interlaced = bool(flags & 0x40)
        self.durations.append(self._delay)
        self._delay = 0
        if len(self.durations) > _MOST_FRAMES:
            raise UnreadableImage(f"the GIF has more than {_MOST_FRAMES:,} frames")
        # After the descriptor: a local table, then the code size byte, then the data.
        return self._source.behind_blocks(offset + 11 + _table_size(flags))
