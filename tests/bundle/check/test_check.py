from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.limits import Limits
from launcher.bundle.manifest import canonical_bytes
from launcher.demo.configuration import AnswerOf, ConfigurationFile
from launcher.demo.model import ContentLayout, Option
from launcher.images.draw import draw
from launcher.images.ledger import Inline, LedgerEntry, Recipe
from tests.support.bundles import FILES, make_manifest, raw_entries, write_bundle
from tests.support.zips import RawEntry, build_zip

RECIPE = Recipe(sample="", style="plain", format="png", width=40, height=30)
SMALL = Recipe(sample="", style="plain", format="png", width=8, height=8)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def placeholder(path: str, recipe: Recipe = RECIPE, **changes: Any) -> LedgerEntry:
    fields: dict[str, Any] = {"decision": "placeholder", "recipe": recipe, **changes}
    return LedgerEntry(PurePosixPath(path), recipe.format, recipe.width, recipe.height, **fields)


def kept(path: str, form: str = "svg") -> LedgerEntry:
    return LedgerEntry(PurePosixPath(path), form, 9, 9, "kept", license="MIT", source="drawn", rule="icons/**")


def findings(path: Path, **options: Any) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in check_bundle(path, **options).findings]


def bundle(path: Path, files: dict[str, bytes], *images: LedgerEntry, **changes: Any) -> Path:
    return write_bundle(path, files, images=images, **changes)


def test_a_right_bundle_has_no_finding(tmp_path: Path) -> None:
    page = b'<img src="a.png"><img src="i.svg"><link rel=stylesheet href="css/site.css">'
    files = {**FILES, "a.png": draw(RECIPE), "i.svg": SVG, "index.html": page}
    report = check_bundle(bundle(tmp_path / "a.zip", files, placeholder("a.png"), kept("i.svg")))
    assert report.findings == ()
    assert report.ok
    assert (report.name, report.version, report.files, report.images) == ("small", "1.0.0", 5, 2)
    assert len(report.digest) == 64


@pytest.mark.parametrize("draw_again", [True, False])
def test_of_equal_pictures_each_is_held_to_what_is_said_of_it(tmp_path: Path, *, draw_again: bool) -> None:
    drawn = draw(RECIPE)
    files = dict.fromkeys(["a.png", "b.png", "c.css", "d.png", "e.png", "f.png"], drawn)
    images = (*map(placeholder, ["a.png", "b.png", "c.css"]), placeholder("d.png", SMALL), placeholder("f.png"))
    manifest = canonical_bytes(make_manifest(files, images=images))
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(raw_entries({**files, "f.png": drawn[:-1] + b"x"}, manifest=manifest)))
    assert findings(path, draw=draw_again) == [
        ("image-differs", "d.png"),
        ("image-unlisted", "e.png"),
        ("file-sha256", "f.png"),
        ("zip-unsealed", ""),
    ]


def test_a_wrong_picture_is_found_in_every_file_that_it_stands_in(tmp_path: Path) -> None:
    names = ["a.png", "b.png", "c.png"]
    files = dict.fromkeys(names, draw(SMALL))
    path = bundle(tmp_path / "a.zip", files, *map(placeholder, names))
    for draw_again in (True, False):
        assert findings(path, draw=draw_again) == [("image-differs", name) for name in names]


def test_an_equal_picture_whose_data_is_damaged_is_not_taken_for_the_other(tmp_path: Path) -> None:
    drawn = draw(RECIPE)
    files = {"a.png": drawn, "b.png": drawn}
    manifest = canonical_bytes(make_manifest(files, images=(placeholder("a.png"), placeholder("b.png"))))
    good = raw_entries(files, manifest=manifest)
    damaged = replace(good[2], body=drawn[:50] + bytes([drawn[50] ^ 1]) + drawn[51:])
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip([*good[:2], damaged]))
    assert findings(path) == [("zip-crc", "b.png"), ("zip-unsealed", "")]


