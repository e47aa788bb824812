"""A valid bundle, changed by someone who knows the format: manifest, hashes and seal are made right again each time."""

from __future__ import annotations

import base64
import gzip
import io
import random
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.check import check_bundle
from launcher.demo.model import Option
from launcher.images.draw import draw
from launcher.images.ledger import SVG_RULE, Inline, LedgerEntry, Recipe
from launcher.images.samples import shipped_library
from tests.support import smuggling as s
from tests.support.bundles import write_bundle
from tests.support.fonts import TABLES, open_type, woff, woff2
from tests.support.pictures import png_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

PHOTO = s.encoded()
JPEG, PNG, CLEAR, PALETTE, GIF, WEBP, AVIF, TIFF, BMP, ICO, SVGZ = RECIPES = (
    Recipe("", "jpeg", 120, 80, style="plain"),
    Recipe("", "png", 120, 80, style="plain"),
    Recipe("", "png", 120, 80, style="plain", mode="RGBA", shape="rounded"),
    Recipe("", "png", 60, 40, style="plain", mode="P"),
    Recipe("", "gif", 60, 40, style="plain", mode="P"),
    Recipe("", "webp", 120, 80, style="plain"),
    Recipe("", "avif", 120, 80, style="plain"),
    Recipe("", "tiff", 60, 40, style="plain"),
    Recipe("", "bmp", 60, 40, style="plain"),
    Recipe("", "ico", 32, 32, style="plain", mode="RGBA", sizes=((32, 32),)),
    Recipe("", "svgz", 60, 40, style="plain"),
)
INLINE = Recipe("", "png", 30, 20, style="plain")
PAGE = b'<!doctype html><title>Page</title>\n<img src="data:image/png;base64,'
FILM = shipped_library().medium("film-wide-mp4")


def name_of(recipe: Recipe) -> str:
    return f"{recipe.mode}-{recipe.width}.{recipe.format}"


class Bundle:
    """The files and the ledger of a valid bundle."""

    def __init__(self) -> None:
        text = base64.b64encode(draw(INLINE))
        self.files: dict[str, bytes] = {
            **{name_of(recipe): draw(recipe) for recipe in RECIPES},
            "page.html": PAGE + text + b'">\n' + b"<p>words</p>\n" * 4000,
            "site.css": b"h1 { color: #633 }\n",
            "font.woff2": woff2(),
            "font.woff": woff(),
            "font.ttf": open_type(),
            "app.wasm": b"\0asm\1\0\0\0" + random.Random(2).randbytes(9000),
            "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>',
            "film.mp4": FILM.file.read_bytes(),
        }
        self.ledger = [
            *(self.placeholder(name_of(recipe), recipe) for recipe in RECIPES),
            self.placeholder("page.html", INLINE, Inline(len(PAGE), len(text), "base64")),
            LedgerEntry(PurePosixPath("film.mp4"), "mp4", 640, 360, "sample", sample=FILM.name),
            LedgerEntry(
                PurePosixPath("drawing.svg"), "svg", 0, 0, "kept", license="MIT", source="us", rule=SVG_RULE
            ),
        ]  # fmt: skip

    @staticmethod
    def placeholder(path: str, recipe: Recipe, inline: Inline | None = None) -> LedgerEntry:
        size = recipe.width, recipe.height
        return LedgerEntry(PurePosixPath(path), recipe.format, *size, "placeholder", recipe=recipe, inline=inline)


VALID = Bundle()


def codes(path: Path, changes: Mapping[str, bytes], **manifest: object) -> set[tuple[str, str]]:
    """Seal the bundle with changed or added files, and return the errors of `validate`."""
    images = tuple(sorted(VALID.ledger, key=lambda entry: (str(entry.path), -1 if entry.inline is None else 0)))
    bundle = write_bundle(path / "a.zip", {**VALID.files, **changes}, images=images, **manifest)
    return {(found.code, found.path) for found in check_bundle(bundle, jobs=1).errors}


def a_zip() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.jpg"), PHOTO)
    return output.getvalue()


def of(recipe: Recipe, change: Callable[[bytes], bytes]) -> tuple[str, bytes]:
    return name_of(recipe), change(VALID.files[name_of(recipe)])


