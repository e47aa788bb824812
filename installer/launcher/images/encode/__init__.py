"""Write pictures in the formats of placeholders: pixels and nothing beside them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from launcher.images.ledger import MAX_SIDE
from launcher.images.modes import CLEAR_INDEX, doubled

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.ledger import Recipe
    from launcher.images.modes import Frames

#: Modes that a format can hold, best first; a recipe's mode beyond them becomes the first that fits.
MODES: dict[str, tuple[str, ...]] = {
    "jpeg": ("RGB", "L", "CMYK"),
    "png": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16", "LA;16", "RGB;16", "RGBA;16"),
    "gif": ("P",),
    "webp": ("RGB", "RGBA"),
    "avif": ("RGB", "RGBA", "L", "LA"),
    "bmp": ("RGB", "RGBA", "L", "P", "1"),
    "tiff": ("RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16", "RGB;16", "RGBA;16"),
    "jp2": ("RGB", "RGBA", "L", "LA", "I;16"),
    "j2k": ("RGB", "RGBA", "L", "LA", "I;16"),
}
# What the encoders' libraries allow: libjpeg stops short of what the format can say.
_LONGEST_SIDES = {"jpeg": 65_500, "webp": 16_383, "ico": 1024, "cur": 1024, "avif": 32_768}
_PILLOW_NAMES = {"jp2": "JPEG2000", "j2k": "JPEG2000"}
_ANIMATED = frozenset({"png", "gif", "webp", "avif"})
_WITH_ALPHA = {"L": "LA", "1": "LA", "I;16": "LA;16", "RGB": "RGBA", "RGB;16": "RGBA;16", "CMYK": "RGBA"}
# What comes nearest to a mode that a format lacks.
_NEAREST = {
    "PA": ("P", "RGBA"),
    "1": ("L",),
    "I;16": ("L",),
    "LA;16": ("RGBA;16", "LA", "RGBA"),
    "LA": ("RGBA",),
    "RGBA;16": ("RGBA",),
}


def mode_for(form: str, mode: str, *, transparent: bool) -> str:
    """Return the mode in which ``form`` holds a picture of ``mode`` with its transparency."""
    known = MODES[form]
    wanted = _WITH_ALPHA.get(mode, mode) if transparent else mode
    for found in (wanted, *_NEAREST.get(wanted, ())):
        if found in known and (transparent or not found.endswith(("A", "A;16")) or found == mode):
            return found
    if transparent and "RGBA" in known:
        return "RGBA"
    return "L" if mode in {"LA", "LA;16"} and "L" in known else known[0]


def can_hold_frames(form: str) -> bool:
    """Say whether a format can hold more than one picture."""
    return form in _ANIMATED or form == "tiff"


def longest_side(form: str) -> int:
    """Return how wide or high a picture the encoder of a format can write."""
    return _LONGEST_SIDES.get(form, MAX_SIDE)


def encode(frames: Frames, recipe: Recipe) -> bytes:
    """Write a picture with all its frames as ``recipe.format``."""
    if recipe.format == "png":
        from launcher.images.encode.png import encode_png

        return encode_png(frames, recipe)
    if recipe.format == "tiff":
        from launcher.images.encode.tiff import encode_tiff

        return encode_tiff(frames, recipe)
    picture = frames.frame(0)
    if recipe.format == "bmp" and picture.mode == "RGBA":
        from launcher.images.encode.bitmaps import encode_bitmap

        return encode_bitmap(picture, recipe)
    if recipe.format in _PILLOW_NAMES:
        from launcher.images.encode.jpeg2000 import without_comment

        return without_comment(_by_pillow(_sixteen_bits(picture, recipe), recipe, {}))
    more = {"append_images": frames, **_animation_options(recipe)} if recipe.frames > 1 else {}
    return _by_pillow(picture, recipe, more)


def _by_pillow(picture: Image, recipe: Recipe, more: dict[str, Any]) -> bytes:
    output = io.BytesIO()
    name = _PILLOW_NAMES.get(recipe.format, recipe.format.upper())
    picture.save(output, name, **_still_options(picture, recipe), **more)
    return output.getvalue()


def _sixteen_bits(picture: Image, recipe: Recipe) -> Image:
    from PIL import Image

    if recipe.mode != "I;16":
        return picture
    return Image.frombytes("I;16", picture.size, doubled(picture.tobytes()))


def _still_options(picture: Image, recipe: Recipe) -> dict[str, Any]:
    dots = {"dpi": recipe.dpi} if recipe.dpi else {}
    match recipe.format:
        case "jpeg":
            return {"quality": 80, "subsampling": "4:2:0", "progressive": recipe.progressive, **dots}
        case "gif":
            clear = {"transparency": CLEAR_INDEX} if recipe.shape == "rounded" else {}
            return {"optimize": False, "interlace": recipe.progressive, **clear}
        case "webp":
            # The quality of a lossless picture is how long its encoder looks for a shorter file.
            return {"lossless": True, "quality": 0, "method": 0} if recipe.lossless else {"quality": 75, "method": 0}
        case "avif":
            # One thread: how the work is shared must not show in the bytes.
            sampling = "4:0:0" if picture.mode in {"L", "LA"} else "4:2:0"
            return {"quality": 60, "speed": 10, "max_threads": 1, "subsampling": sampling}
        case "jp2" | "j2k":
            # The integer transform gives the same bytes on every processor.
            return {
                "irreversible": False,
                "quality_mode": "rates",
                "quality_layers": [24],
                "no_jp2": recipe.format == "j2k",
            }
    return dots  # a bitmap's


def _animation_options(recipe: Recipe) -> dict[str, Any]:
    options: dict[str, Any] = {"save_all": True}
    if recipe.durations:
        options["duration"] = list(recipe.durations)
    if recipe.format == "webp":
        options["loop"] = recipe.loop or 0
    elif recipe.format == "gif" and recipe.loop != 1:
        # The extension counts how often an animation is repeated, not how often it is shown.
        options["loop"] = recipe.loop - 1 if recipe.loop else 0
    return options
