from __future__ import annotations

import os
import random
import subprocess
import tempfile
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from launcher.bundle.limits import Limits
from launcher.bundle.manifest import canonical_bytes
from launcher.bundle.read import open_bundle
from launcher.errors import BundleError
from tests.support.bundles import FILES, make_manifest, raw_entries, write_bundle
from tests.support.trees import build_file_tree
from tests.support.zips import RawEntry, build_zip, deflated

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_all(path: Path, limits: Limits | None = None) -> dict[str, bytes]:
    with open_bundle(path, limits) as reader:
        return {str(name): reader.read(name) for name in reader.names()}


def refusal(path: Path, data: bytes | None = None, limits: Limits | None = None) -> BundleError:
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BundleError) as caught:
        read_all(path, limits)
    assert caught.value.message.isprintable()
    assert caught.value.where
    return caught.value


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip")
    with open_bundle(path) as reader:
        assert reader.manifest == make_manifest(FILES)
        assert reader.manifest_bytes == canonical_bytes(reader.manifest)
        assert [str(name) for name in reader.names()] == sorted(FILES)
        content = reader.content(PurePosixPath("index.html"))
        assert b"".join(content.chunks()) == b"".join(content.chunks()) == FILES["index.html"]
        assert content.size == len(FILES["index.html"])
    assert read_all(path) == FILES


def test_two_files_can_be_read_in_turns(tmp_path: Path) -> None:
    files = {"a": random.Random(1).randbytes(700_000), "b": b"text " * 300_000}
    with open_bundle(write_bundle(tmp_path / "a.zip", files)) as reader:
        first, second = (reader.content(PurePosixPath(name)).chunks() for name in files)
        read: tuple[list[bytes], list[bytes]] = ([], [])
        for one, other in zip(first, second, strict=False):
            read[0].append(one)
            read[1].append(other)
        assert b"".join(read[0]) == files["a"]
        assert b"".join(read[1] + list(second)) == files["b"]


def test_any_changed_byte_is_refused(tmp_path: Path) -> None:
    original = write_bundle(tmp_path / "a.zip").read_bytes()
    damaged = tmp_path / "b.zip"
    for position in range(len(original)):
        data = bytearray(original)
        data[position] ^= 1 << position % 8
        damaged.write_bytes(data)
        with pytest.raises(BundleError):
            open_bundle(damaged).close()


def test_a_bundle_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    original = write_bundle(tmp_path / "a.zip").read_bytes()
    for length in range(len(original)):
        refusal(tmp_path / "b.zip", original[:length])


@pytest.mark.parametrize("method", [0, 8])
def test_a_right_zip_without_a_seal_is_read(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(raw_entries(method=method)))
    assert read_all(path) == FILES


@pytest.mark.parametrize("level", range(10))
def test_every_level_of_deflate_is_read(tmp_path: Path, level: int) -> None:
    entries = raw_entries(method=8)
    for entry in entries[1:]:
        entry.body = deflated(entry.data, level)
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(entries))
    assert read_all(path) == FILES


