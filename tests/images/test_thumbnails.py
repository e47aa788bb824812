from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from launcher.images import thumbnails as room
from launcher.images.ledger import Recipe
from launcher.images.thumbnails import Thumbnails
from tests.support.pictures import huge_png, picture


def shown(thumbnails: Thumbnails, number: int | None) -> Image.Image:
    assert number is not None
    return Image.open(io.BytesIO(base64.b64decode(thumbnails.uris[number].partition(",")[2])))


def recipe(width: int, height: int, **fields: object) -> Recipe:
    return Recipe("", "jpeg", width, height, style="plain", **fields)  # type: ignore[arg-type]  # any field


def test_a_small_picture_has_the_shape_of_the_slot_and_a_tiny_one_its_size() -> None:
    with Thumbnails(10) as thumbnails:
        assert shown(thumbnails, thumbnails.of_recipe(recipe(1600, 900))).size == (480, 272)
        assert shown(thumbnails, thumbnails.of_recipe(recipe(16, 9))).size == (16, 9)
        assert shown(thumbnails, thumbnails.of_recipe(recipe(9, 6000))).size == (1, 480)
        clear = shown(thumbnails, thumbnails.of_recipe(recipe(500, 500, shape="rounded")))
        assert clear.convert("RGBA").getchannel("A").getextrema() == (0, 255)


def test_what_looks_the_same_is_there_once() -> None:
    with Thumbnails(10) as thumbnails:
        assert len({thumbnails.of_recipe(recipe(width, width // 2)) for width in range(1000, 1100, 2)}) == 1
        assert len(thumbnails.uris) == 1


def test_many_pictures_are_smaller_ones_and_all_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with Thumbnails(10_000) as thumbnails:
        assert shown(thumbnails, thumbnails.of_recipe(recipe(1600, 900))).width == 120
        monkeypatch.setattr(room, "MOST_BYTES", 1)
        assert thumbnails.of_recipe(recipe(900, 1600)) is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "JPEG2000"])
def test_a_kept_picture_is_made_small(form: str) -> None:
    with Thumbnails(10) as thumbnails:
        assert shown(thumbnails, thumbnails.of_file(form.lower(), picture(form, size=(900, 300)))).size == (480, 160)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", huge_png(60_000, 60_000), b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_a_kept_picture_that_cannot_be_decoded_is_not_shown(data: bytes) -> None:
    with Thumbnails(10) as thumbnails:
        assert thumbnails.of_file("png", data) is None
        assert thumbnails.of_file("svg", b"<svg/>" + bytes(300_000)) is None
        assert thumbnails.of_file("svg", b"<svg/>") == 0
