"""Bring a picture to the size of a slot: cut around its focus, padded or stretched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.fit import Colour, How

Size = tuple[int, int]


def scale_to(size: Size, wanted: Size, fit: str) -> float:
    """Return how many times a picture of ``size`` grows to fill a slot."""
    across, down = wanted[0] / size[0], wanted[1] / size[1]
    return min(across, down) if fit == "pad" else max(across, down)


def place(picture: Image, size: Size, how: How, ground: Colour) -> Image:
    """Return the picture in RGBA at exactly ``size``; ``ground`` is what padding shows."""
    from PIL import Image

    picture = picture.convert("RGBA")
    sharp = Image.Resampling.LANCZOS
    if how.fit == "stretch":
        return picture.resize(size, sharp, reducing_gap=3.0)
    scale = scale_to(picture.size, size, how.fit)
    across, down = how.focus
    if how.fit == "crop":
        width, height = min(picture.width, size[0] / scale), min(picture.height, size[1] / scale)
        left = min(max(0.0, across * picture.width - width / 2), picture.width - width)
        top = min(max(0.0, down * picture.height - height / 2), picture.height - height)
        return picture.resize(size, sharp, box=(left, top, left + width, top + height), reducing_gap=3.0)
    inner = (min(size[0], max(1, round(picture.width * scale))), min(size[1], max(1, round(picture.height * scale))))
    canvas = Image.new("RGBA", size, ground)
    corner = (round((size[0] - inner[0]) * across), round((size[1] - inner[1]) * down))
    canvas.alpha_composite(picture.resize(inner, sharp, reducing_gap=3.0), corner)
    return canvas


def flatten(picture: Image, ground: Colour) -> Image:
    """Return an RGBA picture on an opaque ground, in RGB."""
    from PIL import Image

    canvas = Image.new("RGBA", picture.size, (*ground[:3], 255))
    canvas.alpha_composite(picture)
    return canvas.convert("RGB")


def is_opaque(picture: Image) -> bool:
    """Say whether nothing shines through a picture in RGB or RGBA."""
    return picture.mode != "RGBA" or picture.getchannel("A").getextrema() == (255, 255)
