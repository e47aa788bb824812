"""Write pictures in the formats of placeholders: pixels and nothing beside them."""

from __future__ import annotations

import io
import struct
from itertools import chain
from typing import TYPE_CHECKING, Any

from launcher.images.ledger import MAX_SIDE
from launcher.images.modes import CLEAR_INDEX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.Image import Image

    from launcher.images.ledger import Recipe

#: Modes that a format can hold, best first; a recipe's mode beyond them becomes the first that fits.
MODES: dict[str, tuple[str, ...]] = {
    "jpeg": ("RGB", "L", "CMYK"),
    "png": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
    "gif": ("P",),
    "webp": ("RGB", "RGBA"),
    "avif": ("RGB", "RGBA"),
    "bmp": ("RGB", "RGBA", "L", "P", "1"),
    "tiff": ("RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16"),
    "jp2": ("RGB", "RGBA", "L", "LA"),
    "j2k": ("RGB", "RGBA", "L", "LA"),
}
# What the encoders' libraries allow: libjpeg stops short of what the format can say.
_LONGEST_SIDES = {"jpeg": 65_500, "webp": 16_383, "ico": 1024, "cur": 1024, "avif": 32_768}
_PILLOW_NAMES = {"jp2": "JPEG2000", "j2k": "JPEG2000"}
_ANIMATED = frozenset({"png", "gif", "webp", "avif"})


def mode_for(form: str, mode: str, *, transparent: bool) -> str:
    """Return the mode in which ``form`` holds a picture of ``mode`` with its transparency."""
    known = MODES[form]
    if transparent and mode in {"L", "1", "I;16"}:
        mode = "LA"
    elif transparent and mode in {"RGB", "CMYK"}:
        mode = "RGBA"
    if mode in known:
        return mode
    if mode == "PA" and "P" in known:
        return "P"
    grey = {"1": "L", "I;16": "L", "LA": "RGBA" if transparent else "L"}.get(mode)
    if grey in known:
        return grey
    return "RGBA" if transparent and "RGBA" in known else known[0]


def can_hold_frames(form: str) -> bool:
    """Say whether a format can hold more than one picture."""
    return form in _ANIMATED or form == "tiff"


def longest_side(form: str) -> int:
    """Return how wide or high a picture the encoder of a format can write."""
    return _LONGEST_SIDES.get(form, MAX_SIDE)


def encode(picture: Image, more: Iterable[Image], recipe: Recipe) -> bytes:
    """Write a picture, and ``more`` frames of its size and mode, as ``recipe.format``; ``more`` is read twice."""
    if recipe.format == "bmp" and picture.mode == "RGBA":
        return _bitmap_with_alpha(picture)
    options = _still_options(picture, recipe)
    if recipe.frames > 1:
        options |= _animation_options(recipe)
        options["append_images"] = more
    output = io.BytesIO()
    picture.save(output, _PILLOW_NAMES.get(recipe.format, recipe.format.upper()), **options)
    data = output.getvalue()
    return _without_comment(data) if recipe.format in _PILLOW_NAMES else data


def _without_comment(data: bytes) -> bytes:
    """Take the comment that names the encoder out of a JPEG 2000 file (ISO 15444-1, A.9.2)."""
    box = 0
    start = 0
    while data[:2] != b"\xff\x4f" and not start:
        if data[box + 4 : box + 8] == b"jp2c":
            start = box + 8
        else:
            box += int.from_bytes(data[box : box + 4], "big")
    offset = start + 2
    while data[offset : offset + 2] not in {b"\xff\x90", b"\xff\x64"}:  # the first tile, or the comment
        offset += 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
    if data[offset : offset + 2] == b"\xff\x90":
        return data
    length = 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
    head, stream = data[:start], data[start:offset] + data[offset + length :]
    size = (8 + len(stream)).to_bytes(4, "big")
    return (head[:box] + size + head[box + 4 :] if start else head) + stream


def _still_options(picture: Image, recipe: Recipe) -> dict[str, Any]:  # noqa: PLR0911 - one return a format
    clear = {"transparency": CLEAR_INDEX} if picture.mode == "P" and recipe.shape == "rounded" else {}
    match recipe.format:
        case "jpeg":
            return {"quality": 80, "subsampling": "4:2:0", "progressive": recipe.progressive}
        case "png":
            return {"compress_level": 1, **clear}
        case "gif":
            return {"optimize": False, **clear}
        case "webp":
            return {"quality": 75, "method": 0}
        case "avif":
            # One thread: how the work is shared must not show in the bytes.
            return {"quality": 60, "speed": 10, "max_threads": 1, "subsampling": "4:2:0"}
        case "jp2" | "j2k":
            # The integer transform gives the same bytes on every processor.
            return {
                "irreversible": False,
                "quality_mode": "rates",
                "quality_layers": [24],
                "no_jp2": recipe.format == "j2k",
            }
    return {}


def _animation_options(recipe: Recipe) -> dict[str, Any]:
    options: dict[str, Any] = {"save_all": True}
    if recipe.durations:
        options["duration"] = list(recipe.durations)
    if recipe.format in {"png", "webp"}:
        options["loop"] = recipe.loop or 0
    elif recipe.format == "gif" and recipe.loop != 1:
        # The extension counts how often an animation is repeated, not how often it is shown.
        options["loop"] = recipe.loop - 1 if recipe.loop else 0
    return options


def _bitmap_with_alpha(picture: Image) -> bytes:
    """Write a bitmap with the fourth version of its header, which says where the alpha is; Pillow's has none."""
    width, height = picture.size
    pixels = picture.tobytes("raw", "BGRA", 0, -1)
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    header = struct.pack("<IiiHHIIiiII", 108, width, height, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
    # "BGRs" names the sRGB colour space; end points and gammas are then unused.
    header += masks + b"BGRs" + bytes(48)
    return struct.pack("<2sIHHI", b"BM", 122 + len(pixels), 0, 0, 122) + header + pixels


def encode_icons(pictures: Sequence[Image], form: str) -> bytes:
    """Write RGBA pictures as a Windows icon or cursor file, in order: icons as PNG, cursors as bitmaps."""
    # Few programs but browsers read a PNG inside a cursor.
    payloads = [_png(picture) if form == "ico" else _cursor_bitmap(picture) for picture in pictures]
    offset = 6 + 16 * len(payloads)
    directory = [struct.pack("<HHH", 0, 1 if form == "ico" else 2, len(payloads))]
    for picture, payload in zip(pictures, payloads, strict=True):
        width, height = picture.size
        # An icon says planes and bits here, a cursor its hot spot.
        planes, bits = (1, 32) if form == "ico" else (0, 0)
        sides = (width if width < 256 else 0, height if height < 256 else 0)
        directory.append(struct.pack("<BBBBHHII", *sides, 0, 0, planes, bits, len(payload), offset))
        offset += len(payload)
    return b"".join(chain(directory, payloads))


def _cursor_bitmap(picture: Image) -> bytes:
    """Return a bitmap without file header: its height counts the mask below it, which alpha makes needless."""
    width, height = picture.size
    header = struct.pack("<IiiHHIIiiII", 40, width, 2 * height, 1, 32, 0, 0, 0, 0, 0, 0)
    mask = bytes(-(-width // 32) * 4 * height)
    return header + picture.tobytes("raw", "BGRA", 0, -1) + mask


def _png(picture: Image) -> bytes:
    output = io.BytesIO()
    picture.save(output, "PNG", compress_level=6)
    return output.getvalue()
