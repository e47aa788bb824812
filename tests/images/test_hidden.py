from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.hidden import Hidden, find_hidden, find_hidden_in, has_binary
from launcher.images.hidden.magic import MAGICS, Magic
from launcher.images.hidden.part import Budget
from launcher.images.kinds import Kind, identify
from launcher.images.probe.source import Source
from tests.support.fonts import TABLES, open_type, woff, woff2
from tests.support.pictures import animation, picture

JPEG = picture("JPEG", size=(64, 48))
PNG = picture("PNG", size=(64, 48))
#: The first bytes of a WebAssembly module; what follows is noise that is the same each time.
NOISE = b"\0asm\1\0\0\0" + random.Random(7).randbytes(20_000)
TEXT_BINARY = Kind("text", "text")


def hidden_in(data: bytes, kind: Kind | None = None, budget: Budget | None = None) -> Hidden | None:
    return find_hidden(Source(data), kind or identify(data, name=PurePosixPath("a.bin")), budget)


def found_in(data: bytes, kind: Kind | None = None) -> str:
    return str(hidden_in(data, kind))


def a_zip(name: str = "a.jpg") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), JPEG)
    return output.getvalue()


def a_tar() -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        entry = tarfile.TarInfo("a.jpg")
        entry.size = len(JPEG)
        archive.addfile(entry, io.BytesIO(JPEG))
    return output.getvalue()


def a_database(tmp_path: Path) -> bytes:
    file = tmp_path / "a.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("create table pictures (data blob)")
    connection.close()
    return file.read_bytes()


def test_a_binary_without_a_picture_has_nothing_to_say() -> None:
    assert hidden_in(NOISE) is None
    assert hidden_in(bytes(100_000)) is None
    assert hidden_in(b"") is None


@pytest.mark.parametrize(
    "form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "JPEG2000", "ICNS", "PPM", "DDS"]
)
def test_a_picture_of_each_format_is_found_inside_a_binary(form: str) -> None:
    data = picture(form, size=(128, 128))
    found = hidden_in(NOISE + data + NOISE)
    assert found is not None
    assert found.offset - len(NOISE) in range(len(data)), found


def test_icons_and_animations_are_found_by_the_pictures_in_them() -> None:
    assert "PNG" in found_in(NOISE + picture("ICO", "RGBA", (64, 48)) + NOISE)
    assert "GIF" in found_in(NOISE + animation("GIF", [100, 100]) + NOISE)


def test_a_bitmap_without_a_file_header_is_found() -> None:
    bare = picture("BMP", size=(40, 30))[14:]
    assert "bitmap of 40×30" in found_in(NOISE + bare + NOISE)


@pytest.mark.parametrize(
    "data",
    [
        bz2.compress(JPEG),
        lzma.compress(JPEG),
        a_zip(),
        a_tar(),
        b"%PDF-1.4\n1 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n",
        b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 480, 640, 8, 3) + bytes(40),
        b"FLV\1\5\0\0\0\x09" + bytes(20),
        b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + bytes(30),
        b"\0\0\0\x18ftypisom\0\0\0\0isommp41\0\0\0\x08moov" + bytes(10),
        b"RIFF\x24\x10\0\0AVI LIST" + bytes(40),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\3\0\xfe\xff\x09\0\x06\0" + bytes(40),
    ],
    ids=["bzip2", "xz", "zip", "tar", "pdf", "psd", "flv", "webm", "mp4", "avi", "ole"],
)
def test_what_could_show_a_picture_in_another_way_is_found_inside_a_binary(data: bytes) -> None:
    found = hidden_in(NOISE + data + NOISE)
    assert found is not None
    assert found.offset == len(NOISE)


def test_a_database_is_found_inside_a_binary(tmp_path: Path) -> None:
    assert "SQLite" in found_in(NOISE + a_database(tmp_path))


def test_a_zip_is_found_by_its_end_when_its_beginning_is_spoilt() -> None:
    assert "zip" in found_in(NOISE + a_zip().replace(b"PK\3\4", b"PK\3\0").replace(JPEG[:20], bytes(20)))


