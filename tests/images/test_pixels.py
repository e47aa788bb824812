from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from launcher.images.draw import draw
from launcher.images.ledger import LedgerEntry, Recipe
from launcher.images.pixels import compare_pixels
from launcher.images.verify import same_picture
from tests.support.pictures import save

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from launcher.images.samples import Library


@pytest.fixture
def ours(library: Library) -> bytes:
    return draw(Recipe("hills", "avif", 160, 120), library)


def entry() -> LedgerEntry:
    from pathlib import PurePosixPath

    path: PurePosixPath = PurePosixPath("a.avif")
    return LedgerEntry(path, "avif", 160, 120, "placeholder", recipe=Recipe("hills", "avif", 160, 120))


def again(data: bytes, *, quality: int = 95, mark: bool = False, size: tuple[int, int] | None = None) -> bytes:
    """Encode our picture as another version of the encoder would, perhaps with something in it."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    if mark:
        ImageDraw.Draw(image).rectangle((64, 64, 79, 79), fill=(255, 0, 0))
    return save(image.resize(size) if size else image, "AVIF", quality=quality, speed=6)


def test_another_encoders_picture_is_the_same_within_the_tolerance(ours: bytes) -> None:
    assert compare_pixels(ours, ours) is None
    assert compare_pixels(ours, again(ours)) is None


def test_a_changed_part_is_noticed(ours: bytes) -> None:
    assert compare_pixels(ours, again(ours, mark=True))


def test_another_size_is_noticed(ours: bytes) -> None:
    assert "size" in str(compare_pixels(ours, again(ours, size=(80, 60))))


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", b"\x89PNG\r\n\x1a\n"])
def test_what_cannot_be_decoded_is_not_the_same(ours: bytes, data: bytes) -> None:
    assert "cannot be decoded" in str(compare_pixels(ours, data))


def test_a_box_that_another_encoder_does_not_write_is_noticed(ours: bytes, library: Library) -> None:
    hidden = b"\0\0\0\x0efree secret"[:14]
    assert same_picture(entry(), ours + hidden, library) == "it has other boxes than the placeholder"
