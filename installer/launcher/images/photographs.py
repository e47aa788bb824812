"""Tell a photograph from drawn graphics by its pixels, in a child process.

A camera's tags are a sure sign. Otherwise what counts is that light has noise and drawings have none: neighbouring
pixels of a photograph differ a little, those of a drawing are equal or far apart, and a photograph has greys of all
sorts. docs/images.md has the figures.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.child import Answer, Child

#: Below this many pixels on its shorter side, a picture shows too little to be told.
SMALLEST = 48
_WINDOW = 1400
# Neighbours that differ by less than this many of 255 greys differ softly.
_SOFTEST = 13
_CAMERA_TAGS = (0x010F, 0x0110, 0x829A, 0x829D, 0x8827, 0x920A)  # Make, Model, exposure, aperture, ISO, focal length
_EXIF_IFD = 0x8769


def photograph_signs(child: Child, picture: bytes) -> str:
    """Return why a picture looks like a photograph, "" where it does not; Trouble where it cannot be decoded.

    ``child`` is a :class:`~launcher.images.child.Child` for this module.
    """
    answer, _ = child.ask({}, picture)
    return str(answer["signs"])


def work(job: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Judge one picture; runs in the child."""
    del job
    from PIL import Image

    with Image.open(io.BytesIO(blobs[0])) as image:
        camera = _camera(image)
        if camera:
            return {"signs": camera}, ()
        return {"signs": _signs(measure(image))}, ()


def _camera(image: Image) -> str:
    """Return what the camera's tags say. PNG is not asked: reading its tags decodes it."""
    if image.format not in {"JPEG", "TIFF", "WEBP", "MPO"}:
        return ""
    tags = image.getexif()
    inner = tags.get_ifd(_EXIF_IFD)
    found = [tag for tag in _CAMERA_TAGS if tag in tags or tag in inner]
    if len(found) < 2:
        return ""
    words = [str(tags.get(tag, "")).strip("\0 ") for tag in _CAMERA_TAGS[:2]]
    name = " ".join(word for word in words if word)[:60]
    return f"a camera left its tags in it ({name})" if name else "a camera left its tags in it"


@dataclass(frozen=True, slots=True)
class Measures:
    """What tells light from drawing: bits of entropy of the greys, and percentages of neighbours that differ a little
    and of pixels that are clear.
    """

    entropy: float
    soft: float
    clear: float


def measure(image: Image) -> Measures | None:
    """Measure the first frame of a picture; None for one that is too small to be told."""
    from PIL import Image as Images
    from PIL import ImageChops

    if min(image.size) < SMALLEST:
        return None
    shown = _middle(image).convert("RGBA")
    clear = shown.getchannel("A").histogram()[0]
    ground = Images.new("RGBA", shown.size, (255, 255, 255, 255))
    ground.alpha_composite(shown)
    grey = ground.convert("L")
    width, height = grey.size
    steps = ImageChops.difference(grey.crop((1, 1, width, height)), grey.crop((0, 0, width - 1, height - 1)))
    return Measures(
        entropy=grey.entropy(),
        soft=100 * sum(steps.histogram()[1:_SOFTEST]) / (steps.width * steps.height),
        clear=100 * clear / (width * height),
    )


def _middle(image: Image) -> Image:
    """Return at most a window of the middle, unscaled: scaling makes noise of edges and flats of noise."""
    width, height = (min(side, _WINDOW) for side in image.size)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def _signs(found: Measures | None) -> str:
    """Say what the measures mean; the limits are where the pictures of docs/images.md part best."""
    if found is None or found.clear >= 25:
        return ""
    noisy = found.entropy >= 4.6 and found.soft >= 25
    rich = found.entropy >= 6 and found.soft >= 18
    if not (noisy or rich):
        return ""
    return "its pixels have the soft noise of light, not the flat areas of a drawing"
