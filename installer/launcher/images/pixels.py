"""Compare the pixels of two pictures in a child process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.images.child import Child, Trouble

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.child import Answer

#: How far an AVIF may be from ours, for versions of its encoder differ: decibels over all, and the mean difference
#: (of 255) in each block of 16 by 16 pixels, which is what a hidden picture would have to stay under.
LEAST_DECIBELS = 36.0
MOST_BLOCK_DIFFERENCE = 8

_FORMATS = ("AVIF",)


def compare_pixels(ours: bytes, theirs: bytes) -> str | None:
    """Return None where an AVIF shows what ours does within the tolerance, else why it does not."""
    try:
        with Child(__name__) as child:
            answer, _ = child.ask({}, ours, theirs)
    except Trouble as error:
        return str(error)
    return None if answer["difference"] is None else str(answer["difference"])


def work(job: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Compare two pictures; runs in the child."""
    del job
    ours, theirs = blobs
    return {"difference": _difference(ours, theirs)}, ()


def _difference(ours: bytes, theirs: bytes) -> str | None:
    """Compare all frames."""
    import io

    from PIL import Image

    with (
        Image.open(io.BytesIO(ours), formats=_FORMATS) as expected,
        Image.open(io.BytesIO(theirs), formats=_FORMATS) as given,
    ):
        facts = [(image.size, image.mode, getattr(image, "n_frames", 1)) for image in (expected, given)]
        if facts[0] != facts[1]:
            return "its size, mode or number of frames is not that of the placeholder"
        if set(given.info) - set(expected.info):
            return "it carries metadata"
        for index in range(facts[0][2]):
            expected.seek(index)
            given.seek(index)
            trouble = _frame_difference(expected, given)
            if trouble:
                return trouble
    return None


def _frame_difference(expected: Image, given: Image) -> str | None:
    from math import log10

    from PIL import ImageChops, ImageStat

    difference = ImageChops.difference(expected.convert("RGBA"), given.convert("RGBA"))
    square = max(ImageStat.Stat(difference).sum2) / (difference.width * difference.height)
    if square and 20 * log10(255) - 10 * log10(square) < LEAST_DECIBELS:
        return "its pixels are too far from those of the placeholder"
    blocks = difference.reduce(16).getextrema()
    if max(int(high) for _, high in blocks) > MOST_BLOCK_DIFFERENCE:  # type: ignore[misc]  # one pair a band
        return "a part of it is not that of the placeholder"
    return None