@pytest.mark.parametrize(
    "data",
    [
        zlib.compress(JPEG),
        zlib.compress(JPEG, 1),
        gzip.compress(JPEG, mtime=0),
        zlib.compress(b"some text " * 99 + PNG),
        zlib.compress(zlib.compress(b"a" * 500 + JPEG)),
        gzip.compress(a_tar(), mtime=0),
        zlib.compress(b"<svg><image href='data:image/png;base64," + base64.b64encode(PNG) + b"'/></svg>"),
    ],
    ids=["zlib", "zlib, fast", "gzip", "in the middle", "twice", "tar.gz", "base64"],
)
def test_a_picture_in_a_compressed_stream_is_found(data: bytes) -> None:
    found = hidden_in(NOISE + data + NOISE)
    assert found is not None
    assert found.offset == len(NOISE)
    assert "compressed" in found.what


def test_data_that_is_compressed_too_often_is_not_passed_over() -> None:
    data = b"text " * 20_000
    for _ in range(8):
        data = zlib.compress(data, 0)
    assert "too deep" in found_in(NOISE + data)


def test_compressed_text_is_no_picture() -> None:
    assert hidden_in(NOISE + zlib.compress(b"a text, and nothing else " * 90) + NOISE) is None


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_base64_among_other_bytes_is_found_in_letters_of_any_width(encoding: str) -> None:
    for text in ("data:image/png;base64," + base64.b64encode(PNG).decode(), base64.b64encode(JPEG).decode()):
        found = hidden_in(NOISE + b"\0\0" + text.encode(encoding) + b"\0\0\0\0" + NOISE)
        assert found is not None
        assert "encoded" in found.what


def test_a_whole_file_of_brotli_or_deflate_is_taken_for_what_it_is() -> None:
    import brotli  # type: ignore[import-untyped]  # ships no types

    plain = b"function hello() { return 'world' } // " * 40
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    assert found_in(brotli.compress(plain), Kind("other", "binary")).startswith("compressed data")
    packed = deflate.compress(plain) + deflate.flush()
    assert found_in(packed, Kind("other", "binary")).startswith("compressed data")


@pytest.mark.parametrize("make", [open_type, woff, woff2])
def test_a_font_is_searched_table_by_table(make: object) -> None:
    assert callable(make)
    assert hidden_in(make()) is None
    assert "64×48" in found_in(make({**TABLES, "priv": NOISE + JPEG}))
    assert "64×48" in found_in(make({**TABLES, "name": TABLES["name"] + PNG}))
    svg = b"<svg><image href='data:image/jpeg;base64," + base64.b64encode(JPEG) + b"'/></svg>"
    assert "JPEG" in found_in(make({**TABLES, "SVG ": svg}))


def test_a_picture_in_a_font_is_named_with_its_table() -> None:
    found = found_in(open_type({**TABLES, "CBDT": b"\0\3\0\0" + PNG}))
    assert 'a PNG picture of 64×48 in the font\'s table "CBDT"' in found


@pytest.mark.parametrize("make", [open_type, woff, woff2])
def test_what_follows_the_end_of_a_font_is_found_whatever_it_is(make: object) -> None:
    assert callable(make)
    assert "after the end of the font" in found_in(make() + b"encrypted bytes of some sort")
    assert hidden_in(make() + bytes(3)) is None


def test_a_font_whose_directory_is_broken_is_not_passed_over() -> None:
    assert "directory" in found_in(woff2()[:60])


def test_a_collection_of_fonts_is_searched_to_its_end() -> None:
    font = open_type()
    start = 16
    moved = bytearray(font)
    for index in range(len(TABLES)):
        place = 12 + 16 * index + 8
        moved[place : place + 4] = (int.from_bytes(font[place : place + 4], "big") + start).to_bytes(4, "big")
    collection = b"ttcf\0\1\0\0" + struct.pack(">II", 1, start) + bytes(moved)
    assert hidden_in(collection) is None
    assert "after the end" in found_in(collection + b"0123456789abcdefghij")


def test_a_text_with_a_picture_behind_it_is_no_plain_text() -> None:
    text = b"<html>" + b"hello " * 9000
    assert not has_binary(text)
    assert has_binary(text + JPEG)
    assert hidden_in(text, TEXT_BINARY) is None
    assert "64×48" in found_in(text + JPEG, TEXT_BINARY)


