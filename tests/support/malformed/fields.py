"""Every field of the three kinds of records, wrong in one copy or in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.malformed.case import (
    CSS,
    EMPTY,
    FOLDER,
    MANIFEST,
    PAGE,
    Case,
    patched,
    places,
    right_entries,
    with_entry,
    with_fields,
)
from tests.support.zips import build_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAG_CODES = {
    0: "zip-encrypted", 3: "zip-descriptor", 4: "zip-flags", 5: "zip-flags", 6: "zip-encrypted", 7: "zip-flags",
    8: "zip-flags", 9: "zip-flags", 10: "zip-flags", 12: "zip-flags", 13: "zip-encrypted", 14: "zip-flags",
    15: "zip-flags",
}  # fmt: skip
#: Every method that APPNOTE.TXT 4.4.5 names, and numbers that it does not.
_METHODS = (*range(1, 8), *range(9, 21), 92, 93, 94, 95, 96, 97, 98, 99, 100, 255, 256, 0x0800, 32768, 65535)
_VERSIONS = (21, 25, 27, 45, 46, 50, 51, 52, 61, 62, 63, 64, 99, 255, 0x0114, 0x0314, 0x8014, 65535)
_FILES = {"the manifest": MANIFEST, "a deflated file": CSS, "an empty file": EMPTY, "a stored file": PAGE}
_ALL = {**_FILES, "a folder": FOLDER}


def cases() -> Iterator[Case]:
    """Yield one case for each field, entry and wrong value."""
    yield from _one_copy()
    yield from _both_copies()
    yield from _central_alone()
    yield from _end()


def _one_copy() -> Iterator[Case]:
    """What stands in both headers, changed in one of them."""
    for what, index in _ALL.items():
        right = {"version": 20, "flags": 0, "method": 8 if index == CSS else 0, "time": 0, "date": 33}
        for field, value in right.items():
            for bit in range(16):
                yield _central(what, index, field, value ^ 1 << bit)
        for field in ("time", "date"):
            for bit in range(16):
                case = with_fields(index, local={field: right[field] ^ 1 << bit})
                yield Case(f"{what}: another {field} in the entry, bit {bit}", "zip-mismatch", case)
        for field in ("crc", "compressed", "size"):
            for value in (1, 4, 0x7FFFFFFF, 0xFFFFFFFE):
                yield _central(what, index, field, value)
        for value in (0, 4, 65535):
            yield _central(what, index, "name_length", value)
        for version in (0, 10, 11, 19):
            case = with_fields(index, local={"version": version})
            yield Case(f"{what}: version {version} in the entry", "zip-mismatch", case)
        for flags in (2, 4, 6, 0x800):
            case = with_fields(index, local={"flags": flags})
            yield Case(f"{what}: flags {flags} in the entry", "zip-mismatch", case)
    for what, index in _FILES.items():
        yield Case(f"{what}: another crc in the entry", "zip-mismatch", with_fields(index, local={"crc": 1}))


def _central(what: str, index: int, field: str, value: int) -> Case:
    case = with_fields(index, central={field: value})
    return Case(f"{what}: {field} {value} in the directory", "zip-mismatch", case)


def _both_copies() -> Iterator[Case]:
    """Both headers say the same, and it is nothing that a bundle may say."""
    for what, index in _ALL.items():
        for bit, code in _FLAG_CODES.items():
            for flags in (1 << bit, 1 << bit | 0x800, 1 << bit | 2):
                yield _both(f"{what}: flags 0x{flags:04x}", code, index, flags=flags)
        for method in _METHODS:
            yield _both(f"{what}: method {method}", "zip-method", index, method=method)
        for version in _VERSIONS:
            yield _both(f"{what}: version needed {version}", "zip-zip64", index, version=version)
    for what, index in _FILES.items():
        for crc in (1, 0x80000000, 0xFFFFFFFF, 0xDEADBEEF):
            yield _both(f"{what}: checksum 0x{crc:08x}", "zip-crc", index, crc=crc)
        if index != CSS:
            for value in (1, 30, 0x7FFFFFFF, 0xFFFFFFFE):
                yield _both(f"{what}: stored, {value} bytes of another size", "zip-mismatch", index, size=value)
                yield _both(f"{what}: stored in {value} bytes", "zip-mismatch", index, compressed=value)
    yield _both("a deflated file that says it is stored", "zip-mismatch", CSS, method=0)
    yield _both("a page that is no deflate stream", "zip-data", PAGE, method=8)
    yield from _wrong_folders()
    yield from _wrong_sizes()
    yield from _wrong_name_lengths()


def _wrong_folders() -> Iterator[Case]:
    yield _both("a folder that is deflated", "zip-folder", FOLDER, method=8)
    for crc in (1, 0xFFFFFFFF):
        yield _both(f"a folder with checksum {crc}", "zip-folder", FOLDER, crc=crc)
    for value in (1, 4, 20):
        yield _both(f"a folder of {value} bytes", "zip-folder", FOLDER, size=value, compressed=value)


def _wrong_sizes() -> Iterator[Case]:
    size = len(right_entries()[CSS].data)
    for value in (0, 1, size - 1, size + 1, 2 * size, 65535, 1024**2):
        yield _both(f"deflated: size {value}", "zip-size", CSS, size=value)
    for value in (1024**3 + 1, 2**31, 0xFFFFFFFE):
        yield _both(f"deflated: size {value}", "limit-file", CSS, size=value)
    # Where the next record should begin, there is none.
    for value in (0, 1, 2, 10, 21, 40):
        yield _both(f"deflated: compressed to {value}", "zip-gap", CSS, compressed=value)
    for value in (2**20, 2**31, 0xFFFFFFFE):
        yield _both(f"deflated: compressed to {value}", "zip-truncated", CSS, compressed=value)
    for what, index in (("the manifest", MANIFEST), ("a stored file", PAGE)):
        size = len(right_entries()[index].data)
        for by in (-size, -4, -1, 1, 4, 30):
            yield _both(f"{what}: {by} bytes longer", "zip-gap", index, size=size + by, compressed=size + by)
        for value in (2**20, 2**29):
            yield _both(f"{what}: {value} bytes", "zip-truncated", index, size=value, compressed=value)


def _wrong_name_lengths() -> Iterator[Case]:
    """A name that takes bytes of the data, or leaves some of its own to it, moves where the next record should be."""
    entries = with_entry(EMPTY, name="demo/some.txt", data=b"text " * 20)
    for length, code in ((0, "name-empty"), (1, "zip-gap"), (6, "zip-gap"), (12, "zip-gap"), (14, "zip-gap"),
                         (17, "zip-gap"), (18, "name-trailing"), (5, "zip-folder"), (65535,
                         "zip-truncated")):  # fmt: skip
        entries[EMPTY].local = {"name_length": length}
        yield Case(f"a name of {length} bytes in the entry", code, build_zip(entries))
    for length, code in (
        (1, "zip-extra"),
        (3, "zip-extra"),
        (4, "zip-extra"),
        (60, "zip-extra"),
        (65535, "zip-truncated"),
    ):
        entries[EMPTY].local = {"extra_length": length}
        yield Case(f"{length} bytes of the data as extra field", code, build_zip(entries))


def _both(name: str, code: str, index: int, **values: int) -> Case:
    return Case(name, code, with_fields(index, local=values, central=values))


def _central_alone() -> Iterator[Case]:
    right = build_zip(right_entries())
    found = places(right)
    for what, index in _ALL.items():
        for length in (1, 3, 4, 20):
            # The extra field and the comment would reach into the next record.
            case = with_fields(index, central={"extra_length": length})
            yield Case(f"{what}: an extra field of {length} bytes that is the next record", "zip-extra", case)
        for length in (1, 22, 65535):
            case = with_fields(index, central={"comment_length": length})
            yield Case(f"{what}: a comment of {length} bytes that is not there", "zip-comment", case)
        for disk in (1, 2, 0x7FFF, 0xFFFE):
            yield Case(f"{what}: on disk {disk}", "zip-split", with_fields(index, central={"disk": disk}))
        for offset in sorted({*found.locals, *found.centrals, found.end, 1, 4, 2**31, 0xFFFFFFFE}):
            own = found.locals[index]
            if offset == own:
                continue
            case = with_fields(index, central={"offset": offset})
            code = "zip-overlap" if offset < own else "zip-gap"
            yield Case(f"{what}: begins at {offset}, not at {own}", code, case)
    for record, starts in (("entry", found.locals), ("directory", found.centrals)):
        for number, start in enumerate(starts):
            for byte in range(4):
                code = "zip-prefix" if start == 0 else "zip-gap"
                case = patched(right, start + byte, bytes([right[start + byte] ^ 0x20]))
                yield Case(f"byte {byte} of the signature of {record} {number}", code, case)


def _end() -> Iterator[Case]:
    entries = right_entries()
    right = build_zip(entries)
    found = places(right)
    for field in ("disk", "central_disk"):
        for value in (1, 2, 4, 0x7FFF, 0xFFFE):
            yield Case(f"end record: {field} {value}", "zip-split", build_zip(entries, end={field: value}))
    for value in (0, 1, 4, 6, 10, 0x7FFF, 0xFFFE):
        for fields in ({"here": value}, {"entries": value}, {"here": value, "entries": value}):
            yield Case(f"end record: {fields}", "zip-count", build_zip(entries, end=fields))
    central = found.centrals[0]
    for field, own in (("size", found.end - central), ("offset", central)):
        for value in {0, 1, own - 46, own - 1, own + 1, own + 46, 2**31, 0xFFFFFFFE, *found.locals, *found.centrals}:
            if value != own:
                yield Case(f"end record: {field} {value}", "zip-end", build_zip(entries, end={field: value}))
    for by in (-1, 1, 46):
        moved = {"size": found.end - central - by, "offset": central + by}
        yield Case(f"end record: the directory begins {by} later", "zip-end", build_zip(entries, end=moved))
    for length in (1, 2, 22, 65535):
        yield Case(
            f"end record: a comment of {length} bytes", "zip-truncated", build_zip(entries, end={"comment": length})
        )
    for length in (0, 1, 4):
        case = build_zip(entries, comment=b"hello", end={"comment": length})
        yield Case(f"end record: a comment longer than the {length} bytes it says", "zip-trailing", case)
    for byte in range(4):
        case = patched(right, found.end + byte, bytes([right[found.end + byte] ^ 0x20]))
        yield Case(f"byte {byte} of the end record's signature", "zip-end", case)
