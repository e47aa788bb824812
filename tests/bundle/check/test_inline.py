"""What validate says about pictures inside texts: found by the finder that pack uses, at the ledger's place."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
from launcher.images.draw import draw
from launcher.images.ledger import SVG_RULE, Inline, LedgerEntry, Recipe
from tests.support.bundles import write_bundle
from tests.support.php_data import serialize
from tests.support.pictures import picture
from tests.support.trees import build_file_tree

JPEG64 = base64.b64encode(picture("JPEG", "RGB", (40, 30))).decode()
VECTOR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
HEAD = "launcher: 1\nname: shop\nversion: 1.0.0\ntitle: Shop\nlicense: MIT\nimages: {style: plain, svg: %s}\n"
FILES: dict[str, str | bytes] = {
    "a.html": f'<p>é<img src="data:image/jpeg;base64,{JPEG64}"><img src="data:image/svg+xml,{quote(VECTOR)}">',
    "b.txt": f'<img src="DATA:image/jpeg;base64,{JPEG64}">漢'.encode("utf-16"),
    "c.json": f'{{"a": "{{\\"u\\":\\"data:image\\\\/jpeg;base64,{JPEG64}\\"}}", "blurhash": "{BLURHASH}"}}',
    "d.sql": b"('" + serialize({b"a": f'<img src="data:;base64,{JPEG64}">'.encode()}).replace(b'"', b'\\"') + b"')",
    "e.rtf": r"{\rtf1{\pict\jpegblip\picw40\pich30 " + base64.b64decode(JPEG64).hex() + "}}",
    "f.css": f"a {{ background: url(data:image/jpeg;base64,{quote(JPEG64, safe='')}) }}",
}


def codes(path: Path) -> list[str]:
    return [found.code for found in check_bundle(path).errors]


@pytest.mark.parametrize("svg", ["keep", "replace"])
def test_what_pack_makes_of_pictures_in_texts_is_proven(tmp_path: Path, svg: str) -> None:
    source = build_file_tree(tmp_path / "shop", {"launcher.yaml": HEAD % svg, **FILES})
    packed = pack(source, tmp_path / "a.zip")
    assert check_bundle(packed.path).ok
    inline = [entry for entry in packed.manifest.images if entry.inline is not None]
    assert sorted({str(entry.path) for entry in inline}) == sorted(FILES)
    assert [entry.decision for entry in inline if entry.format == "svg"] == ["kept" if svg == "keep" else "placeholder"]
    assert {entry.decision for entry in inline if entry.format != "svg"} == {"placeholder"}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_picture_in_a_text_that_the_ledger_does_not_name_is_an_error(tmp_path: Path, name: str) -> None:
    text = FILES[name]
    data = text if isinstance(text, bytes) else text.encode()
    assert set(codes(write_bundle(tmp_path / "a.zip", {name: data}))) == {"image-unlisted"}


def test_a_hash_that_is_none_of_ours_is_an_error(tmp_path: Path) -> None:
    recipe = Recipe("", "blurhash", 4, 3, style="plain")
    for text, wanted in ((draw(recipe), []), (BLURHASH.encode(), ["image-differs"])):
        inline = Inline(len(b'{"blurhash": "'), len(text), "plain")
        entry = LedgerEntry(PurePosixPath("a.json"), "blurhash", 4, 3, "placeholder", recipe=recipe, inline=inline)
        data = b'{"blurhash": "' + text + b'"}'
        assert codes(write_bundle(tmp_path / "a.zip", {"a.json": data}, images=(entry,))) == wanted
        assert check_bundle(tmp_path / "a.zip", draw=False).ok == (not wanted)


def test_a_photograph_that_claims_to_be_a_drawing_is_an_error(tmp_path: Path) -> None:
    inline = Inline(len("data:image/svg+xml;base64,"), len(JPEG64), "base64")
    entry = LedgerEntry(PurePosixPath("a.txt"), "svg", 9, 9, "kept", license="MIT", source="x", rule=SVG_RULE)
    entry = replace(entry, inline=inline)
    data = f"data:image/svg+xml;base64,{JPEG64}".encode()
    assert codes(write_bundle(tmp_path / "a.zip", {"a.txt": data}, images=(entry,))) == ["image-unlisted"]
