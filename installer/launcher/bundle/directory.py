"""Take a zip as its central directory lists it, where that has the form which ``pack`` gives it to the byte.

What is listed here is so plain that there is one way to read it: entries lie one after another from byte 0 to the
directory, with no extra field or comment, and an end record with a seal closes the file. So each local header is known
to the byte, and is compared at once, or when its entry is read: who reads some files needs no look at the headers of
all. Everything else, right or wrong, is for :mod:`launcher.bundle.layout`, which says what is wrong.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from launcher.bundle import zip_format as z
from launcher.bundle.layout import Layout, ZipEntry
from launcher.bundle.names import UniqueNames, check_name
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from launcher.bundle.limits import Limits

# Signature and maker; version needed, flags, method, time, date; checksum and sizes; length of the name; all that is
# the same in every entry of ours; place of the entry.
_RECORD = struct.Struct("<6s5H3IH12sI")
_HEAD = z.CENTRAL_SIGNATURE + struct.pack("<H", z.MADE_BY)
_SAME = struct.pack("<4HI", 0, 0, 0, 0, z.REGULAR_FILE_0644)
_NO_EXTRA = b"\0\0"
#: A longer directory is walked, not read at once: 60,000 entries with names of 200 bytes.
_MOST_BYTES = 16 * 1024 * 1024


class Directory(NamedTuple):
    """``headers`` has the bytes that stand before the data of an entry, its local header and name, by its name."""

    layout: Layout
    headers: dict[str, bytes]


def read_directory(file: BinaryIO, size: int, limits: Limits) -> Directory | None:
    """Return what the zip of ``size`` bytes in ``file`` lists, None where it is not in our form or beyond a limit."""
    sealed = size - z.END_LENGTH - z.SEAL_LENGTH
    if sealed < 0:
        return None
    file.seek(sealed)
    tail = file.read(z.END_LENGTH + z.SEAL_LENGTH)
    end, seal = z.EndRecord.unpack(tail), z.seal_of(tail[z.END_LENGTH :])
    length, start = end.central_size, end.central_offset
    if (
        not tail.startswith(z.END_SIGNATURE)
        or not seal
        or end != (0, 0, end.entries, end.entries, sealed - start, start, z.SEAL_LENGTH)
        or not (0 < length <= _MOST_BYTES and end.entries <= limits.entries)
    ):
        return None
    file.seek(start)
    try:
        found = _entries(file.read(length), end.entries, limits)
    except (BundleError, ValueError, struct.error):  # a name that may not be, or a record that is cut short
        return None
    if found is None or found.end != start or _is_beyond(found.entries, size, limits):
        return None
    return Directory(Layout(tuple(found.entries), sealed=sealed, seal=seal), found.headers)


class HeaderCheck:
    """Compares local headers with the bytes of a zip, which are shown from its begin, piece by piece.

    ``other`` is the first entry that has another header than ``headers`` say; those without one are not looked at.
    """

    def __init__(self, entries: Iterable[ZipEntry], headers: Mapping[str, bytes]) -> None:
        self.other: ZipEntry | None = None
        self._expected = ((entry, headers[entry.name]) for entry in entries if entry.name in headers)
        self._next = next(self._expected, None)
        self._kept = b""  # the begin of a header that goes on in the next piece
        self._seen = 0

    def look(self, piece: bytes) -> None:
        """Take the next bytes."""
        data = self._kept + piece if self._kept else piece
        base = self._seen - len(self._kept)
        self._seen += len(piece)
        self._kept = b""
        while self._next is not None:
            entry, header = self._next
            start = entry.data - len(header) - base
            if start + len(header) > len(data):
                self._kept = data[start:]
                return
            if not data.startswith(header, start):
                self.other, self._next = entry, None
                return
            self._next = next(self._expected, None)


class _Found(NamedTuple):
    entries: list[ZipEntry]
    headers: dict[str, bytes]
    end: int


def _entries(data: bytes, count: int, limits: Limits) -> _Found | None:
    """Read the records; None where one is not as ours are."""
    names = UniqueNames()
    entries: list[ZipEntry] = []
    headers: dict[str, bytes] = {}
    at = place = 0
    for _ in range(count):
        head, version, flags, method, _, _, crc, compressed, size, length, same, offset = _RECORD.unpack_from(data, at)
        behind = at + z.CENTRAL_LENGTH
        raw = data[behind : behind + length]
        name = raw.decode()
        if head != _HEAD or same != _SAME or offset != place or version != z.VERSIONS_NEEDED.get(method):
            return None
        if flags != (0 if name.isascii() else z.UTF8_FLAG) or (method == z.STORED and size != compressed):
            return None
        if length > limits.path_bytes or name.count("/") >= limits.depth or size > limits.file_bytes:
            return None
        check_name(name)
        names.add(name)
        headers[name] = header = z.LOCAL_SIGNATURE + data[at + 6 : at + 30] + _NO_EXTRA + raw
        place += len(header)
        entries.append(ZipEntry(name, False, method, crc, compressed, size, place))  # noqa: FBT003 - in order, for speed
        place += compressed
        at = behind + length
    return _Found(entries, headers, place) if at == len(data) else None


def _is_beyond(entries: list[ZipEntry], size: int, limits: Limits) -> bool:
    total = sum(entry.size for entry in entries)
    return total > limits.total_bytes or (total > limits.ratio_floor and total > limits.ratio * size)
