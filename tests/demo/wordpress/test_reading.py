from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings

from launcher.demo.wordpress.document import Post, SiteDocument, Structure
from launcher.demo.wordpress.reading import read_site
from launcher.demo.wordpress.writing import site_bytes
from launcher.errors import ContentError
from tests.support.site_documents import documents

JSON = PurePosixPath("wordpress/site.json")
YAML = PurePosixPath("wordpress/site.yaml")
PAGE: dict[str, Any] = {"ref": "page/about", "type": "page", "slug": "about", "title": "About"}
MENU = {"ref": "m", "slug": "m", "name": "M"}


def read(**fields: Any) -> SiteDocument:
    return read_site(json.dumps({"document": 1, **fields}).encode(), where=JSON)


def refused(text: str | bytes, where: PurePosixPath) -> str:
    with pytest.raises(ContentError) as caught:
        read_site(text.encode() if isinstance(text, str) else text, where=where)
    return str(caught.value)


@settings(max_examples=60)
@given(documents())
def test_what_is_written_is_read_back_the_same(document: SiteDocument) -> None:
    written = site_bytes(document)
    assert read_site(written, where=JSON) == document
    assert site_bytes(read_site(written, where=JSON)) == written


def test_a_document_written_by_hand_is_read() -> None:
    text = """
document: 1
title: Trigger Point Clinic
front_page: page/home
theme:
  stylesheet: clinic
  mods: {accent: "#0a6", ratio: 1.5, logo: {$id: attachment/logo.png}}
options: {clinic_hours: {monday: [9, 17], open: true}}
posts:
  - {ref: page/home, type: page, slug: home, title: Home, date: 2024-05-01}
  - ref: attachment/logo.png
    type: attachment
    slug: logo
    title: Logo
    mime_type: image/png
    file: {source: images/logo.png, path: 2024/05/logo.png, width: 300, height: 100}
    meta: {_wp_attachment_image_alt: The logo}
"""
    site = read_site(text.encode(), where=YAML)
    assert site.theme is not None
    assert site.theme.mods["ratio"] == Structure({"$float": "1.5"})
    assert site.options["clinic_hours"] == Structure({"monday": [9, 17], "open": True})
    assert site.posts[0].date == "2024-05-01 00:00:00"
    assert site.posts[1].status == "inherit"
    assert site.posts[1].meta == (("_wp_attachment_image_alt", "The logo"),)


def _attached(path: str) -> str:
    return f"posts:\n  - {{ref: a, type: attachment, file: {{source: notes.txt, path: {path}}}}}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tittle: x", 'site.yaml:2: unknown key "tittle" (did you mean "title"?)'),
        ("posts:\n  - {ref: a, type: page, slug: a}\n  - {ref: a, type: page, slug: b}", "site.yaml:4: the reference"),
        (
            "front_page: page/hom\nposts:\n  - {ref: page/home, type: page}",
            'site.yaml:2: there is no "page/hom" (did',
        ),
        ("options:\n  siteurl: https://evil.example/", 'site.yaml:3: "siteurl" is an option that a bundle may not set'),
        ("options:\n  wp_7_user_roles: {}", 'site.yaml:3: "wp_7_user_roles" is an option that a bundle'),
        ("options:\n  Active_Plugins: []", 'site.yaml:3: "Active_Plugins" is an option that a bundle'),
        # The column's collation takes each of these for default_role, users_can_register or siteurl.
        ('options:\n  "d\\u00e9fault_role": x', "is no name of an option"),
        ('options:\n  "users_can\\u200b_register": x', "is no name of an option"),
        ('options:\n  "siteurl\\u007f": x', "is no name of an option"),
        ("authors:\n  - {ref: a, login: e, name: E, role: administrator}", '"role" must be one of'),
        (f"authors:\n  - {{ref: a, login: e, name: E, url: https://e.example/{'x' * 83}}}", "at most 100 characters"),
        (
            "authors:\n  - {ref: a, login: e, name: E, email: eve@evil.com}",
            '"email" must be an address that',
        ),
        (
            "authors:\n  - {ref: a, login: e, name: E, meta: {wp_capabilities: {a: true}}}",
            '"wp_capabilities" is nothing',
        ),
        ("posts:\n  - {ref: a, type: nav_menu_item}", 'site.yaml:3: "nav_menu_item" is no type of a post here'),
        ("posts:\n  - {ref: a, type: attachment}", 'site.yaml:3: an attachment has a "file"'),
        ("posts:\n  - {ref: a, type: page, date: 2024-13-01}", '"date" must be a date such as'),
        (
            'posts:\n  - {ref: a, type: page, content: "{launcher:idd:x}"}',
            '"{launcher:idd:x}" is no token',
        ),
        ('posts:\n  - {ref: a, type: page, content: "{launcher:id:x}"}', 'site.yaml:3: there is no "x"'),
        ("posts:\n  - {ref: a, type: page, parent: b}\n  - {ref: b, type: page, parent: a}", '"a" is its own parent'),
        (
            "terms:\n  - {ref: a, taxonomy: t, slug: x, name: X}\n  - {ref: b, taxonomy: t, slug: x, name: Y}",
            ": t/x",
        ),
        ("posts:\n  - {ref: a, type: page, thumbnail: a}", '"a" is no attachment'),
        (
            "menus:\n  - {ref: m, slug: m, name: M, items: [{title: x, url: 'javascript:x()'}]}",
            '"url" must be an',
        ),
        ("posts:\n  - {ref: a, type: page, meta: {x: {$id: nowhere}}}", 'there is no "nowhere"'),
        ("posts:\n  - {ref: a, type: page, meta: {x: {$id: a, y: 1}}}", '"$id" must be alone'),
        ("posts:\n  - {ref: a, type: page, meta: {_launcher_ref: a}}", "cannot be the key of a meta field"),
        ("posts:\n  - {ref: a, type: page, meta: {_Launcher_ref: a}}", "cannot be the key of a meta field"),
        (_attached("2024/shell.php"), '"path" is 2024/shell.php: a bundle brings no PHP into the uploads'),
        (_attached("2024/shell.PHP.jpg"), "a bundle brings no PHP into the uploads"),
        (_attached("2024/.php"), "a bundle brings no PHP into the uploads"),
        (_attached(".htaccess"), "tells a web server"),
        ("theme: {stylesheet: ../evil}", '"stylesheet" must be the name of a theme\'s folder'),
        ('theme: {stylesheet: clinic, mods: {"": x}}', "'' is no name of a setting"),
        ("sidebars: {array_version: []}", "is no name of a sidebar"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, message: str) -> None:
    assert message in refused("document: 1\n" + text, YAML)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"posts": [PAGE, {**PAGE, "ref": "b", "titel": ""}]},
            'site.json: posts[1].titel: unknown key "titel"',
        ),
        (
            {"posts": [{**PAGE, "comments": [{"ref": "c", "author": 5}]}]},
            'posts[0].comments[0].author: "author"',
        ),
        ({"posts": [{**PAGE, "meta": [["a"]]}]}, "posts[0].meta[0]: "),
        ({"posts": [{**PAGE, "content": "\ud800"}]}, "half a surrogate pair"),
        ({"posts": [{**PAGE, "title": "é" * 40_000}]}, '"title" must be at most 65535 bytes long'),
        (
            {"menus": [{"ref": "m", "slug": "m", "name": "M", "items": [{"title": "", "type": "post_type"}]}]},
            "menus[0].items[0].type",
        ),
    ],
)
def test_a_mistake_in_json_is_named_with_its_path(fields: dict[str, Any], message: str) -> None:
    assert message in refused(json.dumps({"document": 1, **fields}), JSON)


