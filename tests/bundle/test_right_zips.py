from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.manifest import canonical_bytes
from launcher.bundle.read import open_bundle
from launcher.bundle.zip_read import ZipReader
from launcher.errors import BundleError
from tests.support.bundles import FILES, make_manifest
from tests.support.right_zips import ASCII_TREE, SMALL, TREE, by_hand, by_python, by_seven_zip, by_us, by_zip
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def check(zips: Iterable[tuple[str, bytes]], files: Mapping[str, bytes], path: Path) -> int:
    """Read every zip; return how many different ones there were."""
    seen = set()
    for name, data in zips:
        path.write_bytes(data)
        seen.add(data)
        try:
            with open_bundle(path) as reader:
                assert {str(file): reader.read(file) for file in reader.names()} == files, name
        except BundleError as error:
            pytest.fail(f"{name}: {error.code}: {error}")
    return len(seen)


def test_a_right_tree_is_read_however_it_is_zipped(tmp_path: Path) -> None:
    assert check(by_hand(), SMALL, tmp_path / "a.zip") > 80


def test_a_right_tree_zipped_by_us_or_by_python_is_read(tmp_path: Path) -> None:
    assert check([("ours", by_us(tmp_path))], TREE, tmp_path / "a.zip") == 1
    assert check(by_python(), TREE, tmp_path / "a.zip") >= 6


@pytest.mark.skipif(not shutil.which("zip"), reason="needs zip")
def test_a_right_tree_zipped_by_zip_is_read(tmp_path: Path) -> None:
    assert check(by_zip(tmp_path), ASCII_TREE, tmp_path / "a.zip") >= 6


@pytest.mark.skipif(not (shutil.which("7zz") or shutil.which("7z")), reason="needs 7-Zip")
def test_what_seven_zip_makes_of_a_tree_is_a_sound_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for name, data in by_seven_zip(tmp_path, shutil.which("7zz") or "7z"):
        path.write_bytes(data)
        with ZipReader(path) as archive:
            files = {entry.removeprefix("demo/"): archive.read(entry) for entry in archive.entries}
        assert files.pop("launcher.json"), name
        assert files == TREE, name


@pytest.mark.parametrize(
    ("code", "command"),
    [
        ("zip-descriptor", ["bsdtar", "--format", "zip", "-cf", "../a.zip", "launcher.json", "demo"]),
        ("zip-extra", ["jar", "c0fM", "../a.zip", "launcher.json", "demo"]),
    ],
)
def test_a_tool_whose_zips_can_be_read_in_two_ways_is_told_so(tmp_path: Path, code: str, command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    tree = build_file_tree(tmp_path / "tree", {f"demo/{name}": data for name, data in FILES.items()})
    (tree / "launcher.json").write_bytes(canonical_bytes(make_manifest(FILES)))
    subprocess.run(command, cwd=tree, check=True, timeout=60)
    with pytest.raises(BundleError) as caught:
        open_bundle(tmp_path / "a.zip")
    assert caught.value.code == code
