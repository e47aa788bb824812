"""Data that is not what its headers say: damaged, cut short or continued deflate streams, wrong sizes and checksums."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from tests.support.malformed.case import CSS, EMPTY, MANIFEST, PAGE, Case, right_entries, with_entry, with_fields
from tests.support.zips import build_zip, deflated

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDEXES = {"the manifest": MANIFEST, "a page": PAGE}
_DESCRIPTOR = b"PK\7\x08"


def cases() -> Iterator[Case]:
    """Yield one case for each way in which data and headers can disagree."""
    yield from _streams()
    yield from _contents()
    yield from _descriptors()


def _streams() -> Iterator[Case]:
    for what, index in _INDEXES.items():
        data = right_entries()[index].data
        stream = deflated(data)
        for cut in sorted({1, 2, 3, 5, 8, len(stream) // 2, len(stream) - 20, len(stream) - 1}):
            yield _deflated(f"{what}: {cut} bytes cut from the stream", "zip-data", index, stream[:-cut])
        for name, more in (("a zero", b"\0"), ("zeros", bytes(500)), ("its checksum", struct.pack("<I",
        zlib.crc32(data))),
                           ("the stream again", stream), ("an empty stream", b"\3\0"), ("text", b"hello"),
                           ("much", bytes(600_000)), ("a zip", build_zip(right_entries()))):  # fmt: skip
            yield _deflated(f"{what}: {name} after the stream", "zip-data", index, stream + more)
        wrapped = {"zlib": zlib.compress(data), "gzip": zlib.compress(data, wbits=31), "nothing": b"", "the text": data,
                   "zeros": bytes(40), "a reserved block": b"\7" + bytes(20), "noise": b"\xff" * 40,
                   "a stored block of a wrong length": b"\1\5\0\5\0hello", "a block without its length": b"\1\5",
                   "a block cut short": b"\1\5\0\xfa\xffhe",
                   "blocks without an end": b"\0\5\0\xfa\xffhello" * 9}  # fmt: skip
        for name, body in wrapped.items():
            yield _deflated(f"{what}: {name} for a stream", "zip-data", index, body)
        # Distances that reach before the beginning, a code that is not there, a tree that is over-full.
        for name, body in (("a distance too far", b"\x03\x02\x00"), ("an unused code", b"\x4b\x04\x00\xf3\xff"),
                           ("an over-full tree", b"\x05\xff\xff\xff\xff\xff\xff\xff\xff")):  # fmt: skip
            yield _deflated(f"{what}: {name}", "zip-data", index, body)
        for level in (0, 1, 6, 9):
            longer, shorter = deflated(data + b"!", level), deflated(data[:-1], level)
            yield _deflated(f"{what}: a byte more than it says, level {level}", "zip-size", index, longer)
            yield _deflated(f"{what}: a byte less than it says, level {level}", "zip-size", index, shorter)
            other = deflated(data.swapcase(), level)
            yield _deflated(f"{what}: another content, level {level}", "zip-crc", index, other)
        yield _deflated(f"{what}: an empty stream", "zip-size", index, deflated(b""))
        yield _deflated(f"{what}: another content, far longer", "zip-size", index, deflated(bytes(3_000_000)))


def _contents() -> Iterator[Case]:
    for what, index in _INDEXES.items():
        data = right_entries()[index].data
        for position in range(0, len(data), 40):
            changed = data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
            yield Case(f"{what}: byte {position} changed", "zip-crc", build_zip(with_entry(index, body=changed)))
        yield Case(f"{what}: zeros of its length", "zip-crc", build_zip(with_entry(index, body=bytes(len(data)))))
        yield Case(f"{what}: backwards", "zip-crc", build_zip(with_entry(index, body=data[::-1])))
    for text in (b"x", b"not empty", bytes(300_000)):
        yield _deflated(f"an empty file of {len(text)} bytes", "zip-size", EMPTY, deflated(text))
    yield _deflated("an empty file without a stream", "zip-data", EMPTY, b"")


def _descriptors() -> Iterator[Case]:
    """Yield entries as zips written to a pipe have them, and what else stands behind data."""
    for what, index in (
        ("the manifest", MANIFEST),
        ("a deflated file", CSS),
        ("an empty file", EMPTY),
        ("a page", PAGE),
    ):
        entry = right_entries()[index]
        data = entry.data
        body = len(deflated(data) if entry.method else data)
        short = struct.pack("<3I", zlib.crc32(data), body, len(data))
        long = struct.pack("<I2Q", zlib.crc32(data), body, len(data))
        nothing = {"crc": 0, "compressed": 0, "size": 0}
        for name, after in (("signed", _DESCRIPTOR + short), ("unsigned", short), ("long", _DESCRIPTOR + long),
                            ("long, unsigned", long), ("missing", b"")):  # fmt: skip
            for flags in (8, 0x808):
                case = build_zip(with_entry(index, flags=flags, after=after))
                yield Case(f"{what}: a descriptor, {name}, flags {flags}, sizes in front too", "zip-descriptor", case)
                case = build_zip(with_entry(index, flags=flags, after=after, local=nothing))
                yield Case(f"{what}: a descriptor, {name}, flags {flags}", "zip-descriptor", case)
            if after.startswith(_DESCRIPTOR):
                case = build_zip(with_entry(index, after=after))
                yield Case(f"{what}: a descriptor, {name}, that no flag announces", "zip-descriptor", case)
            elif after:
                # Without its signature it is but bytes between two records.
                yield Case(
                    f"{what}: a descriptor, {name}, that no flag announces",
                    "zip-gap",
                    build_zip(with_entry(index, after=after)),
                )
        for local, central in ((8, 0), (0, 8)):
            code = "zip-descriptor" if local else "zip-mismatch"
            case = with_fields(index, local={"flags": local}, central={"flags": central})
            yield Case(f"{what}: a descriptor announced in one copy, {local} and {central}", code, case)


def _deflated(name: str, code: str, index: int, body: bytes) -> Case:
    return Case(name, code, build_zip(with_entry(index, method=8, body=body)))
