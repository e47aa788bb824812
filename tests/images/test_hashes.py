from __future__ import annotations

import base64

import pytest

from launcher.images.draw import CannotDraw, draw
from launcher.images.hashes import read_blurhash, read_thumbhash
from launcher.images.ledger import Recipe

# From the documentation of the two algorithms.
BLURHASH = b"LEHV6nWB2yk8pyo0adR*.7kCMdnj"
THUMBHASH = base64.b64decode("1QcSHQRnh493V4dIh4eXh1h4kJUI")


def recipe(form: str, width: int, height: int, *, clear: bool = False) -> Recipe:
    return Recipe("", form, width, height, style="plain", shape="rounded" if clear else "full")


def test_a_blurhash_says_how_many_waves_it_has() -> None:
    info = read_blurhash(BLURHASH)
    assert info is not None
    assert (info.format, info.width, info.height) == ("blurhash", 4, 3)


@pytest.mark.parametrize("text", [b"", b"LEHV6", BLURHASH[:-1], BLURHASH + b"a", b"L" + b'"' * 27, b"L" + b"~" * 27])
def test_what_is_no_blurhash_is_told_from_one(text: bytes) -> None:
    assert read_blurhash(text) is None


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4, 3), (9, 9), (1, 9)])
def test_our_blurhash_is_one_of_the_same_size_in_letters_and_digits(width: int, height: int) -> None:
    drawn = draw(recipe("blurhash", width, height))
    info = read_blurhash(drawn)
    assert info is not None
    assert (info.width, info.height) == (width, height)
    assert len(drawn) == 4 + 2 * width * height
    # No wave at all: each pair of digits is the middle of the scale.
    assert drawn[6:] == b"fQ" * (width * height - 1)


def test_a_thumbhash_says_its_shape() -> None:
    info = read_thumbhash(THUMBHASH)
    assert info is not None
    assert (info.format, info.alpha) == ("thumbhash", False)
    assert read_thumbhash(THUMBHASH[:-1]) is None
    assert read_thumbhash(THUMBHASH + b"\0") is None


@pytest.mark.parametrize(
    ("width", "height", "clear"), [(7, 7, False), (7, 4, False), (1, 7, False), (5, 5, True), (2, 5, True)]
)
def test_our_thumbhash_is_one_of_the_same_shape(width: int, height: int, clear: bool) -> None:
    info = read_thumbhash(draw(recipe("thumbhash", width, height, clear=clear)))
    assert info is not None
    assert (info.width, info.height, info.alpha) == (width, height, clear)


@pytest.mark.parametrize(("form", "width", "height"), [("blurhash", 10, 1), ("thumbhash", 6, 6), ("thumbhash", 9, 7)])
def test_a_hash_of_a_shape_that_there_is_not_cannot_be_drawn(form: str, width: int, height: int) -> None:
    with pytest.raises(CannotDraw):
        draw(recipe(form, width, height))
