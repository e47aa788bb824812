"""A zip whose one file is the zip itself ends every search that unpacks what it finds, and every reader."""

from __future__ import annotations

import subprocess
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
from launcher.bundle.read import open_bundle
from launcher.errors import BundleError
from launcher.images.hidden import find_hidden_in
from launcher.images.kinds import Kind
from tests.support.bundles import FILES, write_bundle
from tests.support.demos import small_demo
from tests.support.malformed.quine import zip_quine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["again.zip", "demo/again.zip", "launcher.json"])
def test_the_quine_is_a_sound_zip_that_holds_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / "quine.zip"
    path.write_bytes(zip_quine(name))
    with zipfile.ZipFile(BytesIO(zip_quine(name))) as archive:
        assert archive.namelist() == [name]
        assert archive.read(name) == zip_quine(name)  # its checksum is checked by this
    assert subprocess.run(["unzip", "-tq", path], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("name", "code"), [("again.zip", "manifest-missing"), ("launcher.json", "manifest-json")]
)  # fmt: skip
def test_a_quine_is_no_bundle(tmp_path: Path, name: str, code: str) -> None:
    path = tmp_path / "quine.zip"
    path.write_bytes(zip_quine(name))
    with pytest.raises(BundleError) as caught, open_bundle(path):
        pass
    assert caught.value.code == code
    assert [finding.code for finding in check_bundle(path).errors] == [code]


def test_a_quine_in_a_bundle_is_an_archive_that_nobody_decided_about(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip", {**FILES, "again.zip": zip_quine(), "again.css": zip_quine()})
    codes = {(finding.code, finding.path) for finding in check_bundle(path).errors}
    assert codes == {("image-unlisted", "again.zip"), ("image-unlisted", "again.css")}


def test_packing_leaves_a_quine_out(tmp_path: Path) -> None:
    demo = small_demo(tmp_path / "demo", {"again.zip": zip_quine(), "again.dat": zip_quine()})
    result = pack(demo, tmp_path / "a.zip")
    assert not {"again.zip", "again.dat"} & {str(file.path) for file in result.manifest.files}
    assert check_bundle(result.path).ok


def test_a_quine_in_an_unknown_file_is_found_and_not_followed(tmp_path: Path) -> None:
    file = tmp_path / "a.wasm"
    file.write_bytes(b"\0asm" + zip_quine())
    found = find_hidden_in(file, Kind("other", "binary"))
    assert found is not None
    assert found.offset == 4
