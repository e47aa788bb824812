"""Walk a zip from byte 0 and accept one reading of it only.

Zip tools disagree on damaged and crafted files: some trust the local headers, some the central directory, some search
for the end record from the back. So each byte must be accounted for once, and all records must say the same; where two
tools could see two archives, the file is refused (CVE-2024-0450, CVE-2025-54368).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from launcher.bundle import zip_format as z
from launcher.bundle.limits import limit_hint
from launcher.bundle.names import UniqueNames, check_name, printable_name
from launcher.bundle.zip_extra import check_extra
from launcher.bundle.zip_headers import check_central, check_end, check_local, decode_name
from launcher.errors import BundleError

if TYPE_CHECKING:
    from launcher.bundle.limits import Limits
#: Bytes that are read at once: of a local header with its name, where the next one is far behind its data, and of the
#: central directory, which is read from end to end.
_LOCAL_AHEAD = 512
_CENTRAL_AHEAD = 64 * 1024
_ZIP64_SIGNATURES = frozenset({z.ZIP64_END_SIGNATURE, z.ZIP64_LOCATOR_SIGNATURE})


class ZipEntry(NamedTuple):
    """One file or folder of a zip. ``name`` has no trailing slash; ``data`` is where the compressed bytes begin."""

    name: str
    folder: bool
    method: int
    crc: int
    compressed_size: int
    size: int
    data: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A zip whose records all agree. ``seal`` is the SHA-256 that bytes 0 to ``sealed`` must have, or empty."""

    entries: tuple[ZipEntry, ...]
    sealed: int
    seal: str


def walk(file: BinaryIO, size: int, limits: Limits) -> Layout:
    """Return the layout of the zip of ``size`` bytes in ``file``; BundleError for anything out of place.

    Only headers are read: what the data inflates to is for the reader to check.
    """
    return _Walk(file, size, limits).layout()


