"""A theme author who tries to get one photograph past `pack`, in every way that we could think of."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageSequence, ImageStat, UnidentifiedImageError

from launcher.bundle.check import check_bundle
from launcher.bundle.pack import PackResult, pack
from launcher.errors import InvalidBundle
from tests.support import smuggling as s
from tests.support.demos import LAUNCHER_YAML, small_demo
from tests.support.hostile_author import Way, all_ways

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FORMS = ("JPEG", "PNG", "BMP", "PPM", "TGA", "GIF", "WEBP", "TIFF")


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> list[Way]:
    return all_ways(tmp_path_factory.mktemp("ways"))


@pytest.fixture(scope="module")
def packed(ways: list[Way], tmp_path_factory: pytest.TempPathFactory) -> PackResult:
    folder = tmp_path_factory.mktemp("hostile")
    demo = small_demo(folder / "demo", {way.path: way.data for way in ways})
    outside = folder / "outside.jpg"
    outside.write_bytes(s.encoded())
    (demo / "images" / "link.jpg").symlink_to(outside)
    return pack(demo, folder / "bundle.zip")


def test_each_way_ends_as_the_documents_say(ways: list[Way], packed: PackResult) -> None:
    rows = {row.path: row.decision for row in packed.rows}
    assert {way.name: rows.get(way.path) for way in ways} == {way.name: way.fate for way in ways}
    assert rows["images/link.jpg"] == "left out"


def test_the_documents_list_every_way_and_no_other(ways: list[Way]) -> None:
    text = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([^|]+?) \| (replaced|rewritten|sample|left out)\b", text, re.MULTILINE))
    assert listed == {way.name: way.fate for way in ways}
    assert len(ways) >= 20


def contents(packed: PackResult) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(packed.path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield bytes, and what every stream inside them unpacks to."""
    yield data
    for match in re.finditer(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]", data):
        try:
            inside = zlib.decompressobj(47).decompress(data[match.start() :], 1 << 20)
        except zlib.error:
            continue
        yield inside


def traces() -> list[bytes]:
    """Return pieces of the photograph as files have them and as base64 has them, at each of its three beginnings."""
    found = []
    for form in FORMS:
        data = s.encoded(form)
        for start in range(len(data) // 4, len(data) - 48, max(1, len(data) // 7)):
            piece = data[start : start + 30]
            if len(set(piece)) > 12:
                found.append(piece)
                found += [base64.b64encode(data[start + shift : start + shift + 30])[:36] for shift in range(3)]
    return found


def test_no_piece_of_the_photograph_is_in_the_bundle(packed: PackResult) -> None:
    known = traces()
    assert len(known) > 100
    for name, data in contents(packed):
        for inside in unpacked(data):
            assert not [trace for trace in known if trace in inside], name
            plain = inside.replace(b"\\/", b"/").replace(b"%2F", b"/").replace(b"%2B", b"+").replace(b"\0", b"")
            assert not [trace for trace in known if trace in plain], name


def looks_like_the_photograph(picture: Image.Image) -> bool:
    small = picture.convert("RGB").resize((12, 8))
    difference = ImageChops.difference(small, s.photograph().resize((12, 8)))
    return sum(ImageStat.Stat(difference).mean) / 3 < 16


def test_no_picture_of_the_bundle_looks_like_the_photograph(packed: PackResult) -> None:
    looked_at = 0
    for name, data in contents(packed):
        try:
            with Image.open(io.BytesIO(data)) as picture:
                for frame in ImageSequence.Iterator(picture):
                    looked_at += 1
                    assert not looks_like_the_photograph(frame), name
        except UnidentifiedImageError:
            continue
    assert looked_at > 20


def test_the_search_of_these_tests_finds_the_photograph_where_it_is() -> None:
    known = traces()
    assert any(trace in s.encoded() for trace in known)
    assert any(trace in b"  " + s.as_base64("PNG") for trace in known)
    assert looks_like_the_photograph(s.photograph().resize((300, 200)))


def test_the_bundle_is_valid_with_every_placeholder_drawn_again(packed: PackResult) -> None:
    assert check_bundle(packed.path).errors == ()


@pytest.mark.parametrize(
    "setting",
    ["description: {}", "author: {}", "options:\n  logo: {{ask: Logo, default: '{}'}}"],
    ids=["description", "author", "default"],
)
def test_a_photograph_in_the_settings_is_refused(tmp_path: Path, setting: str) -> None:
    settings = LAUNCHER_YAML.partition("options:")[0]
    tiny = io.BytesIO()
    s.photograph().resize((8, 8)).save(tiny, "PNG")
    text = base64.b64encode(tiny.getvalue()).decode()
    demo = small_demo(tmp_path / "demo", {"launcher.yaml": settings + setting.format(text) + "\n"})
    with pytest.raises(InvalidBundle) as refused:
        pack(demo, tmp_path / "bundle.zip")
    assert [finding.code for finding in refused.value.findings if finding.severity == "error"] == ["image-hidden"]
    assert not (tmp_path / "bundle.zip").exists()
