"""Bring a composed picture into the colour mode of a slot, and mark the frames of an animation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

_WHITE, _BLACK = (255, 255, 255), (16, 20, 24)
# The last entries of every palette: the two inks of labels and frame marks, then the one that is clear.
_LIGHT_INDEX, _DARK_INDEX, CLEAR_INDEX = 253, 254, 255
_INKS: dict[str, tuple[float | tuple[int, ...], float | tuple[int, ...]]] = {
    "1": (255, 0),
    "L": (250, 30),
    "LA": ((250, 255), (30, 255)),
    "P": (_LIGHT_INDEX, _DARK_INDEX),
    "RGB": (_WHITE, _BLACK),
    "RGBA": ((*_WHITE, 255), (*_BLACK, 255)),
    "CMYK": ((0, 0, 0, 0), (40, 30, 20, 220)),
}
_EIGHT_BITS = {"I;16": "L", "LA;16": "LA", "RGB;16": "RGB", "RGBA;16": "RGBA"}

Box = tuple[int, int, int, int]


def has_sixteen_bits(mode: str) -> bool:
    """Say whether a mode of a recipe has two bytes a channel."""
    return mode in _EIGHT_BITS


def doubled(data: bytes) -> bytes:
    """Return channels of one byte as two, in either byte order: 257 times the value, so that white stays white."""
    wide = bytearray(2 * len(data))
    wide[0::2] = data
    wide[1::2] = data
    return bytes(wide)


def convert(picture: Image, mode: str, *, palette: Image | None = None) -> Image:
    """Return ``picture`` in ``mode``; transparency of an RGBA picture survives where the mode has room for it.

    A mode of 16 bits a channel is drawn in 8; the encoder doubles the bytes. ``palette`` is one of
    :func:`palette_of`; without it a picture in a palette gets its own.
    """
    mode = _EIGHT_BITS.get(mode, mode)
    if mode in {"P", "PA"}:
        return _to_palette(picture, palette)
    if picture.mode == mode:
        return picture
    # Pillow goes from RGB to all other modes, and from RGBA to those with alpha.
    return picture.convert("RGBA" if mode in {"LA", "RGBA"} else "RGB").convert(mode)


def palette_of(picture: Image) -> Image:
    """Return an empty picture with a palette: 253 colours of an RGB picture, and the inks."""
    from PIL import Image

    # A small copy has the colours of a calm scene, at a fraction of the time. And an octree has them nearer than a
    # median cut has, at a tenth.
    small = picture.resize((min(64, picture.width), min(64, picture.height)), Image.Resampling.BILINEAR)
    colours = small.quantize(253, Image.Quantize.FASTOCTREE).getpalette("RGB") or []
    colours = colours[: 3 * 253] + [0] * (3 * 253 - len(colours))
    palette = Image.new("P", (1, 1))
    palette.putpalette([*colours, *_WHITE, *_BLACK, *_BLACK])
    return palette


def _to_palette(picture: Image, palette: Image | None) -> Image:
    """Map to the nearest colours of a palette; clear pixels get its last entry."""
    from PIL import Image

    opaque = picture.convert("RGB")
    mapped = opaque.quantize(palette=palette or palette_of(opaque), dither=Image.Dither.NONE)
    if picture.mode == "RGBA":
        clear = picture.getchannel("A").point([255] * 128 + [0] * 128)
        mapped.paste(CLEAR_INDEX, mask=clear)
    return mapped


class Frames:
    """The frames of an animation, of which a small mark moves along the upper edge, or a picture alone.

    No frame equals the one before, so that no encoder drops one. Iterating gives the frames after the first, each
    drawn anew.
    """

    def __init__(self, picture: Image, count: int = 1) -> None:
        self._picture = picture
        self.count = count

    def __iter__(self) -> Iterator[Image]:
        for index in range(1, self.count):
            yield self.frame(index)

    def frame(self, index: int) -> Image:
        """Return the picture with its mark in the place of frame ``index``."""
        from PIL import ImageDraw

        if self.count == 1:
            return self._picture
        light, dark = _INKS[self._picture.mode]
        frame = self._picture.copy()
        left, top, right, bottom = self._mark(index)
        ImageDraw.Draw(frame).rectangle((left, top, right - 1, bottom - 1), fill=dark if index % 2 else light)
        return frame

    def changed(self, index: int) -> Box:
        """Return the part of frame ``index`` that is not as in the frame before; all of the first."""
        if not index:
            return (0, 0, *self._picture.size)
        before, now = self._mark(index - 1), self._mark(index)
        return (min(before[0], now[0]), now[1], max(before[2], now[2]), now[3])

    def _mark(self, index: int) -> Box:
        width, height = self._picture.size
        side = max(1, min(width, height) // 32)
        top = min(2 * side, height - side)
        travel = max(0, width * 3 // 5 - side)
        left = min(width // 5 + travel * index // max(1, self.count - 1), width - side)
        return (left, top, left + side, top + side)
