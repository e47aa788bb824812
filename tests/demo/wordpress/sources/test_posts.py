from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.document import Structure
from tests.support.wild_exports import content, document_of, item, media, meta

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.wordpress.document import Post, Stored


def post(folder: Path, more: str, **fields: str) -> Post:
    return document_of(folder, item(1, "a", more=more, **fields)).posts[0]


def stored(folder: Path, value: str) -> Stored:
    return dict(post(folder, meta("box", value)).meta)["box"]


def test_a_template_whose_name_begins_with_default_keeps_it(tmp_path: Path) -> None:
    assert post(tmp_path, meta("_wp_page_template", "default-wide.php")).template == "default-wide.php"
    assert post(tmp_path, meta("_wp_page_template", "default")).template == ""


@pytest.mark.parametrize(
    "date", ["2024-02-30 10:00:00", "2024-00-00 00:00:00", "0000-00-00 00:00:00", "a long while ago.."]
)
def test_a_date_that_is_none_is_none(tmp_path: Path, date: str) -> None:
    assert post(tmp_path, "", post_date=date).date == ""


@pytest.mark.parametrize(
    ("status", "kept"), [("acf-disabled", "acf-disabled"), ("in-progress", "in-progress"), ("Of no kind", "draft")]
)
def test_a_status_of_a_plugins_own_is_not_published(tmp_path: Path, status: str, kept: str) -> None:
    assert post(tmp_path, "", status=status).status == kept


def test_a_featured_image_that_is_no_picture_is_none(tmp_path: Path) -> None:
    assert post(tmp_path, meta("_thumbnail_id", "1")).thumbnail == ""


def test_a_film_or_document_of_no_known_size_has_none(tmp_path: Path) -> None:
    file, picture = (one.file for one in document_of(tmp_path, media(1, "2024/a.pdf"), media(2, "2024/b.webp")).posts)
    assert file
    assert (file.width, file.height) == (0, 0)
    assert picture
    assert (picture.width, picture.height) == (1200, 800)


def test_the_type_of_a_file_is_wordpresss_own(tmp_path: Path) -> None:
    files = [media(number, f"a{number}.{end}") for number, end in enumerate(("webp", "ico", "m4a", "JPE", "wav"), 1)]
    types = [one.mime_type for one in document_of(tmp_path, *files).posts]
    assert types == ["image/webp", "image/x-icon", "audio/mpeg", "image/jpeg", "audio/wav"]


def test_the_marks_of_an_installed_bundle_are_no_content(tmp_path: Path) -> None:
    assert post(tmp_path, meta("_launcher_ref", "x post/a") + meta("colour", "pine")).meta == (("colour", "pine"),)


def test_line_ends_that_xml_takes_from_a_serialised_value_are_given_back(tmp_path: Path) -> None:
    value = 'a:1:{s:4:"note";s:7:"one\r\ntwo";}'.replace("two", "tw")
    assert stored(tmp_path, value) == value


@pytest.mark.parametrize(
    "inner",
    ['s:27:"https://demo.example/about/";', 'a:1:{i:0;s:21:"https://demo.example/";}', 'O:3:"Box":1:{s:1:"a";i:1;}'],
)
def test_serialised_values_inside_of_others_keep_their_lengths(tmp_path: Path, inner: str) -> None:
    outer = f'a:2:{{s:1:"x";s:{len(inner)}:"{inner}";s:1:"y";s:21:"https://demo.example/";}}'
    assert stored(tmp_path, outer) == Structure({"x": inner, "y": "{launcher:url:/}"})
    assert stored(tmp_path, f's:{len(inner)}:"{inner}";') == f's:{len(inner)}:"{inner}";'
    assert post(tmp_path, content(inner)).content == inner


def test_what_only_begins_like_a_serialised_value_is_a_text(tmp_path: Path) -> None:
    assert stored(tmp_path, "b: see https://demo.example/about/") == "b: see {launcher:url:/about/}"


def test_addresses_in_what_cannot_be_written_anew_give_way_to_others_as_long(tmp_path: Path) -> None:
    value = 'O:3:"Box":2:{s:1:"a";s:18:"amara.lee@mail.com";s:1:"b";s:6:"a@b.co";}'
    assert stored(tmp_path, value) == 'O:3:"Box":2:{s:1:"a";s:18:"xxxxxx@example.com";s:1:"b";s:6:"xxxxxx";}'


def test_a_value_that_a_document_has_no_form_for_stays_as_it_is(tmp_path: Path) -> None:
    deep = 's:21:"https://demo.example/";'
    for _ in range(62):
        deep = f"a:1:{{i:0;{deep}}}"
    assert stored(tmp_path, deep) == deep


def test_secrets_are_left_out_of_fields_and_of_the_values_in_them(tmp_path: Path) -> None:
    value = 'a:3:{s:7:"api_key";s:6:"abcdef";s:7:"user_ip";s:11:"203.0.113.9";s:5:"title";s:4:"Ship";}'
    fields = (
        meta("box", value) + meta("mailer_secret_key", "abcdef") + meta("membership", "1") + meta("user_ip", "1.2.3.4")
    )
    assert post(tmp_path, fields).meta == (
        ("box", Structure({"api_key": "", "user_ip": "", "title": "Ship"})),
        ("membership", "1"),
    )


@pytest.mark.parametrize(
    "text", ["amara@mail.com", "amara%40mail.com", "amara&#64;mail.com", "%3Aamara%40mail.com", "x" * 500 + "@mail.com"]
)
def test_addresses_in_texts_reach_nobody_however_they_are_written(tmp_path: Path, text: str) -> None:
    assert "mail.com" not in post(tmp_path, content(f"<a href='mailto:{text}'>")).content
