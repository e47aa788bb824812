from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.images.choose import SceneChooser, choose_medium, picture_key

if TYPE_CHECKING:
    from launcher.images.samples import Library


def kind_for(library: Library, path: str, size: tuple[int, int] = (800, 600)) -> str:
    return library.scene(SceneChooser(library).choose(PurePosixPath(path), *size)).kind


@pytest.mark.parametrize(
    "path",
    [
        "images/photo-300x200.jpg",
        "images/photo@2x.jpg",
        "images/photo-scaled.jpg",
        "images/photo-thumb.jpg",
        "images/photo_large.jpg",
        "images/photo.webp",
        "images/photo.jpg.webp",
        "images/photo-1024w.jpg",
        "images/Photo-150x150@2x.JPG",
        "images/thumbs/photo.jpg",
    ],
)
def test_size_variants_of_one_picture_show_the_same_scene(library: Library, path: str) -> None:
    chooser = SceneChooser(library)
    whole = chooser.choose(PurePosixPath("images/photo.jpg"), 1200, 800)
    chooser.choose(PurePosixPath("images/other.jpg"), 1200, 800)
    assert chooser.choose(PurePosixPath(path), 150, 150) == whole


def test_a_name_that_is_a_size_and_nothing_else_keeps_it() -> None:
    assert picture_key(PurePosixPath("a/1.jpg")) != picture_key(PurePosixPath("a/2.jpg"))
    assert picture_key(PurePosixPath("a/-300x200.jpg")) == "a/-300x200"


def test_neighbours_differ_as_long_as_there_are_scenes(library: Library) -> None:
    chooser = SceneChooser(library)
    chosen = [chooser.choose(PurePosixPath(f"gallery/{index}.jpg"), 900, 600) for index in range(4)]
    assert len(set(chosen)) == 4


def test_the_choice_is_stable(library: Library) -> None:
    paths = [PurePosixPath(f"images/{name}.jpg") for name in "abcdefgh"]
    first, second = (
        [chooser.choose(path, 800, 600) for path in paths] for chooser in (SceneChooser(library), SceneChooser(library))
    )
    assert first == second


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("images/team/anna.jpg", "portrait"),
        ("images/author-1.png", "portrait"),
        ("img/teamMember2.jpg", "portrait"),
        ("assets/bg-tile.png", "texture"),
        ("assets/pattern_03.png", "texture"),
        ("logo.png", "logo"),
        ("images/client-logos/acme.png", "logo"),
        ("images/office.jpg", "interior"),
        ("images/products/1.jpg", "object"),
    ],
)
def test_words_in_the_path_choose_the_kind_of_scene(library: Library, path: str, kind: str) -> None:
    assert kind_for(library, path) == kind


def test_without_a_word_the_aspect_decides(library: Library) -> None:
    assert kind_for(library, "a/1.jpg", (1600, 400)) in {"landscape", "interior"}
    assert kind_for(library, "a/1.jpg", (100, 100)) != "portrait"


def test_a_medium_of_the_same_container_and_nearest_aspect_is_chosen(library: Library) -> None:
    wide, tall = choose_medium(library, "mp4", 1920, 1080), choose_medium(library, "mov", 1080, 1920)
    assert wide is not None
    assert wide.name == "film"
    assert tall is not None
    assert tall.name == "tall"
    assert choose_medium(library, "webm", 640, 360) is None
