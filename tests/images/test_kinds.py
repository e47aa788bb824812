from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.kinds import DRAWABLE, Kind, identify
from tests.support.pictures import MODES, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


def kind_of(data: bytes, name: str = "file") -> tuple[str, str]:
    kind = identify(data[:16384], name=PurePosixPath(name))
    return kind.group, kind.format


def a_zip() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("a.txt", "a")
    return output.getvalue()


@pytest.mark.parametrize("form", MODES)
def test_a_raster_is_found_by_its_content_whatever_its_name_is(form: str) -> None:
    name = {"JPEG2000": "jp2"}.get(form, form.lower())
    for file in ("photo.txt", "photo", "photo.ico", "PHOTO.PNG"):
        assert kind_of(picture(form), file) == ("raster", name)
    assert name in DRAWABLE


def test_a_png_called_ico_is_found_by_its_content() -> None:
    assert kind_of(picture("PNG"), "favicon.ico") == ("raster", "png")


def test_a_jpeg_called_webp_is_found_by_its_content() -> None:
    assert kind_of(picture("JPEG"), "photo.webp") == ("raster", "jpeg")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (SVG, ("svg", "svg")),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a <b> --><!DOCTYPE svg PUBLIC 'x' 'y'>" + SVG, ("svg", "svg")),
        (b"<!-- " + b"x" * 9000 + b" -->\n" + SVG, ("svg", "svg")),
        (b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>", ("svg", "svg")),
        (gzip.compress(SVG, mtime=0), ("svg", "svgz")),
        (SVG.decode().encode("utf-16"), ("svg", "svg")),
        (b"<!DOCTYPE html><html><body>" + SVG, ("text", "text")),
        (gzip.compress(b"a text", mtime=0), ("archive", "gzip")),
        (b"\0\0\0\x18ftypisom\0\0\0\0isom", ("video", "mp4")),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", ("video", "mov")),
        (b"\0\0\0\x14ftypM4A \0\0\0\0M4A ", ("audio", "m4a")),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", ("raster", "heif")),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", ("raster", "avif")),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", ("video", "webm")),
        (b"OggS\0\x02" + bytes(22) + b"\x80theora", ("video", "ogv")),
        (b"OggS\0\x02" + bytes(22) + b"\x01vorbis", ("audio", "ogg")),
        (b"RIFF\x24\0\0\0WAVEfmt ", ("audio", "wav")),
        (b"ID3\x03\0\0\0\0\0\0\xff\xfb", ("audio", "mp3")),
        (b"\xff\xfb\x90\x64" + bytes(100), ("audio", "mp3")),
        (b"%PDF-1.7\n", ("pdf", "pdf")),
        (b"\n\xef\xbb\xbf%PDF-1.7\n", ("pdf", "pdf")),
        (b"8BPS\0\x01", ("design", "psd")),
        (b"%!PS-Adobe-3.0 EPSF", ("design", "eps")),
        (b"CWS\x0a\0\0\0\0", ("flash", "swf")),
        (a_zip(), ("archive", "zip")),
        (b"\0" * 257 + b"ustar\0" + bytes(200), ("archive", "tar")),
        (b"BZh91AY&SY", ("archive", "bzip2")),
        (b"wOF2\0\1\0\0\0\0\0\x30\0\x0c\0\0" + bytes(32), ("font", "woff2")),
        (b"\xff\x0a\xfa\x1f", ("raster", "jxl")),
        (b"P6\n# made\n3 2\n255\n" + bytes(18), ("raster", "pnm")),
        (b"#define cat_width 16\n#define cat_height 16\nstatic char cat_bits[]", ("raster", "xbm")),
        (b"", ("other", "empty")),
        (b"\0\x01\x02\x03", ("other", "binary")),
        ("Größe".encode("latin-1"), ("text", "text")),
        (b"BMW makes cars", ("text", "text")),
        (b"BZh is no archive", ("text", "text")),
        (b"qoif is a word", ("text", "text")),
        (b"P6 is a point", ("text", "text")),
    ],
)
def test_each_kind_is_known_by_its_first_bytes(data: bytes, expected: tuple[str, str]) -> None:
    assert kind_of(data) == expected


def test_a_font_that_is_not_a_font_is_no_font() -> None:
    assert kind_of(b"wOFF" + picture("JPEG"), "a.woff") == ("other", "binary")
    assert kind_of(b"\0\1\0\0" + picture("JPEG"), "a.ttf") == ("other", "binary")


def test_a_design_source_in_a_zip_is_called_by_its_name() -> None:
    assert kind_of(a_zip(), "home.sketch") == ("design", "sketch")


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    assert isinstance(identify(data, name=PurePosixPath("a.svg")), Kind)
