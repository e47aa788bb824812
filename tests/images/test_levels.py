from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from PIL import ImageChops, ImageStat

from launcher.images import levels
from launcher.images.compose import compose, paint
from launcher.images.draw import draw
from launcher.images.ledger import Recipe
from launcher.images.levels import LEVELS, at_level, level_for
from launcher.images.samples import shipped_library

if TYPE_CHECKING:
    from launcher.images.samples import Library

SCENES = [scene for scene in shipped_library().scenes if not scene.tiles and scene.kind != "logo"]


@pytest.mark.parametrize("size", [(1920, 1440), (1440, 1920), (1201, 797), (640, 480), (500, 130), (257, 251)])
def test_a_picture_shows_nearly_as_much_of_its_scene_as_could_be_shown(size: tuple[int, int]) -> None:
    for scene in SCENES:
        level = level_for(scene, *size)
        if level is None:
            assert size[0] > scene.width or size[1] > scene.height
            continue
        whole = at_level(scene, level)
        assert whole.width >= size[0]
        assert whole.height >= size[1]
        if level > LEVELS[-1]:
            assert min(whole.width / size[0], whole.height / size[1]) < 1.2


def test_all_levels_of_a_scene_show_the_same() -> None:
    scene = SCENES[0]
    small = at_level(scene, LEVELS[-1])
    for level in LEVELS:
        shown = at_level(scene, level)
        assert shown.size == (scene.width * level // 128, scene.height * level // 128)
        difference = ImageChops.difference(shown.resize(small.size), small)
        assert max(ImageStat.Stat(difference).mean) < 3


def test_a_picture_larger_than_its_scene_is_drawn_all_the_same(library: Library) -> None:
    scene = library.scene("hills")
    assert level_for(scene, scene.width + 1, 1) is None
    assert paint("hills", scene.width * 2, scene.height + 100, library).size == (scene.width * 2, scene.height + 100)


def test_no_picture_depends_on_those_drawn_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    library = shipped_library()
    names = [scene.name for scene in SCENES[:4]]
    recipes = [
        Recipe(name, form, width, 400, mode=mode, label=True)
        for name in names
        for form, mode, width in (("jpeg", "RGB", 700), ("png", "P", 900), ("gif", "P", 300), ("jpeg", "RGB", 2100))
    ]
    drawn = {recipe: draw(recipe, library) for recipe in recipes}
    # So little is held that each picture drives out the one before.
    monkeypatch.setattr(levels, "_held", levels._Held(1))
    Random(7).shuffle(recipes)
    for recipe in recipes:
        assert draw(recipe, library) == drawn[recipe]


def test_what_is_held_is_not_painted_on() -> None:
    library = shipped_library()
    whole = at_level(SCENES[0], 64)
    before = whole.tobytes()
    draw(Recipe(SCENES[0].name, "jpeg", *whole.size, label=True), library)
    picture = compose(Recipe(SCENES[0].name, "jpeg", *whole.size), library)
    assert picture.tobytes() == before == whole.tobytes()
