"""Find bytes that two files share, at any alignment, without holding the files.

Both are cut at every byte of one value, so that the cuts move with the content; equal pieces of a long shared run fall
together by their hashes. A hit is confirmed on the bytes themselves, as long as it goes, and counts by how much it
holds: a run that compresses to nothing is the same in many pictures.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Bytes of one file that are cut at a time.
PIECE = 8 * 1024 * 1024
#: A shared run of at least this many bytes is found in all likelihood: 16 pieces of 256 bytes on average. What a run
#: has to be to count: bytes, and bytes when it is compressed.
LEAST_RUN = 1024
LEAST_CONTENT = 512
#: A whole file counts when it has this much; smaller ones are a spacer or a dot.
LEAST_WHOLE = 96

_CUT = b"z"
_SHORTEST = 24
# Hashes that the table of a bundle may hold; of a larger bundle, only every second, third ... is kept.
_MOST_HASHES = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """A shared run: where it begins in both, how long it is, and how much it holds when it is compressed."""

    ours: int
    theirs: int
    length: int
    content: int


def cuts(data: bytes) -> set[int]:
    """Return the hashes of the pieces of some bytes; the first and the last may go on and do not count."""
    return {hash(piece) for piece in data.split(_CUT)[1:-1] if len(piece) >= _SHORTEST}


def pieces(data: bytes) -> Iterator[bytes]:
    """Yield bytes in parts that overlap, so that no piece is lost."""
    for start in range(0, max(len(data), 1), PIECE):
        yield data[max(start - 4096, 0) : start + PIECE]


class SharedTable:
    """Which view of which file of a bundle has a piece. ``every`` thins the table out: 1 keeps all."""

    def __init__(self, total_bytes: int) -> None:
        self.every = 1 + total_bytes // (_MOST_HASHES * 256)
        self._where: dict[int, int] = {}

    def add(self, number: int, data: bytes) -> None:
        """Add the bytes of a view by its number; the first that has a piece stands for all."""
        for part in pieces(data):
            for value in cuts(part):
                if value % self.every == 0:
                    self._where.setdefault(value, number)

    def meet(self, data: bytes) -> set[int]:
        """Return the views that share a piece with some bytes."""
        met: set[int] = set()
        for part in pieces(data):
            met.update(self._where[value] for value in self._where.keys() & cuts(part))
        return met


def longest_run(ours: bytes, theirs: bytes) -> Run | None:
    """Return the shared run that holds most, None where they share no piece."""
    known = {hash(piece) for piece in theirs.split(_CUT)[1:-1] if len(piece) >= _SHORTEST}
    best: Run | None = None
    place = 0
    for piece in ours.split(_CUT):
        start, place = place, place + len(piece) + 1
        if len(piece) < _SHORTEST or hash(piece) not in known or (best and start < best.ours + best.length):
            continue
        there = theirs.find(piece)
        if there < 0:
            continue
        run = _stretch(ours, theirs, start, there)
        if best is None or run.content > best.content:
            best = run
        if best.content >= 4096:
            break
    return best


def _stretch(ours: bytes, theirs: bytes, start: int, there: int) -> Run:
    """Make a shared run as long as it goes in both directions."""
    back = _common(ours[max(start - 65536, 0) : start][::-1], theirs[max(there - 65536, 0) : there][::-1])
    ahead = _common(ours[start : start + 1048576], theirs[there : there + 1048576])
    run = ours[start - back : start + ahead]
    return Run(start - back, there - back, len(run), len(zlib.compress(run[:65536], 1)))


def _common(first: bytes, second: bytes) -> int:
    """Return how many bytes from the start are equal."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def counts(run: Run, whole: int) -> bool:
    """Say whether a run shows that bytes were taken over; ``whole`` is the length of what they come from."""
    if run.length >= whole - 16:
        return run.content >= LEAST_WHOLE
    return run.length >= LEAST_RUN and run.content >= LEAST_CONTENT


def counts_whole(data: bytes) -> bool:
    """Say whether the bytes of a whole original hold so much that meeting them shows anything."""
    return len(zlib.compress(data, 1)) >= LEAST_WHOLE
