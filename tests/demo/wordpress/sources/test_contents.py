from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.php_values import serialise_php
from launcher.demo.wordpress.sources.contents import Contents
from launcher.demo.wordpress.sources.numbers import Numbers
from tests.support.wild_exports import content, document_of, item, media

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://demo.example"
ELSEWHERE = "https://cdn.example/files"


def changed(text: str) -> str:
    places = {"2024/a.jpg": "2024/a.jpg", "2024/b-scaled.jpg": "2024/b-scaled.jpg", "2024/b.jpg": "2024/b-scaled.jpg"}
    folders = (f"{BASE}/wp-content/uploads", ELSEWHERE)
    return Contents((BASE,), folders, Numbers({7: "page/a"}), places).text(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://demo.example:8080/a",
        "https://demo.example@other.example/a",
        "https://demo.example.org/a",
        "https://my-demo.example/a",
        "https://demo.example-two.org",
    ],
)
def test_what_only_begins_like_the_sites_address_stays(text: str) -> None:
    assert changed(text) == text


@pytest.mark.parametrize("end", [".", ",", ", or", ";x", "!", "&nbsp;", "&quot;", "|title:x"])
def test_what_follows_the_sites_address_stays(end: str) -> None:
    assert changed(f"see https://demo.example{end}") == f"see {{launcher:url:/}}{end}"


def test_a_question_or_place_after_the_sites_address_belongs_to_it() -> None:
    assert changed("https://demo.example?s=a") == "{launcher:url:/}?s=a"
    assert changed("https://demo.example/?page_id=7") == "{launcher:url:/}?p={launcher:id:page/a}"
    assert changed("//www.demo.example/#top") == "{launcher:url:/#top}"


def test_a_picture_that_is_no_attachment_keeps_its_address_so_that_it_gets_a_placeholder() -> None:
    lost = f"{BASE}/wp-content/uploads/2023/lost-640x400.jpg"
    assert changed(f'<img src="{lost}">') == f'<img src="{lost}">'
    assert changed(f"{BASE}/wp-content/uploads/2023/a.zip") == "{launcher:url:/wp-content/uploads/2023/a.zip}"
    assert changed(f"{BASE}/wp-content/uploads/2024/b.jpg") == "{launcher:upload:2024/b-scaled.jpg}"
    assert changed(f"{ELSEWHERE}/2024/a.jpg") == "{launcher:upload:2024/a.jpg}"


def test_other_sites_of_a_network_stay_what_they_are(tmp_path: Path) -> None:
    own = f"<wp:base_blog_url>{BASE}/clinic</wp:base_blog_url>"
    links = content(f"{BASE}/clinic/about/ {BASE}/bakery/about/")
    assert document_of(tmp_path, own, item(1, "a", more=links)).posts[0].content == (
        f"{{launcher:url:/about/}} {BASE}/bakery/about/"
    )


def test_smaller_pictures_of_a_scaled_one_are_found(tmp_path: Path) -> None:
    size = {"file": "hero-300x200.jpg", "width": 300, "height": 200}
    data = serialise_php({"width": 2560, "height": 1707, "sizes": {"medium": size}, "original_image": "hero.jpg"})
    text = content(f"{BASE}/wp-content/uploads/2024/hero-300x200.jpg {BASE}/wp-content/uploads/2024/hero.jpg")
    picture, post = document_of(tmp_path, media(2, "2024/hero-scaled.jpg", data), item(3, "a", more=text)).posts
    assert picture.file
    assert list(picture.file.sizes) == ["medium"]
    assert post.content == "{launcher:upload:2024/hero-scaled-300x200.jpg} {launcher:upload:2024/hero-scaled.jpg}"
