"""Put zips together field by field, so that a test can get any one of them wrong."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOCAL = ("version", "flags", "method", "time", "date", "crc", "compressed", "size", "name_length", "extra_length")
CENTRAL = (
    "made_by", *LOCAL, "comment_length", "disk", "internal", "external", "offset",
)  # fmt: skip


@dataclass
class RawEntry:
    """One entry. ``local`` and ``central`` overwrite single fields of the right headers."""

    name: str | bytes
    data: bytes = b""
    method: int = 0
    flags: int = 0
    mode: int = 0o100644
    extra: bytes = b""
    central_extra: bytes = b""
    comment: bytes = b""
    body: bytes | None = None  # instead of the data, compressed by ``method``
    after: bytes = b""  # bytes that follow the body
    local: Mapping[str, int] = field(default_factory=dict)
    central: Mapping[str, int] = field(default_factory=dict)
    central_name: bytes | None = None


def deflated(data: bytes, level: int = 6) -> bytes:
    """Return raw deflate data."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush()


def build_zip(
    entries: Sequence[RawEntry],
    *,
    prefix: bytes = b"",
    before_central: bytes = b"",
    before_end: bytes = b"",
    comment: bytes = b"",
    suffix: bytes = b"",
    end: Mapping[str, int] | None = None,
    central_order: Sequence[int] | None = None,
) -> bytes:
    """Return a zip that is right but for what the arguments say."""
    output = bytearray(prefix)
    central: list[bytes] = []
    for entry in entries:
        name = entry.name.encode() if isinstance(entry.name, str) else entry.name
        body = entry.body
        if body is None:
            body = deflated(entry.data) if entry.method == 8 else entry.data
        values = {
            "version": 20, "flags": entry.flags, "method": entry.method, "time": 0, "date": 33,
            "crc": zlib.crc32(entry.data), "compressed": len(body), "size": len(entry.data),
            "name_length": len(name), "extra_length": len(entry.extra),
        }  # fmt: skip
        central_name = name if entry.central_name is None else entry.central_name
        beside = {
            "made_by": 3 << 8 | 20, "comment_length": len(entry.comment), "disk": 0, "internal": 0,
            "external": entry.mode << 16, "offset": len(output), "extra_length": len(entry.central_extra),
            "name_length": len(central_name),
        }  # fmt: skip
        of_local = {**values, **entry.local}
        of_central = {**values, **beside, **entry.central}
        header = struct.pack("<4s6H3I5H2I", b"PK\1\2", *(of_central[key] for key in CENTRAL))
        central.append(header + central_name + entry.central_extra + entry.comment)
        output += struct.pack("<4s5H3I2H", b"PK\3\4", *(of_local[key] for key in LOCAL))
        output += name + entry.extra + body + entry.after
    output += before_central
    offset = len(output)
    output += b"".join(central if central_order is None else [central[index] for index in central_order])
    fields = {
        "disk": 0, "central_disk": 0, "here": len(central), "entries": len(central),
        "size": len(output) - offset, "offset": offset, "comment": len(comment), **(end or {}),
    }  # fmt: skip
    output += before_end
    output += struct.pack("<4s4H2IH", b"PK\5\6", *fields.values())
    return bytes(output + comment + suffix)
