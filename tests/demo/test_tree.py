from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from launcher.demo.model import Demo
from launcher.demo.tree import walk
from launcher.errors import DemoError
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path


def demo(root: Path, *ignore: str) -> Demo:
    return Demo(root=root, name="d", version="1", title="D", license="MIT", ignore=ignore)


def test_files_come_sorted_by_whole_path(tmp_path: Path) -> None:
    build_file_tree(tmp_path, {"a/b": "", "a-b": "", "a.txt": "12", "B": "", "a/a/z": "", "é": ""})
    paths = [str(file.path) for file in walk(demo(tmp_path))]
    assert paths == sorted(paths) == ["B", "a-b", "a.txt", "a/a/z", "a/b", "é"]
    assert [file.size for file in walk(demo(tmp_path)) if str(file.path) == "a.txt"] == [2]


def test_what_is_no_part_of_a_demo_is_passed_over(tmp_path: Path) -> None:
    build_file_tree(
        tmp_path,
        {".git/config": "", "x/.svn/y": "", ".DS_Store": "", "launcher.yaml": "", "d-1.launcher.zip": "", "x/a": "",
         "x/launcher.yaml": ""},
    )  # fmt: skip
    assert [str(file.path) for file in walk(demo(tmp_path))] == ["x/a", "x/launcher.yaml"]


def test_ignored_files_and_folders_are_named_with_their_rule(tmp_path: Path) -> None:
    build_file_tree(tmp_path, {"a.psd": "", "keep.psd": "", "node_modules/x/a.js": "", "b": ""})
    files = list(walk(demo(tmp_path, "*.psd", "!keep.psd", "node_modules/")))
    assert [(str(file.path), file.ignored_by, file.asked) for file in files] == [
        ("a.psd", 'ignore rule "*.psd"', True),
        ("b", "", False),
        ("keep.psd", "", False),
        ("node_modules", 'ignore rule "node_modules/"', True),
    ]


def test_links_and_special_files_are_left_out_by_name(tmp_path: Path) -> None:
    build_file_tree(tmp_path / "demo", {"a": ""})
    build_file_tree(tmp_path / "outside", {"secret": "x"})
    (tmp_path / "demo" / "file-link").symlink_to(tmp_path / "outside" / "secret")
    (tmp_path / "demo" / "folder-link").symlink_to(tmp_path / "outside")
    os.mkfifo(tmp_path / "demo" / "pipe")
    files = {str(file.path): (file.ignored_by, file.asked) for file in walk(demo(tmp_path / "demo"))}
    assert files == {
        "a": ("", False),
        "file-link": ("it is a symbolic link", False),
        "folder-link": ("it is a symbolic link", False),
        "pipe": ("it is no ordinary file", False),
    }


@pytest.mark.parametrize("name", ["a:b.jpg", "con.txt", "a ", "x\x01", "a\\b", "e\u0301"])
def test_a_name_that_no_bundle_can_hold_is_refused_with_a_hint(tmp_path: Path, name: str) -> None:
    build_file_tree(tmp_path, {f"sub/{name}": ""})
    with pytest.raises(DemoError, match="cannot stand in a bundle") as caught:
        list(walk(demo(tmp_path)))
    assert str(caught.value).isprintable()
    assert "ignore" in (caught.value.hint or "")
    assert [file.ignored_by for file in walk(demo(tmp_path, "sub/"))] == ['ignore rule "sub/"']


def test_a_name_that_is_no_unicode_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.jpg")).write_bytes(b"")
    with pytest.raises(DemoError, match="cannot stand in a bundle") as caught:
        list(walk(demo(tmp_path)))
    assert str(caught.value).isprintable()


def test_two_names_that_are_one_file_elsewhere_are_refused(tmp_path: Path) -> None:
    build_file_tree(tmp_path, {"A.jpg": "", "a.jpg": ""})
    with pytest.raises(DemoError, match=r'"a\.jpg" cannot stand in a bundle'):
        list(walk(demo(tmp_path)))


def test_caches_of_programs_are_left_out_and_named_as_such(tmp_path: Path) -> None:
    build_file_tree(
        tmp_path,
        {
            ".cache/sharp/a.jpg": "",
            "x/@eaDir/a.jpg/SYNOPHOTO.jpg": "",
            "wp-content/cache/a.jpg": "",
            "x/.thumbnails": "a",
        },
    )
    assert [(str(file.path), file.ignored_by) for file in walk(demo(tmp_path))] == [
        (".cache", "it is a cache of a build"),
        ("wp-content/cache/a.jpg", ""),
        ("x/.thumbnails", ""),
        ("x/@eaDir", "it is a cache of thumbnails"),
    ]
