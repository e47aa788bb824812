"""Put font files together table by table; the tables need not make sense, only their directory does."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Tables that are in every font, filled with numbers that repeat in no short pattern.
TABLES: Mapping[str, bytes] = {
    tag: bytes((index * index * 7 + len(tag) + start) % 251 for index in range(300 + start))
    for start, tag in enumerate(("cmap", "head", "hhea", "hmtx", "maxp", "name"))
}


def open_type(tables: Mapping[str, bytes] = TABLES) -> bytes:
    """Return a TrueType font."""
    directory, body = b"", b""
    place = 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag.encode(), 0, place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), 0, 0, 0) + directory + body


def woff(tables: Mapping[str, bytes] = TABLES) -> bytes:
    """Return a WOFF font: each table compressed with zlib."""
    directory, body = b"", b""
    place = 44 + 20 * len(tables)
    for tag, data in sorted(tables.items()):
        packed = min(zlib.compress(data), data, key=len)
        directory += struct.pack(">4sIIII", tag.encode(), place + len(body), len(packed), len(data), 0)
        body += packed + bytes(-len(packed) % 4)
    total = place + len(body)
    header = struct.pack(">4s4sIHHIHHIIIII", b"wOFF", b"\0\1\0\0", total, len(tables), 0, 0, 1, 0, 0, 0, 0, 0, 0)
    return header + directory + body


def woff2(tables: Mapping[str, bytes] = TABLES) -> bytes:
    """Return a WOFF2 font: all tables compressed with brotli as one."""
    import brotli  # type: ignore[import-untyped]  # ships no types

    directory = b"".join(b"\x3f" + tag.encode() + _base_128(len(data)) for tag, data in sorted(tables.items()))
    packed: bytes = brotli.compress(b"".join(data for _, data in sorted(tables.items())))
    total = 48 + len(directory) + len(packed)
    header = struct.pack(
        ">4s4sIHHIIHHIIIII", b"wOF2", b"\0\1\0\0", total, len(tables), 0, 0, len(packed), 1, 0, 0, 0, 0, 0, 0
    )
    return header + directory + packed


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
