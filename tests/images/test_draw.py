from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from launcher.errors import DemoError
from launcher.images.draw import CannotDraw, draw
from launcher.images.encode import MODES
from launcher.images.ledger import Recipe
from launcher.images.probe import probe
from launcher.images.samples import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

MODES_OF_SLOTS = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16")
SLOTS = [(form, mode) for form in MODES for mode in MODES_OF_SLOTS]


def recipe(form: str = "png", width: int = 160, height: int = 120, **more: Any) -> Recipe:
    return Recipe(more.pop("sample", "hills"), form, width, height, **more)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def all_frames(data: bytes) -> Iterator[bytes]:
    image = Image.open(io.BytesIO(data))
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        yield image.convert("RGBA").tobytes()


@pytest.mark.parametrize(("form", "mode"), SLOTS)
@pytest.mark.parametrize("shape", ["full", "rounded"])
def test_every_format_and_mode_is_drawn_twice_the_same(library: Library, form: str, mode: str, shape: Any) -> None:
    wanted = recipe(form, 40, 24, mode=mode, shape=shape)
    data = draw(wanted, library)
    assert data == draw(wanted, library)
    info = probe(data)
    assert info is not None
    assert (info.format, info.width, info.height) == (form, 40, 24)
    assert opened(data).size == (40, 24)


@pytest.mark.parametrize(
    ("form", "mode"), [(form, mode) for form, modes in MODES.items() for mode in modes if not mode.endswith("A")]
)
def test_the_mode_of_the_slot_is_kept(library: Library, form: str, mode: str) -> None:
    info = probe(draw(recipe(form, mode=mode), library))
    assert info is not None
    assert info.mode == ("P" if (form, mode) == ("bmp", "L") else mode)


@pytest.mark.parametrize("form", ["png", "webp", "avif", "gif", "tiff", "bmp", "jp2"])
def test_transparency_is_kept(library: Library, form: str) -> None:
    mode = "P" if form == "gif" else "RGBA"
    data = draw(recipe(form, mode=mode, shape="rounded"), library)
    info = probe(data)
    assert info is not None
    assert info.alpha
    if form != "bmp":  # Pillow does not read the alpha of a bitmap
        image = opened(data).convert("RGBA")
        corner, centre = image.getpixel((0, 0)), image.getpixel((80, 60))
        assert isinstance(corner, tuple)
        assert isinstance(centre, tuple)
        assert corner[3] < 30
        assert centre[3] == 255


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3, 7), (2000, 1), (65_500, 2)])
@pytest.mark.parametrize("form", ["jpeg", "png", "gif", "bmp"])
def test_odd_sizes_are_drawn(library: Library, form: str, size: tuple[int, int]) -> None:
    info = probe(draw(recipe(form, *size, label=True), library))
    assert info is not None
    assert (info.width, info.height) == size


def test_a_png_65535_wide_is_drawn(library: Library) -> None:
    info = probe(draw(recipe("png", 65_535, 1), library))
    assert info is not None
    assert info.width == 65_535


def test_a_clear_spacer_stays_clear(library: Library) -> None:
    image = opened(draw(recipe("gif", 1, 1, mode="P", shape="rounded"), library)).convert("RGBA")
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]  # RGBA gives a tuple


@pytest.mark.parametrize(
    ("form", "mode"), [("gif", "P"), ("png", "RGBA"), ("png", "P"), ("webp", "RGB"), ("avif", "RGB")]
)
@pytest.mark.parametrize("size", [(64, 48), (1, 1)])
def test_an_animation_keeps_frames_durations_and_plays(
    library: Library, form: str, mode: str, size: tuple[int, int]
) -> None:
    durations = (100, 40, 0 if form == "gif" else 50, 200, 30)
    data = draw(recipe(form, *size, mode=mode, frames=5, durations=durations, loop=3), library)
    info = probe(data)
    assert info is not None
    assert (info.frames, info.durations) == (5, durations)
    assert info.loop == (0 if form == "avif" else 3)
    if form in {"gif", "png"}:
        frames = list(all_frames(data))
        assert all(before != after for before, after in pairwise(frames))


@pytest.mark.parametrize("loop", [0, 1, 2])
def test_a_gif_runs_as_often_as_the_original(library: Library, loop: int) -> None:
    info = probe(draw(recipe("gif", mode="P", frames=2, durations=(50, 50), loop=loop), library))
    assert info is not None
    assert info.loop == loop


def test_an_icon_has_the_same_pictures_in_the_same_order(library: Library) -> None:
    sizes = ((48, 48), (16, 16), (256, 256), (32, 16))
    for form in ("ico", "cur"):
        data = draw(recipe(form, 256, 256, mode="RGBA", shape="rounded", sizes=sizes), library)
        info = probe(data)
        assert info is not None
        assert info.sizes == sizes
        # Pillow looks for the largest cursor by a byte that is 0 for 256.
        assert opened(data).size == ((256, 256) if form == "ico" else (48, 48))


