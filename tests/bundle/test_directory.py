from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from launcher.bundle import zip_format as z
from launcher.bundle import zip_read
from launcher.bundle.directory import read_directory
from launcher.bundle.layout import walk
from launcher.bundle.limits import Limits
from launcher.bundle.read import open_bundle
from launcher.bundle.zip_read import PIECE, ZipReader
from launcher.errors import BundleError
from tests.support.bundles import FILES, write_bundle

if TYPE_CHECKING:
    from pathlib import Path

#: A name that is not ASCII, one without bytes, one that is stored, and one that is read in pieces.
_FILES = {
    "a/é.txt": b"calm " * 40,
    "empty": b"",
    "noise.bin": hashlib.sha256(b"").digest(),
    "z.txt": bytes(PIECE + 1),
}
_TAIL = z.END_LENGTH + z.SEAL_LENGTH


def sealed(data: bytes) -> bytes:
    digest = hashlib.sha256(data[:-_TAIL]).hexdigest()
    return data[:-64] + digest.encode()


def read_all(path: Path, *, whole: bool, seal_first: bool = True) -> dict[str, bytes] | str:
    """Return the files, or the code of what is wrong."""
    try:
        with ZipReader(path, whole=whole) as archive:
            if seal_first:
                archive.check_seal()
            files = {name: b"".join(archive.pieces(name)) for name in archive.entries}
            archive.check_seal()
            return files
    except BundleError as error:
        return str(error.code)


def read_by_walking(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes] | str:
    """Do as :func:`read_all`, with no look at the directory before."""
    with monkeypatch.context() as patch:
        patch.setattr(zip_read, "read_directory", lambda *_: None)
        return read_all(path, whole=True)


def test_our_bundles_are_read_by_their_directory_as_a_walk_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_bundle(tmp_path / "a.zip", _FILES)
    data = path.read_bytes()
    listed = read_directory(io.BytesIO(data), len(data), Limits())
    assert listed is not None
    assert listed.layout == walk(io.BytesIO(data), len(data), Limits())
    assert read_all(path, whole=False) == read_all(path, whole=True) == read_by_walking(path, monkeypatch)
    for entry in listed.layout.entries:
        header = listed.headers[entry.name]
        assert data[entry.data - len(header) : entry.data] == header


@pytest.mark.parametrize("turned", [0x01, 0x80, 0xFF])
def test_whatever_byte_a_sealed_bundle_has_it_is_read_or_refused_as_by_a_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turned: int
) -> None:
    data = write_bundle(tmp_path / "a.zip", dict(list(_FILES.items())[:3])).read_bytes()
    path = tmp_path / "b.zip"
    monkeypatch.setattr(zip_read, "_HASHED", 41)  # headers lie in two and in three pieces
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= turned
        path.unlink(missing_ok=True)
        path.write_bytes(sealed(bytes(changed)))
        expected = read_by_walking(path, monkeypatch)
        for whole, seal_first in ((False, False), (False, True), (True, True)):
            found = read_all(path, whole=whole, seal_first=seal_first)
            assert found == expected, (position, whole, seal_first, found, expected)


def test_a_changed_header_is_found_when_its_file_is_read_and_not_before(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip", _FILES)
    data = bytearray(path.read_bytes())
    with ZipReader(path) as archive:
        places = {name: entry.data for name, entry in archive.entries.items()}
    data[places["demo/z.txt"] - 1] ^= 1  # the last letter of its name
    path.write_bytes(bytes(data))
    with ZipReader(path, whole=False) as archive:
        assert archive.read("demo/noise.bin") == _FILES["noise.bin"]
        for read in (
            archive.read,
            lambda name: list(archive.pieces(name)),
            lambda name: list(archive.compressed(name)),
        ):
            with pytest.raises(BundleError) as caught:
                list(read("demo/z.txt"))
            assert caught.value.code == "zip-mismatch"
        with pytest.raises(BundleError) as caught:
            archive.check_seal()
        assert caught.value.code == "zip-mismatch"
    with open_bundle(path, whole=False) as reader, pytest.raises(BundleError):
        list(reader.chunks(reader.manifest.files[-1].path))


@pytest.mark.parametrize(
    "limits",
    [
        Limits(entries=4),
        Limits(total_bytes=PIECE),
        Limits(file_bytes=PIECE),
        Limits(ratio_floor=10, ratio=2),
        Limits(path_bytes=10),
        Limits(depth=2),
    ],
)
def test_what_is_beyond_a_limit_is_left_to_the_walk_that_says_so(tmp_path: Path, limits: Limits) -> None:
    data = write_bundle(tmp_path / "a.zip", _FILES).read_bytes()
    assert read_directory(io.BytesIO(data), len(data), Limits()) is not None
    assert read_directory(io.BytesIO(data), len(data), limits) is None


def test_zips_of_other_programs_are_left_to_the_walk() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(f"demo/{name}", data)
        archive.comment = z.SEAL_PREFIX + b"0" * 64
    data = output.getvalue()
    assert read_directory(io.BytesIO(data), len(data), Limits()) is None
    for length in range(0, _TAIL * 2, 7):
        assert read_directory(io.BytesIO(data[:length]), length, Limits()) is None
