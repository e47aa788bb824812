from __future__ import annotations

import gzip
import io
import lzma
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.kinds import DRAWABLE, Kind, identify
from tests.support.fonts import open_type, woff, woff2
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


def old_tar() -> bytes:
    """Return the header of a tape archive from before POSIX gave it magic bytes."""
    header = bytearray(b"a.jpg".ljust(100, b"\0") + b"0000644\0" * 3 + b"00000000010\0" * 2 + b" " * 8 + bytes(356))
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


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


KINDS: list[tuple[bytes, tuple[str, str]]] = [
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
    (b"You skip a line", ("text", "text")),
    (b"Our free templates", ("text", "text")),
    (b"PVR\x03\0\0\0\0", ("raster", "pvr")),
    (b"\x8bJNG\r\n\x1a\n\0\0\0\x10JHDR", ("raster", "jng")),
    (b"\0\0\x02\0\0\0\0\0\0\0\0\0\x40\x01\xf0\0\x18\0" + bytes(100), ("raster", "tga")),
    (b"\0\x01\x09\0\0\0\x01\x18\0\0\0\0\x40\x01\xf0\0\x08\0" + bytes(100), ("raster", "tga")),
    (b"\x0a\x05\x01\x08" + bytes(140), ("raster", "pcx")),
    (b"PF\n640 480\n-1.000\n" + bytes(40), ("raster", "pnm")),
    (b"#?RGBE\nFORMAT=32-bit_rle_rgbe\n", ("raster", "hdr")),
    (b"AT&TFORM\0\0\1\0DJVUINFO", ("raster", "djvu")),
    (b"SIMPLE  =                    T" + b" " * 90 + b"NAXIS   =", ("raster", "fits")),
    (b"FORM\0\0\1\0ILBMBMHD", ("raster", "iff")),
    (b"II*\0\x10\0\0\0CR\2\0", ("raster", "cr2")),
    (b"FUJIFILMCCD-RAW 0201FF\0\1", ("raster", "raf")),
    (b"MM\0*\0\0\0\x08\0\x01\xc6\x12\0\1\0\0\0\4\1\1\0\0\0\0\0\0", ("raster", "dng")),
    (b"\x01\0\x09\0\0\x03\x10\0\0\0", ("design", "wmf")),
    (bytes(20) + b"GIMP" + bytes(40), ("design", "gbr")),
    (b"RIFF\x24\0\0\0CDR9vrsn", ("design", "cdr")),
    (b"\0\0\0\x01\x67\x42\0\x1e", ("video", "h264")),
    (b"\0\0\0\x08wide\0\0\0\0mdat", ("video", "mov")),
    ((b"G" + bytes(187)) * 4, ("video", "mpegts")),
    ((bytes(4) + b"G" + bytes(187)) * 4, ("video", "mpegts")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", ("video", "wmv")),
    (b"OggS\0\x02" + bytes(22) + b"OpusHead", ("audio", "ogg")),
    (b"caff\0\x01\0\0", ("audio", "caf")),
    (b"!<arch>\ndebian-binary   ", ("archive", "ar")),
    (b"LZIP\x01\x0c\0", ("archive", "lzip")),
    (lzma.compress(b"a", format=lzma.FORMAT_ALONE), ("archive", "lzma")),
    (b"]\0\0 is no archive", ("other", "binary")),
    (b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20", ("archive", "sqlite")),
    (b"\0\1\0\0Standard Jet DB\0" + bytes(40), ("archive", "access")),
    (b"\0\1\0\0Standard ACE DB\0" + bytes(40), ("archive", "access")),
    (b"Extended Module: a song" + bytes(40), ("audio", "xm")),
    (b"IMPMa song" + bytes(40), ("audio", "it")),
    (b"IMPM is no song\n", ("text", "text")),
    (b"Extended Module: a chapter\n", ("text", "text")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), ("archive", "ole")),
    (b"\0\0\0\x01Bud1\0\0", ("archive", "ds_store")),
    (b"\0\x05\x16\x07\0\2\0\0Mac OS X", ("archive", "appledouble")),
    (b"<?php __HALT_COMPILER(); ?>\r\n\x2f\0\0\0\1\0\0\0\x11\0\0\0\1\0", ("archive", "phar")),
    (b"<?php // ends with __HALT_COMPILER();\n", ("text", "text")),
    (b"%!PS-AdobeFont-1.0: CMR10\n", ("font", "type1")),
    (old_tar(), ("archive", "tar")),
    (b"P6 is a point", ("text", "text")),
]


@pytest.mark.parametrize(("data", "expected"), KINDS)
def test_each_kind_is_known_by_its_first_bytes(data: bytes, expected: tuple[str, str]) -> None:
    assert kind_of(data) == expected


def test_a_font_that_is_not_a_font_is_no_font() -> None:
    assert kind_of(b"wOFF" + picture("JPEG"), "a.woff") == ("other", "binary")
    assert kind_of(b"\0\1\0\0" + picture("JPEG"), "a.ttf") == ("other", "binary")


def test_a_design_source_in_a_zip_is_called_by_its_name() -> None:
    assert kind_of(a_zip(), "home.sketch") == ("design", "sketch")
    assert kind_of(a_zip(), "home.docx") == ("archive", "zip")


def test_a_raw_file_that_is_a_tiff_is_called_by_its_name() -> None:
    assert kind_of(picture("TIFF"), "photo.NEF") == ("raster", "nef")
    assert "nef" not in DRAWABLE


def test_no_font_or_program_is_taken_for_a_picture_without_magic_bytes() -> None:
    for data in (open_type(), woff(), woff2(), b"\0asm\1\0\0\0" + bytes(500), bytes(600)):
        assert kind_of(data)[0] in {"font", "other"}


@pytest.mark.parametrize("data", [data for data, _ in KINDS])
def test_a_file_that_ends_anywhere_has_a_kind(data: bytes) -> None:
    for end in range(min(len(data), 600)):
        assert isinstance(identify(data[:end], name=PurePosixPath("a")), Kind)


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    assert isinstance(identify(data, name=PurePosixPath("a.svg")), Kind)
