from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from launcher.images.draw import draw
from launcher.images.ledger import LedgerEntry, Recipe
from launcher.images.verify import same_picture
from tests.support.pictures import png_chunk

if TYPE_CHECKING:
    from launcher.images.samples import Library

PNG_END = png_chunk(b"IEND", b"")


def entry(form: str, **more: Any) -> LedgerEntry:
    recipe = Recipe(more.pop("sample", "hills"), form, 60, 40, **more)
    return LedgerEntry(PurePosixPath(f"a.{form}"), form, 60, 40, "placeholder", recipe=recipe)


def drawn(found: LedgerEntry, library: Library) -> bytes:
    assert found.recipe is not None
    return draw(found.recipe, library)


def squeezed(png: bytes, level: int = 9, split: int = 1000) -> bytes:
    """Compress the pixels of a PNG anew, as the zlib of another host would."""
    parts, offset, pixels = [png[:8]], 8, b""
    while offset < len(png):
        length, name = struct.unpack(">I4s", png[offset : offset + 8])
        content = png[offset + 8 : offset + 8 + length]
        if name == b"IDAT":
            pixels += content
        else:
            if pixels:
                again = zlib.compress(zlib.decompress(pixels), level)
                parts += [png_chunk(b"IDAT", again[i : i + split]) for i in range(0, len(again), split)]
                pixels = b""
            parts.append(png_chunk(name, content))
        offset += 12 + length
    return b"".join(parts)


ALL = [
    entry("jpeg", label=True),
    entry("png"),
    entry("png", mode="P", shape="rounded"),
    entry("png", mode="RGBA", frames=3, durations=(50, 50, 50), loop=0),
    entry("gif", mode="P"),
    entry("webp"),
    entry("avif"),
    entry("bmp"),
    entry("tiff"),
    entry("jp2"),
    entry("ico", mode="RGBA", sizes=((60, 40), (16, 16))),
    entry("cur", mode="RGBA"),
    entry("svg", sample="", style="plain"),
    entry("svgz", sample="", style="plain"),
]


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.format)
def test_a_placeholder_is_proven_by_drawing_it_again(library: Library, found: LedgerEntry) -> None:
    assert same_picture(found, drawn(found, library), library) is None


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.format)
def test_a_tail_a_cut_and_a_changed_byte_are_noticed(library: Library, found: LedgerEntry) -> None:
    data = drawn(found, library)
    assert same_picture(found, data + b"\xff\xd8\xff tail", library)
    assert same_picture(found, data[:-1], library)
    assert same_picture(found, b"", library)
    if found.format == "avif":
        return  # it has a tolerance, which test_pixels holds to its limits
    for place in range(0, len(data), max(1, len(data) // 50)):
        changed = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
        assert same_picture(found, changed, library), place


@pytest.mark.parametrize("found", [found for found in ALL if found.format == "png" and found.recipe.frames == 1])  # type: ignore[union-attr]  # all have recipes
@pytest.mark.parametrize("level", [0, 1, 6, 9])
def test_a_png_compressed_by_another_zlib_is_proven(library: Library, found: LedgerEntry, level: int) -> None:
    data = drawn(found, library)
    again = squeezed(data, level)
    assert again != data
    limit = len(data) * 1.5 + 4096
    assert (same_picture(found, again, library) is None) == (len(again) <= limit)


def test_one_changed_pixel_is_noticed(library: Library) -> None:
    found = entry("png")
    image = Image.open(io.BytesIO(drawn(found, library)))
    image.load()
    image.putpixel((30, 20), (1, 2, 3))
    output = io.BytesIO()
    image.save(output, "PNG", compress_level=1)
    assert same_picture(found, output.getvalue(), library) == "its pixels are not those of the placeholder"


@pytest.mark.parametrize("name", [b"tEXt", b"eXIf", b"iCCP", b"prVt", b"IDAT", b"tRNS"])
def test_an_added_chunk_is_noticed(library: Library, name: bytes) -> None:
    found = entry("png")
    data = drawn(found, library)
    for added in (
        data[:33] + png_chunk(name, b"a\0b") + data[33:],
        data.removesuffix(PNG_END) + png_chunk(name, b"a\0b") + PNG_END,
    ):
        assert same_picture(found, added, library)


def test_bytes_hidden_in_the_pixel_stream_are_noticed(library: Library) -> None:
    found = entry("png")
    data = drawn(found, library)
    start = data.index(b"IDAT") - 4
    (length,) = struct.unpack(">I", data[start : start + 4])
    pixels = data[start + 8 : start + 8 + length]
    for hidden in (pixels + b"hidden", zlib.compress(zlib.decompress(pixels) + b"hidden", 1)):
        packed = data[:start] + png_chunk(b"IDAT", hidden) + data[start + 12 + length :]
        assert same_picture(found, packed, library)


def test_another_placeholder_in_its_place_is_noticed(library: Library) -> None:
    for form in ("png", "jpeg", "ico"):
        mode = "RGBA" if form == "ico" else "RGB"
        assert same_picture(entry(form, mode=mode), drawn(entry(form, mode=mode, sample="anna"), library), library)


def test_an_icon_compressed_by_another_zlib_is_proven_and_a_longer_one_not(library: Library) -> None:
    found = entry("ico", mode="RGBA", sizes=((60, 40), (16, 16)))
    data = drawn(found, library)
    pictures = [squeezed(data[offset : offset + length], 9) for length, offset in _directory(data)]
    again = _icon(data, pictures)
    assert again != data
    assert same_picture(found, again, library) is None
    assert same_picture(found, again + b"tail", library)
    assert same_picture(found, _icon(data, pictures[::-1]), library)


def _directory(icon: bytes) -> list[tuple[int, int]]:
    count = int.from_bytes(icon[4:6], "little")
    return [struct.unpack("<II", icon[14 + 16 * i : 22 + 16 * i]) for i in range(count)]


def _icon(icon: bytes, pictures: list[bytes]) -> bytes:
    head, offset = icon[:6], 6 + 16 * len(pictures)
    for index, data in enumerate(pictures):
        head += icon[6 + 16 * index : 14 + 16 * index] + struct.pack("<II", len(data), offset)
        offset += len(data)
    return head + b"".join(pictures)


def test_a_packed_svg_of_another_zlib_is_proven_and_a_named_one_not(library: Library) -> None:
    found = entry("svgz", sample="", style="plain")
    data = drawn(found, library)
    text = gzip.decompress(data)
    again = data[:10] + gzip.compress(text, 1, mtime=0)[10:]
    assert same_picture(found, again, library) is None
    named = data[:3] + b"\x08" + data[4:10] + b"hidden\0" + data[10:]
    assert gzip.decompress(named) == text
    assert same_picture(found, named, library)


def test_a_recipe_that_cannot_be_drawn_proves_nothing(library: Library) -> None:
    assert same_picture(entry("png", sample="moon"), b"", library) == 'there is no sample image "moon"'


def test_an_entry_without_a_recipe_proves_nothing(library: Library) -> None:
    kept = LedgerEntry(PurePosixPath("a"), "png", 1, 1, "kept", license="a", source="b", rule="c")
    assert same_picture(kept, b"", library)
