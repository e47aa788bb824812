"""A theme author who tries to get one photograph past `pack`: each way is a file or two, with what becomes of it."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PIL import Image

from tests.support import smuggling as s
from tests.support.fonts import TABLES, open_type, woff, woff2
from tests.support.pictures import picture, save

if TYPE_CHECKING:
    from pathlib import Path

Fate = Literal["replaced", "rewritten", "sample", "left out"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to smuggle: its name in docs/proof.md, the file, and what `pack` does with it."""

    name: str
    path: str
    data: bytes
    fate: Fate


def all_ways(tmp_path: Path) -> list[Way]:
    """Return every way that there is a file for."""
    return [*_pictures(), *_drawings(), *_texts(), *_binaries(), *_containers(tmp_path), *_media()]


def _pictures() -> list[Way]:
    photo, png = s.encoded(), s.encoded("PNG")
    other = picture("JPEG", size=(200, 150))
    gif = save(Image.new("P", (120, 80)), "GIF")
    return [
        Way("a plain file", "images/photo.jpg", photo, "replaced"),
        Way("without an extension", "images/photo", photo, "replaced"),
        Way("called a style sheet", "css/print.css", photo, "replaced"),
        Way("called an icon", "favicon.ico", png, "replaced"),
        Way(
            "a thumbnail in EXIF", "images/exif.jpg", s.jpeg_with_segment(other, 0xE1, b"Exif\0\0" + photo), "replaced"
        ),
        Way(
            "an ICC profile",
            "images/icc.jpg",
            s.jpeg_with_segment(other, 0xE2, b"ICC_PROFILE\0\1\1" + photo),
            "replaced",
        ),
        Way("XMP in a JPEG", "images/xmp.jpg", s.jpeg_with_segment(other, 0xE1, s.as_base64()), "replaced"),
        Way("a JPEG comment", "images/comment.jpg", s.jpeg_with_segment(other, 0xFE, photo), "replaced"),
        Way("after a JPEG's end", "images/tail.jpg", other + photo, "replaced"),
        Way("a private PNG chunk", "images/chunk.png", s.png_with_chunk(picture("PNG"), b"prVt", photo), "replaced"),
        Way(
            "a PNG text",
            "images/text.png",
            s.png_with_chunk(picture("PNG"), b"tEXt", b"a\0" + s.as_base64()),
            "replaced",
        ),
        Way("after a PNG's end", "images/tail.png", picture("PNG") + photo, "replaced"),
        Way("colours under transparency", "images/clear.png", _under_transparency(), "replaced"),
        Way("a GIF comment", "images/comment.gif", s.gif_with_extension(gif, 0xFE, photo), "replaced"),
        Way("another frame of a GIF", "images/frame.gif", s.gif_with_frame(gif, s.photograph()), "replaced"),
        Way("a WebP chunk", "images/chunk.webp", s.webp_with_chunk(picture("WEBP"), b"PRVT", photo), "replaced"),
        Way("a box of an AVIF", "images/box.avif", picture("AVIF") + s.box(b"free", photo), "replaced"),
        Way("another page of a TIFF", "images/page.tif", s.tiff_with_page(picture("TIFF"), s.photograph()), "replaced"),
        Way("another picture of an icon", "images/app.ico", s.icon_with_picture(_icon(), png), "replaced"),
        Way("a bitmap", "images/photo.bmp", s.encoded("BMP"), "replaced"),
        Way("a format that browsers do not show", "images/photo.ppm", s.encoded("PPM"), "left out"),
        Way("a format without magic bytes", "images/photo.dat", s.encoded("TGA"), "left out"),
        Way("a picture that is cut short", "images/short.png", png[:25], "left out"),
        Way(
            "an enormous picture",
            "images/huge.png",
            png[:16] + struct.pack(">II", 60_000, 60_000) + png[24:],
            "left out",
        ),
    ]


def _under_transparency() -> bytes:
    clear = s.photograph().convert("RGBA")
    clear.putalpha(0)
    return save(clear, "PNG")


def _icon() -> bytes:
    return picture("ICO", "RGBA", (32, 32), sizes=[(32, 32)])


