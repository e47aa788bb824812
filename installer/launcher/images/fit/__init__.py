"""Fit a real picture into slots, in a child process: the size, format and transparency that a page expects.

The picture is turned as its Exif says, brought to sRGB, cut or padded, and written anew, so nothing else of its file
comes along.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.images.kinds import HEAD_SIZE, identify
from launcher.images.ledger import Recipe

if TYPE_CHECKING:
    from launcher.images.child import Answer

Colour = tuple[int, int, int, int]


class How(NamedTuple):
    """How a picture is fitted.

    ``fit`` is crop, pad or stretch; ``focus`` the point to keep when it is cut, or where it lies when it is padded,
    from 0 to 1; ``background`` what is seen beside or through it, by default white or, where the slot is transparent,
    nothing; ``quality`` is for JPEG, WebP and AVIF, from 1 to 100.
    """

    fit: str = "crop"
    focus: tuple[float, float] = (0.5, 0.5)
    background: Colour | None = None
    quality: int | None = None


def work(job: dict[str, Any], blobs: list[bytes]) -> Answer:
    """Fit the picture in ``blobs`` into each of ``job["slots"]``, which are recipes; return their files in order.

    The answer has, for each slot, ``notes``: what its owner should know, and ``sizes`` in bytes.
    """
    from launcher.images.fit.drawings import fit_drawing
    from launcher.images.fit.read import read_picture
    from launcher.images.fit.write import fit_picture

    (data,) = blobs
    fit, focus, background, quality = job["how"]
    how = How(fit, tuple(focus), None if background is None else tuple(background), quality)
    slots = [Recipe.from_json(slot) for slot in job["slots"]]
    if identify(data[:HEAD_SIZE], name=PurePosixPath()).group == "svg":
        files = [fit_drawing(data, slot, how) for slot in slots]
        notes: list[list[str]] = [[] for _ in slots]
    else:
        found = read_picture(data, slots, how)
        made = [fit_picture(found, slot, how) for slot in slots]
        files = [file for file, _ in made]
        notes = [[*found.notes, *more] for _, more in made]
    return {"notes": notes, "sizes": [len(file) for file in files]}, files
