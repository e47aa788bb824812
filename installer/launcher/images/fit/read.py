"""Read a real picture: upright, in sRGB, with its frames where a slot has room for them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.images.child import Trouble
from launcher.images.encode import can_hold_frames
from launcher.images.fit.place import scale_to
from launcher.images.shrink import DECODED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from launcher.images.fit import How
    from launcher.images.ledger import Recipe

#: More pixels than the sensors of cameras and phones have.
MOST_PIXELS = 250_000_000
_MOST_FRAMES = 1000
# Formats in which more pictures than one are a film, not pages.
_FILMS = frozenset({"GIF", "PNG", "WEBP", "AVIF"})
_DEEP = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})


@dataclass(slots=True)
class RealPicture:
    """A decoded picture: frames in RGB or RGBA, milliseconds a frame, plays (0: for ever), what to know of it."""

    frames: list[Image] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    loop: int = 0
    notes: list[str] = field(default_factory=list)


def read_picture(data: bytes, slots: Sequence[Recipe], how: How) -> RealPicture:
    """Decode a file as far as ``slots`` need it; Trouble where it cannot be read."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    found = RealPicture()
    try:
        picture = Image.open(io.BytesIO(data), formats=DECODED)
    except (OSError, SyntaxError, ValueError) as error:
        raise Trouble("it is no picture that can be read; save it as JPEG, PNG or WebP") from error
    with picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Trouble(f"it has more than {MOST_PIXELS // 1_000_000} million pixels")
        count = _frames_wanted(picture, slots, found)
        found.loop = int(picture.info.get("loop", 1 if picture.format == "GIF" else 0))
        _decode_smaller(picture, slots, how)
        for index in range(count):
            picture.seek(index)
            picture.load()
            found.durations.append(round(picture.info.get("duration", 100)) or 100)
            upright = ImageOps.exif_transpose(picture)
            found.frames.append(_in_srgb(upright, picture.info.get("icc_profile"), found.notes))
    return found


def _frames_wanted(picture: Image, slots: Sequence[Recipe], found: RealPicture) -> int:
    count = int(getattr(picture, "n_frames", 1))
    if count == 1 or picture.format not in _FILMS:
        return 1
    if not any(slot.frames > 1 and can_hold_frames(slot.format) for slot in slots):
        found.notes.append("it moves, and the slot does not: only its first frame is used")
        return 1
    if count > _MOST_FRAMES or count * picture.width * picture.height > 2 * MOST_PIXELS:
        raise Trouble("it has too many frames")
    return count


def _decode_smaller(picture: Image, slots: Sequence[Recipe], how: How) -> None:
    """Let a JPEG be decoded at an eighth, a quarter or a half of its size where that is enough for all slots."""
    # The picture may yet be turned by a quarter, so both ways have to be large enough.
    scale = max(
        scale_to(size, wanted, how.fit)
        for slot in slots
        for size in (picture.size, picture.size[::-1])
        for wanted in [_most_of(slot)]
    )
    if scale < 1:
        picture.draft(None, (round(picture.width * scale) + 1, round(picture.height * scale) + 1))


def _most_of(slot: Recipe) -> tuple[int, int]:
    """Return the most pixels that a slot can use: a raster inside a drawing is made for sharp screens."""
    times = 2 if slot.format in {"svg", "svgz"} else 1
    return times * slot.width, times * slot.height


def _in_srgb(picture: Image, profile: bytes | None, notes: list[str]) -> Image:
    """Return the picture in sRGB, as RGB or RGBA; a profile that cannot be read is left out and noted."""
    transparent = picture.has_transparency_data
    if picture.mode in _DEEP:
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"P", "PA", "LA", "1"} or (transparent and picture.mode != "RGBA"):
        picture = picture.convert("RGBA" if transparent else "RGB")
    if profile:
        try:
            return _by_profile(picture, profile)
        except (OSError, ValueError, TypeError):
            note = "its colour profile cannot be read, colours may be a little off"
            if note not in notes:
                notes.append(note)
    return picture if picture.mode == "RGBA" else picture.convert("RGB")


def _by_profile(picture: Image, profile: bytes) -> Image:
    from PIL import ImageCms

    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    colours = picture.convert("RGB") if picture.mode == "RGBA" else picture
    try:
        made = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError as error:
        raise ValueError(str(error)) from error
    assert made is not None
    if picture.mode == "RGBA":
        made.putalpha(picture.getchannel("A"))
    return made