@pytest.mark.parametrize(
    "text", [b"[" * 500_000, b'{"document": 1.5}', b'{"document": 1, "document": 1}', b"\xff", b""]
)
def test_what_is_no_sound_json_is_refused_in_one_line(text: bytes) -> None:
    assert "\n" not in refused(text, JSON)


def test_the_body_of_a_comment_is_cleaned_as_elsewhere() -> None:
    comment = {"ref": "c", "author": "A", "content": 'Hi <b>you</b><script>x()</script><img src=x onerror="y()">'}
    site = read(posts=[{**PAGE, "comments": [{**comment, "date": "2024-05-01 10:00:00"}]}])
    assert site.posts[0].comments[0].content == "Hi <b>you</b>"


def test_an_author_may_have_the_address_of_an_answer() -> None:
    site = read(authors=[{"ref": "a", "login": "amara", "name": "Amara", "email": "{launcher:answer:contact_email}"}])
    assert site.authors[0].email == "{launcher:answer:contact_email}"


def test_additions_may_name_what_is_not_in_them() -> None:
    data = b"document: 1\nfront_page: page/home\n"
    assert read_site(data, where=YAML, complete=False).front_page == "page/home"


def test_a_long_line_of_parents_is_no_circle() -> None:
    posts = [{**PAGE, "ref": f"p{n}", "parent": f"p{n - 1}" if n else ""} for n in range(100)]
    assert read(posts=list(reversed(posts))).posts[-1] == Post("p0", "page", "about", "About")
    posts.append({**PAGE, "ref": "p100", "parent": "p99"})
    assert "more than 100 levels deep" in refused(json.dumps({"document": 1, "posts": posts}), JSON)


def test_the_order_of_a_php_array_is_kept() -> None:
    site = read(options={"z": {"b": 1, "a": 2}, "a": "x"})
    assert b'"options":{"a":"x","z":{"b":1,"a":2}}' in site_bytes(site)


def test_every_post_stands_on_a_line_of_its_own() -> None:
    written = site_bytes(read(posts=[PAGE, {**PAGE, "ref": "b"}])).decode()
    assert written.splitlines()[2:] == [
        '"posts":[',
        '{"ref":"page/about","slug":"about","title":"About","type":"page"},',
        '{"ref":"b","slug":"about","title":"About","type":"page"}',
        "]",
        "}",
    ]


def test_a_newer_document_is_refused_clearly() -> None:
    assert 'site.yaml:1: "document" is 2; this program reads version 1' in refused("document: 2", YAML)


def nested_entries(depth: int) -> list[dict[str, Any]]:
    return [{"title": "e", "children": nested_entries(depth - 1)}] if depth > 1 else [{"title": "e"}]


def test_a_menu_has_at_most_twenty_levels() -> None:
    assert read(menus=[{**MENU, "items": nested_entries(20)}]).menus[0].items
    with pytest.raises(ContentError, match="more than 20 levels"):
        read(menus=[{**MENU, "items": nested_entries(21)}])


@pytest.mark.parametrize("url", ["javascript:x", "JavaScript:x", " VBSCRIPT:x", "DATA:text/html,x"])
def test_no_entry_of_a_menu_leads_to_a_script(url: str) -> None:
    with pytest.raises(ContentError, match="an address that is no script"):
        read(menus=[{**MENU, "items": [{"title": "e", "url": url}]}])


def test_a_post_may_have_very_many_terms() -> None:
    terms = [f"category/{number}" for number in range(50_000)]
    with pytest.raises(ContentError, match='has "category/0" twice'):
        read(posts=[{**PAGE, "terms": [*terms, "category/0"]}])