@pytest.mark.parametrize("before", [b"", b"INSERT INTO words VALUES ('" + b"many words, " * 4000 + b"');\n"])
def test_a_picture_in_a_database_dump_is_found_whose_bytes_are_escaped(before: bytes) -> None:
    escapes = {0: b"\\0", 10: b"\\n", 13: b"\\r", 26: b"\\Z", 34: b'\\"', 39: b"\\'", 92: b"\\\\"}
    escaped = b"".join(escapes.get(byte, bytes((byte,))) for byte in JPEG)
    start = before + b"INSERT INTO media VALUES (1, 'C:\\\\photos', _binary '"
    hidden = hidden_in(start + escaped + b"');\n")
    assert hidden == Hidden(len(start), "a JPEG picture of 64×48")
    assert hidden_in(start + b"\\0\xff\xd8\xff\\0');\n") is None


def test_base64_in_a_text_is_left_to_the_search_of_texts() -> None:
    text = b"\x01<img src='data:image/png;base64," + base64.b64encode(PNG) + b"'>"
    assert hidden_in(text, TEXT_BINARY) is None
    assert hidden_in(text, Kind("other", "text")) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0IHDR\0IDAT\0GIF87a\0GIF89a\0\xff\xd8\xff\0RIFF\0WEBPVP8 \0",
        b"Rar!\x1a\x07\0Rar!\x1a\x07\x01\0\0\0application/x-rar\0PK\3\4\0PK\5\6\0\x1f\x8b\x08\0\0",
        b"%PDF-1.5\n%\xde\xad\n\0%d 0 obj\n<<\n/Length %zu\n\0startxref\n%d\n%%EOF",
        b"SQLite format 3\0-journal\0file is not a database\0",
        b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0/\0\0\0\2\0\0\0\3",
        b"\xfd7zXZ\0\0\x007\0\0\x008\xabKTX 20\xbb\r\n\x1a\nKTXanimData\0",
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c\x36\x26\xb2\x75\x8e\x66\xcf\x11",
        b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0ustar\x0000\0gimp xcf \0",
    ],
)
def test_programs_that_read_pictures_hold_magic_bytes_and_no_picture(data: bytes) -> None:
    assert hidden_in(NOISE + data + NOISE) is None


def test_a_picture_is_found_wherever_it_stands_in_a_long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import launcher.images.hidden as room

    monkeypatch.setattr(room, "_WINDOW", 4096)
    monkeypatch.setattr(room, "_OVERLAP", 1024)
    file = tmp_path / "a.bin"
    for place in (4095, 4096, 4090, 8191, 12_000):
        for data in (JPEG, a_tar(), zlib.compress(JPEG)):
            file.write_bytes(NOISE[:place].ljust(place, b"\0") + data + NOISE)
            found = find_hidden_in(file, Kind("other", "binary"))
            assert found is not None
            assert found.offset == place


def test_a_file_made_of_beginnings_ends_the_search_and_is_not_passed_over() -> None:
    bombs = (b"\xff\xd8\xff\xd8" * 5000, zlib.compress(bytes(1 << 20)) * 9, b"x\x9c" * 20_000)
    for data in bombs:
        found = hidden_in(b"\0asm" + data, budget=Budget(1 << 20))
        assert found is not None
        assert "than can be searched" in found.what


@pytest.mark.parametrize("magic", MAGICS, ids=lambda magic: magic.pattern.pattern.decode("latin-1"))
@given(data=st.data())
def test_a_file_that_ends_soon_behind_a_beginning_can_be_searched(magic: Magic, data: st.DataObject) -> None:
    beginning = data.draw(st.from_regex(magic.pattern, fullmatch=True))
    hidden_in(bytes(300) + beginning + data.draw(st.binary(max_size=40)))


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_searched(data: bytes) -> None:
    for kind in (Kind("other", "binary"), Kind("font", "woff2"), Kind("font", "ttf"), Kind("text", "text")):
        found = hidden_in(data, kind)
        assert found is None or 0 <= found.offset <= max(len(data), 2**33)
