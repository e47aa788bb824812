"""Zip64 in all its places: records, locators, extra fields and the numbers that refer to them."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tests.support.malformed.case import (
    CSS,
    FOLDER,
    MANIFEST,
    PAGE,
    Case,
    places,
    right_entries,
    with_entry,
    with_fields,
)
from tests.support.malformed.extras import record
from tests.support.zips import build_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTINEL = 0xFFFFFFFF


def cases() -> Iterator[Case]:
    """Yield one case for each place that zip64 can show in: all have the same code."""
    for name, case in (*_extra_fields(), *_sentinels(), *_records()):
        yield Case(f"zip64: {name}", "zip-zip64", case)


def _extra_fields() -> Iterator[tuple[str, bytes]]:
    for index in (MANIFEST, CSS, FOLDER, PAGE):
        entry = right_entries()[index]
        size = len(entry.data)
        values = {"right sizes": struct.pack("<QQ", size, size), "other sizes": struct.pack("<QQ", 2**40, 2**40),
                  "zeros": bytes(16), "nothing": b"", "one size": struct.pack("<Q", size), "a half": bytes(4),
                  "all": struct.pack("<QQQI", size, size, 0, 0), "an offset": struct.pack("<QQQ", size, size, 0),
                  "too much": bytes(40)}  # fmt: skip
        for what, value in values.items():
            extra = record(1, value)
            yield f"{what} in entry {index}", build_zip(with_entry(index, extra=extra))
            yield f"{what} in directory entry {index}", build_zip(with_entry(index, central_extra=extra))
            yield f"{what} in both of {index}", build_zip(with_entry(index, extra=extra, central_extra=extra))
            sentinels = {"size": _SENTINEL, "compressed": _SENTINEL}
            whole = with_entry(index, extra=extra, central_extra=extra, local=sentinels, central=sentinels)
            yield f"{what} and sentinels in {index}", build_zip(whole)
        cut = record(1, bytes(16))[:-1]
        yield f"cut short in entry {index}", build_zip(with_entry(index, extra=cut))
        times = record(0x5455, b"\1" + bytes(4))
        yield f"behind times in entry {index}", build_zip(with_entry(index, extra=times + record(1, bytes(16))))


def _sentinels() -> Iterator[tuple[str, bytes]]:
    entries = right_entries()
    for index in (MANIFEST, CSS, FOLDER, PAGE):
        for fields in ({"size": _SENTINEL}, {"compressed": _SENTINEL}, {"size": _SENTINEL, "compressed": _SENTINEL}):
            yield f"{fields} in both of {index}", with_fields(index, local=fields, central=fields)
            yield f"{fields} in entry {index}", with_fields(index, local=fields)
        yield f"the offset of {index}", with_fields(index, central={"offset": _SENTINEL})
        yield f"the disk of {index}", with_fields(index, central={"disk": 0xFFFF})
    for fields in ({"entries": 0xFFFF}, {"here": 0xFFFF}, {"here": 0xFFFF, "entries": 0xFFFF}, {"size": _SENTINEL},
                   {"offset": _SENTINEL}, {"size": _SENTINEL, "offset": _SENTINEL}, {"disk": 0xFFFF},
                   {"central_disk": 0xFFFF}):  # fmt: skip
        yield f"{fields} in the end record", build_zip(entries, end=fields)


def _records() -> Iterator[tuple[str, bytes]]:
    """Yield zips with the records of zip64 before their end: right, wrong, doubled, alone, in the wrong order."""
    entries = right_entries()
    found = places(build_zip(entries))
    count, start, end = len(entries), found.centrals[0], found.end
    right = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, end - start, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    others = {
        "another count": struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, end - start, start),
        "another place": struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, 46, 0),
        "another length": struct.pack("<4sQ2H2I4Q", b"PK\6\6", 2**63, 45, 45, 0, 0, count, count, end - start, start),
        "version 2": struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 62, 62, 0, 0, count, count, end - start, start),
        "the signature alone": b"PK\6\6",
    }
    sentinels = {"here": 0xFFFF, "entries": 0xFFFF, "size": _SENTINEL, "offset": _SENTINEL}
    own = {"size": end - start}
    for what, zip64 in {"right": right, **others}.items():
        yield f"a record, {what}, with a locator", build_zip(entries, before_end=zip64 + locator, end=own)
        yield (
            f"a record, {what}, with a locator and sentinels",
            build_zip(entries, before_end=zip64 + locator, end=sentinels),
        )
        yield f"a record, {what}, alone", build_zip(entries, before_end=zip64, end=own)
        yield f"a record, {what}, counted to the directory", build_zip(entries, before_end=zip64)
    for offset in (0, start, end, end + 56, 2**63):
        elsewhere = struct.pack("<4sIQI", b"PK\6\7", 0, offset, 1)
        yield f"a locator alone, to {offset}", build_zip(entries, before_end=elsewhere, end=own)
        yield f"a record and a locator to {offset}", build_zip(entries, before_end=right + elsewhere, end=sentinels)
    yield "a locator before its record", build_zip(entries, before_end=locator + right, end=sentinels)
    yield "two records", build_zip(entries, before_end=right + right + locator, end=sentinels)
    yield (
        "a record in place of a directory",
        build_zip(entries, central_order=[], before_end=right + locator, end=sentinels),
    )
    yield "a record after half a directory", build_zip(entries, central_order=[0, 1], before_end=right + locator)
