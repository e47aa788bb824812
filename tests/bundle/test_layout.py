from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.layout import walk
from launcher.bundle.limits import Limits
from launcher.errors import BundleError
from tests.support.zips import RawEntry, build_zip

if TYPE_CHECKING:
    from collections.abc import Sequence

A = RawEntry("a.txt", b"hello")
B = RawEntry("b/c.txt", b"hello " * 50, method=8)
UT = struct.pack("<HHBI", 0x5455, 5, 1, 0)


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(BundleError) as caught:
        walk(io.BytesIO(data), len(data), limits or Limits())
    assert str(caught.value).isprintable()
    return caught.value.code


def zip64(size: int) -> bytes:
    return struct.pack("<HHQQ", 1, 16, size, size)


def entry(**changes: object) -> list[RawEntry]:
    return [RawEntry(**{"name": "a.txt", "data": b"hello", **changes}), B]  # type: ignore[arg-type]


# Every part of the layout that can be wrong on its own, with the code it gets.
WRONG: dict[str, tuple[str, bytes]] = {
    "no zip": ("zip-not-zip", b"\x89PNG\r\n\x1a\n" + b"x" * 100),
    "an empty file": ("zip-not-zip", b""),
    "no entries": ("zip-empty", build_zip([])),
    "a prefix": ("zip-prefix", build_zip([A, B], prefix=b"#!/bin/sh\n")),
    "a prefix that the offsets do not count": ("zip-prefix", b"MZ" + build_zip([A, B])),
    "a suffix": ("zip-trailing", build_zip([A, B], suffix=b"x")),
    "a comment": ("zip-comment", build_zip([A, B], comment=b"hello")),
    "a seal that is cut short": ("zip-comment", build_zip([A], comment=b"launcher-seal-1 sha256 " + b"0" * 63)),
    "a seal in capitals": ("zip-comment", build_zip([A], comment=b"launcher-seal-1 sha256 " + b"A" * 64)),
    "a second end record in the comment": ("zip-second-end", build_zip([A], comment=build_zip([B])[-22:])),
    "a second end record behind": ("zip-second-end", build_zip([A, B]) + build_zip([B])),
    "a gap between entries": ("zip-gap", build_zip([RawEntry("a", b"1", after=b"\0\0"), B])),
    "a gap before the directory": ("zip-gap", build_zip([A, B], before_central=b"\0" * 8)),
    "a gap before the end": ("zip-end", build_zip([A, B], before_end=b"\0" * 8)),
    "an archive extra data record": ("zip-gap", build_zip([A], before_central=b"PK\6\x08" + bytes(4))),
    "a digital signature": ("zip-end", build_zip([A], before_end=b"PK\5\5" + bytes(2))),
    "an entry beside the directory": ("zip-count", build_zip([A, B], central_order=[0])),
    "an entry twice in the directory": ("zip-overlap", build_zip([A, B], central_order=[0, 1, 1])),
    "a directory in another order": ("zip-mismatch", build_zip([A, B], central_order=[1, 0])),
    "an entry listed twice": ("zip-mismatch", build_zip([A, B], central_order=[0, 0])),
    "overlapping entries": ("zip-overlap", build_zip([A, RawEntry("b", b"1", central={"offset": 0})])),
    "a later offset": ("zip-gap", build_zip(entry(central={"offset": 7}))),
    "a wrong count": ("zip-count", build_zip([A, B], end={"entries": 1})),
    "a wrong count on this disk": ("zip-count", build_zip([A, B], end={"here": 1})),
    "a wrong directory offset": ("zip-end", build_zip([A, B], end={"offset": 4})),
    "a wrong directory size": ("zip-end", build_zip([A, B], end={"size": 4})),
    "a long comment announced": ("zip-truncated", build_zip([A, B], end={"comment": 4})),
    "another disk": ("zip-split", build_zip([A, B], end={"disk": 1})),
    "a directory on another disk": ("zip-split", build_zip([A, B], end={"central_disk": 1})),
    "an entry on another disk": ("zip-split", build_zip(entry(central={"disk": 1}))),
    "a spanning marker": ("zip-split", b"PK\7\x08" + build_zip([A, B])),
    "encryption": ("zip-encrypted", build_zip(entry(flags=1))),
    "strong encryption": ("zip-encrypted", build_zip(entry(flags=0x40))),
    "masked headers": ("zip-encrypted", build_zip(entry(flags=0x2000))),
    "a data descriptor": ("zip-descriptor", build_zip(entry(flags=8))),
    "a data descriptor without its flag": (
        "zip-descriptor",
        build_zip(entry(after=struct.pack("<4s3I", b"PK\7\x08", 0, 5, 5))),
    ),
    "patch data": ("zip-flags", build_zip(entry(flags=0x20))),
    "enhanced deflate": ("zip-flags", build_zip(entry(flags=0x10))),
    "an unused flag": ("zip-flags", build_zip(entry(flags=0x80))),
    "bzip2": ("zip-method", build_zip(entry(method=12, body=b"x"))),
    "zstd": ("zip-method", build_zip(entry(method=93, body=b"x"))),
    "deflate64": ("zip-method", build_zip(entry(method=9, body=b"x"))),
    "two sizes of a stored entry": ("zip-mismatch", build_zip(entry(local={"size": 6}, central={"size": 6}))),
    "an unknown extra field": ("zip-extra", build_zip(entry(extra=struct.pack("<HH", 0x1234, 0)))),
    "a unicode path": ("zip-extra", build_zip(entry(extra=struct.pack("<HHBI", 0x7075, 6, 1, 0) + b"b"))),
    "an extra field in the directory": (
        "zip-extra",
        build_zip(entry(central_extra=struct.pack("<HH", 0x7075, 0))),
    ),
    "an extra field cut short": ("zip-extra", build_zip(entry(extra=b"UT"))),
    "an extra field longer than its room": ("zip-extra", build_zip(entry(extra=UT[:-1]))),
    "an extra field twice": ("zip-extra", build_zip(entry(extra=UT + UT))),
    "times of a wrong length": ("zip-extra", build_zip(entry(extra=struct.pack("<HHB", 0x5455, 1, 1)))),
    "zip64 sizes": ("zip-zip64", build_zip(entry(extra=zip64(5)))),
    "zip64 sizes in the directory": ("zip-zip64", build_zip(entry(central_extra=zip64(5)))),
    "a size that zip64 would tell": ("zip-zip64", build_zip(entry(local={"size": 2**32 - 1}))),
    "a newer version": ("zip-zip64", build_zip(entry(local={"version": 45}, central={"version": 45}))),
    "a zip64 end record": ("zip-zip64", build_zip([A, B], before_end=b"PK\6\6" + bytes(52))),
    "a zip64 locator": ("zip-zip64", build_zip([A, B], before_end=b"PK\6\7" + bytes(16))),
    "an entry comment": ("zip-comment", build_zip(entry(comment=b"hello"))),
    "a link": ("zip-link", build_zip(entry(mode=0o120777))),
    "a device": ("zip-special", build_zip(entry(mode=0o060600))),
    "a pipe": ("zip-special", build_zip(entry(mode=0o010600))),
    "a socket": ("zip-special", build_zip(entry(mode=0o140600))),
    "a folder's mode on a file": ("zip-special", build_zip(entry(mode=0o040755))),
    "a file's mode on a folder": ("zip-special", build_zip(entry(name="a/", data=b"", mode=0o100644))),
    "a set-user bit": ("zip-mode", build_zip(entry(mode=0o104755))),
    "a sticky bit": ("zip-mode", build_zip(entry(mode=0o101644))),
    "a volume label": ("zip-attributes", build_zip(entry(central={"external": 0x08}))),
    "a reparse point": ("zip-attributes", build_zip(entry(central={"external": 0x400}))),
    "a folder bit on a file": ("zip-attributes", build_zip(entry(central={"external": 0x10}))),
    "internal attributes": ("zip-attributes", build_zip(entry(central={"internal": 2}))),
    "an unknown system": ("zip-attributes", build_zip(entry(central={"made_by": 1 << 8}))),
    "a folder with content": ("zip-folder", build_zip(entry(name="a/", mode=0o040755))),
    "a compressed folder": ("zip-folder", build_zip(entry(name="a/", data=b"", mode=0o040755, method=8))),
    "two entries of one name": ("zip-collision-or-duplicate", build_zip([A, A])),
    "a folder twice": ("zip-duplicate", build_zip([RawEntry("a/", mode=0o040755)] * 2)),
    "two names that meet": ("name-collision", build_zip([RawEntry("A.txt"), RawEntry("a.TXT")])),
    "a file that is a folder too": ("name-collision", build_zip([RawEntry("a"), RawEntry("a/b")])),
    "a folder that is a file too": ("name-collision", build_zip([RawEntry("a"), RawEntry("A/", mode=0o040755)])),
    "no name": ("name-empty", build_zip([RawEntry("")])),
    "the top as a folder": ("name-empty", build_zip([RawEntry("/", mode=0o040755)])),
    "a parent": ("name-parent", build_zip([RawEntry("../a")])),
    "an absolute name": ("name-absolute", build_zip([RawEntry("/a")])),
    "a backslash": ("name-character", build_zip([RawEntry("..\\a")])),
    "a NUL": ("name-control", build_zip([RawEntry(b"a\0.txt")])),
    "latin-1": ("name-not-utf8", build_zip([RawEntry("ä".encode("latin-1"), flags=0x800)])),
    "UTF-8 without its flag": ("name-not-utf8", build_zip([RawEntry("ä")])),
    "an overlong slash": ("name-not-utf8", build_zip([RawEntry(b"..\xc0\xafa", flags=0x800)])),
    "another name in the directory": ("zip-mismatch", build_zip(entry(central_name=b"b.txt"))),
    "a longer name in the directory": ("zip-mismatch", build_zip(entry(central_name=b"a.txt2"))),
    "a name too long": ("name-long", build_zip([RawEntry("a/" * 800 + "a")])),
    "a name too deep": ("name-deep", build_zip([RawEntry("a/" * 40 + "a")])),
}  # fmt: skip
WRONG["two entries of one name"] = ("zip-duplicate", WRONG["two entries of one name"][1])
for _field in ("version", "flags", "method", "time", "date", "crc", "compressed", "size"):
    _value = {"version": 10, "flags": 0x800, "method": 8}.get(_field, 4)
    WRONG[f"another {_field} in the directory"] = ("zip-mismatch", build_zip(entry(central={_field: _value})))


