from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from launcher.demo.init import write_starter
from launcher.demo.manifest_file import load_demo
from launcher.demo.model import ContentLayout
from launcher.errors import DemoError
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path


def picture(form: str, width: int = 200, height: int = 100) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(stream, form)
    return stream.getvalue()


def test_a_plain_site_gets_a_file_that_loads(tmp_path: Path) -> None:
    source = build_file_tree(
        tmp_path / "Start: Page",
        {
            "index.html": "<p>",
            "package.json": '{"name": "start", "version": "2.0.0", "description": "It\'s: #1 \\"page\\""}',
            "LICENSE": "Permission is hereby granted, free of charge, to any person obtaining a copy",
            "img/a.jpg": picture("jpeg"),
            "img/b.jpg": picture("png"),
            "img/icons/x.png": picture("png", 32, 32),
            "img/icons/y.png": picture("png", 16, 16),
            "img/logo.png": picture("png"),
            "node_modules/x/y.js": "x",
            "a.psd": b"8BPS\0\1" + bytes(40),
        },
    )
    file = write_starter(source)
    assert file == source / "launcher.yaml"
    text = file.read_text()
    demo = load_demo(source)
    assert (demo.name, demo.version, demo.license) == ("start", "2.0.0", "MIT")
    assert demo.description == 'It\'s: #1 "page"'
    assert demo.ignore == ("node_modules/", "*.psd")
    assert "# Found: plain HTML (by index.html); 9 files." in text
    assert "5 images (4 png, 1 jpeg) were found by content" in text
    assert "#   - paths: ['/img/icons/*.png']" in text
    assert "#   - paths: ['/img/logo.png']" in text
    assert demo.images.keep == ()


def test_the_suggested_keep_rules_load_when_they_are_filled_in(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path, {"index.html": "", "[x] icons/logo [1].png": picture("png")})
    file = write_starter(source)
    lines = file.read_text().replace("...", "MIT").splitlines()
    start = lines.index("  # keep:")
    filled = [line.replace("  # ", "  ", 1) if index >= start else line for index, line in enumerate(lines)]
    filled = [line for line in filled if "These look like" not in line]
    file.write_text("\n".join(filled))
    assert load_demo(source).images.keep[0].paths == ("/\\[x\\] icons/logo \\[1\\].png",)


def test_a_tree_without_licence_says_so(tmp_path: Path) -> None:
    text = write_starter(build_file_tree(tmp_path, {"theme.toml": "", "a.png": picture("png")})).read_text()
    assert "No licence was found" in text
    assert "license: NOASSERTION" in text
    assert "a Hugo theme or site (by theme.toml)" in text


def test_a_content_site_is_recognised(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path, {"content/posts/a.md": "", "templates/home.html": ""})
    write_starter(source)
    assert load_demo(source).content == ContentLayout()


def test_a_tree_of_no_known_kind_gets_a_file_too(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path / "日本", {"readme.txt": "x"})
    write_starter(source)
    assert load_demo(source).name == "demo"


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path, {"launcher.yaml": "mine", "index.html": ""})
    with pytest.raises(DemoError, match=r"launcher\.yaml: the file exists already"):
        write_starter(source)
    assert (source / "launcher.yaml").read_text() == "mine"


def test_a_dangling_link_counts_as_existing(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path, {"index.html": ""})
    (source / "launcher.yaml").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DemoError, match="exists already"):
        write_starter(source)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="no files"):
        write_starter(tmp_path)


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="no such folder"):
        write_starter(tmp_path / "x")


def test_a_name_that_no_bundle_can_hold_is_written_down(tmp_path: Path) -> None:
    source = build_file_tree(tmp_path, {"index.html": "", "a:b.png": picture("png")})
    text = write_starter(source).read_text()
    assert '# Rename this first: "a:b.png" cannot stand in a bundle' in text
    assert load_demo(source).title
