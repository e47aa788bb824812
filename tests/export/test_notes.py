from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.demo.wordpress.document import Author, Menu, SiteDocument, Theme
from launcher.export.notes import fetching_notes, media_notes, missing_note
from launcher.export.operation import MEDIA_URL


def test_what_wxr_has_no_place_for_is_named_where_it_is_there() -> None:
    assert missing_note(SiteDocument()) == "WXR has no place for: title and settings of the site"
    document = SiteDocument(
        front_page="page/home",
        menus=(Menu("m", "m", "M", ("primary",)),),
        options={"a": "b"},
        theme=Theme("clinic", css="a{}"),
        authors=(Author("author/a", "a", "A", description="Writes"),),
    )
    said = missing_note(document)
    assert said.endswith(
        "of menus, title and settings of the site, options, settings of the theme, what authors say of themselves"
    )
    assert "widgets" not in said


def test_media_that_are_left_behind_are_named_three_at_most() -> None:
    left = [PurePosixPath(f"{name}.svg") for name in "abcde"]
    fetched, copied = media_notes(left, "https://media.example")
    assert fetched == "an importer fetches the media from https://media.example: serve the folder uploads/ there"
    assert "brings no a.svg, b.svg, c.svg and 2 more:" in copied
    assert list(media_notes([], "")) == []


@pytest.mark.parametrize("url", ["", "https://media.example/up", "http://media.example:8080", "https://9.9.9.9/"])
def test_a_public_address_at_a_usual_port_needs_no_note_and_neither_does_none(url: str) -> None:
    assert list(fetching_notes(url)) == []


@pytest.mark.parametrize("url", [MEDIA_URL, "http://127.0.0.1/uploads", "http://192.168.1.2:8080", "http://[::1]/"])
def test_a_local_address_is_one_for_sites_of_the_same_name(url: str) -> None:
    (note,) = fetching_notes(url)
    assert "only where its own address has that name" in note


def test_a_port_that_wordpress_refuses_is_said() -> None:
    (note,) = fetching_notes("http://localhost:8000/uploads")
    assert note == "WordPress fetches from ports 80, 443 and 8080, and from 8000 where its own site is there too"
