"""What a picture looks like, in a form that can be compared: decoded in a child process."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from launcher.bundle.prove.likeness import SIDE

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.child import Answer, Child

#: Frames of an animation that are looked at, spread over it.
MOST_FRAMES = 8
#: Larger JPEGs are decoded at a smaller scale, and have no digest of their pixels.
_MOST_EXACT = 1_000_000
# Not EPS, which Pillow hands to another program.
_FORMATS: tuple[str, ...] = (
    "JPEG",
    "PNG",
    "GIF",
    "WEBP",
    "AVIF",
    "BMP",
    "TIFF",
    "ICO",
    "CUR",
    "JPEG2000",
    "PSD",
    "TGA",
    "PCX",
    "PPM",
)
_FORMATS += ("DDS", "ICNS", "QOI", "XBM", "XPM", "SGI", "DIB")


@dataclass(frozen=True, slots=True)
class Look:
    """A picture as it can be compared: its size, a grey square of each frame that was looked at, and for what is
    decoded in full the SHA-256 of its first frame's pixels.
    """

    width: int
    height: int
    frames: tuple[bytes, ...]
    digest: str


def look_at(child: Child, picture: bytes) -> Look:
    """Return what a picture looks like; Trouble where it cannot be decoded. ``child`` is one for this module."""
    answer, frames = child.ask({}, picture)
    return Look(answer["width"], answer["height"], tuple(frames), answer["digest"])


def work(job: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Look at one picture; runs in the child."""
    del job
    from PIL import Image, ImageFile

    Image.init()
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # half a photograph is one
    Image.MAX_IMAGE_PIXELS = 200_000_000
    with Image.open(io.BytesIO(blobs[0]), formats=_FORMATS) as image:
        width, height = image.size
        exact = width * height <= _MOST_EXACT or image.format != "JPEG"
        if not exact:
            image.draft("L", (2 * SIDE, 2 * SIDE))
        count = getattr(image, "n_frames", 1)
        frames, digest = [], ""
        for number in range(0, count, -(-count // MOST_FRAMES)):
            image.seek(number)
            frames.append(_grey_square(image))
            if number == 0 and exact and width * height <= 16 * _MOST_EXACT:
                digest = _digest(image)
    return {"width": width, "height": height, "digest": digest}, frames


def _grey_square(image: Image) -> bytes:
    from PIL import Image as Images

    if image.mode in {"I", "F", "I;16", "I;16B"}:
        low, high = image.getextrema()
        image = image.point(lambda value: (value - low) * (255 / max(high - low, 1))).convert("L")  # type: ignore[operator]
    if image.has_transparency_data:
        # On a middle grey, light and dark shapes are both seen.
        ground = Images.new("RGBA", image.size, (128, 128, 128, 255))
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return image.convert("L").resize((SIDE, SIDE), Images.Resampling.BOX, reducing_gap=2).tobytes()


def _digest(image: Image) -> str:
    head = f"{image.width} {image.height} ".encode()
    return hashlib.sha256(head + image.convert("RGBA").tobytes()).hexdigest()
