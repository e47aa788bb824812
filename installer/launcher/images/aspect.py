"""The shape of a picture in the words of people who buy pictures: 3:2, 16:9, 1:1."""

from __future__ import annotations

from math import gcd

#: Ratios that cameras, screens and shops have names for; upright ones are turned.
_COMMON = ((1, 1), (5, 4), (4, 3), (7, 5), (3, 2), (16, 10), (5, 3), (16, 9), (2, 1), (21, 9), (5, 2), (3, 1), (4, 1))
#: How far a size may be from a common ratio: a pixel of rounding in a small picture.
_TOLERANCE = 0.012


def aspect_of(width: int, height: int) -> str:
    """Return the ratio: exact (``4:3``), near a common one (``~3:2``), or as a number (``1.91:1``); "" for no size."""
    if not width or not height:
        return ""
    shared = gcd(width, height)
    across, down = width // shared, height // shared
    if (max(across, down), min(across, down)) in {*_COMMON, (8, 5), (7, 3)} or max(across, down) <= 10:
        return f"{across}:{down}"
    long, short = max(width, height), min(width, height)
    for first, second in _COMMON:
        if abs(long * second / (short * first) - 1) <= _TOLERANCE:
            return f"~{first}:{second}" if width >= height else f"~{second}:{first}"
    return f"{width / height:.2f}:1" if width >= height else f"1:{height / width:.2f}"
