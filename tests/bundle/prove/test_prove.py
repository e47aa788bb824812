"""Every way of leaking an original is built on purpose, and found; what is no leak is not."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from PIL import Image, ImageOps

from launcher.bundle.pack import pack
from launcher.bundle.prove import prove
from launcher.bundle.read import open_bundle
from launcher.errors import BundleError, DemoError
from launcher.images.ledger import LedgerEntry
from tests.support.bundles import write_bundle
from tests.support.pictures import picture, save
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from launcher.bundle.prove import Proof

DEMO = Path(__file__).parents[3] / "demo_content"
PHOTO = (DEMO / "images" / "hero.jpg").read_bytes()
OTHER = (DEMO / "images" / "about-studio.jpg").read_bytes()
ICON = picture("PNG", size=(40, 40))
ZIPPED = picture("PNG", size=(300, 200))
INLINE = picture("PNG", "L", (200, 90))
FILM = b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + hashlib.shake_256(b"film").digest(200_000)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tree of originals, some of them inside others."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("in/zipped.png", ZIPPED)
    return build_file_tree(
        tmp_path_factory.mktemp("source"),
        {
            "photos/hero.jpg": PHOTO,
            "photos/other.jpg": OTHER,
            "icon.png": ICON,
            "film.mp4": FILM,
            "inline.html": f"<img src=data:image/png;base64,{base64.b64encode(INLINE).decode()}>",
            "more.zip": archive.getvalue(),
            "index.html": "<h1>Photographs</h1>" * 50,
        },
    )


def proof_of(tmp_path: Path, source: Path, files: Mapping[str, bytes], images: tuple[LedgerEntry, ...] = ()) -> Proof:
    return prove(write_bundle(tmp_path / "b.zip", files, images=images), source)


def photo() -> Image.Image:
    return Image.open(io.BytesIO(PHOTO)).convert("RGB")


def jpeg(image: Image.Image, quality: int = 60) -> bytes:
    return save(image, "JPEG", quality=quality)


def cropped(share: float) -> Image.Image:
    image = photo()
    width, height = (round(side * share) for side in image.size)
    left, top = round((image.width - width) * 0.37), round((image.height - height) * 0.71)
    return image.crop((left, top, left + width, top + height))


def with_thumbnail() -> bytes:
    """Return a plain picture whose Exif carries a thumbnail of the photograph."""
    small = jpeg(photo().resize((160, 90)))
    head = b"II*\0\x08\0\0\0" + b"\0\0" + (14).to_bytes(4, "little")
    first = b"\x02\0" + b"\x01\x02\x04\0\x01\0\0\0" + (44).to_bytes(4, "little")
    first += b"\x02\x02\x04\0\x01\0\0\0" + len(small).to_bytes(4, "little") + bytes(4)
    body = b"Exif\0\0" + head + first + small
    plain = jpeg(Image.radial_gradient("L").resize((320, 200)).convert("RGB"))
    return plain[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + plain[2:]


def font_with(data: bytes) -> bytes:
    return b"\0\1\0\0\0\1\0\0\0\0\0\0head" + bytes(12) + bytes(range(256)) + data + bytes(300)


def in_lines(data: bytes) -> bytes:
    text = base64.b64encode(data)
    return b" +\n".join(b'"' + text[start : start + 76] + b'"' for start in range(0, len(text), 76))


WAYS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "whole": ("a.jpg", "prove-bytes", lambda: PHOTO),
    "whole under another name": ("data.bin", "prove-bytes", lambda: PHOTO),
    "half of its bytes in a font": ("a.ttf", "prove-bytes", lambda: font_with(PHOTO[len(PHOTO) // 2 :])),
    "4 KiB of it at an odd place": ("a.dat", "prove-bytes", lambda: b"x" * 13 + PHOTO[30_001:34_097] + b"y" * 99),
    "behind the end of another picture": ("a.png", "prove-bytes", lambda: picture("PNG") + PHOTO),
    "a film": ("a.mp4", "prove-bytes", lambda: FILM[:100_000]),
    "a small icon in a script": ("a.js", "prove-encoded", lambda: b"x='" + base64.b64encode(ICON) + b"'"),
    "base64": ("a.js", "prove-encoded", lambda: b"var p = '" + base64.b64encode(PHOTO) + b"';"),
    "base64, a byte on": ("a.js", "prove-encoded", lambda: b"p='" + base64.b64encode(b"!" + PHOTO) + b"'"),
    "base64, two bytes on": ("a.js", "prove-encoded", lambda: b"p='" + base64.b64encode(b"!!" + PHOTO) + b"'"),
    "base64 behind a letter": ("a.js", "prove-encoded", lambda: b"p='Q" + base64.b64encode(PHOTO) + b"'"),
    "base64 for addresses": ("a.js", "prove-encoded", lambda: b"p='" + base64.urlsafe_b64encode(PHOTO) + b"'"),
    "base64 in lines that a script joins": ("a.js", "prove-encoded", lambda: b"p = " + in_lines(PHOTO)),
    "base64 in JSON": (
        "a.json",
        "prove-encoded",
        lambda: b'{"p": "' + base64.b64encode(PHOTO).replace(b"/", b"\\/") + b'"}',
    ),
    "base64 in UTF-16": ("a.txt", "prove-encoded", lambda: base64.b64encode(PHOTO).decode().encode("utf-16-le")),
    "base64 in base64": ("a.txt", "prove-encoded", lambda: base64.b64encode(b"data:," + base64.b64encode(PHOTO))),
    "hexadecimal": ("a.txt", "prove-encoded", lambda: b"x" + PHOTO.hex().encode()),
    "escapes of a script": ("a.js", "prove-encoded", lambda: "".join(f"\\x{b:02x}" for b in PHOTO[:20_000]).encode()),
    "numbers of a script": (
        "a.js",
        "prove-encoded",
        lambda: str(list(PHOTO[:20_000])).encode(),
    ),
    "percent signs": ("a.css", "prove-encoded", lambda: b"url(data:," + quote(PHOTO).encode() + b")"),
    "gzip": ("a.bin", "prove-encoded", lambda: b"head" + gzip.compress(PHOTO, mtime=0)),
    "another format": ("a.webp", "prove-likeness", lambda: save(photo(), "WEBP", quality=40)),
    "a third of its size": ("a.png", "prove-likeness", lambda: save(photo().resize((533, 300)), "PNG")),
    "cropped to 80 %": ("a.jpg", "prove-likeness", lambda: jpeg(cropped(0.8))),
    "cropped to 60 %": ("a.jpg", "prove-likeness", lambda: jpeg(cropped(0.6))),
    "cut square": ("a.jpg", "prove-likeness", lambda: jpeg(ImageOps.fit(photo(), (400, 400)))),
    "mirrored": ("a.jpg", "prove-likeness", lambda: jpeg(ImageOps.mirror(photo()))),
    "turned": ("a.jpg", "prove-likeness", lambda: jpeg(photo().rotate(90, expand=True))),
    "grey": ("a.jpg", "prove-likeness", lambda: jpeg(photo().convert("L"))),
    "with a border": ("a.jpg", "prove-likeness", lambda: jpeg(ImageOps.expand(photo(), 180, "white"))),
    "small and encoded in a page": (
        "a.html",
        "prove-likeness",
        lambda: b"<img src=data:image/jpeg;base64," + base64.b64encode(jpeg(photo().resize((320, 180)))) + b">",
    ),
    "a thumbnail in another's Exif": ("a.jpg", "prove-thumbnail", with_thumbnail),
    "the same pixels of an icon": (
        "a.webp",
        "prove-pixels",
        lambda: save(Image.open(io.BytesIO(ICON)), "WEBP", lossless=True, exact=True),
    ),
    "its SHA-256 as a name": (f"img/{hashlib.sha256(PHOTO).hexdigest()}.jpg", "prove-name", lambda: b"drawn"),
    "its MD5, shortened, in a name": (
        f"hero.{hashlib.md5(PHOTO).hexdigest()[:10]}.jpg",
        "prove-name",
        lambda: b"drawn",
    ),
    "a picture of an archive": ("a.png", "prove-bytes", lambda: bytes(ZIPPED)),
    "an inline picture of a text": ("a.png", "prove-bytes", lambda: bytes(INLINE)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_leak_is_found_in_whatever_way_it_was_made(tmp_path: Path, source: Path, way: str) -> None:
    name, code, make = WAYS[way]
    proof = proof_of(tmp_path, source, {"index.html": b"<h1>Hello</h1>", name: make()})
    assert [(finding.code, finding.path) for finding in proof.leaks] == [(code, name)], proof.findings
    assert not proof.ok


def test_other_pictures_and_texts_are_no_leak(tmp_path: Path, source: Path) -> None:
    scenes = sorted((DEMO.parent / "sample_images" / "scenes").glob("*.jpg"))
    files = {f"{scene.stem}.jpg": scene.read_bytes() for scene in scenes[::3]}
    files["hero.1a2b3c4d.css"] = b"a { color: red }" * 400
    proof = proof_of(tmp_path, source, {**files, "flat.png": save(Image.new("RGB", (900, 600), "white"), "PNG")})
    assert proof.findings == ()
    assert proof.compared.originals >= 7
    assert proof.compared.bundle_pictures == len(files)


def test_the_bundle_of_the_built_in_demo_has_nothing_of_its_originals(tmp_path: Path) -> None:
    proof = prove(pack(DEMO, tmp_path / "demo.zip").path, DEMO)
    assert proof.findings == ()
    assert proof.ok
    assert {kept.rule for kept in proof.kept} >= {"favicon.ico", "images.svg: keep"}
    assert proof.compared.original_pictures > 20
    assert proof.compared.placeholders > 20


def test_placeholders_are_like_no_original_even_where_no_ledger_says_what_they_are(tmp_path: Path) -> None:
    with open_bundle(pack(DEMO, tmp_path / "demo.zip").path) as reader:
        drawn = {entry.path for entry in reader.manifest.images if entry.recipe is not None}
        files = {str(path): reader.read(path) for path in drawn}
    proof = proof_of(tmp_path, DEMO, files)
    assert proof.findings == ()
    assert (proof.compared.placeholders, proof.compared.bundle_pictures) == (0, len(set(files.values())))


YAML = "launcher: 1\nname: shop\nversion: '1'\ntitle: Shop\nlicense: MIT\nimages:\n"
YAML += "  keep: [{paths: [kept/**], license: MIT, source: ours}]\n"


def test_what_a_rule_keeps_is_listed_and_a_kept_copy_of_a_replaced_picture_is_a_warning(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "launcher.yaml": YAML,
        "kept/other.jpg": OTHER,
        "kept/hero.webp": save(photo(), "WEBP"),
        "hero.jpg": PHOTO,
    }
    tree = build_file_tree(tmp_path / "shop", files)
    proof = prove(pack(tree, tmp_path / "shop.zip").path, tree)
    assert proof.ok
    assert [(kept.path, kept.license) for kept in proof.kept] == [("kept/hero.webp", "MIT"), ("kept/other.jpg", "MIT")]
    assert [(found.code, found.severity, found.path) for found in proof.findings] == [
        ("prove-kept", "warning", "kept/hero.webp")
    ]


def test_a_ledger_that_keeps_what_no_rule_keeps_is_a_leak(tmp_path: Path) -> None:
    tree = build_file_tree(tmp_path / "shop", {"launcher.yaml": YAML, "hero.jpg": PHOTO, "index.html": ""})
    entry = LedgerEntry(PurePosixPath("hero.jpg"), "jpeg", 1600, 900, "kept")
    entry = replace(entry, license="MIT", source="ours", rule="*.jpg")
    proof = proof_of(tmp_path, tree, {"hero.jpg": PHOTO}, (entry,))
    assert {finding.code for finding in proof.leaks} == {"prove-unruled", "prove-bytes"}


def test_packing_an_installed_demo_again_leaks_nothing_for_its_originals_are_placeholders(tmp_path: Path) -> None:
    tree = build_file_tree(tmp_path / "shop", {"launcher.yaml": YAML, "hero.jpg": PHOTO, "index.html": ""})
    first = pack(tree, tmp_path / "first.zip").path
    with open_bundle(first) as reader:
        (tree / "hero.jpg").write_bytes(reader.read(PurePosixPath("hero.jpg")))
    assert prove(pack(tree, tmp_path / "second.zip").path, tree).ok


def test_an_original_that_cannot_be_decoded_is_compared_by_its_bytes_and_named(tmp_path: Path, source: Path) -> None:
    tree = build_file_tree(tmp_path / "shop", {"broken.jpg": PHOTO[:20] + OTHER[5000:9000], "index.html": ""})
    proof = proof_of(tmp_path, tree, {"a.bin": OTHER[4000:12_000]})
    assert [text.partition(":")[0] for text in proof.unreadable] == ["broken.jpg"]
    assert [finding.code for finding in proof.leaks] == ["prove-bytes"]


def test_a_bundle_or_source_that_cannot_be_read_is_an_error(tmp_path: Path, source: Path) -> None:
    with pytest.raises(BundleError):
        prove(tmp_path / "gone.zip", source)
    bundle = write_bundle(tmp_path / "b.zip")
    with pytest.raises(DemoError):
        prove(bundle, tmp_path / "gone")
    with pytest.raises(DemoError, match=r"launcher\.yaml"):
        prove(bundle, build_file_tree(tmp_path / "bad", {"launcher.yaml": "x: 1"}))
