"""Find where words begin in a text, all words in one pass at the speed of memory."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ahocorasick_rs import BytesAhoCorasick

#: Letters of a word that are searched for in every spelling; the others are compared where these are found. The
#: library searches for up to 64 spellings at once without an automaton, which is ten times as fast.
_HEAD = 4


class Words:
    """Words of ASCII signs, of which no two begin with the same four; with ``any_case`` given in small letters."""

    def __init__(self, *words: bytes, any_case: bool = False) -> None:
        self._any_case = any_case
        spelled = [(head, word) for word in words for head in _spellings(word[:_HEAD], any_case=any_case)]
        self._heads = [head for head, _ in spelled]
        self._words = [word for _, word in spelled]

    def places(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return where words stand and which, in order; words that overlap are all found."""
        found: list[tuple[int, bytes]] = []
        for index, start, _ in self._search.find_matches_as_indexes(data):
            if self._is_at(data, start, self._words[index]):
                found.append((start, self._words[index]))
            # The search goes on behind a match, so what begins inside it is looked at here.
            for distance, word in self._inside[index]:
                if self._is_at(data, start + distance, word):
                    found.append((start + distance, word))
        return found

    def _is_at(self, data: bytes, place: int, word: bytes) -> bool:
        if self._any_case:
            return data[place : place + len(word)].lower() == word
        return data.startswith(word, place)

    @cached_property
    def _search(self) -> BytesAhoCorasick:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind

        return BytesAhoCorasick(self._heads, matchkind=MatchKind.LeftmostFirst)

    @cached_property
    def _inside(self) -> list[list[tuple[int, bytes]]]:
        """For each head the words that can begin inside it, and how far from its begin."""
        return [
            [
                (distance, word)
                for distance in range(1, len(head))
                for word in dict.fromkeys(self._words)
                if _agree(head[distance:].lower(), word.lower())
            ]
            for head in self._heads
        ]


def _spellings(head: bytes, *, any_case: bool) -> Iterator[bytes]:
    if not any_case:
        yield head
        return
    letters = (sorted({chr(sign).lower(), chr(sign).upper()}) for sign in head)
    yield from ("".join(spelling).encode("ascii") for spelling in product(*letters))


def _agree(end: bytes, word: bytes) -> bool:
    """Say whether a word may begin where ``end`` stands."""
    return word.startswith(end) or end.startswith(word)
