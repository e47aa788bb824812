from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from launcher.images.inline.words import Words

if TYPE_CHECKING:
    from random import Random

WORDS = (b"64,", b"/9j/", b"iVBORw", b"R0lGOD", b"UklGR", b"hash")
#: Pieces of the words, so that they overlap and break off.
PIECES = st.sampled_from([b" ", *(word[i:j] for word in WORDS for i in range(len(word)) for j in range(i + 1, 7))])
SYLLABLES = st.sampled_from([b"has", b"hash", b"placeholder", b"lqip", b"ip", b"h", b"pla", b"-", b"S"])


def by_hand(data: bytes, words: tuple[bytes, ...]) -> list[tuple[int, bytes]]:
    return [(place, word) for place in range(len(data)) for word in words if data.startswith(word, place)]


@given(st.lists(PIECES))
def test_every_word_is_found_however_words_overlap(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert Words(*WORDS).places(data) == by_hand(data, WORDS)


@given(st.lists(SYLLABLES), st.randoms())
def test_case_does_not_matter_where_it_is_said_not_to(pieces: list[bytes], random: Random) -> None:
    small = b"".join(pieces).lower()
    data = bytes(sign ^ 0x20 if chr(sign).isalpha() and random.random() < 0.5 else sign for sign in small)
    words = (b"lqip", b"placeholder", b"hash")
    assert Words(*words, any_case=True).places(data) == by_hand(small, words)


def test_a_word_that_the_text_breaks_off_is_not_found() -> None:
    assert Words(b"iVBORw").places(b"iVBO") == []
    assert Words(b"placeholder", any_case=True).places(b"PlaceHolde") == []
    assert Words(b"64,").places(b"") == []