def test_all_findings_come_at_once_errors_first(tmp_path: Path) -> None:
    files = {
        "index.html": b'<img src="gone.png">\n<img src="old.png">',
        "b.png": draw(RECIPE),
        "c.png": draw(SMALL),
        "d.txt": b"hello",
    }
    manifest = make_manifest(files, images=(placeholder("c.png"),))
    entries = raw_entries({**files, "d.txt": b"jello", "e.txt": b""}, manifest=canonical_bytes(manifest))
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(entries))
    assert findings(path) == [
        ("image-unlisted", "b.png"),
        ("image-differs", "c.png"),
        ("file-sha256", "d.txt"),
        ("file-unlisted", "e.txt"),
        ("reference-missing", "index.html"),
        ("reference-missing", "index.html"),
        ("zip-unsealed", ""),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no zip", "zip-not-zip"),
        (build_zip([RawEntry("a", b"1")]), "manifest-missing"),
        (build_zip(raw_entries(), prefix=b"x"), "zip-prefix"),
        (build_zip(raw_entries(manifest=b"{}")), "manifest-schema"),
        (build_zip(raw_entries(manifest=b"[" * 99)), "manifest-json"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_no_exception(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    report = check_bundle(path)
    assert code in [found.code for found in report.errors]
    assert not report.ok


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    assert findings(tmp_path / "nothing.zip") == [("bundle-missing", "")]


def test_any_changed_byte_is_an_error(tmp_path: Path) -> None:
    original = bundle(tmp_path / "a.zip", {"a.txt": b"text " * 9}).read_bytes()
    damaged = tmp_path / "b.zip"
    for position in range(len(original)):
        data = bytearray(original)
        data[position] ^= 0x10
        damaged.write_bytes(data)
        assert not check_bundle(damaged).ok, position


def test_all_faults_of_a_manifest_are_listed(tmp_path: Path) -> None:
    data = canonical_bytes(make_manifest(FILES)).replace(b'"title":"Small"', b'"title":7')
    data = data.replace(b'"name":"small"', b'"name":"Small"').replace(b'"size":0', b'"size":-1')
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(raw_entries(manifest=data)))
    messages = [found.message for found in check_bundle(path).errors]
    assert len(messages) == 3
    for place in ("title", "name", "files[1].size"):
        assert any(message.startswith(place) for message in messages)


def test_an_image_is_found_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    files = {"a.txt": draw(RECIPE), "b.css": draw(RECIPE), "c": draw(RECIPE), "d.svg": SVG, "e.html": b"text"}
    path = bundle(tmp_path / "a.zip", files)
    assert findings(path) == [("image-unlisted", name) for name in ("a.txt", "b.css", "c", "d.svg")]


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.4\n", b"PK\3\4" + bytes(30), b"\0\0\0\x18ftypmp42" + bytes(12), b"ID3" + bytes(20), b"8BPS" + bytes(30)],
)
def test_what_could_show_the_pictures_another_way_has_to_be_in_the_ledger(tmp_path: Path, data: bytes) -> None:
    assert findings(bundle(tmp_path / "a.zip", {"a.bin": data})) == [("image-unlisted", "a.bin")]


def with_text_chunk(png: bytes) -> bytes:
    body = b"tEXtComment\0a photo"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


@pytest.mark.parametrize(
    "data",
    [draw(SMALL), with_text_chunk(draw(RECIPE)), draw(RECIPE) + b"tail", draw(RECIPE)[:-20], b"text", b""],
    ids=["another size", "metadata", "a tail", "cut short", "no image", "empty"],
)
def test_what_is_not_exactly_the_placeholder_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = bundle(tmp_path / "a.zip", {"a.png": data}, placeholder("a.png"))
    assert findings(path) == [("image-differs", "a.png")]


def test_a_picture_that_was_drawn_over_is_an_error_even_in_one_pixel(tmp_path: Path) -> None:
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(draw(RECIPE))).convert("RGB")
    red, green, blue = image.getpixel((5, 5))  # type: ignore[misc]  # an RGB picture has three
    image.putpixel((5, 5), (red ^ 1, green, blue))
    output = io.BytesIO()
    image.save(output, "PNG")
    path = bundle(tmp_path / "a.zip", {"a.png": output.getvalue()}, placeholder("a.png"))
    assert findings(path) == [("image-differs", "a.png")]


def test_without_drawing_only_the_header_is_looked_at(tmp_path: Path) -> None:
    other = Recipe(sample="", style="plain", format="png", width=40, height=30, mode="L")
    path = bundle(tmp_path / "a.zip", {"a.png": draw(other)}, placeholder("a.png"))
    assert findings(path, draw=False) == []
    path = bundle(tmp_path / "a.zip", {"a.png": draw(SMALL)}, placeholder("a.png"))
    assert findings(path, draw=False) == [("image-differs", "a.png")]


