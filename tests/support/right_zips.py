"""Make zips of one right tree in many ways: by hand, with every kind of deflate, and by other tools."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from launcher.bundle.manifest import canonical_bytes
from tests.support.bundles import FILES, make_manifest, raw_entries, write_bundle
from tests.support.malformed.case import sealed
from tests.support.malformed.extras import record
from tests.support.trees import build_file_tree
from tests.support.zips import RawEntry, build_zip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_TIMES, _OWNERS, _NTFS = 0x5455, 0x7875, 0x000A
#: Text that each level and strategy of deflate packs in its own way.
_TEXT = b" ".join(f"{number * number % 7919} words of {number % 41}".encode() for number in range(2000))
_STRATEGIES = {"default": 0, "filtered": 1, "huffman": 2, "rle": 3, "fixed": 4}
SMALL = {**FILES, "words.txt": _TEXT}
#: A tree with what trees have: long names, letters of many scripts, deep folders, empty files, a zip inside.
TREE = {
    **SMALL, "a" * 200 + ".txt": b"long", "/".join("d" * 31): b"deep", "日本語/画像.txt": "画像".encode(),
    "Ünïcode/Straße.txt": b"1", "😀.txt": b"", "100% & more's.txt": b"%",
    "inner.zip": build_zip([RawEntry("x", b"y")]), "ok.bin": bytes(range(256)) * 300,
}  # fmt: skip
ASCII_TREE = {name: data for name, data in TREE.items() if name.isascii()}


def by_hand() -> Iterator[tuple[str, bytes]]:
    """Yield zips of :data:`SMALL` that differ in all that a zip may differ in."""
    entries = raw_entries(SMALL)
    yield "stored", build_zip(entries)
    yield "sealed", sealed(entries)
    for strategy, number in _STRATEGIES.items():
        for level in range(10):
            yield f"deflated, {strategy}, level {level}", build_zip([_packed(e, level, number) for e in entries])
    for window in (9, 12, 15):
        for memory in (1, 9):
            packed = [_packed(entry, 6, 0, window=window, memory=memory) for entry in entries]
            yield f"deflated with a window of {window} and memory {memory}", build_zip(packed)
    yield "deflated in flushed blocks", build_zip([_flushed(entry) for entry in entries])
    folders = [RawEntry(name, mode=0o040755) for name in ("demo/", "demo/css/")]
    yield "folders first", build_zip([entries[0], *folders, *entries[1:]])
    yield "folders last", build_zip([*entries, *folders])
    dos = [replace(folder, mode=0, central={"external": 0x10, "made_by": 20}) for folder in folders]
    yield "folders of DOS", build_zip([*entries, *dos])
    yield "another order", build_zip([entries[0], *entries[:0:-1]])
    for system in (0, 3, 10, 11, 19):
        made = [replace(entry, central={"made_by": system << 8 | 63}) for entry in entries]
        yield f"made by system {system}", build_zip(made)
    for what, mode in (("executable", 0o100755), ("private", 0o100600), ("of no type", 0o644), ("of no mode", 0)):
        yield what, build_zip([replace(entry, mode=mode) for entry in entries])
    for attributes in (0x01, 0x02, 0x04, 0x20, 0x80, 0xA7):
        external = {"external": 0o100644 << 16 | attributes}
        yield f"DOS attributes 0x{attributes:x}", build_zip([replace(entry, central=external) for entry in entries])
    yield "text files", build_zip([replace(entry, central={"internal": 1}) for entry in entries])
    for version in (0, 10, 11, 20):
        both = {"version": version}
        yield f"version {version}", build_zip([replace(entry, local=both, central=both) for entry in entries])
    for flags in (2, 4, 6, 0x800, 0x806):
        yield f"flags 0x{flags:x}", build_zip([replace(entry, flags=flags) for entry in entries])
    for time, date in ((0xFFFF, 0xFFFF), (0, 0), (0x6000, 0x5A21)):
        both = {"time": time, "date": date}
        yield f"time {time}, date {date}", build_zip([replace(entry, local=both, central=both) for entry in entries])
    for what, local, central in _extra_fields():
        yield what, build_zip([replace(entry, extra=local, central_extra=central) for entry in entries])


def _packed(entry: RawEntry, level: int, strategy: int, *, window: int = 15, memory: int = 8) -> RawEntry:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -window, memory, strategy)
    return replace(entry, method=8, body=deflate.compress(entry.data) + deflate.flush())


def _flushed(entry: RawEntry) -> RawEntry:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    pieces = [deflate.compress(entry.data[at : at + 20]) + deflate.flush(zlib.Z_FULL_FLUSH)
              for at in range(0, len(entry.data), 20)]  # fmt: skip
    return replace(entry, method=8, body=b"".join(pieces) + deflate.flush())


def _extra_fields() -> Iterator[tuple[str, bytes, bytes]]:
    owners = record(_OWNERS, b"\1\4\0\0\0\0\4\0\0\0\0")
    for flags in range(1, 8):
        times = record(_TIMES, bytes([flags]) + bytes(4 * flags.bit_count()))
        central = record(_TIMES, bytes([flags]) + bytes(4 * (flags & 1)))
        yield f"times {flags}", times, central
        yield f"times {flags} and owners", times + owners, central + owners
    ntfs = record(_NTFS, bytes(4) + struct.pack("<HH", 1, 24) + bytes(24))
    yield "NTFS times", b"", ntfs
    yield "NTFS times in both", ntfs, ntfs
    yield "owners of two bytes", record(_OWNERS, b"\1\2\0\0\2\0\0"), record(_OWNERS)


def by_us(folder: Path) -> bytes:
    """Return a bundle of :data:`TREE` as pack makes it."""
    return write_bundle(folder / "ours.zip", TREE).read_bytes()


def by_python() -> Iterator[tuple[str, bytes]]:
    """Yield zips of :data:`TREE` by Python's zipfile."""
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for level in (None,) if method == zipfile.ZIP_STORED else (1, 6, 9):
            for folders in (False, True):
                buffer = io.BytesIO()
                with zipfile.ZipFile(buffer, "w", method, compresslevel=level) as archive:
                    archive.writestr("launcher.json", canonical_bytes(make_manifest(TREE)))
                    if folders:
                        archive.mkdir("demo")
                    for name, data in TREE.items():
                        archive.writestr(f"demo/{name}", data)
                yield f"zipfile, method {method}, level {level}, folders {folders}", buffer.getvalue()


