"""Every format in every mode, turned every way and of odd sizes: packed, validated, and read by another reader."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageOps

from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
from launcher.bundle.read import open_bundle
from launcher.demo.model import ImageRules
from launcher.images.compose import compose, scene_palette
from launcher.images.draw import draw
from launcher.images.ledger import Recipe
from launcher.images.modes import Frames, convert
from launcher.images.probe import probe
from launcher.images.recipes import RecipeMaker
from tests.support.pictures import (
    animation,
    clear_bitmap,
    deep_png,
    deep_tiff,
    huge_png,
    icons,
    interlaced_png,
    many_frames_gif,
    picture,
    png_chunk,
    wide_jpeg,
)
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from launcher.images.samples import Library

Size = tuple[int, int]

YAML = "launcher: 1\nname: pictures\nversion: 1.0.0\ntitle: Pictures\nlicense: MIT\n"
DENSITY = {"dpi": (300, 150)}
KEY = {"transparency": 3}
#: Format, name of the mode, Pillow's mode, options; a function where Pillow cannot write the mode.
SLOTS: dict[str, tuple[str, str, Mapping[str, Any]]] = {
    "jpeg-L": ("JPEG", "L", DENSITY),
    "jpeg-RGB": ("JPEG", "RGB", DENSITY),
    "jpeg-CMYK": ("JPEG", "CMYK", DENSITY),
    "png-1": ("PNG", "1", DENSITY),
    "png-L": ("PNG", "L", DENSITY),
    "png-LA": ("PNG", "LA", DENSITY),
    "png-P": ("PNG", "P", DENSITY),
    "png-P-clear": ("PNG", "P", KEY),
    "png-RGB": ("PNG", "RGB", DENSITY),
    "png-RGBA": ("PNG", "RGBA", DENSITY),
    "png-I16": ("PNG", "I;16", DENSITY),
    "gif-L": ("GIF", "L", {}),
    "gif-P": ("GIF", "P", {}),
    "gif-P-clear": ("GIF", "P", {**KEY, "optimize": False}),
    "webp-RGB": ("WEBP", "RGB", {}),
    "webp-RGBA": ("WEBP", "RGBA", {}),
    "webp-RGBA-lossless": ("WEBP", "RGBA", {"lossless": True}),
    "avif-L": ("AVIF", "L", {"subsampling": "4:0:0", "speed": 10}),
    "avif-RGB": ("AVIF", "RGB", {"speed": 10}),
    "avif-RGBA": ("AVIF", "RGBA", {"speed": 10}),
    "bmp-1": ("BMP", "1", DENSITY),
    "bmp-L": ("BMP", "L", DENSITY),
    "bmp-P": ("BMP", "P", DENSITY),
    "bmp-RGB": ("BMP", "RGB", DENSITY),
    "tiff-1": ("TIFF", "1", DENSITY),
    "tiff-L": ("TIFF", "L", DENSITY),
    "tiff-LA": ("TIFF", "LA", DENSITY),
    "tiff-P": ("TIFF", "P", DENSITY),
    "tiff-RGB": ("TIFF", "RGB", DENSITY),
    "tiff-RGBA": ("TIFF", "RGBA", DENSITY),
    "tiff-CMYK": ("TIFF", "CMYK", DENSITY),
    "tiff-I16": ("TIFF", "I;16", DENSITY),
    "jp2-L": ("JPEG2000", "L", {}),
    "jp2-LA": ("JPEG2000", "LA", {}),
    "jp2-RGB": ("JPEG2000", "RGB", {}),
    "jp2-RGBA": ("JPEG2000", "RGBA", {}),
    "jp2-I16": ("JPEG2000", "I;16", {}),
}
TURNED = frozenset({"JPEG", "PNG", "WEBP", "AVIF", "TIFF"})
SIZES: tuple[Size, ...] = ((3, 7), (1, 1), (1, 3000), (65_535, 1))
#: What cannot be that wide: a WebP of any kind, a JPEG that libjpeg writes, an AVIF that libavif reads.
NARROW = frozenset({"JPEG", "WEBP", "AVIF"})


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[274] = orientation
    return found


def _plan() -> dict[str, Callable[[], bytes]]:
    """Return what makes each picture, by name: slot, orientation and size."""
    made: dict[str, Callable[[], bytes]] = {}
    for slot, (form, mode, options) in SLOTS.items():
        turns = range(1, 9) if form in TURNED else (1,)
        for turn, size in [*product(turns, SIZES[:1]), *product((1,), SIZES[1:])]:
            if form in NARROW and max(size) > 3000:
                continue
            more: dict[str, Any] = {"exif": exif(turn)} if turn > 1 else {}
            made[f"{slot}/{turn}/{size[0]}x{size[1]}"] = partial(picture, form, mode, size, **options, **more)
    for turn, size in [*product(range(1, 9), SIZES[:1]), *product((1,), SIZES[1:])]:
        name = f"{turn}/{size[0]}x{size[1]}"
        chunk = png_chunk(b"eXIf", exif(turn).tobytes().removeprefix(b"Exif\0\0"))
        for mode in ("LA", "RGB", "RGBA"):
            made[f"png-{mode}16/{name}"] = partial(deep_png, mode, size, chunk)
        made[f"tiff-RGB16/{name}"] = partial(deep_tiff, size, turn)
    made |= {f"bmp-RGBA/1/{size[0]}x{size[1]}": partial(clear_bitmap, size) for size in SIZES}
    return made


PLAN = _plan()


@pytest.fixture(scope="module")
def originals() -> Mapping[str, bytes]:
    return {name: make() for name, make in PLAN.items()}


@pytest.fixture(scope="module")
def placeholders(originals: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Pack all of them as one demo, and validate the bundle with all drawing."""
    folder = tmp_path_factory.mktemp("pictures")
    build_file_tree(folder / "demo", {"launcher.yaml": YAML, "index.html": "<p>Pictures", **originals})
    bundle = pack(folder / "demo", folder / "out.zip").path
    report = check_bundle(bundle)
    assert report.ok, report.errors[:3]
    with open_bundle(bundle) as reader:
        return {str(name): reader.read(name) for name in reader.names()}


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def colour_class(image: Image.Image, data: bytes) -> tuple[str, int]:
    """Return mode and bits a channel; grey in a format that stores it as a palette is one."""
    mode = {"I": "I;16", "I;16B": "I;16"}.get(image.mode, image.mode)
    if image.format in {"GIF", "BMP"}:
        mode = {"L": "P", "1": "P"}.get(mode, mode)
    bits = 16 if mode == "I;16" else 1 if mode == "1" else 8
    if image.format == "PNG":
        bits = max(data[24], 8) if mode == "P" else data[24]
    if image.format == "TIFF":
        bits = max(image.tag_v2.get(258, (1,)))  # type: ignore[attr-defined]  # of a TIFF alone
    return mode, bits