def _drawings() -> list[Way]:
    image = b'<svg xmlns="http://www.w3.org/2000/svg" width="12" height="8"><image href="' + s.data_uri() + b'"/></svg>'
    plain = b'<svg xmlns="http://www.w3.org/2000/svg" width="12" height="8"><path d="M0 0h9"/></svg>'
    return [
        Way("a raster in an SVG", "images/drawing.svg", image, "rewritten"),
        Way("a raster in a compressed SVG", "images/drawing.svgz", gzip.compress(image, mtime=0), "replaced"),
        Way("behind an SVG", "images/behind.svg", plain + b" " * 20_000 + s.encoded(), "replaced"),
        Way("the header of a compressed SVG", "images/header.svgz", _with_gzip_field(plain), "replaced"),
    ]


def _with_gzip_field(text: bytes) -> bytes:
    packed = gzip.compress(text, mtime=0)
    field = b"LA" + struct.pack("<H", len(s.encoded())) + s.encoded()
    return packed[:3] + b"\x04" + packed[4:10] + struct.pack("<H", len(field)) + field + packed[10:]


def _texts() -> list[Way]:
    uri, text = s.data_uri().decode(), s.as_base64().decode()
    lines = "\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    font = base64.b64encode(woff2({**TABLES, "priv": s.encoded()})).decode()
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{uri}'/></svg>".encode()
    escaped = "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()
    ways: list[tuple[str, str, str, Fate]] = [
        ("an attribute of a page", "pages/attribute.html", f'<p data-photo="{uri}">x</p>', "rewritten"),
        ("a comment of a page", "pages/comment.html", f"<!-- {text} --><p>x</p>", "rewritten"),
        ("a style sheet", "css/photo.css", f"a {{ background: url({uri}) }}", "rewritten"),
        ("a comment of a style sheet", "css/comment.css", f"/* {text} */ a {{}}", "rewritten"),
        ("a script", "js/photo.js", f'const photo = "{text}"', "rewritten"),
        ("JSON with escaped slashes", "data/photo.json", json.dumps({"photo": uri}).replace("/", "\\/"), "rewritten"),
        ("JSON inside JSON", "data/nested.json", json.dumps({"a": json.dumps({"photo": uri})}), "rewritten"),
        ("YAML over many lines", "data/photo.yaml", "photo: |\n  " + lines.replace("\n", "\n  "), "rewritten"),
        ("Markdown", "content.md", f"# Photo\n\n![photo]({uri})\n", "rewritten"),
        ("a database dump", "data/dump.sql", f"INSERT INTO media VALUES (1, '{text}');", "rewritten"),
        ("an export of WordPress", "data/export.xml", f"<rss><item><content>{uri}</content></item></rss>", "rewritten"),
        (
            "an XMP sidecar",
            "images/photo.xmp",
            f"<x:xmpmeta><xmpGImg:image>{text}</xmpGImg:image></x:xmpmeta>",
            "rewritten",
        ),
        ("an SVG in a data: URI", "css/svg.css", f'a {{ background: url("{escaped}") }}', "rewritten"),
        ("a source map", "js/photo.js.map", json.dumps({"version": 3, "sourcesContent": [f'"{text}"']}), "rewritten"),
        (
            "a font in a style sheet",
            "css/font.css",
            f"@font-face {{ src: url(data:font/woff2;base64,{font}) }}",
            "rewritten",
        ),
        (
            "percent-encoded",
            "pages/percent.html",
            f'<a href="{uri.replace("/", "%2F").replace("+", "%2B")}">',
            "rewritten",
        ),
    ]
    half = len(text) // 2
    model = base64.b64encode(bytes(range(200)) + s.encoded()).decode()
    spaced = " ".join(text[start : start + 4] for start in range(0, len(text), 4))
    ways += [
        ("base64 with spaces", "pages/spaces.html", f'<img src="data:image/jpeg;base64,{spaced}">', "rewritten"),
        ("cut in two", "pages/cut.html", f'<p data-a="{text[:half]}" data-b="{text[half:]}">x</p>', "left out"),
        ("further on in base64", "js/model.js", f'const model = "{model}"', "left out"),
    ]
    found = [Way(name, path, content.encode(), fate) for name, path, content, fate in ways]
    found.append(Way("behind a page", "pages/behind.html", b"<p>" + b"words " * 4000 + s.encoded(), "left out"))
    return found


