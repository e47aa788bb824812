"""Bytes that belong to nobody or to two: prefixes, gaps, overlaps, suffixes, second directories and ends."""

from __future__ import annotations

import struct
from itertools import permutations
from typing import TYPE_CHECKING

from tests.support.malformed.case import (
    CSS,
    EMPTY,
    PAGE,
    Case,
    inserted,
    places,
    right_entries,
    sealed,
    with_entry,
    with_fields,
)  # fmt: skip
from tests.support.zips import RawEntry, build_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

_JUNK = {
    "a zero": b"\0", "zeros": bytes(30), "many zeros": bytes(70_000), "a line end": b"\n", "text": b"hello, world\n",
    "a script": b"#!/bin/sh\nexit\n", "a program": b"MZ\x90\0\3", "PHP": b"<?php __HALT_COMPILER(); ?>\n",
    "half a signature": b"PK", "a digital signature": b"PK\5\5\0\0", "archive extra data": b"PK\6\x08\0\0\0\0",
    "another signature": b"PK\7\7" + bytes(12),
}  # fmt: skip
_END = b"PK\5\6"


def cases() -> Iterator[Case]:
    """Yield one case for each place and each thing that is there too much or too little."""
    right = build_zip(right_entries())
    yield from _put_in(right)
    yield from _cut(right)
    yield from _ends(right)
    yield from _directories()
    yield from _overlaps(right)
    for data in (b"", b"P", b"\0", b"hello", b"PK", b"\x1f\x8b\x08\0" + bytes(30), b"Rar!\x1a\7\0",
    b"7z\xbc\xaf\x27\x1c",
                 bytes(100_000), b"%PDF-1.7\n", b"<!doctype html>", b"\x7fELF" + bytes(60)):  # fmt: skip
        code = "zip-truncated" if data in {b"P", b"PK"} else "zip-not-zip"
        yield Case(f"no zip: {data[:8]!r}, {len(data)} bytes", code, data)
    for comment in (b"", b"x", bytes(65_535)):
        yield Case(f"no entries, a comment of {len(comment)} bytes", "zip-empty", build_zip([], comment=comment))
    yield Case("a spanning marker", "zip-split", b"PK\7\x08" + right)
    yield Case("a marker of one volume", "zip-prefix", b"PK00" + right)


def _put_in(right: bytes) -> Iterator[Case]:
    found = places(right)
    entries = right_entries()
    for what, junk in _JUNK.items():
        yield Case(f"{what} in front", "zip-prefix", junk + right)
        yield Case(f"{what} in front, counted by the offsets", "zip-prefix", build_zip(entries, prefix=junk))
        for number, start in enumerate(found.locals[1:], 1):
            yield Case(f"{what} before entry {number}", "zip-gap", inserted(right, start, junk))
            spread = right_entries()
            spread[number - 1].after = junk
            yield Case(f"{what} before entry {number}, counted by the offsets", "zip-gap", build_zip(spread))
        for number, start in enumerate(found.centrals):
            yield Case(f"{what} before directory entry {number}", "zip-gap", inserted(right, start, junk))
        yield Case(f"{what} before the directory, counted", "zip-gap", build_zip(entries, before_central=junk))
        yield Case(f"{what} before the end", "zip-end", inserted(right, found.end, junk))
        yield Case(f"{what} before the end, counted", "zip-end",
                   build_zip(entries, before_end=junk,
                   end={"size": found.end - found.centrals[0] + len(junk)}))  # fmt: skip
        yield Case(f"{what} behind", "zip-trailing", right + junk)
        yield Case(f"{what} behind a sealed one", "zip-trailing", sealed(entries) + junk)
        yield Case(f"{what} as comment", "zip-comment", build_zip(entries, comment=junk[:65_535]))


def _cut(right: bytes) -> Iterator[Case]:
    """Yield the zip cut at every border of a record and beside it, and at every tenth byte."""
    found = places(right)
    borders = {*found.locals, *found.centrals, found.end}
    cuts = {border + by for border in borders for by in (-2, -1, 0, 1, 3, 4, 5, 21)} | set(range(10, len(right), 10))
    for length in sorted(cut for cut in cuts if 0 < cut < len(right)):
        yield Case(f"cut after {length} of {len(right)} bytes", "zip-truncated", right[:length])
    whole = sealed(right_entries())
    for length in range(len(right), len(whole)):
        yield Case(f"cut in the seal after {length} bytes", "zip-truncated", whole[:length])
    for length in (1, 4, 30):
        yield Case(f"without its first {length} bytes", "zip-prefix", right[length:])
    yield Case("without its first entry", "zip-mismatch", right[found.locals[1] :])
    for number in range(1, len(found.locals)):
        end = [*found.locals, found.centrals[0]][number + 1]
        case = right[: found.locals[number]] + right[end:]
        # The entries behind it, if there are any, now stand earlier than the directory says.
        code = "zip-count" if number == len(found.locals) - 1 else "zip-mismatch"
        yield Case(f"entry {number} taken out", code, case)


