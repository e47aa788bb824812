"""Correct the lengths that PHP's serialisation counts around replaced pieces of a text, or say that it cannot be done.

``serialize()`` writes a string as ``s:LENGTH:"BYTES";`` and an object with a serialiser of its own as
``C:7:"ClassName":LENGTH:{BYTES}``. LENGTH counts bytes before the text was escaped for where it stands: a SQL dump,
JSON, XML, a URL. Serialised texts stand in serialised texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from launcher.images.inline.forms import QUOTE, WIDEST, Dialect, Form, dialects, form_of
from launcher.images.inline.wide import narrowed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A replaced piece of a text: where it begins, how long it was, what stands there now.
Piece = tuple[int, int, bytes]


class CountsUnclear(ValueError):  # noqa: N818 - a sentence about a text, not a fault of the program
    """The lengths around a piece cannot be corrected surely; the text says why."""


_COLON = rb"(?::|%(?:25)*3[aA])"
_HEAD = re.compile(
    rb"(?:[sS]" + _COLON + rb"(?P<count>\d{1,10})" + _COLON + rb"(?P<quote>" + QUOTE + rb"))"
    rb"|(?:C:\d{1,4}:(?P<mark>" + QUOTE + rb")[\w\\]{1,300}?(?P=mark):(?P<own>\d{1,10}):\{)"
)
#: Bytes that may be looked at for each byte of the text; nested lengths beyond that are no one's honest data.
_MOST_LOOKS = 24
_TOO_MANY = "too many serialised texts stand around pictures"


@dataclass(frozen=True, slots=True)
class _Counted:
    """A counted text: its content's place, its length as written and where that stands, and how it is escaped."""

    start: int
    end: int
    count: bytes
    count_at: int
    form: Form


def correct_counts(data: bytes, pieces: Sequence[Piece]) -> list[Piece]:
    """Return ``pieces``, which are in order, with the pieces that correct the lengths around them.

    Raises CountsUnclear where a length around a piece is wrong already, or where what it counts cannot be told.
    """
    text, unit, charset = narrowed(data)
    if not charset:
        return sorted([*pieces, *_corrections(data, pieces)])
    narrow = [(offset // unit, length // unit, new.decode(charset).encode()) for offset, length, new in pieces]
    counts = _corrections(text, narrow)
    return sorted([*pieces, *((at * unit, length * unit, new.decode().encode(charset)) for at, length, new in counts)])


def _corrections(data: bytes, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that correct the counts, in the only dialect in which all lengths are right."""
    if not pieces:
        return []
    answers: list[list[Piece]] = []
    refused: CountsUnclear | None = None
    for dialect in dialects(data):
        try:
            answers.append(_corrections_in(dialect, data, pieces))
        except CountsUnclear as error:
            refused = refused or error
    if not answers:
        assert refused is not None
        raise refused
    if any(answer != answers[0] for answer in answers):
        raise CountsUnclear("an inline picture stands in serialised data whose length can be read in two ways")
    return answers[0]


def _corrections_in(dialect: Dialect, data: bytes, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that correct the counts, the last first."""
    counted = _Finder(data, pieces, dialect).run()
    for text, inner in pairwise(counted):
        if inner.start < text.end < inner.end:
            raise CountsUnclear("serialised texts that overlap stand around a picture")
    corrections: list[Piece] = []  # from the last to the first, so those inside a text are the latest
    looks = 0
    for text in reversed(counted):
        inside = [*pieces[bisect_left(pieces, text.start, key=_begin) : bisect_left(pieces, text.end, key=_begin)]]
        for correction in reversed(corrections):
            if correction[0] >= text.end:
                break
            inside.append(correction)
        looks += sum(length + len(new) for _, length, new in inside)
        if looks > _MOST_LOOKS * len(data) + 1_000_000:
            raise CountsUnclear(_TOO_MANY)
        change = sum(_change(data, piece, text.form) for piece in inside)
        if change:
            new = str(int(text.count) + change).encode()
            corrections.append((text.count_at, len(text.count), new))
    return corrections


def _begin(piece: Piece) -> int:
    return piece[0]


def _change(data: bytes, piece: Piece, form: Form) -> int:
    offset, length, text = piece
    return form.length(text) - form.length(data[offset : offset + length])


class _Finder:
    """Finds the counted texts around pieces, outer ones first."""

    def __init__(self, data: bytes, pieces: Sequence[Piece], dialect: Dialect) -> None:
        self._data = data
        self._pieces = pieces
        self._dialect = dialect
        self._ends = [offset + length for offset, length, _ in pieces]
        self._looks = 0

    def run(self) -> list[_Counted]:
        found: list[_Counted] = []
        heads = _HEAD.finditer(self._data, 0, self._pieces[-1][0])
        for head, following in pairwise(chain(heads, [None])):
            assert head is not None
            piece = self._pieces[bisect_right(self._ends, head.end())]
            last = following is None or following.start() >= piece[0]
            text = self._read(head, piece[0], last=last)
            if text is None or text.end <= piece[0]:
                continue
            self._check_edges(text)
            found.append(text)
        return found

    def _read(self, head: re.Match[bytes], piece: int, *, last: bool) -> _Counted | None:
        """Return the counted text that begins at ``head`` where it could reach the next piece, None where it cannot."""
        group, quote = ("count", head["quote"]) if head["quote"] else ("own", head["mark"])
        close = quote if head["quote"] else b"}"
        count, start = int(head[group]), head.end()
        if start + count * WIDEST < piece and not last:
            return None
        if self._dialect == "quotes doubled" and close == self._data[start : start + 1] == b'"':
            start, close = start + 1, b'""'
        form = form_of(quote, self._dialect)
        self._look(count * WIDEST)
        end = form.end(self._data, start, count) if form else None
        if form and end is not None and self._closes(end, close):
            return _Counted(start, end, head[group], head.start(group), form)
        self._refuse_wrong_count(start, count, close, piece)
        return None

    def _closes(self, end: int, close: bytes) -> bool:
        if close == b"}":
            return self._data[end : end + 1] == close
        after = self._data[end : end + len(close) + 9]
        return re.match(re.escape(close) + rb"(?:;|%(?:25)*3[bB])", after) is not None

    def _refuse_wrong_count(self, start: int, count: int, close: bytes, piece: int) -> None:
        """Raise where a text whose length is wrong goes on to the next piece, by its length or by its end."""
        closer = self._data.find(close + b";" if close != b"}" else close, start, piece)
        self._look((closer if closer >= 0 else piece) - start)
        if closer < 0 or start + count > piece:
            raise CountsUnclear("an inline picture stands in serialised data whose length is wrong already")

    def _look(self, count: int) -> None:
        self._looks += min(count, len(self._data))
        if self._looks > _MOST_LOOKS * len(self._data) + 1_000_000:
            raise CountsUnclear(_TOO_MANY)

    def _check_edges(self, text: _Counted) -> None:
        """Raise where a piece lies across the edge of a counted text."""
        index = bisect_left(self._pieces, text.end, key=_begin) - 1
        if index >= 0 and self._ends[index] > text.end:
            raise CountsUnclear("an inline picture goes beyond the end of serialised data")
