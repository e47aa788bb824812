from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.bundle import wordpress_source
from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
from launcher.bundle.read import open_bundle
from launcher.demo.manifest_file import load_demo
from launcher.demo.wordpress.document import Post
from launcher.demo.wordpress.lazy_posts import LazyPosts
from launcher.demo.wordpress.parts import write_parts
from launcher.demo.wordpress.reading import read_site
from launcher.demo.wordpress.sources import recognise
from launcher.demo.wordpress.sources.recognise import find_import
from launcher.errors import DemoError, InvalidBundle
from launcher.platforms.wordpress.content import site_document
from tests.support.command import launcher
from tests.support.trees import build_file_tree
from tests.support.wordpress_sources import STYLE, theme_and_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from launcher.demo.model import WordPressImport
    from launcher.demo.wordpress.document import SiteDocument

UPLOAD = PurePosixPath("wordpress/uploads/2024/05/hero.jpg")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return theme_and_export(tmp_path / "demo")


def test_a_theme_and_an_export_need_no_launcher_yaml(source: Path, tmp_path: Path) -> None:
    result = pack(source, tmp_path / "a.zip")
    manifest = result.manifest
    assert (manifest.name, manifest.version, manifest.title) == ("quiet-clinic", "1.2.0", "Quiet Clinic")
    assert (manifest.license, manifest.author) == ("GPL-2.0-or-later", "Amara")
    assert manifest.platforms == ("wordpress",)
    assert manifest.wordpress is not None
    assert check_bundle(result.path).ok


def test_the_theme_the_document_and_the_media_stand_where_the_platform_looks(source: Path, tmp_path: Path) -> None:
    with open_bundle(pack(source, tmp_path / "a.zip").path) as bundle:
        names = {str(name) for name in bundle.names()}
        site = read_site(bundle.read(PurePosixPath("wordpress/site.json")), where=PurePosixPath("site.json"))
    assert {"wordpress/themes/clinic/style.css", "wordpress/themes/clinic/index.php", str(UPLOAD)} <= names
    assert not any(name.endswith(".xml") for name in names)
    assert site.theme is not None
    assert site.theme.stylesheet == "clinic"


def test_media_are_placeholders_of_the_size_that_the_export_says(source: Path, tmp_path: Path) -> None:
    images = {entry.path: entry for entry in pack(source, tmp_path / "a.zip").manifest.images}
    hero = images[UPLOAD]
    assert (hero.decision, hero.width, hero.height, hero.format) == ("placeholder", 1600, 900, "jpeg")


def test_pictures_elsewhere_become_uploads_in_texts_and_in_the_theme(source: Path, tmp_path: Path) -> None:
    with open_bundle(pack(source, tmp_path / "a.zip").path) as bundle:
        remote = sorted(str(name) for name in bundle.names() if "launcher-remote" in str(name))
        style = bundle.read(PurePosixPath("wordpress/themes/clinic/style.css")).decode()
        site = json.loads(bundle.read(PurePosixPath("wordpress/site.json")))
    assert [name.rpartition("-")[2] for name in remote] == ["640x480.jpg", "800x600.jpg"]
    assert all(name.startswith("wordpress/uploads/launcher-remote/") for name in remote)
    [article] = [post for post in site["posts"] if post["type"] == "post"]
    below = remote[1].removeprefix("wordpress/uploads/")
    assert f'<img src="{{launcher:upload:{below}}}"' in article["content"]
    # From wp-content/themes/clinic/ to wp-content/uploads/, as in the bundle.
    assert f"url(../../uploads/{remote[0].removeprefix('wordpress/uploads/')})" in style


def test_the_folder_itself_can_be_the_theme(source: Path, tmp_path: Path) -> None:
    for file in sorted((source / "clinic").rglob("*"), reverse=True):
        if file.is_file():
            (source / file.relative_to(source / "clinic").name).write_bytes(file.read_bytes())
            file.unlink()
        else:
            file.rmdir()
    (source / "clinic").rmdir()
    (source / "style.css").write_text(STYLE.replace("img/ground.png", "ground.png"))
    with open_bundle(pack(source, tmp_path / "a.zip").path) as bundle:
        assert PurePosixPath("wordpress/themes/quiet-clinic/ground.png") in bundle.names()


def test_what_was_replaced_left_out_and_guessed_is_said(source: Path, tmp_path: Path) -> None:
    file = source / "content.xml"
    text = file.read_text().replace("_wp_attachment_metadata", "_other")
    file.write_text(text.replace("<wp:comment_approved><![CDATA[0]]>", "<wp:comment_approved><![CDATA[spam]]>"))
    warnings = {finding.code: finding for finding in pack(source, tmp_path / "a.zip").warnings}
    assert warnings["export-personal"].message == ("replaced or left out: 1 e-mail addresses, 1 names for logging in")
    assert warnings["export-left-out"].message == "left out of the export: 1 × spam comment"
    assert warnings["export-size"].path == str(UPLOAD)
    assert "1200 × 800" in warnings["export-size"].message


