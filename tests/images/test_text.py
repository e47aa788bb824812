from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.model import ImageRules
from launcher.images.inline import find_inline
from launcher.images.produce import Placeholders
from launcher.images.recipes import RecipeMaker
from launcher.images.text import Span, decide_text, in_order, rewrite
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.images.samples import Library

PAGE = PurePosixPath("index.html")
URI = "data:image/png;base64," + base64.b64encode(picture("PNG", "RGB", (12, 9))).decode()


@pytest.fixture(scope="module")
def placeholders(library: Library) -> Iterator[Placeholders]:
    with Placeholders(library) as made:
        yield made


@pytest.fixture(scope="module")
def makers(library: Library) -> RecipeMaker:
    return RecipeMaker(library, ImageRules())


def change(text: bytes, old: bytes, new: bytes) -> Span:
    return Span(text.index(old), len(old), new)


def test_other_changes_move_the_inline_pictures_behind_them(placeholders: Placeholders, makers: RecipeMaker) -> None:
    text = f'<link href="a.css"><img src="{URI}"><img src="photo.jpg"><img src="{URI}">'.encode()
    changes = [change(text, b"a.css", b"styles/much-longer.css"), change(text, b"photo.jpg", b"p")]
    decided = decide_text(PAGE, text, makers, placeholders, keep=None, changes=changes)
    packed = rewrite(text, decided.spans, placeholders)
    assert b'<link href="styles/much-longer.css"><img src="data:' in packed
    assert b'<img src="p"><img src="data:' in packed
    assert [entry.inline for entry in decided.entries] == [found.inline for found in find_inline(packed)]
    assert len(decided.entries) == 2


def test_a_kept_file_is_not_changed_at_all(placeholders: Placeholders, makers: RecipeMaker) -> None:
    text = f'<img src="{URI}"><img src="photo.jpg">'.encode()
    keep = {"license": "MIT", "source": "mine", "rule": "*"}
    decided = decide_text(
        PAGE, text, makers, placeholders, keep=keep, changes=[change(text, b"photo.jpg", b"other.jpg")]
    )
    assert decided.spans == ()
    assert [entry.decision for entry in decided.entries] == ["kept"]


spans = st.builds(Span, st.integers(0, 40), st.integers(0, 12), st.binary(max_size=5))


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6), st.binary(min_size=52, max_size=60))
def test_only_the_bytes_inside_the_spans_differ(pictures: list[Span], changes: list[Span], data: bytes) -> None:
    ordered = in_order(pictures, changes)
    new = rewrite(data, ordered, placeholders=None)  # type: ignore[arg-type]  # nothing is drawn
    before = after = 0
    for span in ordered:
        kept = span.offset - before
        assert new[after : after + kept] == data[before : span.offset]
        after += kept
        assert isinstance(span.new, bytes)
        assert new[after : after + len(span.new)] == span.new
        after += len(span.new)
        before = span.end
    assert new[after:] == data[before:]


@given(st.lists(spans, max_size=8))
def test_no_picture_is_dropped_for_another_change(changes: list[Span]) -> None:
    pictures = [Span(4, 8, b"first"), Span(12, 1, b"second"), Span(30, 10, b"third")]
    assert [span for span in in_order(pictures, changes) if span in pictures] == pictures
