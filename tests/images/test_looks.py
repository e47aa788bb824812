"""What placeholders look like, as far as numbers say it."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import PurePosixPath

import pytest
from PIL import Image, ImageChops, ImageStat

from launcher.demo.model import ImageRules
from launcher.images.draw import draw
from launcher.images.info import ImageInfo
from launcher.images.ledger import Recipe
from launcher.images.recipes import RecipeMaker
from launcher.images.samples import shipped_library

TEXTURES = [scene.name for scene in shipped_library().scenes if scene.tiles]
LOGOS = [scene.name for scene in shipped_library().scenes if scene.kind == "logo"]


def drawn(recipe: Recipe) -> Image.Image:
    image = Image.open(io.BytesIO(draw(recipe)))
    image.load()
    return image


def recipe_for(path: str, info: ImageInfo) -> Recipe:
    return RecipeMaker(shipped_library(), ImageRules()).raster(PurePosixPath(path), info)


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(sum(ImageStat.Stat(ImageChops.difference(one, other)).mean))


@pytest.mark.parametrize("sample", TEXTURES)
@pytest.mark.parametrize("size", [(160, 160), (97, 61), (300, 120), (64, 200), (640, 480)])
def test_a_texture_meets_itself_at_its_edges(sample: str, size: tuple[int, int]) -> None:
    image = drawn(Recipe(sample, "png", *size)).convert("RGB")
    width, height = size
    lines = [image.crop((x, 0, x + 1, height)) for x in range(width)]
    rows = [image.crop((0, y, width, y + 1)) for y in range(height)]
    for strips in (lines, rows):
        inner = [difference(one, other) for one, other in pairwise(strips)]
        assert difference(strips[-1], strips[0]) <= 1.25 * max(inner)


@pytest.mark.parametrize("sample", LOGOS)
@pytest.mark.parametrize(
    ("size", "mode"), [((240, 80), "RGBA"), ((16, 16), "RGBA"), ((60, 300), "LA"), ((90, 40), "P")]
)
def test_a_clear_logo_is_a_mark_on_a_clear_ground(sample: str, size: tuple[int, int], mode: str) -> None:
    alpha = drawn(Recipe(sample, "png", *size, mode=mode, shape="rounded")).convert("RGBA").getchannel("A")
    corners = [alpha.getpixel((x, y)) for x in (0, size[0] - 1) for y in (0, size[1] - 1)]
    assert corners == [0] * 4
    solid = sum(alpha.histogram()[128:]) / min(size) ** 2
    assert 0.04 < solid < 0.8


@pytest.mark.parametrize(
    ("path", "info", "label"),
    [
        ("a/photo.jpg", ImageInfo("jpeg", 300, 200), True),
        ("a/photo.jpg", ImageInfo("jpeg", 300, 95), False),
        ("a/photo.jpg", ImageInfo("jpeg", 96, 96), True),
        ("a/logo.png", ImageInfo("png", 300, 200, "RGBA", alpha=True), False),
        ("a/tile.png", ImageInfo("png", 300, 200), False),
        ("icons/a.png", ImageInfo("png", 300, 200), False),
        ("a/sprite.png", ImageInfo("png", 300, 200, "RGBA", alpha=True), False),
        ("a/app.ico", ImageInfo("ico", 256, 256, "RGBA", alpha=True, sizes=((256, 256),)), False),
    ],
)
def test_pictures_have_a_label_and_parts_of_the_theme_have_none(path: str, info: ImageInfo, label: bool) -> None:
    recipe = recipe_for(path, info)
    assert recipe.label == label


def test_the_label_of_a_picture_of_dots_is_solid() -> None:
    recipe = Recipe("", "png", 240, 180, mode="1", style="plain", label=True)
    image = drawn(recipe)
    left, top, right, bottom = 10, 180 - 22, 60, 180 - 8
    colours = image.crop((left, top, right, bottom)).convert("L")
    rows = [colours.crop((0, y, right - left, y + 1)).histogram()[0] for y in range(bottom - top)]
    assert max(rows) >= 0.9 * (right - left)  # a row of the pill above or below its letters


def test_a_wide_clear_picture_among_clients_is_a_logo_and_no_face() -> None:
    library = shipped_library()
    logo = recipe_for("clients/acme.png", ImageInfo("png", 180, 60, "RGBA", alpha=True))
    face = recipe_for("clients/anna.jpg", ImageInfo("jpeg", 200, 200))
    assert (library.scene(logo.sample).kind, library.scene(face.sample).kind) == ("logo", "portrait")
