"""Extra fields of zip entries: those that tools add for times and owners are passed over, all others are refused."""

from __future__ import annotations

import struct

from launcher.bundle.names import printable_name
from launcher.errors import BundleError

_NTFS = 0x000A
_TIMES = 0x5455
_OWNERS = 0x7875
_ZIP64 = 0x0001


def check_extra(data: bytes, name: str, *, central: bool) -> None:
    """Check the extra field of the entry ``name``; BundleError where a tool could see another name, size or content.

    A Unicode path (0x7075) names the file anew, zip64 (0x0001) gives it another size, AES (0x9901) another content.
    """
    position = 0
    seen: set[int] = set()
    while position < len(data):
        if position + 4 > len(data):
            raise _refusal("zip-extra", "the extra field is cut short", name)
        kind, length = struct.unpack_from("<HH", data, position)
        value = data[position + 4 : position + 4 + length]
        position += 4 + length
        if kind == _ZIP64:
            raise _refusal("zip-zip64", "the entry has zip64 sizes, which the format never needs", name)
        if len(value) != length or kind in seen or not _is_known(kind, value, central=central):
            raise _refusal("zip-extra", f"the entry has an extra field 0x{kind:04x} that is unknown or wrong", name)
        seen.add(kind)


def _is_known(kind: int, value: bytes, *, central: bool) -> bool:
    """Tell whether a record is a well-formed time or owner, as Info-ZIP's extrafld.txt lays them out."""
    if kind == _TIMES:
        if not value or value[0] & ~7:
            return False
        # The central directory repeats the flags of the local header, but has the modification time alone.
        times = value[0] & 1 if central else value[0].bit_count()
        return len(value) == 1 + 4 * times
    if kind == _OWNERS:
        # Info-ZIP writes no owners into the central directory, only an empty or full record.
        if not value:
            return central
        owner = value[1] if len(value) > 1 else 0
        group = value[2 + owner] if len(value) > 2 + owner else 0
        return value[0] == 1 and max(owner, group) <= 8 and len(value) == 3 + owner + group
    if kind == _NTFS:
        return len(value) == 32 and value[4:8] == b"\x01\x00\x18\x00"
    return False


def _refusal(code: str, message: str, name: str) -> BundleError:
    return BundleError(message, code=code, where=printable_name(name))
