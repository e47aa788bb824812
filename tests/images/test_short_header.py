"""What a short header says is what the whole one says, whatever a file has in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.images.probe import UnreadableImage, probe, probe_file
from launcher.images.probe.short import short_header
from tests.support.pictures import animation, picture, turned

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.images.info import ImageInfo

USUAL = {
    "jpeg": picture("JPEG"),
    "jpeg of one grey": picture("JPEG", "L"),
    "progressive jpeg": picture("JPEG", progressive=True, quality=30),
    "jpeg for print": picture("JPEG", dpi=(300, 150)),
    "png": picture("PNG"),
    "png of a palette": picture("PNG", "P"),
    "png of a palette and nothing": picture("PNG", "P", transparency=1),
    "png of two colours": picture("PNG", "1"),
    "deep png": picture("PNG", "I;16"),
    "clear png": picture("PNG", "RGBA"),
    "webp": picture("WEBP"),
}
OTHERS = {
    "jpeg of four inks": picture("JPEG", "CMYK"),
    "turned jpeg": turned("JPEG", 6),
    "png for print": picture("PNG", dpi=(300, 300)),
    "animated png": animation("PNG", [40, 50]),
    "clear webp": picture("WEBP", "RGBA"),
    "lossless webp": picture("WEBP", lossless=True),
    "gif": picture("GIF", "P"),
    "nothing": b"",
}
#: Behind these there is nothing that a short header has.
FAR = 190


def said(data: bytes) -> ImageInfo | str | None:
    try:
        return probe(data)
    except UnreadableImage as error:
        return str(error)


@pytest.mark.parametrize("name", USUAL)
def test_most_pictures_have_a_short_header_that_says_the_same(name: str) -> None:
    short = short_header(USUAL[name][:2048])
    assert short is not None
    assert len(short) < 60
    assert said(short) == said(USUAL[name])


@pytest.mark.parametrize("name", OTHERS)
def test_a_header_that_says_more_is_not_shortened(name: str) -> None:
    assert short_header(OTHERS[name][:2048]) is None


@pytest.mark.parametrize("name", USUAL)
def test_whatever_byte_is_another_or_the_last_the_short_header_says_the_same(name: str) -> None:
    data = USUAL[name]
    for position in range(min(FAR, len(data))):
        for value in (data[position] ^ 1, data[position] ^ 0x80, 0xFF):
            changed = data[:position] + bytes([value]) + data[position + 1 :]
            short = short_header(changed[:2048])
            assert short is None or said(short) == said(changed), (position, value)
        short = short_header(data[:position])
        assert short is None or said(short) == said(data[:position]), position


def test_pictures_of_one_size_have_the_same_short_header() -> None:
    for form in ("JPEG", "PNG", "WEBP"):
        first, second = picture(form, other=1), picture(form, other=2)
        assert first != second
        assert short_header(first) == short_header(second)


@pytest.mark.parametrize("name", [*USUAL, *OTHERS])
def test_a_file_says_what_its_bytes_say(tmp_path: Path, name: str) -> None:
    data = {**USUAL, **OTHERS}[name]
    (tmp_path / "a").write_bytes(data)
    assert probe_file(tmp_path / "a") == said(data)
