"""File systems that are really full or really read-only."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.site.transaction import apply
from launcher.site.uninstall import uninstall
from tests.support.file_systems import mounted_tmpfs
from tests.support.plans import make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a file system of its own with room for 512 kB."""
    with mounted_tmpfs(tmp_path / "disk", "512k") as place:
        yield place


@pytest.mark.parametrize("target", ["site", "new", "new/below"])
def test_a_disk_that_fills_up_leaves_everything_as_it_was(small_disk: Path, target: str) -> None:
    build_file_tree(small_disk / "site", {"notes.txt": "mine"})
    before = picture(small_disk)
    files = {f"images/{number}.bin": random.Random(1).randbytes(50_000) for number in range(20)}
    with pytest.raises(TargetError, match="the disk is full") as caught:
        apply(make_plan(files), small_disk / target)
    assert caught.value.hint == "free some space and try again"
    assert picture(small_disk) == before


def test_a_site_on_a_full_disk_can_be_uninstalled(small_disk: Path) -> None:
    files = {f"images/{number}.bin": random.Random(1).randbytes(50_000) for number in range(7)}
    apply(make_plan(files), small_disk / "site")
    with pytest.raises(OSError, match="No space"), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    uninstall(small_disk / "site")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_a_read_only_disk_is_named(small_disk: Path) -> None:
    site = build_file_tree(small_disk / "site", {"notes.txt": "mine"})
    apply(make_plan(), small_disk / "installed")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    before = picture(small_disk)
    for target in (site, small_disk / "new"):
        with pytest.raises(TargetError, match="the file system is read-only"):
            apply(make_plan(), target)
    with pytest.raises(TargetError, match="the file system is read-only"):
        uninstall(small_disk / "installed")
    assert picture(small_disk) == before
