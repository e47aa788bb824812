"""The records of a zip file, as PKWARE's APPNOTE.TXT 6.3.10 lays them out: section numbers are its."""

from __future__ import annotations

import struct
from typing import NamedTuple

LOCAL_SIGNATURE = b"PK\x03\x04"
CENTRAL_SIGNATURE = b"PK\x01\x02"
END_SIGNATURE = b"PK\x05\x06"
ZIP64_END_SIGNATURE = b"PK\x06\x06"
ZIP64_LOCATOR_SIGNATURE = b"PK\x06\x07"
DESCRIPTOR_SIGNATURE = b"PK\x07\x08"

STORED = 0
DEFLATED = 8
#: General purpose bit 11: the name is UTF-8.
UTF8_FLAG = 0x0800
#: Bits 1 and 2 tell how hard deflate tried; they change nothing. Info-ZIP sets them on stored entries too.
DEFLATE_LEVEL_FLAGS = 0x0006
ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000
DESCRIPTOR_FLAG = 0x0008

#: "Version made by" of our own entries: 2.0 on Unix, which says that the attributes hold a mode; these; and "version
#: needed" by method.
MADE_BY = 3 << 8 | 20
REGULAR_FILE_0644 = 0o100644 << 16
VERSIONS_NEEDED = {STORED: 10, DEFLATED: 20}

#: Our archive comment: a SHA-256 of every byte before the end record. It makes any changed byte visible, also in
#: fields that have no other copy and in deflate streams, where other bytes can inflate to the same.
SEAL_PREFIX = b"launcher-seal-1 sha256 "
SEAL_LENGTH = len(SEAL_PREFIX) + 64

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
LOCAL_LENGTH = _LOCAL.size
CENTRAL_LENGTH = _CENTRAL.size
END_LENGTH = _END.size


class LocalHeader(NamedTuple):
    """4.3.7, without the signature, name and extra field."""

    version_needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed_size: int
    size: int
    name_length: int
    extra_length: int

    @classmethod
    def unpack(cls, data: bytes) -> LocalHeader:
        """Read the header that ``data`` begins with."""
        return cls(*_LOCAL.unpack_from(data)[1:])

    def pack(self) -> bytes:
        """Return the header with its signature."""
        return _LOCAL.pack(LOCAL_SIGNATURE, *self)


class CentralHeader(NamedTuple):
    """4.3.12, without the signature, name, extra field and comment."""

    version_made_by: int
    version_needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed_size: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    internal_attributes: int
    external_attributes: int
    offset: int

    @classmethod
    def unpack(cls, data: bytes) -> CentralHeader:
        """Read the header that ``data`` begins with."""
        return cls(*_CENTRAL.unpack_from(data)[1:])

    def pack(self) -> bytes:
        """Return the header with its signature."""
        return _CENTRAL.pack(CENTRAL_SIGNATURE, *self)


#: What both headers of an entry have in common, and where it stands in each.
SHARED_FIELDS = LocalHeader._fields[:-1]
LOCAL_SHARED = slice(4, 28)
CENTRAL_SHARED = slice(6, 30)


class EndRecord(NamedTuple):
    """4.3.16, without the signature and comment."""

    disk: int
    central_disk: int
    entries_here: int
    entries: int
    central_size: int
    central_offset: int
    comment_length: int

    @classmethod
    def unpack(cls, data: bytes) -> EndRecord:
        """Read the record that ``data`` begins with."""
        return cls(*_END.unpack_from(data)[1:])

    def pack(self) -> bytes:
        """Return the record with its signature."""
        return _END.pack(END_SIGNATURE, *self)


def seal_of(comment: bytes) -> str:
    """Return the digest that an archive comment states, 64 hexadecimal digits; "" where it is no seal."""
    digits = comment.removeprefix(SEAL_PREFIX)
    if len(comment) != SEAL_LENGTH or len(digits) != 64 or digits.strip(b"0123456789abcdef"):
        return ""
    return digits.decode("ascii")
