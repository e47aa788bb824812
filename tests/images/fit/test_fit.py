"""Real pictures in slots, fitted by the real child process and looked at with Pillow."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from launcher.images.child import Child, Trouble
from launcher.images.fit import How
from launcher.images.ledger import Recipe
from launcher.images.probe import probe
from tests.support.pictures import MODES, animation, huge_png, picture, save

if TYPE_CHECKING:
    from collections.abc import Iterator

RED, GREEN, BLUE = (220, 30, 30), (30, 180, 60), (40, 60, 220)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child("launcher.images.fit") as child:
        yield child


@pytest.fixture
def fit(child: Child) -> Any:
    def run(data: bytes, *slots: Recipe, how: How | None = None) -> tuple[list[bytes], list[list[str]]]:
        job = {"slots": [slot.to_json() for slot in slots], "how": how or How()}
        answer, files = child.ask(job, data)
        return files, answer["notes"]

    return run


def slot(form: str, width: int = 60, height: int = 40, **fields: Any) -> Recipe:
    return Recipe("", form, width, height, style="plain", **fields)


def stripes(width: int = 300, height: int = 100) -> Image.Image:
    """Return a picture of three upright stripes: red, green, blue."""
    image = Image.new("RGB", (width, height), GREEN)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 3 - 1, height), fill=RED)
    pen.rectangle((2 * width // 3, 0, width, height), fill=BLUE)
    return image


def near(found: Any, wanted: tuple[int, ...], most: int = 14) -> bool:
    return all(abs(a - b) <= most for a, b in zip(found, wanted, strict=True))


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("form", ["jpeg", "png", "gif", "webp", "avif", "bmp", "tiff", "jp2", "j2k"])
def test_whatever_the_file_is_the_slot_keeps_its_format_and_size(fit: Any, form: str) -> None:
    for source in ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "JPEG2000"):
        for mode in MODES[source]:
            (data,), _ = fit(picture(source, mode, size=(90, 60)), slot(form))
            info = probe(data)
            assert info is not None
            assert (info.format, info.width, info.height, info.alpha) == (form, 60, 40, False), (source, mode)


@pytest.mark.parametrize("form", ["png", "gif", "webp", "avif", "bmp", "tiff", "jp2", "j2k"])
def test_a_transparent_slot_keeps_what_is_transparent(fit: Any, form: str) -> None:
    image = stripes().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 150, 100))
    (data,), (notes,) = fit(save(image, "PNG"), slot(form, 60, 20, shape="rounded", mode="RGBA"))
    found = opened(data).convert("RGBA")
    assert found.getpixel((5, 10))[3] == 0  # type: ignore[index]  # four channels
    assert near(found.getpixel((55, 10)), (*BLUE, 255))
    assert notes == []


def test_a_transparent_picture_in_an_opaque_slot_is_put_on_a_ground_and_named(fit: Any) -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    for background, wanted in ((None, (255, 255, 255)), ((*BLUE, 255), BLUE)):
        (data,), (notes,) = fit(save(image, "PNG"), slot("jpeg"), how=How(background=background))
        assert near(opened(data).getpixel((30, 20)), wanted)
        assert notes == ["it is transparent and the slot is not: it is put on white, or on --background"]


@pytest.mark.parametrize(
    ("focus", "colour"), [((0.0, 0.5), RED), ((0.5, 0.5), GREEN), ((1.0, 0.5), BLUE), ((0.1, 0.9), RED)]
)
def test_a_cut_keeps_what_is_around_the_focus(fit: Any, focus: tuple[float, float], colour: tuple[int, ...]) -> None:
    (data,), _ = fit(save(stripes(), "PNG"), slot("png", 40, 40), how=How(focus=focus))
    assert {near(opened(data).getpixel(at), colour) for at in ((2, 2), (20, 20), (37, 37))} == {True}


def test_padding_shows_the_whole_picture_on_the_ground(fit: Any) -> None:
    (data,), _ = fit(save(stripes(), "PNG"), slot("png", 90, 90), how=How("pad", background=(1, 2, 3, 255)))
    found = opened(data)
    assert found.getpixel((45, 5)) == (1, 2, 3)
    assert [near(found.getpixel((x, 45)), colour) for x, colour in ((10, RED), (45, GREEN), (80, BLUE))] == [True] * 3
    (top,), _ = fit(save(stripes(), "PNG"), slot("png", 90, 90), how=How("pad", focus=(0.5, 0.0)))
    assert near(opened(top).getpixel((45, 5)), GREEN)


def test_stretching_shows_all_of_it_everywhere(fit: Any) -> None:
    (data,), _ = fit(save(stripes(), "PNG"), slot("png", 90, 90), how=How("stretch"))
    assert [near(opened(data).getpixel((x, 5)), c) for x, c in ((10, RED), (45, GREEN), (80, BLUE))] == [True] * 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_and_carries_nothing_else(fit: Any, orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    exif[315] = "Somebody"
    upright = stripes(480, 160)
    # How the pixels lie in the file so that the orientation turns them upright.
    turns: dict[int, tuple[Image.Transpose, ...]] = {
        1: (), 2: (Image.Transpose.FLIP_LEFT_RIGHT,), 3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,), 5: (Image.Transpose.TRANSPOSE,), 6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,), 8: (Image.Transpose.ROTATE_270,),
    }  # fmt: skip
    stored = upright
    for turn in turns[orientation]:
        stored = stored.transpose(turn)
    (data,), _ = fit(save(stored, "JPEG", exif=exif, quality=95), slot("jpeg", 90, 30))
    found = opened(data)
    assert [near(found.getpixel((x, 15)), c) for x, c in ((10, RED), (45, GREEN), (80, BLUE))] == [True] * 3
    assert b"Somebody" not in data
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_a_profile_is_applied_and_left_out(fit: Any) -> None:
    lab = ImageCms.createProfile("LAB")
    turned = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (plain,), _ = fit(save(Image.new("RGB", (60, 40), RED), "PNG", icc_profile=turned), slot("png"))
    assert "icc_profile" not in opened(plain).info
    assert near(opened(plain).getpixel((9, 9)), RED, 2)
    for broken in (b"no profile", ImageCms.ImageCmsProfile(lab).tobytes()):
        (data,), (notes,) = fit(save(Image.new("RGB", (60, 40), RED), "PNG", icc_profile=broken), slot("png"))
        assert notes == ["its colour profile cannot be read, colours may be a little off"]
        assert near(opened(data).getpixel((9, 9)), RED, 2)


def test_cmyk_and_deep_grey_become_colours_of_a_screen(fit: Any) -> None:
    for source, mode in (("JPEG", "CMYK"), ("TIFF", "CMYK"), ("TIFF", "I;16"), ("PNG", "I;16")):
        (data,), _ = fit(picture(source, mode, size=(60, 40)), slot("jpeg"))
        assert opened(data).mode == "RGB"
    white = Image.new("I;16", (60, 40), 65_535)
    (data,), _ = fit(save(white, "PNG"), slot("png"))
    assert near(opened(data).getpixel((9, 9)), (255, 255, 255))


def test_a_small_picture_is_enlarged_and_named(fit: Any) -> None:
    files, notes = fit(save(stripes(30, 20), "PNG"), slot("jpeg", 60, 40), slot("jpeg", 30, 20))
    assert [opened(data).size for data in files] == [(60, 40), (30, 20)]
    assert notes == [["it is smaller than the slot, 30×20 for 60×40, and is enlarged 2.0 times"], []]


def test_an_icon_gets_all_its_sizes_and_a_cursor_its_hot_spots(fit: Any) -> None:
    sizes = ((16, 16), (32, 32), (256, 256))
    icon = slot("ico", 256, 256, sizes=sizes, shape="rounded", mode="RGBA", codings=("bmp", "png", "png"))
    cursor = slot("cur", 32, 32, sizes=((32, 32),), hotspots=((3, 4),), shape="rounded", mode="RGBA")
    (data, pointer), _ = fit(save(stripes(300, 300), "PNG"), icon, cursor)
    info = probe(data)
    assert info is not None
    assert (info.format, info.sizes) == ("ico", sizes)
    assert pointer[10:14] == b"\x03\x00\x04\x00"


@pytest.mark.parametrize(("source", "form"), [("GIF", "gif"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "webp")])
def test_a_film_stays_a_film_where_the_slot_has_frames(fit: Any, source: str, form: str) -> None:
    film = animation(source, [100, 200, 300], size=(60, 40), loop=0)
    moving = slot(form, 30, 20, frames=5, durations=(100,) * 5, loop=0)
    (data, still), notes = fit(film, moving, slot(form, 30, 20))
    info = probe(data)
    assert info is not None
    assert (info.width, info.frames, info.durations, info.loop) == (30, 3, (100, 200, 300), 0)
    assert getattr(opened(still), "n_frames", 1) == 1
    _, ((note,),) = fit(film, slot("jpeg", 30, 20))
    assert note == "it moves, and the slot does not: only its first frame is used"
    assert notes == [[], []]


def test_a_slot_for_a_drawing_takes_drawings_and_photographs_at_its_own_size(fit: Any) -> None:
    root = (("height", "40"), ("viewBox", "0 0 6 4"), ("width", "60"))
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    for data in (drawing, gzip.compress(drawing), save(stripes(), "PNG")):
        (text, packed), _ = fit(data, slot("svg", root=root), slot("svgz", root=root))
        assert gzip.decompress(packed) == text
        assert text.startswith(
            b'<svg xmlns="http://www.w3.org/2000/svg" height="40" viewBox="0 0 6 4" width="60"><image x="0" y="0"'
            b' width="6" height="4" preserveAspectRatio="xMidYMid slice" href="data:image/'
        )
        assert b"<script" not in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no picture that can be read"),
        (b"hello", "no picture that can be read"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no picture that can be read"),
        (picture("JPEG", size=(300, 200))[:4000], "cannot be decoded"),
        (huge_png(60_000, 60_000), "more than 250 million pixels"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "it is a drawing"),
    ],
    ids=["empty", "text", "postscript", "cut short", "enormous", "drawing"],
)
def test_what_is_no_picture_for_the_slot_is_refused_with_the_reason(fit: Any, data: bytes, reason: str) -> None:
    with pytest.raises(Trouble, match=reason):
        fit(data, slot("jpeg"))
