from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest

from launcher.demo.css_rules import Rules
from launcher.demo.uses import Use, find_uses

PAGE = """<!doctype html><html><head>
<link rel="shortcut icon" href="icon.png"><link rel=manifest href=app.webmanifest>
<link rel="stylesheet" href="css/site.css"><meta property="og:image" content="https://example.com/sub/share.png">
<style>.intro::before { background: url(intro.png) }</style></head><body>
<header class="top wide"></header>
<p class=intro></p>
<picture><source srcset="a.webp 1x, a-2x.webp 2x"><img src="/sub/a.jpg"></picture>
<video poster="poster.jpg"></video><a href="big.jpg"><img data-src="late.jpg" src="data:,"></a>
<div style="background-image: url('inline.jpg')"></div><p id="foot"></p></body></html>
"""
CSS = """@import "more.css";
@media (min-width: 40em) { header.top:not(.x) > nav, #foot { background: url(../top.png) } }
.missing .top { background: url("../never.png") }
"""


def uses(files: dict[str, str], images: str, url: str = "https://example.com/sub/") -> list[Use]:
    data = {PurePosixPath(path): text.encode() for path, text in files.items()}
    pictures = {PurePosixPath(path) for path in images.split()}
    return find_uses([*data, *pictures], lambda path: data[path], pictures, site_url=url)


IMAGES = "icon.png share.png intro.png a.webp a-2x.webp a.jpg poster.jpg big.jpg late.jpg inline.jpg top.png never.png"


def test_the_uses_of_a_page_come_in_page_order_each_with_its_way() -> None:
    files = {
        "index.html": PAGE,
        "css/site.css": CSS,
        "css/more.css": ".wide { background: url(../wide.png) }",
        "app.webmanifest": json.dumps({"icons": [{"src": "app.png"}, {"src": 3}, "x"]}),
    }
    found = uses(files, IMAGES + " wide.png app.png")
    assert [(str(use.image), use.how) for use in found if str(use.page) == "index.html"] == [
        ("app.png", "app icon"),
        ("icon.png", "icon"),
        ("share.png", "share image"),
        ("wide.png", "background"),
        ("intro.png", "background"),
        ("a.webp", "srcset"),
        ("a-2x.webp", "srcset"),
        ("a.jpg", "img"),
        ("poster.jpg", "poster"),
        ("big.jpg", "link"),
        ("late.jpg", "lazy"),
        ("inline.jpg", "background"),
        ("top.png", "background"),
    ]
    top = next(use for use in found if str(use.image) == "top.png")
    assert (str(top.file), top.line, top.detail) == ("css/site.css", 2, "header.top:not(.x) > nav, #foot")


def test_a_background_that_no_page_shows_is_used_by_its_stylesheet() -> None:
    found = uses({"index.html": PAGE, "css/site.css": CSS}, "never.png")
    assert [(str(use.page), use.detail) for use in found] == [("css/site.css", ".missing .top")]


def test_the_first_page_comes_first_and_a_picture_of_another_tree_does_not_count() -> None:
    files = {
        "a/index.html": "<img src=../x.png><img src=/other/x.png>",
        "index.html": "<base href=a/><img src=../x.png>",
    }
    assert [str(use.page) for use in uses(files, "x.png", "")] == ["index.html", "a/index.html"]


@pytest.mark.parametrize("manifest", ["", "[]", "[" * 100_000, '{"icons": 1}'])
def test_a_manifest_that_is_none_names_nothing(manifest: str) -> None:
    assert uses({"index.html": "<link rel=manifest href=app.json>", "app.json": manifest}, "x.png") == []


@pytest.mark.parametrize(
    ("css", "selector"),
    [
        ("a{b:c}/* { */.x { color: red; HERE }", ".x"),
        ("@supports (a: b) { .x , .y\n.z { HERE } }", ".x , .y .z"),
        (".card { color: red; &:hover .in { HERE } }", ".card:hover .in"),
        (".card { .in { HERE } }", ".card .in"),
        ("a { content: '}{'; HERE }", "a"),
        ("a { b: url(x{y}) ; HERE }", "a"),
        ("a {} HERE", ""),
        ("}}} a { HERE", "a"),
    ],
)
def test_a_declaration_belongs_to_the_rule_around_it(css: str, selector: str) -> None:
    assert Rules(css.encode()).selector_at(css.index("HERE")) == selector