@pytest.mark.parametrize("name", PLAN)
def test_a_placeholder_is_what_its_original_is(
    name: str, originals: Mapping[str, bytes], placeholders: Mapping[str, bytes]
) -> None:
    before, after = opened(originals[name]), opened(placeholders[name])
    turned = int(name.split("/")[1]) >= 5
    assert after.format == before.format
    assert after.size == ImageOps.exif_transpose(before).size
    assert colour_class(after, placeholders[name]) == colour_class(before, originals[name])
    assert after.has_transparency_data == before.has_transparency_data
    if "dpi" in SLOTS.get(name.split("/", maxsplit=1)[0], ("", "", {}))[2]:
        expected = (150, 300) if turned else (300, 150)
        assert tuple(round(number) for number in after.info["dpi"]) == expected
    assert not after.getexif().keys() - set(getattr(after, "tag_v2", ()))
    assert not {"icc_profile", "xmp", "comment", "photoshop", "exif"} & after.info.keys()
    if name.startswith("webp"):
        assert (b"VP8L" in placeholders[name]) == name.startswith("webp-RGBA-lossless")


@dataclass(frozen=True)
class Slot:
    """An original and its placeholder, as our reader and as Pillow see them."""

    before: bytes
    after: bytes

    def facts(self, *names: str) -> tuple[list[object], list[object]]:
        found = []
        for data in (self.before, self.after):
            info = probe(data)
            assert info is not None
            found.append([getattr(info, name) for name in names])
        return found[0], found[1]


def through(original: bytes, library: Library) -> Slot:
    info = probe(original)
    assert info is not None
    recipe = RecipeMaker(library, ImageRules()).raster(PurePosixPath("a/picture"), info)
    return Slot(original, draw(Recipe.from_json(recipe.to_json()), library))