def _binaries() -> list[Way]:
    photo = s.encoded()
    program = b"\0asm\1\0\0\0" + random.Random(3).randbytes(5000)
    wide = s.data_uri().decode()
    return [
        Way("a table of a WOFF2 font", "fonts/a.woff2", woff2({**TABLES, "priv": photo}), "left out"),
        Way("a table of a WOFF font", "fonts/a.woff", woff({**TABLES, "DSIG": photo}), "left out"),
        Way("a bitmap font", "fonts/emoji.ttf", open_type({**TABLES, "CBDT": s.encoded("PNG")}), "left out"),
        Way("an SVG in a font", "fonts/svg.ttf", open_type({**TABLES, "SVG ": s.data_uri()}), "left out"),
        Way("after a font's end", "fonts/tail.woff2", woff2() + photo, "left out"),
        Way("a font that is none", "fonts/none.ttf", b"\0\1\0\0" + photo, "left out"),
        Way("a program", "app.wasm", program + photo + program, "left out"),
        Way("compressed in a program", "packed.wasm", program + zlib.compress(photo), "left out"),
        Way(
            "compressed twice in a program",
            "twice.wasm",
            program + gzip.compress(zlib.compress(photo), mtime=0),
            "left out",
        ),
        Way("base64 in a program", "base64.wasm", program + b"\0" + s.data_uri() + b"\0", "left out"),
        Way("UTF-16 letters in a program", "wide.wasm", program + b"\0\0" + wide.encode("utf-16-le"), "left out"),
        Way("a zip in a program", "zip.wasm", program + _zip(), "left out"),
        Way("brotli", "js/photo.js.br", _brotli(s.data_uri() * 2), "left out"),
        Way("deflate without a header", "data/photo.bin", zlib.compress(s.data_uri() * 2)[2:-4], "left out"),
    ]


def _brotli(data: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # ships no types

    packed: bytes = brotli.compress(data)
    return packed


def _zip() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("photo.jpg"), s.encoded())
    return output.getvalue()


def _tar() -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        entry = tarfile.TarInfo("photo.jpg")
        entry.size = len(s.encoded())
        archive.addfile(entry, io.BytesIO(s.encoded()))
    return output.getvalue()


def _database(folder: Path) -> bytes:
    file = folder / "photo.sqlite"
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("create table media (data blob)")
        connection.execute("insert into media values (?)", (s.encoded(),))
    connection.close()
    return file.read_bytes()


def _containers(folder: Path) -> list[Way]:
    photo = s.encoded()
    phar = b"<?php __HALT_COMPILER(); ?>\r\n" + struct.pack("<IIHII", 14, 1, 0x11, 0x10000, 0) + photo
    return [
        Way("a zip archive", "data/photos.zip", _zip(), "left out"),
        Way("a zip archive of another name", "data/photos.txt", _zip(), "left out"),
        Way("a tar archive", "data/photos.tar", _tar(), "left out"),
        Way("a gzip file", "data/photo.css.gz", gzip.compress(photo, mtime=0), "left out"),
        Way("a PHP archive", "data/photos.phar", phar, "left out"),
        Way("a database", "data/photos.sqlite", _database(folder), "left out"),
        Way("an office file", "data/photos.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + photo, "left out"),
        Way(
            "a Photoshop file",
            "design/photo.psd",
            b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\0\x50\0\0\0\x78" + photo,
            "left out",
        ),
        Way("a resource fork", "images/._photo.jpg", b"\0\x05\x16\x07\0\2\0\0" + bytes(16) + photo, "left out"),
        Way("a Flash film", "media/photo.swf", b"CWS\x0a" + bytes(4) + zlib.compress(photo), "left out"),
    ]


def _media() -> list[Way]:
    photo = s.encoded()
    film = b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + s.box(b"free", photo) + s.box(b"moov", b"")
    cover = b"ID3\3\0\0\0\0\x20\0APIC" + struct.pack(">I", len(photo)) + b"\0\0\0image/jpeg\0\3\0" + photo
    return [
        Way("a box of a film", "media/film.mp4", film, "sample"),
        Way("the cover of a song", "media/song.mp3", cover, "sample"),
        Way("a page of a document", "media/photo.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nstream\n" + photo, "sample"),
    ]
