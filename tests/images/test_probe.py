from __future__ import annotations

import io
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from launcher.images.probe import UnreadableImage, probe, probe_file
from launcher.images.probe.film import film_size
from launcher.images.probe.source import Source
from tests.support.pictures import MODES, animation, huge_png, picture, png_chunk, save, turned

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.images.info import ImageInfo

NAMES = {"JPEG2000": "jp2"}
ALL = [(form, mode) for form, modes in MODES.items() for mode in modes]
WHOLE = [picture(form, mode) for form, mode in ALL] + [
    animation("GIF", [100, 200]),
    animation("PNG", [100, 200]),
    animation("WEBP", [100, 200]),
    animation("AVIF", [100, 200]),
    turned("JPEG", 6),
    picture("ICO", "RGBA", (48, 48)),
]


def read(data: bytes) -> ImageInfo:
    info = probe(data)
    assert info is not None
    return info


@pytest.mark.parametrize(("form", "mode"), ALL)
@pytest.mark.parametrize("size", [(37, 21), (1, 1), (1, 300), (3, 7)])
def test_format_size_and_mode_are_read(form: str, mode: str, size: tuple[int, int]) -> None:
    info = read(picture(form, mode, size))
    assert (info.format, info.width, info.height) == (NAMES.get(form, form.lower()), *size)
    if (form, mode) not in {("GIF", "L"), ("BMP", "L")}:  # these are written with a palette
        assert info.mode == mode
    assert info.alpha == mode.endswith("A")
    assert (info.frames, info.durations, info.loop) == (1, (), None)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_the_one_shown(form: str, orientation: int) -> None:
    info = read(turned(form, orientation))
    assert (info.width, info.height) == ((30, 40) if orientation >= 5 else (40, 30))


@pytest.mark.parametrize(("form", "plays"), [("GIF", 4), ("PNG", 3), ("WEBP", 3)])
def test_frames_durations_and_plays_of_an_animation_are_read(form: str, plays: int) -> None:
    info = read(animation(form, [100, 200, 300], loop=3))
    assert (info.frames, info.durations, info.loop) == (3, (100, 200, 300), plays)


def test_a_gif_without_a_looping_extension_runs_once() -> None:
    assert read(animation("GIF", [100, 200])).loop == 1


def test_an_avif_sequence_has_frames() -> None:
    info = read(animation("AVIF", [100, 250]))
    assert (info.frames, info.durations) == (2, (100, 250))


def test_pages_of_a_tiff_are_counted() -> None:
    assert read(animation("TIFF", [0, 0, 0])).frames == 3


@pytest.mark.parametrize("progressive", [False, True])
def test_a_progressive_jpeg_is_known(progressive: bool) -> None:
    assert read(picture("JPEG", progressive=progressive)).progressive == progressive


def test_transparency_of_a_palette_counts() -> None:
    assert read(picture("PNG", "P", transparency=3)).alpha
    assert read(picture("GIF", "P", transparency=0, optimize=False)).alpha
    assert read(picture("PNG", "RGB", transparency=(1, 2, 3))).alpha


def test_frames_that_leave_pixels_as_they_were_do_not_make_a_gif_transparent() -> None:
    frames = [Image.new("RGB", (40, 30), "navy") for _ in range(3)]
    for index, frame in enumerate(frames):
        frame.putpixel((index, 0), (255, 0, 0))
    data = save(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    assert not read(data).alpha


def test_icons_are_listed_in_file_order() -> None:
    data = picture("ICO", "RGBA", (256, 256), sizes=[(16, 16), (256, 256), (48, 48)])
    info = read(data)
    assert sorted(info.sizes) == [(16, 16), (48, 48), (256, 256)]
    assert (info.width, info.height) == (256, 256)
    assert read(data[:2] + b"\2" + data[3:]).format == "cur"


def test_a_header_behind_long_metadata_is_found_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(picture("JPEG", size=(50, 40), icc_profile=b"p" * 300_000))
    info = probe_file(file)
    assert info is not None
    assert (info.width, info.height) == (50, 40)


@pytest.mark.parametrize("data", WHOLE, ids=range(len(WHOLE)))
def test_a_file_reads_as_its_bytes_do(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "image"
    file.write_bytes(data)
    assert probe_file(file) == probe(data)


def test_what_is_no_raster_has_no_info(tmp_path: Path) -> None:
    assert probe(b"a text") is None
    file = tmp_path / "text"
    file.write_bytes(b"")
    assert probe_file(file) is None


def test_a_declared_giant_is_read_without_decoding() -> None:
    assert read(huge_png(60_000, 60_000)).width == 60_000


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 5, 8, 2, 0, 0, 0)),
        b"\xff\xd8\xff\xe0",
        b"\xff\xd8\xff\xd9",
        b"GIF89a\x01\0\x01\0\0\0\0;",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"qoif\0\0\0\x01\0\0\0\x01\3\0",
        b"II*\0\xff\xff\xff\xff",
        b"\0\0\0\x18ftypavif\0\0\0\0avifmif1",
        b"\xff\x4f\xff\x51\0",
    ],
)
def test_a_broken_header_is_said_to_be_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableImage, match=r"\w"):
        probe(data)


def test_a_gif_cut_short_after_its_first_frame_is_shown_as_far_as_it_goes() -> None:
    data = animation("GIF", [100, 200, 300])
    assert 1 <= read(data[:-20]).frames <= 3


@given(st.sampled_from(WHOLE), st.data())
def test_mutated_pictures_never_raise_anything_else(data: bytes, draw: st.DataObject) -> None:
    broken = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        broken[draw.draw(st.integers(0, min(len(broken) - 1, 200)))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(broken)))
    with suppress(UnreadableImage):
        info = probe(bytes(broken[:cut]))
        assert info is None or (info.width > 0 and info.height > 0 and info.frames > 0)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked_for_the_size_of_a_film(data: bytes) -> None:
    for form, start in (("mp4", b""), ("mp4", b"\0\0\0\0moov"), ("webm", b"\x18\x53\x80\x67\xff")):
        width, height = film_size(Source(start + data), form)
        assert (width > 0) == (height > 0)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise_anything_else(data: bytes) -> None:
    for magic in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF....WEBP", b"II*\0", b"MM\0*"):
        with suppress(UnreadableImage):
            probe(magic + data)


@pytest.mark.parametrize(("form", "mode"), ALL)
def test_our_reader_agrees_with_pillow(form: str, mode: str) -> None:
    data = picture(form, mode, (64, 48))
    with Image.open(io.BytesIO(data)) as opened:
        info = read(data)
        assert (info.width, info.height) == opened.size
        if form not in {"GIF", "BMP"}:
            assert info.mode == opened.mode.replace("I;16B", "I;16")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff" + b"\xff" * 200_000,
        b"\xff\xd8\xff\xd0" * 100_000,
        picture("PNG")[:33] + (b"\0\0\0\0prVt" + bytes(4)) * 110_000,
    ],
    ids=["fill bytes", "restart markers", "empty chunks"],
)
def test_a_header_without_an_end_is_given_up(data: bytes) -> None:
    with pytest.raises(UnreadableImage, match="too many"):
        probe(data)
