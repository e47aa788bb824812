"""The gallery: every image of a bundle on one page that needs nothing else."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.gallery import render_gallery, write_gallery
from launcher.bundle.pack import pack
from launcher.bundle.read import open_bundle
from launcher.errors import LauncherError
from tests.support.demos import LAUNCHER_YAML, photograph, small_demo

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
            rf"{re.escape(str(entry.path))}.{{0,30}} {entry.decision} {entry.format}, {entry.width} × {entry.height} ",
            text,
        ), entry.path


def test_every_image_is_shown_and_nothing_is_loaded_from_elsewhere(bundle: Path) -> None:
    with open_bundle(bundle) as reader:
        page = render_gallery(reader)
    assert page.count("<img ") == 5
    assert set(re.findall(r'(?:src|href)="([^:"]*):', page)) == {"data"}


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
