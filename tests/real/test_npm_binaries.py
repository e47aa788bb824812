"""Fonts and programs that others made, as npm has them: none is taken for a hiding place, a picture in one is found."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.images.hidden import find_hidden, find_hidden_in
from launcher.images.kinds import HEAD_SIZE, Kind, identify
from launcher.images.probe.source import Source
from tests.support import smuggling as s
from tests.support.npm import fetch_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Packages, their versions, and how many fonts and programs they have at least.
PACKAGES = {
    "@fontsource/inter": ("5.0.16", 100),
    "@fortawesome/fontawesome-free": ("6.5.1", 8),
    "bootstrap-icons": ("1.11.3", 2),
    "bootstrap": ("3.4.1", 8),
    "katex": ("0.16.9", 60),
    "sql.js": ("1.10.2", 2),
    "@jsquash/webp": ("1.4.0", 3),
    "web-tree-sitter": ("0.22.2", 1),
}


def binaries(package: Path) -> Iterator[tuple[Path, Kind]]:
    for file in sorted(package.rglob("*")):
        if file.is_file():
            with file.open("rb") as opened:
                kind = identify(opened.read(HEAD_SIZE), name=PurePosixPath(file.name))
            if kind.group in {"font", "other"} and kind.format != "empty":
                yield file, kind


@pytest.mark.parametrize("name", PACKAGES)
def test_no_real_font_or_program_is_taken_for_a_hiding_place(name: str, program: Callable[..., str]) -> None:
    version, least = PACKAGES[name]
    found = list(binaries(fetch_package(program("npm"), name, version)))
    assert len(found) >= least
    assert {str(file): hidden for file, kind in found if (hidden := find_hidden_in(file, kind))} == {}


def test_a_photograph_in_the_middle_of_a_real_program_is_found(program: Callable[..., str]) -> None:
    version, _ = PACKAGES["sql.js"]
    file, kind = next(binaries(fetch_package(program("npm"), "sql.js", version)))
    data = file.read_bytes()
    middle = len(data) // 2
    hidden = find_hidden(Source(data[:middle] + s.encoded() + data[middle:]), kind)
    assert hidden is not None
    assert hidden.offset == middle
