"""Which of two versions of a bundle is the newer one."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\d+|[a-z]+", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def is_older(version: str, than: str) -> bool:
    """Say whether ``version`` comes before ``than``.

    Numbers are compared part by part, missing ones as 0. What follows after a hyphen or letter is a version before the
    release (Semantic Versioning 2.0.0, 11), what follows after "+" says nothing.
    """
    return _key(version) < _key(than)


def _key(version: str) -> tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]:
    plain = version.partition("+")[0]
    match = _NUMBERS.match(plain)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    rest = _PARTS.findall(plain[match.end() :] if match else plain)
    # Numbers come before words, as Semantic Versioning has it.
    marks = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part.lower()) for part in rest)
    return tuple(numbers), not marks, marks
