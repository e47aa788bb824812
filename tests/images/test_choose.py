from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from launcher.images.choose import SceneChooser, choose_medium
from launcher.images.samples import Library, Scene


def kind_for(library: Library, path: str, size: tuple[int, int] = (800, 600)) -> str:
    return library.scene(SceneChooser(library).choose(PurePosixPath(path), *size)).kind


def test_all_variants_of_a_picture_show_the_scene_of_the_first(library: Library) -> None:
    chooser = SceneChooser(library)
    whole = chooser.choose(PurePosixPath("images/photo.jpg"), 1200, 800)
    chooser.choose(PurePosixPath("images/other.jpg"), 1200, 800)
    assert chooser.choose(PurePosixPath("images/thumbs/photo-150x150@2x.jpg.webp"), 150, 150) == whole


def test_neighbours_differ_as_long_as_there_are_scenes(library: Library) -> None:
    chooser = SceneChooser(library)
    chosen = [chooser.choose(PurePosixPath(f"gallery/{index}.jpg"), 900, 600) for index in range(4)]
    assert len(set(chosen)) == 4


def test_neighbours_differ_in_folders_with_more_pictures_than_scenes(library: Library) -> None:
    chooser = SceneChooser(library)
    chosen = [chooser.choose(PurePosixPath(f"gallery/{index:02}.jpg"), 900, 600) for index in range(30)]
    assert all(len(set(four)) == 4 for four in zip(chosen, chosen[1:], chosen[2:], chosen[3:], strict=False))


def test_one_picture_more_changes_the_scenes_of_few_others() -> None:
    scenes = tuple(
        Scene(f"scene {index}", Path("none.jpg"), "", 480, 360, "CC0-1.0", (0.5, 0.5), "landscape", tiles=False)
        for index in range(14)
    )
    paths = [PurePosixPath(f"gallery/{index:02}.jpg") for index in range(40)]
    changed = 0
    for new in range(40):
        before, after = SceneChooser(Library(scenes)), SceneChooser(Library(scenes))
        given = {path: before.choose(path, 900, 600) for path in paths}
        for path in sorted([*paths, PurePosixPath(f"gallery/{new:02}a.jpg")]):
            found = after.choose(path, 900, 600)
            changed += given.get(path, found) != found
    assert changed < 40 * 10  # of 40 pictures a time


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