@pytest.mark.parametrize(
    "original",
    [
        partial(picture, "JPEG", progressive=True),
        partial(picture, "JPEG"),
        partial(interlaced_png, (37, 21)),
        partial(interlaced_png, (1, 1)),
        partial(picture, "PNG", "RGBA"),
        partial(picture, "GIF", "P", interlace=1),
        partial(picture, "GIF", "P", interlace=0),
        partial(picture, "WEBP", lossless=True),
        partial(picture, "WEBP"),
    ],
    ids=range(9),
)
def test_a_picture_comes_in_passes_or_without_loss_where_the_original_did(
    original: Callable[[], bytes], library: Library
) -> None:
    before, after = through(original(), library).facts("progressive", "lossless", "width", "height", "mode")
    assert before == after


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P", "I;16", "RGB;16", "RGBA;16"])
@pytest.mark.parametrize("size", [(37, 21), (5, 3), (1, 1), (2, 9)])
def test_an_interlaced_png_shows_what_a_plain_one_does(mode: str, size: Size, library: Library) -> None:
    recipe = Recipe("hills", "png", *size, mode=mode, shape="rounded" if "A" in mode else "full")
    plain, interlaced = (draw(replace(recipe, progressive=way), library) for way in (False, True))
    assert (plain[28], interlaced[28]) == (0, 1)
    assert opened(plain).tobytes() == opened(interlaced).tobytes()


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("GIF", {"loop": 0}),
        ("GIF", {"loop": 2, "disposal": 2}),
        ("GIF", {"loop": 0, "transparency": 0}),
        ("PNG", {"loop": 3}),
        ("PNG", {"loop": 1, "default_image": False}),
        ("WEBP", {"loop": 3}),
        ("WEBP", {"loop": 0, "lossless": True}),
        ("AVIF", {"speed": 10}),
        ("TIFF", {}),
    ],
    ids=range(9),
)
def test_an_animation_keeps_its_frames_durations_and_plays(
    form: str, options: dict[str, Any], library: Library
) -> None:
    durations = [40, 250, 1000, 70]
    slot = through(animation(form, durations, (40, 32), **options), library)
    before, after = slot.facts("format", "frames", "durations", "loop", "lossless")
    assert before == after
    originals, drawn = Image.open(io.BytesIO(slot.before)), Image.open(io.BytesIO(slot.after))
    shown = []
    for index, duration in enumerate(durations):
        originals.seek(index)
        drawn.seek(index)
        shown.append(drawn.convert("RGBA").tobytes())
        originals.load()
        if form != "TIFF":
            assert round(drawn.info["duration"]) == round(originals.info["duration"]) == duration
    assert drawn.n_frames == originals.n_frames == len(durations)  # type: ignore[attr-defined]  # both are animated
    assert len(set(shown)) == len(durations)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_an_animated_png_shows_every_frame_as_it_was_drawn(mode: str, library: Library) -> None:
    recipe = Recipe("hills", "png", 64, 48, mode=mode, frames=4, durations=(10, 70_000, 7, 0), loop=2)
    whole = convert(compose(recipe, library), mode, palette=scene_palette(recipe, library))
    frames = Frames(whole, 4)
    animated = Image.open(io.BytesIO(draw(recipe, library)))
    for index in range(4):
        animated.seek(index)
        assert animated.convert("RGBA").tobytes() == frames.frame(index).convert("RGBA").tobytes()


def test_the_pictures_of_an_icon_stay_as_many_as_large_and_stored_alike(library: Library) -> None:
    original = icons(((16, 16), "bmp", (0, 0)), ((256, 256), "png", (0, 0)), ((48, 32), "png", (0, 0)))
    slot = through(original, library)
    before, after = slot.facts("format", "sizes", "codings", "hotspots")
    assert before == after
    assert before[2] == ("bmp", "png", "png")
    with Image.open(io.BytesIO(slot.after)) as icon:
        assert icon.info["sizes"] == {(16, 16), (256, 256), (48, 32)}
        icon.size = (16, 16)  # type: ignore[misc]  # how Pillow has one chosen
        icon.load()
        assert icon.mode == "RGBA"


def test_a_cursor_keeps_its_hot_spots(library: Library) -> None:
    slot = through(icons(((32, 32), "bmp", (5, 7)), ((48, 48), "png", (47, 0)), cursor=True), library)
    before, after = slot.facts("format", "sizes", "codings", "hotspots")
    assert before == after
    assert before[3] == ((5, 7), (47, 0))
    bitmaps = through(icons(((32, 32), "bmp", (5, 7)), cursor=True), library)
    assert opened(bitmaps.after).size == (32, 32)  # Pillow reads bitmaps in cursors alone


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "copied"),
        (huge_png(60_000, 60_000), "more than 50,000,000 pixels"),
        (huge_png(100_000, 1), "more than png can be written with"),
        (picture("JPEG")[:60], "cut short"),
        (picture("WEBP")[:20], "cut short"),
        (picture("GIF", "P")[:10], "cut short"),
        (many_frames_gif(10_001), "more than 10,000 frames"),
        (many_frames_gif(9_999, (400, 400)), "more than 100,000,000 pixels together"),
        (wide_jpeg(65_535), "more than jpeg can be written with (65,500)"),
    ],
    ids=range(9),
)
def test_what_cannot_be_drawn_is_left_out_of_the_bundle_and_named(tmp_path: Path, data: bytes, reason: str) -> None:
    files: dict[str, str | bytes] = {
        "launcher.yaml": YAML,
        "index.html": "<p>One",
        "a.jpg": picture("JPEG"),
        "odd.picture": data,
    }
    result = pack(build_file_tree(tmp_path / "demo", files), tmp_path / "out.zip")
    row = next(row for row in result.rows if row.path == "odd.picture")
    assert reason in f"{row.decision}: {row.reason}"
    assert (row.decision == "left out") == bool(data)
    assert check_bundle(result.path).ok
