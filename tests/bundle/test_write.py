from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from launcher.bundle import write
from launcher.bundle.manifest import LeftOut
from launcher.bundle.read import open_bundle
from launcher.bundle.write import BundleWriter
from launcher.errors import DemoError
from tests.support.bundles import FILES, make_manifest, write_bundle


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_bundle(tmp_path / "a.zip").read_bytes()
    assert write_bundle(tmp_path / "b.zip").read_bytes() == first


def test_the_order_in_which_files_come_does_not_matter(tmp_path: Path) -> None:
    first = write_bundle(tmp_path / "a.zip").read_bytes()
    with BundleWriter(tmp_path) as writer, (tmp_path / "b.zip").open("wb") as output:
        for name in sorted(FILES, reverse=True):
            writer.add(PurePosixPath(name), FILES[name])
        writer.finish(make_manifest(FILES), output)
    assert (tmp_path / "b.zip").read_bytes() == first


def test_the_zip_is_as_plain_as_the_format_says(tmp_path: Path) -> None:
    files = {**FILES, "é.txt": b"1", "a-b": b"2", "a/b": b"3"}
    with zipfile.ZipFile(write_bundle(tmp_path / "a.zip", files)) as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
        assert archive.read("demo/index.html") == FILES["index.html"]
    names = [entry.filename for entry in entries]
    assert names == ["launcher.json", *sorted(f"demo/{name}" for name in files)]
    for entry in entries:
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.create_system, entry.external_attr, entry.internal_attr) == (3, 0o100644 << 16, 0)
        assert (entry.extra, entry.comment) == (b"", b"")
        assert entry.flag_bits == (0 if entry.filename.isascii() else 0x800)
        assert entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def test_unzip_finds_nothing_wrong(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip", {**FILES, "é.txt": b"1"})
    done = subprocess.run(["unzip", "-t", path], check=True, capture_output=True, text=True, timeout=60)
    assert "No errors detected" in done.stdout


def test_what_does_not_shrink_is_stored(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(300_000)
    files = {"text": b"text " * 1000, "noise": noise, "tiny": b"abc", "long": noise[:200_000] + bytes(100_000)}
    with zipfile.ZipFile(write_bundle(tmp_path / "a.zip", files)) as archive:
        methods = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert methods["demo/text"] == zipfile.ZIP_DEFLATED
    assert methods["demo/noise"] == methods["demo/tiny"] == zipfile.ZIP_STORED


@pytest.mark.parametrize(
    "data", [b"line of text\n" * 20_000, random.Random(2).randbytes(200_000)], ids=["text", "noise"]
)
def test_a_long_file_is_streamed_and_reads_the_same(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "IN_MEMORY", 100_000)
    source = tmp_path / "long"
    source.write_bytes(data)
    with BundleWriter(tmp_path) as writer, (tmp_path / "a.zip").open("wb") as output:
        entry = writer.add(PurePosixPath("long"), source)
        writer.finish(make_manifest({"long": data}), output)
    assert entry == make_manifest({"long": data}).files[0]
    with open_bundle(tmp_path / "a.zip") as reader:
        assert b"".join(reader.chunks(PurePosixPath("long"))) == data
    saved = (tmp_path / "a.zip").stat().st_size < len(data)
    assert saved == data.startswith(b"line")


def test_the_time_of_the_entries_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for epoch, expected in {
        "1700000001": (2023, 11, 14, 22, 13, 20),
        "0": (1980, 1, 1, 0, 0, 0),
        "99999999999": (2107, 12, 31, 23, 59, 58),
    }.items():
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with zipfile.ZipFile(write_bundle(tmp_path / "a.zip")) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {expected}


def test_a_time_that_is_no_number_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(DemoError, match="SOURCE_DATE_EPOCH"):
        write_bundle(tmp_path / "a.zip")


def test_a_source_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with BundleWriter(tmp_path) as writer, pytest.raises(DemoError, match=r"gone\.txt"):
        writer.add(PurePosixPath("gone.txt"), tmp_path / "gone.txt")


def test_nothing_is_left_beside_the_bundle(tmp_path: Path) -> None:
    write_bundle(tmp_path / "a.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


MEASURE = """
import re, sys
from pathlib import Path, PurePosixPath
from launcher.bundle.manifest import Manifest
from launcher.bundle.read import open_bundle
from launcher.bundle.write import BundleWriter
folder, size = Path(sys.argv[1]), int(sys.argv[2])
source = folder / "long"
with source.open("wb") as file:
    for start in range(0, size, 1 << 20):
        file.write(b"%07d\\n" % (start >> 20) * (1 << 17))
with BundleWriter(folder) as writer, (folder / "a.zip").open("wb") as output:
    files = (writer.add(PurePosixPath("long"), source),)
    writer.finish(Manifest("x", "1", "x", "x", "", "", "", (), (), None, files, (), (), (), "x"), output)
with open_bundle(folder / "a.zip") as reader:
    assert sum(map(len, reader.chunks(PurePosixPath("long")))) == size
# Not ru_maxrss: a child begins with the peak of the process that started it.
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from Linux's /proc")
def test_memory_does_not_grow_with_the_size_of_a_file(tmp_path: Path) -> None:
    peaks = []
    for mebibytes in (20, 200):
        command = [sys.executable, "-c", MEASURE, str(tmp_path), str(mebibytes << 20)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] - peaks[0] < 5
    assert peaks[1] < 150
    assert (tmp_path / "long").stat().st_size == 200 << 20


def test_a_manifest_that_no_reader_would_take_is_refused_in_words(tmp_path: Path) -> None:
    left_out = tuple(LeftOut(f"{number}/{'long' * 1000}", "it is too long", asked=False) for number in range(4200))
    with BundleWriter(tmp_path) as writer, pytest.raises(DemoError, match="the demo has too many files for one bundle"):
        writer.finish(make_manifest({}, left_out=left_out), io.BytesIO())