def test_a_kept_claim_for_another_file_does_not_cover_an_image(tmp_path: Path) -> None:
    files = {"a.png": draw(RECIPE), "b.svg": SVG}
    assert findings(bundle(tmp_path / "a.zip", files, kept("b.svg"))) == [("image-unlisted", "a.png")]


def test_a_kept_file_of_another_format_is_an_error(tmp_path: Path) -> None:
    path = bundle(tmp_path / "a.zip", {"a.svg": draw(RECIPE)}, kept("a.svg"))
    assert findings(path) == [("image-format", "a.svg")]


def test_a_sample_must_be_one_of_ours(tmp_path: Path) -> None:
    entry = LedgerEntry(PurePosixPath("a.mp4"), "mp4", 9, 9, "sample", sample="no-such-sample")
    path = bundle(tmp_path / "a.zip", {"a.mp4": b"\0\0\0\x18ftypmp42" + bytes(12)}, entry)
    assert findings(path) == [("sample-unknown", "a.mp4")]


def inline_page(recipe: Recipe = SMALL) -> tuple[bytes, Inline]:
    text = base64.b64encode(draw(recipe))
    before = b'<p>first</p>\n<img src="data:image/png;base64,'
    return before + text + b'">', Inline(len(before), len(text), "base64")


def test_an_inline_image_has_to_be_in_the_ledger_at_its_place(tmp_path: Path) -> None:
    page, place = inline_page()
    files = {"index.html": page}
    entry = placeholder("index.html", SMALL, inline=place)
    assert findings(bundle(tmp_path / "a.zip", files, entry)) == []
    assert findings(bundle(tmp_path / "a.zip", files)) == [("image-unlisted", "index.html")]
    moved = placeholder("index.html", SMALL, inline=Inline(place.offset + 4, place.length - 4, "base64"))
    codes = [code for code, _ in findings(bundle(tmp_path / "a.zip", files, moved))]
    assert codes == ["image-missing", "image-unlisted"]


def test_an_inline_image_is_compared_too(tmp_path: Path) -> None:
    page, place = inline_page(Recipe(sample="", style="plain", format="png", width=8, height=8, mode="L"))
    entry = placeholder("index.html", SMALL, inline=place)
    report = check_bundle(bundle(tmp_path / "a.zip", {"index.html": page}, entry))
    assert [(found.code, found.line) for found in report.findings] == [("image-differs", 2)]


def test_a_file_too_long_for_memory_is_searched_from_the_disk(tmp_path: Path) -> None:
    page, place = inline_page()
    files = {
        "a.bin": b"\0" * 5000,
        "b.html": b"text " * 1000,
        "c.png": draw(RECIPE) + bytes(5000),
        "d.bin": b"\0" * 5000 + draw(RECIPE),
        "e.css": b"/* */" * 1000 + page,
    }
    path = bundle(tmp_path / "a.zip", files)
    assert sorted(findings(path, limits=Limits(memory_bytes=4000))) == [
        ("image-hidden", "d.bin"),
        ("image-hidden", "e.css"),
        ("image-unlisted", "c.png"),
        ("reference-unchecked", "b.html"),
        ("reference-unchecked", "e.css"),
    ]
    listed = placeholder("b.html", SMALL, inline=place)
    path = bundle(tmp_path / "b.zip", {"b.html": files["b.html"]}, listed)
    assert ("image-unchecked", "b.html") in findings(path, limits=Limits(memory_bytes=4000))


CONTENT = {
    "content/pages/about.md": b"---\ntitle: About\n---\nHello [home](/).\n",
    "templates/home.html": b'<a href="/about/">{{ site.title }}</a>',
    "templates/page.html": b"<h1>{{ page.title }}</h1>{{ page.content }}",
    "templates/list.html": b"{% for post in posts %}{{ post.title }}{% endfor %}",
    "templates/post.html": b"{{ page.content }}",
}


def content_bundle(path: Path, **changes: bytes) -> Path:
    files = {**CONTENT, **{f"templates/{name}.html": data for name, data in changes.items()}}
    return write_bundle(path, files, content=ContentLayout())


def test_a_content_demo_is_checked_as_its_visitors_will_see_it(tmp_path: Path) -> None:
    assert findings(content_bundle(tmp_path / "a.zip")) == []
    report = check_bundle(content_bundle(tmp_path / "a.zip", home=b'<a href="/contact/">x</a>'))
    assert [(found.code, found.path) for found in report.errors] == [("reference-missing", "index.html")]