class _Walk:
    def __init__(self, file: BinaryIO, size: int, limits: Limits) -> None:
        self._file = file
        self._size = size
        self._limits = limits
        self._ahead = _LOCAL_AHEAD
        self._window = b""
        self._window_start = 0
        self._names = UniqueNames()
        self._seen: set[tuple[str, bool]] = set()
        self._total = 0
        self._end_of_entries = 0
        #: Where the local headers begin, and their bytes.
        self._headers: list[tuple[int, bytes]] = []

    def layout(self) -> Layout:
        self._check_start()
        headers = self._headers
        entries: list[ZipEntry] = []
        position = 0
        while (signature := self._bytes(position, 4)) == z.LOCAL_SIGNATURE:
            if len(entries) == self._limits.entries:
                raise self._beyond(
                    "entries", "limit-entries", f"the bundle has more than {self._limits.entries:,} entries"
                )
            header = self._bytes(position, z.LOCAL_LENGTH)
            entry = self._local(position, header)
            headers.append((position, header))
            entries.append(entry)
            position = entry.data + entry.compressed_size
            if position > self._size:
                raise _refusal("zip-truncated", "the file is cut short within this entry", entry.name)
        if signature == z.DESCRIPTOR_SIGNATURE:
            raise _refusal("zip-descriptor", "a data descriptor stands after this entry", entries[-1].name)
        if signature != z.CENTRAL_SIGNATURE:
            raise _not_listed(signature, position, entries[0])
        self._check_ratio()
        self._end_of_entries = end = position
        self._ahead = _CENTRAL_AHEAD
        for (offset, header), entry in zip(headers, entries, strict=True):
            end = self._central(end, offset, header, entry)
        seal = self._end(position, end, len(entries))
        return Layout(entries=tuple(entries), sealed=end, seal=seal)

    def _bytes(self, position: int, length: int) -> bytes:
        """Return ``length`` bytes from ``position``, out of the last ones that were read where they are among them."""
        start = position - self._window_start
        if start < 0 or start + length > len(self._window):
            self._file.seek(position)
            self._window = self._file.read(max(length, self._ahead))
            self._window_start, start = position, 0
        data = self._window[start : start + length]
        if len(data) != length:
            raise _refusal("zip-truncated", f"the file is cut short at byte {position + len(data)}")
        return data

    def _check_start(self) -> None:
        start = self._bytes(0, min(4, self._size))
        if start == z.LOCAL_SIGNATURE:
            return
        if self._size and z.LOCAL_SIGNATURE.startswith(start):
            raise _refusal("zip-truncated", f"the file is cut short at byte {self._size}")
        if start == z.END_SIGNATURE:
            raise _refusal("zip-empty", "the zip has no entries")
        if start == z.DESCRIPTOR_SIGNATURE:
            raise _refusal("zip-split", "the zip is split or spanned")
        tail = min(self._size, z.END_LENGTH + 65_535)
        if z.END_SIGNATURE in self._bytes(self._size - tail, tail):
            raise _refusal("zip-prefix", "bytes stand before the first entry")
        raise BundleError(
            "this is no bundle: it is not a zip file",
            code="zip-not-zip",
            hint="`launcher pack SOURCE` makes a bundle from a folder",
        )

    def _local(self, position: int, data: bytes) -> ZipEntry:
        header = z.LocalHeader.unpack(data)
        raw = self._bytes(position + z.LOCAL_LENGTH, header.name_length)
        folder = raw.endswith(b"/")
        name = decode_name(raw.removesuffix(b"/"), header.flags)
        check_local(header, name, folder=folder)
        self._check_name(name, folder=folder)
        self._check_size(header, name)
        after_name = position + z.LOCAL_LENGTH + header.name_length
        if header.extra_length:
            check_extra(self._bytes(after_name, header.extra_length), name, central=False)
        return ZipEntry(
            name=name,
            folder=folder,
            method=header.method,
            crc=header.crc,
            compressed_size=header.compressed_size,
            size=header.size,
            data=after_name + header.extra_length,
        )

    def _check_name(self, name: str, *, folder: bool) -> None:
        if len(name) * 4 > self._limits.path_bytes and len(name.encode()) > self._limits.path_bytes:
            raise self._beyond("path", "name-long", f"the name is longer than {self._limits.path_bytes:,} bytes", name)
        if name.count("/") >= self._limits.depth:
            raise self._beyond("depth", "name-deep", f"the name has more than {self._limits.depth} components", name)
        check_name(name)
        if (name, folder) in self._seen:
            raise _refusal("zip-duplicate", "two entries have this name", name)
        self._seen.add((name, folder))
        if folder:
            self._names.add_folder(name)
        else:
            self._names.add(name)

    def _check_size(self, header: z.LocalHeader, name: str) -> None:
        if header.size > self._limits.file_bytes:
            raise self._beyond("file", "limit-file", f"the file is longer than {self._limits.file_bytes:,} bytes", name)
        self._total += header.size
        if self._total > self._limits.total_bytes:
            message = f"all files together are longer than {self._limits.total_bytes:,} bytes"
            raise self._beyond("total", "limit-total", message, name)

    def _check_ratio(self) -> None:
        limits = self._limits
        if self._total > limits.ratio_floor and self._total > limits.ratio * self._size:
            message = (
                f"the files are more than {limits.ratio_floor:,} bytes and more than {limits.ratio:,} times the bundle"
            )
            raise self._beyond("ratio", "limit-ratio", message)

    def _beyond(self, limit: str, code: str, message: str, name: str | None = None) -> BundleError:
        """Return the refusal of what is beyond a limit, by the name that users know."""
        error = _refusal(code, message, name)
        error.hint = limit_hint(self._limits, limit)
        return error

    def _central(self, position: int, offset: int, local: bytes, entry: ZipEntry) -> int:
        """Check the central header at ``position`` against its local header; return where the next one begins."""
        signature = self._bytes(position, 4)
        if signature != z.CENTRAL_SIGNATURE:
            raise _not_listed(signature, position, entry)
        data = self._bytes(position, z.CENTRAL_LENGTH)
        central = z.CentralHeader.unpack(data)
        after = position + z.CENTRAL_LENGTH
        name = entry.name.encode() + (b"/" if entry.folder else b"")
        other = _first_difference(central, data, local)
        if not other and self._bytes(after, central.name_length) != name:
            other = "name"
        if other:
            if self._is_inside(central.offset):
                raise _refusal("zip-overlap", "the central directory has an entry inside this one's bytes", entry.name)
            raise _refusal("zip-mismatch", f"the central directory has another {other} than the entry", entry.name)
        check_central(central, entry.name, folder=entry.folder)
        if central.offset != offset:
            code, word = ("zip-overlap", "earlier") if central.offset < offset else ("zip-gap", "later")
            message = f"the central directory says that the entry begins {word} than it does"
            raise _refusal(code, message, entry.name)
        after += central.name_length
        if central.extra_length:
            check_extra(self._bytes(after, central.extra_length), entry.name, central=True)
        return after + central.extra_length

    def _is_inside(self, offset: int) -> bool:
        """Tell whether an entry that began at ``offset`` would lie within another, not beside it."""
        place = bisect_right(self._headers, offset, key=lambda header: header[0])
        return offset < self._end_of_entries and self._headers[place - 1][0] != offset

    def _end(self, central: int, position: int, entries: int) -> str:
        """Check the end record at ``position`` and that nothing follows; return the seal."""
        signature = self._bytes(position, 4)
        if signature in _ZIP64_SIGNATURES:
            raise _zip64_records()
        if signature == z.CENTRAL_SIGNATURE:
            extra = z.CentralHeader.unpack(self._bytes(position, z.CENTRAL_LENGTH))
            if extra.offset < central:
                raise _refusal("zip-overlap", "the central directory has two entries of the same bytes")
            raise _refusal("zip-count", "the central directory has an entry that is not there")
        if signature != z.END_SIGNATURE:
            raise _refusal("zip-end", f"no end record follows the central directory at byte {position}")
        end = z.EndRecord.unpack(self._bytes(position, z.END_LENGTH))
        check_end(end)
        if (end.entries_here, end.entries) != (entries, entries):
            raise _refusal("zip-count", f"the end record counts other than {entries} entries")
        if (end.central_offset, end.central_size) != (central, position - central):
            raise _refusal("zip-end", "the end record has another place for the central directory")
        return self._comment(position + z.END_LENGTH, end.comment_length)

    def _comment(self, position: int, length: int) -> str:
        comment = self._bytes(position, length)
        excess = self._size - position - length
        rest = self._bytes(position + length, min(excess, 65_557))
        if z.END_SIGNATURE in comment + rest:
            raise _refusal("zip-second-end", "the zip has a second end record")
        if excess:
            raise _refusal("zip-trailing", f"{excess} bytes follow the end of the zip")
        if not comment:
            return ""
        seal = z.seal_of(comment)
        if not seal:
            raise _refusal("zip-comment", "the zip has a comment that is no seal")
        return seal


def _first_difference(central: z.CentralHeader, data: bytes, local: bytes) -> str:
    """Name the first field in which a central header, with its bytes in ``data``, is not the local one; "" if none."""
    if data[z.CENTRAL_SHARED] == local[z.LOCAL_SHARED]:
        return ""
    header = z.LocalHeader.unpack(local)
    names = (name for name in z.SHARED_FIELDS if getattr(central, name) != getattr(header, name))
    return next(names).replace("_", " ")


def _not_listed(signature: bytes, position: int, entry: ZipEntry) -> BundleError:
    """Return the refusal of a directory that does not go on, at ``position``, with the header of ``entry``."""
    if signature in _ZIP64_SIGNATURES:
        return _zip64_records()
    if signature == z.END_SIGNATURE:
        return _refusal("zip-count", "the entry is not in the central directory", entry.name)
    return _refusal("zip-gap", f"byte {position} belongs to no entry")


def _zip64_records() -> BundleError:
    return _refusal("zip-zip64", "the zip has zip64 records, which the format never needs")


def _refusal(code: str, message: str, name: str | None = None) -> BundleError:
    return BundleError(message, code=code, where=None if name is None else printable_name(name))
