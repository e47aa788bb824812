from __future__ import annotations

import gzip
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.draw import draw
from launcher.images.ledger import Recipe
from launcher.images.samples import Library
from launcher.images.svg import read_root, root_size, unpack_svg


def root(attributes: str) -> tuple[tuple[str, str], ...]:
    return read_root(f'<?xml version="1.0"?><!-- x --><svg xmlns="a" {attributes}><path/></svg>'.encode())


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="80"', (120, 80)),
        ('width="120px" height="1in"', (120, 96)),
        ("width='12pt' height='10mm'", (16, 38)),
        ('viewBox="0 0 24 12"', (24, 12)),
        ('viewBox="-5,-5 50,25" width="100"', (100, 50)),
        ('viewBox="0 0 50 25" height="100"', (200, 100)),
        ('width="100%" height="100%" viewBox="0 0 640 480"', (640, 480)),
        ("", (300, 150)),
        ('width="0" height="-3"', (300, 150)),
        ('viewBox="0 0 0 0"', (300, 150)),
        ('width="1e9" height="0.2"', (65_535, 1)),
    ],
)
def test_the_size_is_the_one_a_browser_shows(attributes: str, size: tuple[int, int]) -> None:
    assert root_size(root(attributes)) == size


def test_only_sound_attributes_of_the_root_are_read() -> None:
    assert root('width="calc(1px)" onload="x()" viewBox="0 0 2 a" height="3" preserveAspectRatio="xMidYMid slice"') == (
        ("height", "3"),
        ("preserveAspectRatio", "xMidYMid slice"),
    )


def test_an_attribute_of_another_element_is_not_the_roots() -> None:
    assert read_root(b'<svg viewBox="0 0 9 9"><rect width="5" height="5"/></svg>') == (("viewBox", "0 0 9 9"),)


@pytest.mark.parametrize("shape", ["full", "rounded"])
def test_a_drawn_svg_has_the_root_of_the_original(shape: str) -> None:
    attributes = (("height", "1em"), ("viewBox", "-8 -8 16 16"), ("width", "2em"))
    data = draw(Recipe("", "svg", 32, 16, style="plain", shape=shape, root=attributes), Library(()))  # type: ignore[arg-type]  # a parameter
    tree = ElementTree.fromstring(data)
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    assert tuple(sorted(tree.attrib.items())) == attributes
    assert read_root(data) == attributes


def test_a_packed_svg_unpacks_to_the_same_drawing() -> None:
    packed, plain = (draw(Recipe("", form, 32, 16, style="plain"), Library(())) for form in ("svgz", "svg"))
    assert unpack_svg(packed) == plain


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8b", gzip.compress(b"a" * 99, mtime=0)[:-9], gzip.compress(b"a", mtime=0) + b"tail"],
    ids=["head", "cut", "tail"],
)
def test_a_broken_gzip_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpack_svg(data)


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        unpack_svg(gzip.compress(bytes(40 * 1024 * 1024), mtime=0))


@given(st.binary(max_size=300))
def test_any_bytes_have_a_size(data: bytes) -> None:
    width, height = root_size(read_root(b"<svg " + data))
    assert 1 <= width <= 65_535
    assert 1 <= height <= 65_535
