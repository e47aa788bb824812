"""Make a small picture of a large one, in a child process: what the gallery shows of a kept image."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from launcher.images.child import Trouble

if TYPE_CHECKING:
    from launcher.images.child import Answer

#: Formats that may be decoded, in Pillow's words; others among Pillow's start programs or are of no use on a site.
DECODED = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "DIB", "TIFF", "ICO", "CUR", "JPEG2000")
#: More pixels are not decoded for a small picture.
_MOST_PIXELS = 100_000_000


def work(job: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Return the picture as JPEG, or as PNG where it is transparent, at most ``job["side"]`` wide and high."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    side = int(job["side"])
    with Image.open(io.BytesIO(blobs[0]), formats=DECODED) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise Trouble("it is too large to be shown")
        picture.draft("RGB", (side, side))
        small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        small.thumbnail((side, side), reducing_gap=2.0)
    output = io.BytesIO()
    if small.mode == "RGBA":
        small.save(output, "PNG", compress_level=6)
    else:
        small.save(output, "JPEG", quality=80)
    return {"format": "png" if small.mode == "RGBA" else "jpeg"}, [output.getvalue()]