def _ends(right: bytes) -> Iterator[Case]:
    other = build_zip([RawEntry("other.txt", b"x")])
    ends = {"an end record": other[-22:], "the own end record": right[-22:], "a zip": other, "its signature": _END,
            "an empty zip": build_zip([]), "a zip with a comment": other[:-2] + b"\2\0hi"}  # fmt: skip
    for what, extra in ends.items():
        yield Case(f"{what} behind", "zip-second-end", right + extra)
        yield Case(f"{what} behind a seal", "zip-second-end", sealed(right_entries()) + extra)
        yield Case(f"{what} as comment", "zip-second-end", build_zip(right_entries(), comment=extra))
        yield Case(
            f"{what} in a comment", "zip-second-end", build_zip(right_entries(), comment=b"hi " + extra + b" ho")
        )
        yield Case(f"{what} far behind", "zip-second-end", right + bytes(1000) + extra)
        # A zip that begins with an end record is at its end at once; a zip before a zip ends where the other begins.
        code = "zip-empty" if extra.startswith(_END) else "zip-second-end"
        yield Case(f"{what} in front", code, extra + right)
    seals = {
        "short": b"launcher-seal-1 sha256 " + b"0" * 63, "long": b"launcher-seal-1 sha256 " + b"0" * 65,
        "in capitals": b"launcher-seal-1 sha256 " + b"A" * 64, "without digits": b"launcher-seal-1 sha256 ",
        "of another kind": b"launcher-seal-2 sha256 " + b"0" * 64,
        "of another hash": b"launcher-seal-1 sha512 " + b"0" * 64,
        "with a space": b"launcher-seal-1 sha256 " + b"0" * 63 + b" ",
        "with a line end": b"launcher-seal-1 sha256 " + b"0" * 64 + b"\n",
    }  # fmt: skip
    for what, seal in seals.items():
        yield Case(f"a seal {what}", "zip-comment", build_zip(right_entries(), comment=seal))
    for digit in b"0f":
        seal = b"launcher-seal-1 sha256 " + bytes([digit]) * 64
        yield Case(f"a seal of other bytes, {digit}", "zip-seal", build_zip(right_entries(), comment=seal))


def _directories() -> Iterator[Case]:
    entries = right_entries()
    count = len(entries)
    for order in permutations(range(count)):
        if order != tuple(range(count)):
            yield Case(f"a directory in the order {order}", "zip-mismatch", build_zip(entries, central_order=order))
    for length in range(count):
        case = build_zip(entries, central_order=range(length), end={"here": length, "entries": length})
        yield Case(f"a directory of {length} entries", "zip-count", case)
    for index in range(count):
        twice = [*range(count), index]
        case = build_zip(entries, central_order=twice, end={"here": count + 1, "entries": count + 1})
        yield Case(f"entry {index} twice in the directory", "zip-overlap", case)
    right = build_zip(entries)
    start = places(right).end
    header = right[places(right).centrals[PAGE] : start]
    for offset in (start, start + 22, 2**31):
        extra = header[:42] + struct.pack("<I", offset) + header[46:]
        case = build_zip(entries, before_end=extra, end={"here": count + 1, "entries": count + 1})
        yield Case(f"an entry in the directory alone, at {offset}", "zip-count", case)


def _overlaps(right: bytes) -> Iterator[Case]:
    """One entry inside another, in the ways that let a small zip unpack to a large one."""
    found = places(right)
    for inner in (PAGE, EMPTY, CSS):
        for by in (1, 4, 29):
            offset = found.locals[inner] - by
            case = with_fields(inner, central={"offset": offset})
            yield Case(f"entry {inner} begins {by} bytes inside the one before", "zip-overlap", case)
    for inner in (EMPTY, PAGE):
        for outer in range(inner):
            # The outer entry takes all bytes up to the end of the inner one for its data.
            first, last = found.locals[outer], [*found.locals, found.centrals[0]][inner + 1]
            entry = right_entries()[outer]
            size = last - first - 30 - len(entry.name)
            if entry.name[-1] == "/" or entry.method:
                continue
            both = {"size": size, "compressed": size}
            case = with_fields(outer, local=both, central=both)
            yield Case(f"entry {outer} quotes those up to {inner}", "zip-overlap", case)
    whole = len(right)
    for index in (PAGE, EMPTY):
        both = {"size": whole, "compressed": whole}
        case = build_zip(with_entry(index, local=both, central={**both, "offset": 0}))
        yield Case(f"entry {index} is the whole zip, itself too", "zip-truncated", case)
        yield Case(f"entry {index} has the zip as its content, and says it is itself", "zip-overlap",
                   build_zip(with_entry(index, data=right, central={"offset": 0})))  # fmt: skip
