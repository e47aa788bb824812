from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.errors import DemoError
from launcher.images.kinds import identify
from launcher.images.probe import film_size_of, probe_file
from launcher.images.samples import read_library, shipped_library
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_every_shipped_scene_is_what_the_index_says() -> None:
    for scene in shipped_library().scenes:
        info = probe_file(scene.file)
        assert info is not None, scene.name
        assert (info.format, info.width, info.height) == ("jpeg", scene.width, scene.height), scene.name
        assert scene.license == "CC0-1.0"
        assert all(0 <= part <= 1 for part in scene.focus)


def test_every_shipped_medium_has_the_format_and_size_that_the_index_says() -> None:
    from pathlib import PurePosixPath

    for medium in shipped_library().media:
        with medium.file.open("rb") as opened:
            assert identify(opened.read(4096), name=PurePosixPath()).format == medium.format, medium.name

        if medium.format in {"mp4", "webm"}:
            assert film_size_of(medium.file, medium.format) == (medium.width, medium.height), medium.name


def test_the_kinds_that_slots_ask_for_are_all_there() -> None:
    kinds = {scene.kind for scene in shipped_library().scenes}
    assert kinds >= {"landscape", "interior", "portrait", "hands", "food", "object", "texture", "abstract", "logo"}


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ("index: 2\nscenes: []\n", "has version 2, not 1"),
        ("index: 1\nscenes: [{name: a}]\n", "the index of samples is wrong"),
        ("- a\n", "the index of samples is wrong"),
        ("index: [\n", "the index of samples is wrong"),
    ],
)
def test_a_wrong_index_is_named(tmp_path: Path, index: str, message: str) -> None:
    with pytest.raises(DemoError, match=message):
        read_library(build_file_tree(tmp_path, {"index.yaml": index}))


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="the sample images cannot be read"):
        read_library(tmp_path)