@pytest.mark.parametrize("options", [["-r"], ["-X", "-r"], ["-0", "-r"], ["-9", "-D", "-r"]])
def test_a_bundle_put_together_by_zip_is_read(tmp_path: Path, options: list[str]) -> None:
    tree = build_file_tree(tmp_path / "tree", {f"demo/{name}": data for name, data in FILES.items()})
    (tree / "launcher.json").write_bytes(canonical_bytes(make_manifest(FILES)))
    command = ["zip", "-q", *options, "../a.zip", "launcher.json", "demo"]
    subprocess.run(command, cwd=tree, check=True, timeout=60)
    assert read_all(tmp_path / "a.zip") == FILES


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_bundle_put_together_by_python_is_read(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("launcher.json", canonical_bytes(make_manifest(FILES)))
        archive.mkdir("demo")
        for name, data in FILES.items():
            archive.writestr(f"demo/{name}", data)
    assert read_all(path) == FILES


def changed(index: int, **changes: object) -> Sequence[RawEntry]:
    entries = raw_entries(method=8)
    for key, value in changes.items():
        setattr(entries[index], key, value)
    return entries


TEXT = FILES["index.html"]
LONG = deflated(TEXT + b"more")
BROKEN = {
    "a stream cut short": ("zip-data", {"body": deflated(TEXT)[:-4]}),
    "bytes after the stream": ("zip-data", {"body": deflated(TEXT) + b"\0"}),
    "two streams": ("zip-data", {"body": deflated(TEXT) + deflated(TEXT)}),
    "no stream": ("zip-data", {"body": b""}),
    "a damaged stream": ("zip-data", {"body": b"\xff" * 20}),
    "a reserved block type": ("zip-data", {"body": b"\x07" + b"\0" * 9}),
    "more than declared": ("zip-size", {"body": LONG}),
    "less than declared": ("zip-size", {"body": deflated(TEXT[:-1])}),
    "a bomb that lies about its size": ("zip-size", {"body": deflated(bytes(50_000_000))}),
    "another content": ("zip-crc", {"body": deflated(TEXT.swapcase())}),
    "another content with a right checksum": ("file-sha256", {"data": TEXT.swapcase()}),
    "another length": ("file-size", {"data": TEXT + b"."}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_damaged_content_is_refused_with_its_code(tmp_path: Path, case: str) -> None:
    code, changes = BROKEN[case]
    error = refusal(tmp_path / "a.zip", build_zip(changed(3, **changes)))
    assert error.code == code
    assert "index.html" in (error.where or "")


def test_a_small_file_is_never_handed_out_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip(changed(3, data=TEXT.swapcase())))
    with open_bundle(path) as reader:
        pieces = reader.chunks(PurePosixPath("index.html"))
        with pytest.raises(BundleError):
            next(pieces)


def test_an_unlisted_file_is_refused(tmp_path: Path) -> None:
    for name in ("demo/extra.php", "extra.txt", "demo/css", "__MACOSX/a"):
        if name == "demo/css":
            continue
        error = refusal(tmp_path / "a.zip", build_zip([*raw_entries(), RawEntry(name, b"x")]))
        assert error.code == "file-unlisted"


def test_an_unlisted_folder_is_refused(tmp_path: Path) -> None:
    entries = [*raw_entries(), RawEntry("demo/css/", mode=0o040755), RawEntry("demo/cache/", mode=0o040755)]
    error = refusal(tmp_path / "a.zip", build_zip(entries))
    assert (error.code, error.where) == ("file-unlisted", "cache")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path / "a.zip", build_zip(raw_entries()[:-1]))
    assert (error.code, error.where) == ("file-missing", "index.html")


def test_a_zip_without_a_manifest_is_no_bundle(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.zip", build_zip(raw_entries()[1:])).code == "manifest-missing"


def test_the_manifest_is_the_first_entry(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.zip", build_zip(raw_entries()[::-1])).code == "manifest-not-first"


def test_a_manifest_too_long_to_read_is_refused_before_it_is_read(tmp_path: Path) -> None:
    body = deflated(b" " * (17 * 1024 * 1024))
    entry = RawEntry("launcher.json", b" " * (17 * 1024 * 1024), method=8, body=body)
    assert refusal(tmp_path / "a.zip", build_zip([entry])).code == "limit-manifest"


def test_a_seal_over_other_bytes_is_refused(tmp_path: Path) -> None:
    comment = b"launcher-seal-1 sha256 " + b"0" * 64
    assert refusal(tmp_path / "a.zip", build_zip(raw_entries(), comment=comment)).code == "zip-seal"


def test_a_changed_byte_is_named_before_what_it_led_to(tmp_path: Path) -> None:
    wrong = [RawEntry("launcher.json", b"{}"), RawEntry("demo/a", b"a")]
    comment = b"launcher-seal-1 sha256 " + b"0" * 64
    assert refusal(tmp_path / "a.zip", build_zip(wrong)).code == "manifest-schema"
    assert refusal(tmp_path / "b.zip", build_zip(wrong, comment=comment)).code == "zip-seal"


def test_limits_can_be_given(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip")
    assert refusal(path, limits=Limits(entries=3)).code == "limit-entries"
    assert refusal(path, limits=Limits(memory_bytes=100)).code == "limit-memory"


def test_a_file_too_long_for_memory_still_streams(tmp_path: Path) -> None:
    files = {"a.bin": random.Random(1).randbytes(1000)}
    with open_bundle(write_bundle(tmp_path / "a.zip", files), Limits(memory_bytes=900)) as reader:
        assert b"".join(reader.chunks(PurePosixPath("a.bin"))) == files["a.bin"]
        with pytest.raises(BundleError) as caught:
            reader.read(PurePosixPath("a.bin"))
    assert caught.value.code == "limit-memory"


def test_a_name_the_bundle_lacks_is_an_error(tmp_path: Path) -> None:
    with open_bundle(write_bundle(tmp_path / "a.zip")) as reader, pytest.raises(BundleError) as caught:
        reader.read(PurePosixPath("nothing.txt"))
    assert caught.value.code == "file-missing"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing.zip", "bundle-missing"),
        ("folder", "bundle-folder"),
        ("pipe", "bundle-special"),
        ("a\0b", "bundle-unreadable"),
    ],
)
def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / name).code == code


def test_the_file_is_closed_after_a_refusal(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for _ in range(5):
        refusal(tmp_path / "a.zip", b"PK\3\4")
        refusal(tmp_path / "a.zip", build_zip(raw_entries()[:-1]))
    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    assert after == before


def test_the_bundle_is_read_from_the_file_that_was_opened(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip")
    with open_bundle(path) as reader:
        path.unlink()
        path.write_bytes(b"another")
        assert reader.read(PurePosixPath("index.html")) == TEXT


def test_a_checksum_is_that_of_the_format() -> None:
    # The tests' own zips use zlib's CRC; a reader that agreed with itself alone would pass them all.
    assert zlib.crc32(b"123456789") == 0xCBF43926


@given(st.data())
def test_a_damaged_zip_without_a_seal_is_refused_or_reads_the_same(data: st.DataObject) -> None:
    # Without a seal a byte may change that nothing depends on, such as a time; content never may.
    right = build_zip(raw_entries(method=data.draw(st.sampled_from([0, 8]))))
    damaged = bytearray(right)
    for _ in range(data.draw(st.integers(1, 4))):
        kind = data.draw(st.sampled_from(["flip", "cut", "insert", "copy"]))
        position = data.draw(st.integers(0, len(damaged) - 1))
        length = data.draw(st.integers(1, 40))
        if kind == "flip":
            damaged[position] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del damaged[position : position + length]
        elif kind == "insert":
            damaged[position:position] = data.draw(st.binary(max_size=length))
        else:
            damaged[position:position] = damaged[data.draw(st.integers(0, len(damaged) - 1)) :][:length]
        assume(damaged)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(damaged)
        try:
            files = read_all(path)
        except BundleError as error:
            assert error.message.isprintable()
        else:
            assert files == FILES


def test_several_threads_read_one_open_bundle(tmp_path: Path) -> None:
    files = {f"{count}.bin": bytes(random.Random(count).choices(b"abcdefgh", k=700_000)) for count in range(8)}
    with open_bundle(write_bundle(tmp_path / "a.zip", files)) as reader, ThreadPoolExecutor(8) as threads:
        read = threads.map(reader.read, list(reader.names()) * 4)
        assert all(data == files[str(name)] for name, data in zip(list(reader.names()) * 4, read, strict=True))
