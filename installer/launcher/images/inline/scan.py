"""Find the places of a text where a picture could be written, as fast as memory allows.

A picture takes dozens of signs without a space, or dozens of numbers without a word. Each byte of the text is mapped
to whether it can be one of those, and long runs are searched for; what is in one is looked at by slower means.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.images.inline.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The smallest picture there is, a GIF of 26 bytes, takes 35 signs of base64.
_SHORTEST_RUN = 35
#: And this many signs as a list of numbers.
_SHORTEST_LIST = 64
#: Small enough for a processor's cache.
_WINDOW = 256 * 1024

_YES, _NO = b"#", b"."

#: The end of the head of a data: URI, and the beginnings of pictures that are used on the web.
_BEGINNINGS = Words(b"64,", b"/9j/", b"iVBORw", b"R0lGOD", b"UklGR")
#: What may stand before them and belong to them: ``base``.
_BEFORE = 5


class _Letters:
    """A set of bytes, as a table that maps each to whether it is one, and as a pattern for what is left of a run."""

    def __init__(self, letters: bytes, shortest: int) -> None:
        self.table = bytes(_YES[0] if byte in letters else _NO[0] for byte in range(256))
        self.rest = re.compile(b"[" + re.escape(letters) + b"]*+")
        self.needle = _YES * shortest


# Signs of base64 and of its escapes: \/, \u002f, %2F, &#47; and the comma and semicolon of a data: URI before it.
_SIGNS = _Letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_\\%&#;,{}-", _SHORTEST_RUN)
_NUMERALS = _Letters(b"0123456789, \t\r\nxXabcdefABCDEF-", _SHORTEST_LIST)


def sign_runs(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each run of signs that base64 can be written with: of each that is long.

    Of the others, those in which a picture may begin whose signs are parted by spaces or stand in short strings.
    """
    end, places = 0, (place for place, _ in _BEGINNINGS.places(data))
    place = next(places, None)
    for start, last in _runs(data, _SIGNS):
        while place is not None and place < last:
            if place < start and place >= end:
                yield max(end, place - _BEFORE), place + _SHORTEST_RUN
            place = next(places, None)
        yield start, last
        end = last
    while place is not None:
        if place >= end:
            yield max(end, place - _BEFORE), min(place + _SHORTEST_RUN, len(data))
        place = next(places, None)


def numeral_runs(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each long run of numbers, commas and white space."""
    return _runs(data, _NUMERALS)


def _runs(data: bytes, letters: _Letters) -> Iterator[tuple[int, int]]:
    """Yield runs of ``letters``. A window begins a needle's length early, so that no run is lost between two."""
    needle, overlap = letters.needle, len(letters.needle) - 1
    end = 0  # of the last run
    for window in range(0, len(data), _WINDOW):
        base = max(0, window - overlap)
        mapped = data[base : window + _WINDOW].translate(letters.table)
        found = mapped.find(needle)
        while found >= 0:
            stop = mapped.find(_NO, found)
            if base + found >= end:
                last = base + stop if stop >= 0 else window + _WINDOW
                if stop < 0:
                    goes_on = letters.rest.match(data, min(last, len(data)))
                    last = goes_on.end() if goes_on else len(data)
                yield base + mapped.rfind(_NO, 0, found) + 1, last
                end = last
            found = mapped.find(needle, stop) if stop >= 0 else -1
