"""The gallery: every image of a bundle on one page that needs nothing else."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.gallery import render_gallery, write_gallery
from launcher.bundle.pack import pack
from launcher.bundle.read import open_bundle
from launcher.demo.model import ContentLayout
from launcher.errors import LauncherError
from tests.support.bundles import write_bundle
from tests.support.demos import LAUNCHER_YAML, photograph, small_demo, templated_demo

if TYPE_CHECKING:
    from pathlib import Path

DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("gallery")
    keep = "images: {keep: [{paths: [kept.png], license: MIT, source: <drawn> by us}]}\n"
    files: dict[str, str | bytes] = {
        "launcher.yaml": LAUNCHER_YAML.replace("title: Corner Bakery", "title: <script>alert(1)</script>") + keep,
        "kept.png": photograph(30, 20, "PNG"),
        "drawing.svg": DRAWING,
        "wide.png": photograph(1600, 300, "PNG"),
        "inline.css": f"a {{ background: url(data:image/gif;base64,{DOT}) }}",
    }
    return pack(small_demo(place / "demo", files), place / "b.launcher.zip").path


def test_every_image_is_there_with_path_size_format_and_decision(bundle: Path) -> None:
    with open_bundle(bundle) as reader:
        page = render_gallery(reader)
        entries = reader.manifest.images
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    assert len(entries) == 5
    for entry in entries:
        assert re.search(
            rf"{re.escape(str(entry.path))}.{{0,30}} {entry.decision} {entry.format}, {entry.width} × {entry.height},",
            text,
        ), entry.path


def test_every_image_is_shown_and_nothing_is_loaded_from_elsewhere(bundle: Path) -> None:
    with open_bundle(bundle) as reader:
        page = render_gallery(reader)
    assert page.count("<img ") == 5
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    pictures = json.loads(page.partition('id="pictures">')[2].partition("</script>")[0])
    assert {uri.partition(",")[0] for uri in pictures} == {
        "data:image/jpeg;base64", "data:image/png;base64", "data:image/svg+xml;base64"
    }  # fmt: skip
    assert len(pictures) == len(set(pictures)) == 5


def test_the_words_of_a_bundle_are_shown_and_never_run(bundle: Path) -> None:
    with open_bundle(bundle) as reader:
        page = render_gallery(reader)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;drawn&gt; by us" in page


def test_a_gallery_that_cannot_be_written_is_one_clear_error(bundle: Path, tmp_path: Path) -> None:
    with open_bundle(bundle) as reader, pytest.raises(LauncherError, match="gallery cannot be written") as caught:
        write_gallery(reader, tmp_path / "no" / "gallery.html")
    assert str(tmp_path / "no" / "gallery.html") in str(caught.value)


def sections(page: str) -> dict[str, list[str]]:
    """Return the names of the cards by the heading above them."""
    found = {}
    for section in page.split("<section ")[1:]:
        heading = re.sub(r"<small>.*", "", section.partition("<h2 ")[2].partition(">")[2].partition("</h2>")[0]).strip()
        found[unescape(heading)] = [unescape(name) for name in re.findall(r"<strong>([^<]*)</strong>", section)]
    return found


def test_each_page_has_its_images_in_page_order_and_the_rest_comes_after(tmp_path: Path) -> None:
    pages = "".join(f'<li><a href="{name}.html">{name}</a>' for name in "abcd")
    files: dict[str, str | bytes] = {
        **{f"{name}.html": '<img src="logo.png">' for name in "bcd"},
        "a.html": '<link rel=stylesheet href=site.css><img src="logo.png"><i class=end></i><img src=two.png>'
        '<img src=one.png srcset="one.png 1x, three.png 2x">',
        "site.css": ".end { background: url(end.png) } .never { background: url(never.png) }",
        "index.html": f"<ul>{pages}</ul>",
        **{name: photograph(40 + n, 30, "PNG") for n, name in enumerate(
            ["logo.png", "one.png", "two.png", "three.png", "end.png", "never.png", "unused.png"]
        )},
    }  # fmt: skip
    bundle = pack(small_demo(tmp_path / "demo", files), tmp_path / "b.launcher.zip").path
    with open_bundle(bundle) as reader:
        page = render_gallery(reader)
    assert sections(page) == {
        "On most pages": ["logo.png"],
        "a.html": ["end.png", "two.png", "one.png", "three.png"],
        "site.css": ["never.png"],
        "On no page": ["images/bread.jpg", "unused.png"],
    }
    assert "<span>as background of .end in site.css:1</span>" in page
    assert "<span>as img; srcset</span>" in page


def test_a_demo_with_templates_is_shown_as_it_is_rendered(tmp_path: Path) -> None:
    bundle = pack(templated_demo(tmp_path / "demo"), tmp_path / "b.launcher.zip").path
    with open_bundle(bundle) as reader:
        assert sections(render_gallery(reader)) == {"blog/first/index.html": ["images/bread.jpg"]}


def test_pages_that_cannot_be_rendered_are_said_to_be_so(tmp_path: Path) -> None:
    files = {"templates/home.html": b"{% broken %}", "templates/post.html": b""}
    with open_bundle(write_bundle(tmp_path / "b.launcher.zip", files, content=ContentLayout())) as reader:
        assert "The pages cannot be rendered: " in render_gallery(reader)
