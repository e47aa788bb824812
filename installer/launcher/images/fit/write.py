"""Write a real picture as the file that a slot stands for: for good looks, where a placeholder is made to be small."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from launcher.images.child import Trouble
from launcher.images.fit.drawings import in_drawing
from launcher.images.fit.place import flatten, is_opaque, place, scale_to
from launcher.images.ledger import MAX_FRAME_PIXELS
from launcher.images.modes import CLEAR_INDEX

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.fit import Colour, How
    from launcher.images.fit.read import RealPicture
    from launcher.images.ledger import Recipe

_CLEAR: Colour = (255, 255, 255, 0)
_WHITE: Colour = (255, 255, 255, 255)
_ICONS = frozenset({"ico", "cur"})
_DRAWINGS = frozenset({"svg", "svgz"})
#: How good lossy formats are where nothing else is asked.
_QUALITY = {"jpeg": 85, "webp": 82, "avif": 65}


def fit_picture(found: RealPicture, slot: Recipe, how: How) -> tuple[bytes, list[str]]:
    """Return the file for a slot, and what its owner should know."""
    notes = _notes(found.frames[0], slot, how)
    if slot.format in _ICONS:
        return _icons(found.frames[0], slot, how), notes
    if slot.format in _DRAWINGS:
        return in_drawing(found.frames[0], slot, how), notes
    clear = is_transparent(slot)
    ground = how.background or (_CLEAR if clear else _WHITE)
    moving = slot.frames > 1 and len(found.frames) > 1
    if moving and slot.width * slot.height * len(found.frames) > MAX_FRAME_PIXELS:
        raise Trouble("it has too many frames for a slot of this size")
    frames = []
    for frame in found.frames if moving else found.frames[:1]:
        placed = place(frame, (slot.width, slot.height), how, ground)
        frames.append(placed if clear else flatten(placed, ground))
    return _encode(frames, found, slot, how), notes


def is_transparent(slot: Recipe) -> bool:
    """Whether a slot has a transparent ground."""
    if slot.format in _ICONS | _DRAWINGS:
        return True
    return slot.format != "jpeg" and (slot.shape != "full" or slot.mode.startswith(("LA", "PA", "RGBA")))


def _notes(picture: Image, slot: Recipe, how: How) -> list[str]:
    notes = []
    scale = scale_to(picture.size, (slot.width, slot.height), how.fit)
    if scale > 1.005:
        size, wanted = f"{picture.width}×{picture.height}", f"{slot.width}×{slot.height}"
        notes.append(f"it is smaller than the slot, {size} for {wanted}, and is enlarged {scale:.1f} times")
    if not is_transparent(slot) and not is_opaque(picture):
        notes.append("it is transparent and the slot is not: it is put on white, or on --background")
    return notes


def _icons(picture: Image, slot: Recipe, how: How) -> bytes:
    from launcher.images.encode.bitmaps import encode_icons

    sizes = slot.sizes or ((slot.width, slot.height),)
    return encode_icons([place(picture, size, how, how.background or _CLEAR) for size in sizes], slot)


def _encode(frames: list[Image], found: RealPicture, slot: Recipe, how: How) -> bytes:
    if slot.format == "bmp" and frames[0].mode == "RGBA":
        from launcher.images.encode.bitmaps import encode_bitmap

        return encode_bitmap(frames[0], slot)
    if slot.format == "gif":
        frames = [_to_palette(frame) for frame in frames]
    options = _options(slot, how.quality)
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": found.durations[: len(frames)]}
        options |= _plays(found.loop, slot.format)
    output = io.BytesIO()
    name = {"jp2": "JPEG2000", "j2k": "JPEG2000"}.get(slot.format, slot.format.upper())
    frames[0].save(output, name, **options)
    if name != "JPEG2000":
        return output.getvalue()
    from launcher.images.encode.jpeg2000 import without_comment

    return without_comment(output.getvalue())


def _plays(loop: int, form: str) -> dict[str, int]:
    if form == "gif" and loop == 1:
        return {}  # without the extension it plays once
    return {"loop": loop} if form in {"gif", "png", "webp"} else {}


def _to_palette(picture: Image) -> Image:
    """Return at most 256 colours of the picture's own; what is clear gets the last entry."""
    from PIL import Image

    colours, dither = CLEAR_INDEX, Image.Dither.FLOYDSTEINBERG
    made = picture.convert("RGB").quantize(colours, Image.Quantize.MEDIANCUT, dither=dither)
    if picture.mode == "RGBA":
        made.paste(CLEAR_INDEX, mask=picture.getchannel("A").point([255] * 128 + [0] * 128))
    return made


def _options(slot: Recipe, wanted: int | None) -> dict[str, Any]:
    quality = wanted or _QUALITY.get(slot.format, 0)
    options: dict[str, Any] = {"dpi": slot.dpi} if slot.dpi and slot.format in {"jpeg", "png", "tiff", "bmp"} else {}
    match slot.format:
        case "jpeg":
            options |= {"quality": quality, "optimize": True, "progressive": slot.progressive}
            options["subsampling"] = "4:4:4" if quality >= 92 else "4:2:0"
        case "gif" if is_transparent(slot):
            # Frames with clear parts would shine through each other.
            options |= {"transparency": CLEAR_INDEX, "disposal": 2}
        case "webp":
            options |= {"method": 4, **({"lossless": True} if slot.lossless and not wanted else {"quality": quality})}
        case "avif":
            options |= {"quality": quality, "speed": 6, "max_threads": 2}
        case "tiff":
            options["compression"] = "tiff_lzw"
        case "jp2" | "j2k":
            options |= {"quality_mode": "rates", "quality_layers": [12], "no_jp2": slot.format == "j2k"}
    return options
