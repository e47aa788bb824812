from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.content.text import parse_date, plain_text, shorten, slugify, xml_text


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Desk life", "desk-life"),
        ("  Über & Söhne! ", "uber-sohne"),
        ("日本 語", "日本-語"),
        ("a_b--c", "a-b-c"),
        ("!", ""),
    ],
)
def test_a_slug_is_one_part_of_a_url(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.parametrize("text", ["2024", "20240501", "2024-5-1", "2024-05-01T1", "01.05.2024", "2024-05-01T25:00", ""])
def test_what_is_no_iso_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date(text)


def test_a_date_without_zone_is_utc() -> None:
    assert parse_date("2024-05-01").isoformat() == "2024-05-01T00:00:00+00:00"
    assert parse_date("2024-05-01T10:00:00+02:00") == parse_date("2024-05-01 08:00Z")


def test_plain_text_is_what_a_reader_sees() -> None:
    html = "<h2>A</h2><p>b<em>c</em> &lt;d&gt;<br>e</p><!-- no --><style>x</style><ul><li>1</li><li>2</li></ul> 1 < 2"
    assert plain_text(html) == "A bc <d> e 1 2 1 < 2"


@given(st.text(max_size=300))
def test_a_shortened_text_is_never_longer(text: str) -> None:
    assert len(shorten(text, 50)) <= 50 or len(text) <= 50


def test_a_text_is_cut_between_words() -> None:
    assert shorten("one two, three four", 12) == "one two…"


@given(st.text(max_size=50))
def test_any_text_can_stand_in_xml(text: str) -> None:
    value = xml_text(text)
    ET.fromstring(f'<?xml version="1.0"?><a b="{value}">{value}</a>'.encode())