def one_pixel(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.getpixel((7, 7))  # type: ignore[misc]  # an RGB picture has three
    picture.putpixel((7, 7), (red ^ 1, green, blue))
    return picture


EXIF = b"Exif\0\0II*\0\x08\0\0\0\0\0\x0e\0\0\0" + PHOTO
DRAWING = VALID.files["drawing.svg"]

#: What stands in place of a picture, or carries more than it: the proof of the placeholder fails.
CARRIERS: dict[str, tuple[str, bytes]] = {
    "one pixel of a PNG": of(PNG, lambda data: s.png_again(data, one_pixel)),
    "another picture": (name_of(JPEG), PHOTO),
    "a thumbnail in EXIF": of(JPEG, lambda data: s.jpeg_with_segment(data, 0xE1, EXIF)),
    "a JPEG comment": of(JPEG, lambda data: s.jpeg_with_segment(data, 0xFE, PHOTO)),
    "an ICC profile": of(JPEG, lambda data: s.jpeg_with_segment(data, 0xE2, b"ICC_PROFILE\0\1\1" + PHOTO)),
    "XMP": of(JPEG, lambda data: s.jpeg_with_segment(data, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + s.as_base64())),
    "IPTC": of(JPEG, lambda data: s.jpeg_with_segment(data, 0xED, b"Photoshop 3.0\x008BIM\4\x0c\0\0" + PHOTO)),
    "after a JPEG's end": of(JPEG, lambda data: data + PHOTO),
    "a private PNG chunk": of(PNG, lambda data: s.png_with_chunk(data, b"prVt", PHOTO)),
    "a PNG text": of(PNG, lambda data: s.png_with_chunk(data, b"tEXt", b"Comment\0" + s.as_base64())),
    "a PNG colour profile": of(PNG, lambda data: s.png_with_chunk(data, b"iCCP", b"a\0\0" + s.packed(PHOTO))),
    "an EXIF chunk": of(PNG, lambda data: s.png_with_chunk(data, b"eXIf", EXIF[6:])),
    "after a PNG's end": of(PNG, lambda data: data + png_chunk(b"IDAT", PHOTO)),
    "behind the pixels of a PNG": of(PNG, lambda data: s.idat_with_tail(data, PHOTO)),
    "colours under full transparency": of(CLEAR, lambda data: s.png_again(data, s.with_hidden_colours)),
    "unused colours of a palette": of(PALETTE, lambda data: s.png_again(data, s.with_unused_colours)),
    "a GIF comment": of(GIF, lambda data: s.gif_with_extension(data, 0xFE, PHOTO)),
    "a GIF extension": of(GIF, lambda data: s.gif_with_extension(data, 0xFF, b"LAUNCHER1.0" + PHOTO)),
    "another frame": of(GIF, lambda data: s.gif_with_frame(data, s.photograph())),
    "after a GIF's end": of(GIF, lambda data: data + PHOTO),
    "an unknown WebP chunk": of(WEBP, lambda data: s.webp_with_chunk(data, b"PRVT", PHOTO)),
    "XMP in WebP": of(WEBP, lambda data: s.webp_with_chunk(data, b"XMP ", s.as_base64())),
    "after a WebP's end": of(WEBP, lambda data: data + PHOTO),
    "a free box of an AVIF": of(AVIF, lambda data: data + s.box(b"free", PHOTO)),
    "behind the pixels of an AVIF": of(AVIF, lambda data: s.avif_with_more_data(data, PHOTO)),
    "a little behind the pixels of an AVIF": of(AVIF, lambda data: s.avif_with_more_data(data, PHOTO[:40])),
    "another page of a TIFF": of(TIFF, lambda data: s.tiff_with_page(data, s.photograph())),
    "after a TIFF's end": of(TIFF, lambda data: data + PHOTO),
    "after a bitmap's end": of(BMP, lambda data: data + PHOTO),
    "between a bitmap's header and pixels": of(BMP, lambda data: data[:54] + PHOTO + data[54:]),
    "another picture of an icon": of(ICO, lambda data: s.icon_with_picture(data, s.encoded("PNG"))),
    "after an icon's end": of(ICO, lambda data: data + PHOTO),
    "the name in a gzip header": of(
        SVGZ, lambda data: data[:3] + b"\x08" + data[4:10] + s.as_base64() + b"\0" + data[10:]
    ),
    "another drawing": of(SVGZ, lambda _: gzip.compress(b"<svg><image href='" + s.data_uri() + b"'/></svg>", mtime=0)),
    "after a compressed drawing's end": of(SVGZ, lambda data: data + PHOTO),
}
#: What carries a picture without being one, and the finding about it.
HIDDEN: dict[str, tuple[str, bytes, str]] = {
    "a table of a WOFF2 font": ("font.woff2", woff2({**TABLES, "priv": PHOTO}), "image-hidden"),
    "a table of a WOFF font": ("font.woff", woff({**TABLES, "priv": PHOTO}), "image-hidden"),
    "a table of a TrueType font": ("font.ttf", open_type({**TABLES, "name": PHOTO}), "image-hidden"),
    "after a font's end": ("font.woff2", VALID.files["font.woff2"] + bytes(reversed(PHOTO)), "image-hidden"),
    "a font that is none": ("font.ttf", b"\0\1\0\0" + PHOTO, "image-hidden"),
    "a program": ("app.wasm", VALID.files["app.wasm"] + PHOTO, "image-hidden"),
    "compressed in a program": ("app.wasm", VALID.files["app.wasm"] + s.packed(PHOTO), "image-hidden"),
    "base64 in a program": ("app.wasm", VALID.files["app.wasm"] + b"\0" + s.as_base64(), "image-hidden"),
    "an archive in a program": ("app.wasm", VALID.files["app.wasm"] + a_zip(), "image-hidden"),
    "behind a page": ("page.html", VALID.files["page.html"] + PHOTO, "image-hidden"),
    "a style sheet's comment": ("site.css", b"/* " + s.as_base64() + b" */", "image-unlisted"),
    "a style sheet": ("site.css", b"a { background: url(" + s.data_uri() + b") }", "image-unlisted"),
    "a font in a style sheet": (
        "site.css",
        b"@font-face { src: url(data:font/woff2;base64," + base64.b64encode(woff2({**TABLES, "priv": PHOTO})) + b") }",
        "image-unlisted",
    ),
    "an attribute": ("page.html", VALID.files["page.html"] + b'<p data-x="' + s.as_base64() + b'">', "image-unlisted"),
    "a text in UTF-16": ("a.txt", s.data_uri().decode().encode("utf-16"), "image-unlisted"),
    "a text in UTF-16 that does not say so": ("a.txt", s.data_uri().decode().encode("utf-16-be"), "image-hidden"),
    "a kept drawing": ("drawing.svg", DRAWING[:-6] + b"<image href='" + s.data_uri() + b"'/></svg>", "image-unlisted"),
    "behind a kept drawing": ("drawing.svg", DRAWING + b" " * 20_000 + PHOTO, "image-hidden"),
    "a compressed drawing": ("b.svgz", gzip.compress(DRAWING, mtime=0), "image-unlisted"),
    "a zip archive": ("a.zip", a_zip(), "image-unlisted"),
    "a gzip archive": ("a.js", gzip.compress(PHOTO, mtime=0), "image-unlisted"),
    "a picture of another name": ("a.txt", PHOTO, "image-unlisted"),
    "a free box of a film": ("film.mp4", VALID.files["film.mp4"] + s.box(b"free", PHOTO), "sample-differs"),
    "after a film's end": ("film.mp4", VALID.files["film.mp4"] + PHOTO, "sample-differs"),
    "another film": ("b.mp4", VALID.files["film.mp4"], "image-unlisted"),
    "a document": ("a.dat", b"%PDF-1.4\n" + PHOTO, "image-unlisted"),
}


def test_the_bundle_is_valid_before_it_is_changed(tmp_path: Path) -> None:
    assert codes(tmp_path, {}) == set()


@pytest.mark.parametrize("way", CARRIERS)
def test_a_placeholder_that_carries_more_is_not_the_placeholder(tmp_path: Path, way: str) -> None:
    name, data = CARRIERS[way]
    assert data != VALID.files[name]
    assert ("image-differs", name) in codes(tmp_path, {name: data})


@pytest.mark.parametrize("way", HIDDEN)
def test_a_picture_in_any_other_file_is_found(tmp_path: Path, way: str) -> None:
    name, data, code = HIDDEN[way]
    assert (code, name) in codes(tmp_path, {name: data})


def test_a_font_in_a_style_sheet_with_nothing_inside_is_no_finding(tmp_path: Path) -> None:
    css = b"@font-face { src: url(data:font/woff2;base64," + base64.b64encode(woff2()) + b") }"
    assert codes(tmp_path, {"site.css": css}) == set()


def test_two_placeholders_that_are_swapped_are_not_what_they_stand_for(tmp_path: Path) -> None:
    one, other = name_of(PNG), name_of(CLEAR)
    swapped = {one: VALID.files[other], other: VALID.files[one]}
    assert codes(tmp_path, swapped) == {("image-differs", one), ("image-differs", other)}


def test_a_picture_in_the_manifest_is_found(tmp_path: Path) -> None:
    option = Option("logo", "Logo", "text", default=s.data_uri().decode())
    assert codes(tmp_path, {}, description=s.as_base64().decode()[:9000]) == {("image-hidden", "launcher.json")}
    assert codes(tmp_path, {}, options=(option,)) == {("image-hidden", "launcher.json")}
