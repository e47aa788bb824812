from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFilter

from launcher.images.child import Child, Trouble
from launcher.images.photographs import photograph_signs
from tests.support.pictures import save

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENES = Path(__file__).parents[2] / "sample_images" / "scenes"


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child("launcher.images.photographs") as started:
        yield started


def logo(size: int) -> Image.Image:
    image = Image.new("RGB", (size * 4, size * 4), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((size, size, 3 * size, 3 * size), fill=(30, 90, 200))
    pen.polygon([(0, 0), (size, 2 * size), (2 * size, 0)], fill=(220, 60, 30))
    return image.resize((size, size), Image.Resampling.LANCZOS)


@pytest.mark.parametrize("scene", ["forest-mist", "tea-tray", "portrait-curls", "sea-coast"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_scene_in_any_format_looks_like_a_photograph(child: Child, scene: str, form: str) -> None:
    with Image.open(SCENES / f"{scene}.jpg") as image:
        assert "noise of light" in photograph_signs(child, save(image.resize((480, 360)), form))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("size", [16, 64, 256])
def test_a_drawn_logo_does_not(child: Child, form: str, size: int) -> None:
    assert photograph_signs(child, save(logo(size), form)) == ""


def test_a_picture_that_is_mostly_clear_is_taken_for_a_drawing(child: Child) -> None:
    with Image.open(SCENES / "tea-tray.jpg") as image:
        shape = Image.new("L", (200, 150))
        ImageDraw.Draw(shape).ellipse((50, 20, 150, 120), fill=255)
        cut = image.resize((200, 150))
        cut.putalpha(shape.filter(ImageFilter.GaussianBlur(2)))
        assert photograph_signs(child, save(cut, "PNG")) == ""


def test_a_cameras_tags_are_a_sure_sign_even_of_a_flat_picture(child: Child) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Lichtbild", "One"
    flat = save(Image.new("RGB", (300, 200), "white"), "JPEG", exif=exif)
    assert photograph_signs(child, flat) == "a camera left its tags in it (Lichtbild One)"
    assert photograph_signs(child, save(Image.new("RGB", (300, 200), "white"), "JPEG")) == ""


def test_what_cannot_be_decoded_is_trouble_and_the_next_picture_is_judged(child: Child) -> None:
    with pytest.raises(Trouble):
        photograph_signs(child, b"\xff\xd8\xff\xe0 broken")
    assert photograph_signs(child, save(logo(64), "PNG")) == ""