@pytest.mark.parametrize("case", WRONG)
def test_whatever_two_tools_could_read_differently_is_refused_with_its_code(case: str) -> None:
    code, data = WRONG[case]
    assert code_of(data) == code


RIGHT: dict[str, Sequence[RawEntry]] = {
    "stored": [A],
    "deflated": [B],
    "with a level": [RawEntry("a", b"hello", method=8, flags=2), RawEntry("b", b"hello", method=8, flags=4)],
    "stored by zip -9": [RawEntry("a", b"hello", flags=2)],
    "an empty file": [RawEntry("a")],
    "an empty deflated file": [RawEntry("a", method=8)],
    "folders": [RawEntry("a/", mode=0o040755), RawEntry("a/b", b"1"), RawEntry("c/", central={"external": 0x10})],
    "a name in UTF-8": [RawEntry("日本/é.txt", b"1", flags=0x800)],
    "an ASCII name marked UTF-8": [RawEntry("a", b"1", flags=0x800)],
    "times and owners": [
        RawEntry(
            "a",
            extra=struct.pack("<HHBII", 0x5455, 9, 3, 1, 2) + struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 0, 4, 0),
            central_extra=struct.pack("<HHBI", 0x5455, 5, 3, 1) + struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 0, 4, 0),
        )
    ],
    "NTFS times": [RawEntry("a", central_extra=struct.pack("<HHIHH24x", 10, 32, 0, 1, 24))],
    "DOS": [RawEntry("a", b"1", central={"made_by": 20, "external": 0x20})],
    "a text file": [RawEntry("a", b"1", central={"internal": 1})],
    "version 1.0": [RawEntry("a", b"1", local={"version": 10}, central={"version": 10})],
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_zip_is_walked(case: str) -> None:
    data = build_zip(RIGHT[case])
    layout = walk(io.BytesIO(data), len(data), Limits())
    names = [entry.name + "/" * entry.folder for entry in layout.entries]
    assert names == [entry.name for entry in RIGHT[case]]
    assert [entry.size for entry in layout.entries] == [len(entry.data) for entry in RIGHT[case]]


def test_a_zip_cut_short_anywhere_is_refused() -> None:
    data = build_zip([A, B, RawEntry("日本", b"1" * 20, flags=0x800)])
    for length in range(len(data)):
        assert code_of(data[:length]) in {"zip-truncated", "zip-not-zip"}, length


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(entries=1), "limit-entries"),
        (Limits(file_bytes=299), "limit-file"),
        (Limits(total_bytes=304), "limit-total"),
        (Limits(ratio=1, ratio_floor=100), "limit-ratio"),
        (Limits(path_bytes=6), "name-long"),
        (Limits(depth=1), "name-deep"),
    ],
)
def test_each_limit_is_kept(limits: Limits, code: str) -> None:
    assert code_of(build_zip([A, B]), limits) == code


def test_a_limit_that_is_just_kept_is_no_error() -> None:
    data = build_zip([A, B])
    limits = Limits(entries=2, file_bytes=300, total_bytes=305, ratio=2, ratio_floor=305, path_bytes=7, depth=2)
    assert len(walk(io.BytesIO(data), len(data), limits).entries) == 2
