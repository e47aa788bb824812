"""Folders on a file system of a certain kind: one that is there, or one that is mounted for the test."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What stat(1) calls them.
_KINDS = {"ext4": "ext2/ext3", "tmpfs": "tmpfs"}
_IMAGE_SIZE = 64 << 20


@contextmanager
def file_system(kind: str, spare: Path) -> Iterator[Path]:
    """Yield an empty folder on an "ext4" or "tmpfs"; skip the test, and say why, where none can be had.

    ``spare`` is an empty folder of the test's.
    """
    for place in (spare, Path("/dev/shm")):
        if place.is_dir() and _kind_of(place) == _KINDS[kind]:
            with tempfile.TemporaryDirectory(prefix="launcher-test-", dir=place) as folder:
                yield Path(folder)
            return
    if kind == "tmpfs":
        with mounted_tmpfs(spare / "disk", "64m") as folder:
            yield folder
        return
    image = spare / "image"
    with image.open("wb") as file:
        file.truncate(_IMAGE_SIZE)
    try:
        subprocess.run(["mkfs.ext4", "-q", image], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs an ext4, or mkfs.ext4 to make one")
    with _mounted(spare / "disk", ["-o", "loop", str(image)]) as folder:
        (folder / "world").mkdir()  # beside lost+found
        yield folder / "world"


@contextmanager
def mounted_tmpfs(place: Path, size: str) -> Iterator[Path]:
    """Yield an empty file system in memory with room for ``size`` ("512k"), mounted at the new folder ``place``."""
    with _mounted(place, ["-t", "tmpfs", "-o", f"size={size}", "tmpfs"]) as folder:
        yield folder


@contextmanager
def bound(place: Path, source: Path) -> Iterator[Path]:
    """Yield the new folder ``place``, at which the folder ``source`` is mounted too."""
    with _mounted(place, ["--bind", str(source)]) as folder:
        yield folder


@contextmanager
def _mounted(place: Path, what: Sequence[str]) -> Iterator[Path]:
    place.mkdir()
    try:
        subprocess.run(["mount", *what, place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs to mount a file system (run as root, where mounting is allowed)")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def _kind_of(place: Path) -> str:
    found = subprocess.run(["stat", "-f", "-c", "%T", place], capture_output=True, text=True, check=False)
    return found.stdout.strip()
