"""Extra fields that could mean another name, size or content, and records that are damaged."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tests.support.malformed.case import CSS, FOLDER, MANIFEST, PAGE, Case, with_entry
from tests.support.zips import build_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Every header id of APPNOTE.TXT 4.5.2 and 4.6.1 but zip64 and those that a bundle may have, and some of nobody's.
_KINDS = (
    0x0007, 0x0008, 0x0009, 0x000C, 0x000D, 0x000E, 0x000F, 0x0014, 0x0015, 0x0016, 0x0017, 0x0018, 0x0019, 0x0020,
    0x0021, 0x0022, 0x0023, 0x0065, 0x0066, 0x4690, 0x07C8, 0x1986, 0x2605, 0x2705, 0x2805, 0x334D, 0x4154, 0x4341,
    0x4453, 0x4704, 0x470F, 0x4B46, 0x4C41, 0x4D49, 0x4D63, 0x4F4C, 0x5356, 0x554E, 0x5855, 0x6375, 0x6542, 0x6854,
    0x7075, 0x7441, 0x756E, 0x7855, 0x9901, 0x9902, 0xA11E, 0xA220, 0xCAFE, 0xD935, 0xE57A, 0xFB4A, 0xFD4A, 0x0000,
    0x0002, 0x1234, 0xFFFF,
)  # fmt: skip
_TIMES, _OWNERS, _NTFS = 0x5455, 0x7875, 0x000A
_OWNED = b"\1\4\0\0\0\0\4\0\0\0\0"


def record(kind: int, value: bytes = b"") -> bytes:
    """Return one record of an extra field."""
    return struct.pack("<HH", kind, len(value)) + value


def cases() -> Iterator[Case]:
    """Yield one case for each kind and each damage, in the entry, the directory or both."""
    for kind in _KINDS:
        for value in (b"", b"\1\0\0\0\0other.txt"):
            yield from _everywhere(f"kind 0x{kind:04x}, {len(value)} bytes", record(kind, value))
    for what, extra in _damaged().items():
        yield from _everywhere(what, extra)
    for what, extra in _wrong_in_entry().items():
        yield Case(f"{what} in the entry", "zip-extra", build_zip(with_entry(PAGE, extra=extra)))
    for what, extra in _wrong_in_directory().items():
        yield Case(f"{what} in the directory", "zip-extra", build_zip(with_entry(PAGE, central_extra=extra)))


def _everywhere(what: str, extra: bytes) -> Iterator[Case]:
    for name, index in (("the manifest", MANIFEST), ("a file", CSS), ("a folder", FOLDER)):
        for place, both in (("entry", {"extra": extra}), ("directory", {"central_extra": extra})):
            yield Case(f"{what} in the {place} of {name}", "zip-extra", build_zip(with_entry(index, **both)))
    both = {"extra": extra, "central_extra": extra}
    yield Case(f"{what} in entry and directory", "zip-extra", build_zip(with_entry(PAGE, **both)))


def _damaged() -> dict[str, bytes]:
    times = record(_TIMES, b"\1" + bytes(4))
    tag = bytes(4) + b"\1\0\x18\0"
    return {
        "one byte": b"U",
        "two bytes": b"UT",
        "three bytes": b"UT\5",
        "zeros": bytes(3),
        "more zeros": bytes(7),
        "a record cut short": times[:-1],
        "a record without its value": times[:4],
        "a byte after a record": times + b"\0",
        "a record twice": times + times,
        "owners twice": record(_OWNERS, _OWNED) * 2,
        "a known and an unknown record": times + record(0x1234),
        "an unknown and a known record": record(0x1234) + times,
        "times without flags": record(_TIMES),
        "times with unknown flags": record(_TIMES, b"\x09" + bytes(8)),
        "times of no use": record(_TIMES, b"\xff" + bytes(12)),
        "owners of another version": record(_OWNERS, b"\2" + _OWNED[1:]),
        "owners cut short": record(_OWNERS, _OWNED[:-1]),
        "owners with more": record(_OWNERS, _OWNED + b"\0"),
        "owners of a long number": record(_OWNERS, b"\1\x09" + bytes(9) + b"\4" + bytes(4)),
        "owners without numbers": record(_OWNERS, b"\1"),
        "NTFS times cut short": record(_NTFS, tag + bytes(16)),
        "NTFS times of another tag": record(_NTFS, bytes(4) + b"\2\0\x18\0" + bytes(24)),
        "empty NTFS times": record(_NTFS),
        "NTFS times with more": record(_NTFS, tag + bytes(24) + b"\1\0\0\0"),
    }


def _wrong_in_entry() -> dict[str, bytes]:
    """Each bit of the flags is one time of four bytes."""
    wrong = {"no owners": record(_OWNERS)}
    for flags in range(8):
        for count in range(5):
            if count != flags.bit_count():
                wrong[f"times {flags} with {count} times"] = record(_TIMES, bytes([flags]) + bytes(4 * count))
    return wrong


def _wrong_in_directory() -> dict[str, bytes]:
    # The directory repeats the flags, and has the time of modification alone.
    return {f"times {flags} with {count} times": record(_TIMES, bytes([flags]) + bytes(4 * count))
            for flags in range(8) for count in range(4) if count != flags & 1}  # fmt: skip
