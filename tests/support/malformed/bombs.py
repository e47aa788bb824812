"""Zips that are small and unpack to much: by overlaps, quotes, ratios, counts and lies."""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING

from tests.support.malformed.case import PAGE, Case, right_entries, with_entry, with_more
from tests.support.zips import RawEntry, build_zip, deflated

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIB = 1024 * 1024


def cases() -> Iterator[Case]:
    """Yield one case for each kind of bomb, in several sizes."""
    for count in (2, 10, 100, 1000):
        yield _full_overlap(count)
    for count in (2, 10, 100):
        yield _quoted_overlap(count)
    yield from _ratios()
    yield from _lies()
    for depth in (1, 2, 5):
        yield Case(f"zips within zips, {depth} deep, the outer cut short", "zip-data", _nested(depth))
    for name in ("demo/r.zip", "demo/r/r.zip"):
        yield _self_containing(name)
    for count in (65_535, 70_000):
        yield _many(count)


def _full_overlap(count: int) -> Case:
    """All entries of the directory are the one entry that is there."""
    kernel = deflated(bytes(_MIB))
    entries = [RawEntry("kernel", bytes(_MIB), method=8, body=kernel)]
    right = build_zip(entries)
    header = right[30 + 6 + len(kernel) : -22]
    more = b"".join(header[:46] + f"{number:06}".encode() for number in range(count - 1))
    case = build_zip(entries, before_end=more, end={"here": count, "entries": count, "size": len(header) + len(more)})
    return Case(f"{count} entries of the same bytes", "zip-overlap", case)


def _quoted_overlap(count: int) -> Case:
    """Each entry is a stored block that quotes the header of the next, which it thereby has inside itself."""
    data, body = bytes(_MIB), deflated(bytes(_MIB))
    files: list[RawEntry] = []
    tail = b""
    for number in reversed(range(count)):
        name = f"{number:06}"
        if tail:
            # A block that is not the last one and whose text is the next entry's header; then that entry's own stream.
            header_length = 30 + 6
            quoted = b"\0" + header_length.to_bytes(2, "little") + (header_length ^ 0xFFFF).to_bytes(2, "little")
            data = tail[:header_length] + data
            body = quoted + tail
        entry = RawEntry(name, data, method=8, body=body)
        tail = build_zip([entry])[: 30 + 6 + len(body)]
        files.insert(0, entry)
    # The offsets of the entries within the first.
    central = []
    for number, entry in enumerate(files):
        right = build_zip([entry])
        assert entry.body is not None
        header = right[36 + len(entry.body) : -22]
        central.append(header[:42] + (number * 41).to_bytes(4, "little") + header[46:])
    directory = b"".join(central[1:])
    end = {"here": count, "entries": count, "size": len(central[0]) + len(directory)}
    return Case(
        f"{count} entries that quote the next", "zip-overlap", build_zip(files[:1], before_end=directory, end=end)
    )


def _ratios() -> Iterator[Case]:
    """Honest zips that are far larger inside; what they declare is enough to refuse them."""
    for count, size in ((1, 513), (2, 300), (4, 600), (7, 100), (30, 100)):
        entries = [RawEntry(f"demo/{number}", method=8, body=_zeros(), local=_declared(size), central=_declared(size))
                   for number in range(count)]  # fmt: skip
        yield Case(f"{count} files of {size} MiB", "limit-ratio", with_more(*entries))
    for count, size in ((5, 1000), (41, 100), (4, 1024)):
        entries = [RawEntry(f"demo/{number}", method=8, body=_zeros(), local=_declared(size), central=_declared(size))
                   for number in range(count)]  # fmt: skip
        yield Case(f"{count} files of {size} MiB, more than 4 GiB", "limit-total", with_more(*entries))
    for size in (1025, 2000, 4095):
        bomb = RawEntry("demo/bomb", method=8, body=_zeros(), local=_declared(size), central=_declared(size))
        yield Case(f"a file of {size} MiB", "limit-file", with_more(bomb))


def _lies() -> Iterator[Case]:
    """Entries that declare little and inflate to much."""
    for size in (0, 1, 100, 70_000):
        declared = {"size": size, "crc": zlib.crc32(bytes(size))}
        for megabytes in (1, 64):
            body = _zeros(megabytes)
            bomb = RawEntry("demo/bomb", method=8, body=body, local=declared, central=declared)
            yield Case(f"{megabytes} MiB that say they are {size} bytes", "zip-size", with_more(bomb))
    page = with_entry(PAGE, method=8, body=_zeros(64))
    yield Case("a page that is a bomb", "zip-size", build_zip(page))


def _nested(depth: int) -> bytes:
    inner = build_zip([RawEntry("bomb", bytes(_MIB), method=8)])
    for _ in range(depth):
        inner = build_zip([RawEntry("inner.zip", inner, method=8)])
    return with_more(RawEntry("demo/outer.zip", inner, method=8, body=deflated(inner)[:-1]))


def _self_containing(name: str) -> Case:
    """An entry whose data, by its sizes, is the whole zip with itself: no such zip can be walked to its end."""
    right = build_zip([*right_entries(), RawEntry(name, b"")])
    both = {"size": len(right), "compressed": len(right)}
    entry = RawEntry(name, local=both, central={**both, "offset": 0})
    return Case(f"{name} is the zip itself", "zip-truncated", with_more(entry))


def _many(count: int) -> Case:
    local = build_zip([RawEntry("000000")])[:36]
    central = build_zip([RawEntry("000000")])[36:-22]
    names = [f"{number:06}".encode() for number in range(count)]
    entries = b"".join(local[:30] + name for name in names)
    directory = b"".join(central[:42] + (36 * number).to_bytes(4, "little") + name for number, name in enumerate(names))
    end = build_zip([RawEntry("000000")])[-22:]
    counted = end[:8] + min(count, 65_535).to_bytes(2, "little") * 2 + len(directory).to_bytes(4, "little")
    return Case(
        f"{count} entries",
        "limit-entries",
        entries + directory + counted + len(entries).to_bytes(4, "little") + b"\0\0",
    )


@cache
def _zeros(megabytes: int = 1) -> bytes:
    return deflated(bytes(megabytes * _MIB), 9)


def _declared(megabytes: int) -> dict[str, int]:
    return {"size": megabytes * _MIB}