def test_the_same_source_gives_the_same_bundle(source: Path, tmp_path: Path) -> None:
    assert (
        pack(source, tmp_path / "a.zip").path.read_bytes() == pack(source, tmp_path / "b.zip", jobs=2).path.read_bytes()
    )


def test_launcher_yaml_names_files_that_are_called_otherwise(source: Path, tmp_path: Path) -> None:
    (source / "content.xml").rename(source / "site.export")
    yaml = """\
launcher: 1
name: other
version: 2.0.0
title: Other
license: GPL-2.0-or-later
platforms: [wordpress]
wordpress: {import: {theme: clinic, content: [site.export]}}
"""
    (source / "launcher.yaml").write_text(yaml)
    imports = load_demo(source).imports
    assert imports is not None
    assert imports.content == (PurePosixPath("site.export"),)
    manifest = pack(source, tmp_path / "a.zip").manifest
    assert manifest.name == "other"
    assert {str(item.path) for item in manifest.left_out} == {"site.export"}
    (source / "launcher.yaml").write_text(yaml.replace("theme: clinic", "theme: other"))
    with pytest.raises(DemoError, match="there is no theme"):
        pack(source, tmp_path / "b.zip")
    (source / "launcher.yaml").write_text(yaml.replace("site.export", "../site.export"))
    with pytest.raises(DemoError, match="must be a file inside the demo"):
        pack(source, tmp_path / "b.zip")


def test_two_themes_beside_an_export_are_an_error_with_a_way_out(source: Path, tmp_path: Path) -> None:
    build_file_tree(source, {"second/style.css": STYLE})
    outcome = launcher("pack", source, "-o", tmp_path / "a.zip")
    assert outcome.code == 1
    assert "not just one theme for it (found: clinic, second)" in outcome.err
    assert "wordpress: {import: {theme: ..., content: [...]}}" in outcome.err


def test_a_broken_export_is_one_line_with_its_line_and_no_bundle(source: Path, tmp_path: Path) -> None:
    file = source / "content.xml"
    file.write_text(file.read_text()[:-200])
    outcome = launcher("pack", source, "-o", tmp_path / "a.zip")
    assert outcome.code == 1
    assert outcome.err.count("error:") == 1
    assert "content.xml" in outcome.err
    assert "hint: it may be cut off: export it again" in outcome.err
    assert not (tmp_path / "a.zip").exists()


def test_explain_knows_the_arranged_paths(source: Path) -> None:
    for path in (
        "wordpress/themes/clinic/img/ground.png",
        "clinic/img/ground.png",
        str(source / "clinic/img/ground.png"),
    ):
        outcome = launcher("pack", source, "--explain", path)
        assert outcome.code == 0, outcome.err
        assert outcome.out.startswith("wordpress/themes/clinic/img/ground.png")


def test_an_export_too_long_for_a_bundle_is_an_error_that_says_how_long(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpress_source, "LONGEST_TEXT", 1000)
    with pytest.raises(DemoError, match=r"a site document of \d,\d{3} bytes without its posts, and 1,000 is"):
        pack(source, tmp_path / "a.zip")


def test_a_long_document_is_packed_in_parts_whose_pictures_are_found_too(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pack(source, tmp_path / "whole.zip").path
    monkeypatch.setattr(wordpress_source, "write_parts", partial(write_parts, part_bytes=1000))
    result = pack(source, tmp_path / "parts.zip")
    assert check_bundle(result.path).ok
    with open_bundle(whole) as one, open_bundle(result.path) as other:
        assert PurePosixPath("wordpress/site/posts-0002.jsonl") in other.names()
        document = site_document(other, {})
        assert isinstance(document.posts, LazyPosts)
        assert replace(document, posts=tuple(document.posts)) == site_document(one, {})


def test_a_reference_twice_over_two_parts_is_one_finding(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubled(folder: Path, frame: SiteDocument, posts: Iterator[Post]) -> list[PurePosixPath]:
        every = tuple(posts)
        return write_parts(folder, frame, (*every, Post(every[0].ref, "post", "again", "Again")), part_bytes=1000)

    monkeypatch.setattr(wordpress_source, "write_parts", doubled)
    with pytest.raises(InvalidBundle) as caught:
        pack(source, tmp_path / "a.zip")
    [finding] = [found for found in caught.value.findings if found.severity == "error"]
    assert (finding.code, finding.path) == ("wordpress-document", "wordpress/site.json")
    assert "stands here twice" in finding.message


def test_an_export_is_looked_for_once(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []

    def counted(folder: Path) -> WordPressImport | None:
        looked.append(folder)
        return find_import(folder)

    monkeypatch.setattr(recognise, "find_import", counted)
    assert load_demo(source).imports is not None
    assert looked == [source]