def test_a_progressive_jpeg_stays_progressive(library: Library) -> None:
    for progressive in (True, False):
        info = probe(draw(recipe("jpeg", progressive=progressive), library))
        assert info is not None
        assert info.progressive == progressive


@pytest.mark.parametrize("form", MODES)
def test_nothing_stands_beside_the_pixels(library: Library, form: str) -> None:
    image = Image.open(io.BytesIO(draw(recipe(form), library)))
    harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "version", "background", "compression"}
    harmless |= {"dpi", "timestamp", "duration", "loop", "extension", "resolution"}
    assert set(image.info) <= harmless
    assert not image.getexif() or form == "tiff"


def test_a_label_is_drawn_only_where_there_is_room(library: Library) -> None:
    for size in ((96, 96), (800, 200), (200, 800), (1200, 800)):
        plain, labelled = (draw(recipe("png", *size, label=label), library) for label in (False, True))
        assert plain != labelled
    assert draw(recipe("png", 95, 300, label=True), library) == draw(recipe("png", 95, 300), library)


def test_labels_of_different_sizes_differ(library: Library) -> None:
    first, second = (
        opened(draw(recipe("png", width, 400, sample="", style="plain", label=True), library)) for width in (411, 417)
    )
    box = (0, 340, 200, 400)
    assert (
        first.crop(box).convert("L").point(lambda v: 255 * (v > 240)).tobytes()
        != second.crop(box).convert("L").point(lambda v: 255 * (v > 240)).tobytes()
    )


def test_a_crop_keeps_the_focus_of_the_scene(library: Library) -> None:
    # The warm disc of the scene lies left of the middle and is out of sight only at the far right.
    image = opened(draw(recipe("png", 60, 240, sample="coast"), library)).convert("RGB")
    assert image.size == (60, 240)
    red, _, blue = (channel.tobytes() for channel in image.split())
    assert any(warm > 200 and cold < warm - 20 for warm, cold in zip(red, blue, strict=True))


@pytest.mark.parametrize("size", [(400, 60), (60, 400), (64, 64)])
def test_a_logo_is_shown_whole_however_long_its_slot_is(library: Library, size: tuple[int, int]) -> None:
    # The disc of the scene lies left of its middle and is lighter than all around it.
    image = opened(draw(recipe("png", *size, sample="mark"), library)).convert("L")
    box = image.point([0] * 215 + [255] * 41).getbbox()
    assert box is not None
    assert 0 < box[0] < box[2] < size[0]
    assert 0 < box[1] < box[3] < size[1]


def test_the_tile_of_a_texture_meets_itself(library: Library) -> None:
    image = opened(draw(recipe("png", 480, 90, sample="weave"), library)).convert("L")
    left, right = image.crop((0, 0, 120, 90)), image.crop((120, 0, 240, 90))
    difference = [abs(a - b) for a, b in zip(left.tobytes(), right.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 4


def test_a_plain_placeholder_needs_no_sample() -> None:
    data = draw(recipe("jpeg", sample="", style="plain"), Library(()))
    assert opened(data).size == (160, 120)


def test_an_unknown_sample_or_version_cannot_be_drawn(library: Library) -> None:
    with pytest.raises(CannotDraw, match='no sample image "moon"'):
        draw(recipe(sample="moon"), library)
    with pytest.raises(CannotDraw, match="drawing version 99"):
        draw(replace(recipe(), drawing=99), library)


@pytest.mark.parametrize(
    "wanted",
    [
        recipe("jpeg", 65_535, 1),
        recipe("webp", 20_000, 1),
        recipe("gif", mode="P", frames=2, durations=(86_400_000, 86_400_000), loop=0),
        recipe("png", frames=2, durations=(86_400_000, 86_400_000), loop=65_536),
        recipe("gif", mode="P", frames=2, durations=(1, 1), loop=65_536),
    ],
)
def test_a_recipe_that_its_format_cannot_hold_ends_in_one_clear_error(library: Library, wanted: Recipe) -> None:
    try:
        assert probe(draw(wanted, library)) is not None
    except CannotDraw as error:
        assert wanted.format in str(error)


def test_a_lost_sample_file_is_named(library: Library) -> None:
    lost = replace(library.scene("hills"), name="lost", file=library.scene("hills").file.with_name("lost.jpg"))
    with pytest.raises(DemoError, match=r"lost\.jpg: the sample image cannot be read"):
        draw(recipe(sample="lost"), Library((lost,)))
