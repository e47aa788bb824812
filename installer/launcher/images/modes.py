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
    "I;16": (64_000, 8_000),
}


def convert(picture: Image, mode: str) -> Image:
    """Return ``picture`` in ``mode``; transparency of an RGBA picture survives where the mode has room for it."""
    if mode in {"P", "PA"}:
        return _to_palette(picture)
    if mode == "I;16":
        return _to_sixteen_bits(picture)
    if picture.mode == mode:
        return picture
    # Pillow goes from RGB to all other modes, and from RGBA to those with alpha.
    return picture.convert("RGBA" if mode in {"LA", "RGBA"} else "RGB").convert(mode)


def _to_palette(picture: Image) -> Image:
    """Map to 253 colours of the picture itself and the inks; clear pixels get the last entry."""
    from PIL import Image

    opaque = picture.convert("RGB")
    # A small copy has the colours of a calm scene, at a fraction of the time.
    small = opaque.resize((min(64, opaque.width), min(64, opaque.height)), Image.Resampling.BILINEAR)
    colours = small.quantize(253, Image.Quantize.MEDIANCUT).getpalette("RGB") or []
    colours = colours[: 3 * 253] + [0] * (3 * 253 - len(colours))
    palette = Image.new("P", (1, 1))
    palette.putpalette([*colours, *_WHITE, *_BLACK, *_BLACK])
    mapped = opaque.quantize(palette=palette, dither=Image.Dither.NONE)
    if picture.mode == "RGBA":
        clear = picture.getchannel("A").point([255] * 128 + [0] * 128)
        mapped.paste(CLEAR_INDEX, mask=clear)
    return mapped


def _to_sixteen_bits(picture: Image) -> Image:
    from PIL import Image

    grey = picture.convert("L")
    low = grey.tobytes()
    # 257 times the value: both bytes are the same, so white stays white.
    doubled = bytearray(2 * len(low))
    doubled[0::2] = low
    doubled[1::2] = low
    return Image.frombytes("I;16", grey.size, bytes(doubled))


class Frames:
    """The frames of an animation after the first: a small mark moves along the lower edge.

    No frame equals the one before, so that no encoder drops one. Each iteration draws them anew.
    """

    def __init__(self, picture: Image, count: int) -> None:
        self._picture = picture
        self._count = count

    def __iter__(self) -> Iterator[Image]:
        for index in range(1, self._count):
            yield self.frame(index)

    def frame(self, index: int) -> Image:
        """Return the picture with its mark in the place of frame ``index``."""
        from PIL import ImageDraw

        light, dark = _INKS[self._picture.mode]
        width, height = self._picture.size
        side = max(1, min(width, height) // 32)
        top = max(0, height - 3 * side)
        travel = max(0, width * 3 // 5 - side)
        left = min(width // 5 + travel * index // max(1, self._count - 1), width - side)
        frame = self._picture.copy()
        box = (left, top, left + side - 1, top + side - 1)
        ImageDraw.Draw(frame).rectangle(box, fill=dark if index % 2 else light)
        return frame