def test_a_template_that_does_not_parse_is_named_with_its_line(tmp_path: Path) -> None:
    report = check_bundle(content_bundle(tmp_path / "a.zip", page=b"<p>\n{% if %}"))
    assert [(found.code, found.path, found.line) for found in report.findings] == [
        ("template-error", "templates/page.html", 2)
    ]


def test_an_article_that_is_wrong_is_named(tmp_path: Path) -> None:
    files = {**CONTENT, "content/posts/a.md": b"---\ntitle: A\ncolour: red\n---\n"}
    report = check_bundle(write_bundle(tmp_path / "a.zip", files, content=ContentLayout()))
    assert [(found.code, found.path) for found in report.findings] == [("content-error", "content/posts/a.md")]


def test_a_configuration_that_no_install_could_write_is_an_error(tmp_path: Path) -> None:
    right = ConfigurationFile(PurePosixPath("a.json"), "json", {"url": AnswerOf("site_url")})
    wrong = ConfigurationFile(PurePosixPath("b.json"), "json", {"url": AnswerOf("site_uri")})
    report = check_bundle(write_bundle(tmp_path / "a.zip", configuration=(right, wrong)))
    assert [(found.code, found.path) for found in report.findings] == [("configuration-error", "b.json")]
    assert 'did you mean "site_url"?' in report.findings[0].message


def test_a_page_may_refer_to_a_file_that_the_install_will_write(tmp_path: Path) -> None:
    files = {"index.html": b'<script src="config.js.json"></script>'}
    written = ConfigurationFile(PurePosixPath("config.js.json"), "json", {"a": 1})
    assert check_bundle(write_bundle(tmp_path / "a.zip", files, configuration=(written,))).ok
    assert not check_bundle(write_bundle(tmp_path / "b.zip", files)).ok


def test_a_configuration_file_cannot_stand_beside_a_file_of_the_same_name(tmp_path: Path) -> None:
    written = ConfigurationFile(PurePosixPath("INDEX.html"), "html", {"a": 1})
    report = check_bundle(write_bundle(tmp_path / "a.zip", configuration=(written,)))
    assert [found.code for found in report.findings] == ["name-collision"]


def test_a_picture_in_a_text_of_the_manifest_is_an_error(tmp_path: Path) -> None:
    text = "data:image/png;base64," + base64.b64encode(draw(RECIPE)).decode()
    option = Option("logo", "Your logo", "text", default=text)
    tiny = b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\1D\0;".ljust(32, b"\0")
    written = ConfigurationFile(PurePosixPath("a.json"), "json", {"sha256": tiny.hex()})
    for changes in (
        {"description": text[22:9000]},
        {"options": (option,)},
        {"author": text[22:900]},
        {"configuration": (written,)},  # under the very key of a digest
    ):
        path = write_bundle(tmp_path / "a.zip", FILES, **changes)
        assert findings(path) == [("image-hidden", "launcher.json")], changes


def test_a_ledger_that_would_be_drawn_for_hours_is_an_error_and_is_not_drawn(tmp_path: Path) -> None:
    path = bundle(tmp_path / "a.zip", {"a.png": draw(RECIPE), "b.png": b""}, placeholder("a.png"), placeholder("b.png"))
    assert ("limit-pixels", "") not in findings(path, limits=Limits(drawn_pixels=40 * 30))
    assert ("limit-pixels", "") in findings(path, limits=Limits(drawn_pixels=40 * 30 - 1))
    assert ("limit-pixels", "") in findings(path, limits=Limits(drawn_pixels=40 * 30 - 1), draw=False)


def test_files_that_all_cost_much_to_search_end_the_search(tmp_path: Path) -> None:
    packed = b"\0asm" + zlib.compress(b"text " * 20_000)
    path = bundle(tmp_path / "a.zip", {f"{name}.wasm": packed for name in "abcd"})
    assert findings(path) == []
    report = check_bundle(path, limits=Limits(searched_bytes=250_000))
    assert [(found.code, found.path) for found in report.errors] == [("limit-searched", "c.wasm")]
    assert "250,000 bytes" in report.errors[0].message
    assert "--limit searched=" in report.errors[0].hint


def test_a_reference_that_is_a_picture_is_no_missing_file(tmp_path: Path) -> None:
    text = base64.b64encode(draw(SMALL))
    entry = placeholder("index.html", SMALL, inline=Inline(10, len(text), "base64"))
    path = bundle(tmp_path / "a.zip", {"index.html": b'<img src="' + text + b'">'}, entry)
    assert findings(path) == []