def by_zip(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield zips of the ASCII names of :data:`TREE` by Info-ZIP, which does not mark others as UTF-8."""
    tree = _tree(folder, ASCII_TREE)
    for options in ([], ["-X"], ["-0"], ["-1"], ["-9"], ["-D"], ["-X", "-D", "-9"], ["-n", ".txt"]):
        yield _made(["zip", "-q", *options, "-r", "../made.zip", "launcher.json", "demo"], tree)


def by_seven_zip(folder: Path, program: str) -> Iterator[tuple[str, bytes]]:
    """Yield zips of :data:`TREE` by 7-Zip: sound, but in the order of the alphabet, and so no bundles."""
    tree = _tree(folder, TREE)
    command = [program, "a", "-tzip", "-bso0", "-bsp0", "../made.zip", "launcher.json", "demo"]
    for level in (0, 1, 5, 9):
        for more in ([], ["-mtc=off", "-mta=off"], ["-mcu=on"]):
            yield _made([*command, f"-mx={level}", *more], tree)


def _tree(folder: Path, files: Mapping[str, bytes]) -> Path:
    tree = build_file_tree(folder / "tree", {f"demo/{name}": data for name, data in files.items()})
    (tree / "launcher.json").write_bytes(canonical_bytes(make_manifest(files)))
    return tree


def _made(command: list[str], tree: Path) -> tuple[str, bytes]:
    output = tree.parent / "made.zip"
    output.unlink(missing_ok=True)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=tree, check=True, timeout=60, env=environment, stdin=subprocess.DEVNULL)
    return " ".join(command), output.read_bytes()
