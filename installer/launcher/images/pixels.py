"""Compare the pixels of two pictures in a child process, which may neither eat the machine nor take this one down.

Run as a program, it is that child: a line of JSON and two pictures on stdin, a line of JSON on stdout.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

#: Limits of the child: bytes of memory, seconds of processor time, seconds by the clock.
MEMORY = 2 * 1024**3
PROCESSOR_SECONDS = 30
CLOCK_SECONDS = 60
#: How far an AVIF may be from ours, for versions of its encoder differ: decibels over all, and the mean difference
#: (of 255) in each block of 16 by 16 pixels, which is what a hidden picture would have to stay under.
LEAST_DECIBELS = 36.0
MOST_BLOCK_DIFFERENCE = 8

_FORMATS = ("AVIF",)


def compare_pixels(ours: bytes, theirs: bytes) -> str | None:
    """Return None where an AVIF shows what ours does within the tolerance, else why it does not."""
    job = json.dumps({"ours": len(ours), "theirs": len(theirs)}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "launcher.images.pixels"],
            input=job + ours + theirs,
            capture_output=True,
            timeout=CLOCK_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except (OSError, subprocess.TimeoutExpired, ValueError):
        answer = {}
    trouble = answer.get("trouble", "it cannot be decoded within the limits")
    return None if trouble is None else str(trouble)


def _difference(ours: bytes, theirs: bytes) -> str | None:
    """Compare all frames; runs in the child."""
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


def _main() -> None:
    _limit()
    job = json.loads(sys.stdin.buffer.readline())
    ours, theirs = (sys.stdin.buffer.read(job[key]) for key in ("ours", "theirs"))
    try:
        trouble = _difference(ours, theirs)
    except (OSError, SyntaxError, ValueError, MemoryError, RuntimeError):
        trouble = "it cannot be decoded"
    sys.stdout.write(json.dumps({"trouble": trouble}))


def _limit() -> None:
    """Set the limits where the system has them (not on Windows, where the clock alone holds the child)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _main()
