"""Walk a zip from byte 0 and accept one reading of it only.

Zip tools disagree on damaged and crafted files: some trust the local headers, some the central directory, some search
for the end record from the back. So each byte must be accounted for once, and all records must say the same; where two
tools could see two archives, the file is refused (CVE-2024-0450, CVE-2025-54368).
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from launcher.bundle import zip_format as z
from launcher.bundle.names import UniqueNames, parse_name, printable_name
from launcher.bundle.zip_extra import check_extra
from launcher.errors import BundleError

if TYPE_CHECKING:
    from launcher.bundle.limits import Limits

#: Hosts in "version made by" whose attributes we know: MS-DOS, Unix, NTFS (PKWARE's and Info-ZIP's number), macOS.
_SYSTEMS = frozenset({0, 3, 10, 11, 19})
#: Deflate and folders need 2.0; more means zip64, encryption or another method.
_NEWEST_VERSION = 20
_DOS_FOLDER = 0x10
#: Read-only, hidden, system, folder, archive, normal. Not: volume label, device, reparse point.
_DOS_ATTRIBUTES = 0x01 | 0x02 | 0x04 | _DOS_FOLDER | 0x20 | 0x80


@dataclass(frozen=True, slots=True)
class ZipEntry:
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
        self._names = UniqueNames()
        self._seen: set[str] = set()
        self._total = 0

    def layout(self) -> Layout:
        self._check_start()
        headers: list[tuple[int, bytes]] = []
        entries: list[ZipEntry] = []
        position = 0
        while (signature := self._bytes(position, 4)) == z.LOCAL_SIGNATURE:
            if len(entries) == self._limits.entries:
                raise _refusal("limit-entries", f"the bundle has more than {self._limits.entries} entries")
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
            raise _refusal("zip-gap", f"byte {position} belongs to no entry", entries[-1].name)
        self._check_ratio()
        end = position
        for (offset, header), entry in zip(headers, entries, strict=True):
            end = self._central(end, offset, header, entry)
        seal = self._end(position, end, len(entries))
        return Layout(entries=tuple(entries), sealed=end, seal=seal)

    def _bytes(self, position: int, length: int) -> bytes:
        self._file.seek(position)
        data = self._file.read(length)
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
        name = _decode(raw.removesuffix(b"/"), header.flags)
        _check_local(header, name, folder=folder)
        self._check_name(name, folder=folder)
        self._check_size(header, name)
        after_name = position + z.LOCAL_LENGTH + header.name_length
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
        if len(name.encode()) > self._limits.path_bytes:
            raise _refusal("name-long", f"the name is longer than {self._limits.path_bytes} bytes", name)
        if name.count("/") >= self._limits.depth:
            raise _refusal("name-deep", f"the name has more than {self._limits.depth} components", name)
        path = parse_name(name)
        if name in self._seen:
            raise _refusal("zip-duplicate", "two entries have this name", name)
        self._seen.add(name)
        if folder:
            self._names.add_folder(name)
        else:
            self._names.add(path)

    def _check_size(self, header: z.LocalHeader, name: str) -> None:
        if header.size > self._limits.file_bytes:
            raise _refusal("limit-file", f"the file is longer than {self._limits.file_bytes} bytes", name)
        self._total += header.size
        if self._total > self._limits.total_bytes:
            raise _refusal("limit-total", f"all files are longer than {self._limits.total_bytes} bytes", name)

    def _check_ratio(self) -> None:
        limits = self._limits
        if self._total > limits.ratio_floor and self._total > limits.ratio * self._size:
            raise _refusal(
                "limit-ratio",
                f"the files are more than {limits.ratio_floor} bytes and more than {limits.ratio} times the bundle",
            )

    def _central(self, position: int, offset: int, local: bytes, entry: ZipEntry) -> int:
        """Check the central header at ``position`` against its local header; return where the next one begins."""
        if self._bytes(position, 4) != z.CENTRAL_SIGNATURE:
            raise _refusal("zip-count", "the entry is not in the central directory", entry.name)
        data = self._bytes(position, z.CENTRAL_LENGTH)
        central = z.CentralHeader.unpack(data)
        if data[z.CENTRAL_SHARED] != local[z.LOCAL_SHARED]:
            header = z.LocalHeader.unpack(local)
            names = [name for name in z.SHARED_FIELDS if getattr(central, name) != getattr(header, name)]
            message = f"the central directory has another {names[0].replace('_', ' ')} than the entry"
            raise _refusal("zip-mismatch", message, entry.name)
        after = position + z.CENTRAL_LENGTH
        name = entry.name.encode() + (b"/" if entry.folder else b"")
        if self._bytes(after, central.name_length) != name:
            raise _refusal("zip-mismatch", "the central directory has another name for this entry", entry.name)
        if central.offset != offset:
            code, word = ("zip-overlap", "earlier") if central.offset < offset else ("zip-gap", "later")
            message = f"the central directory says that the entry begins {word} than it does"
            raise _refusal(code, message, entry.name)
        _check_central(central, entry)
        after += central.name_length
        check_extra(self._bytes(after, central.extra_length), entry.name, central=True)
        return after + central.extra_length

    def _end(self, central: int, position: int, entries: int) -> str:
        """Check the end record at ``position`` and that nothing follows; return the seal."""
        signature = self._bytes(position, 4)
        if signature in {z.ZIP64_END_SIGNATURE, z.ZIP64_LOCATOR_SIGNATURE}:
            raise _refusal("zip-zip64", "the zip has zip64 records, which the format never needs")
        if signature == z.CENTRAL_SIGNATURE:
            raise _refusal("zip-count", "the central directory has an entry that is not there")
        if signature != z.END_SIGNATURE:
            raise _refusal("zip-end", f"no end record follows the central directory at byte {position}")
        end = z.EndRecord.unpack(self._bytes(position, z.END_LENGTH))
        if end.disk or end.central_disk:
            raise _refusal("zip-split", "the zip is split or spanned")
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
        digest = comment.removeprefix(z.SEAL_PREFIX)
        if len(comment) != z.SEAL_LENGTH or len(digest) != 64 or digest.strip(b"0123456789abcdef"):
            raise _refusal("zip-comment", "the zip has a comment that is no seal")
        return digest.decode("ascii")


def _decode(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & z.UTF8_FLAG else "ascii")
    except UnicodeDecodeError as error:
        shown = raw.decode("utf-8", "backslashreplace")
        raise _refusal("name-not-utf8", "the name is not in UTF-8, or not marked so", shown) from error


def _check_local(header: z.LocalHeader, name: str, *, folder: bool) -> None:
    if header.flags & z.ENCRYPTED_FLAGS:
        raise _refusal("zip-encrypted", "the entry is encrypted", name)
    if header.flags & z.DESCRIPTOR_FLAG:
        # Its sizes stand after its data, so that finding the end is a guess.
        raise _refusal("zip-descriptor", "the entry has a data descriptor", name)
    if header.method not in {z.STORED, z.DEFLATED}:
        raise _refusal("zip-method", f"the entry has compression method {header.method}", name)
    if header.flags & ~(z.UTF8_FLAG | z.DEFLATE_LEVEL_FLAGS):
        raise _refusal("zip-flags", f"the entry has the flags 0x{header.flags:04x}", name)
    if header.version_needed > _NEWEST_VERSION or 0xFFFFFFFF in (header.size, header.compressed_size):
        raise _refusal("zip-zip64", "the entry needs zip64 or a newer version of the format", name)
    if header.method == z.STORED and header.size != header.compressed_size:
        raise _refusal("zip-mismatch", "the entry is stored, and has two sizes", name)
    if folder and (header.method, header.size, header.crc) != (z.STORED, 0, 0):
        raise _refusal("zip-folder", "the folder has content", name)


def _check_central(header: z.CentralHeader, entry: ZipEntry) -> None:
    if header.disk:
        raise _refusal("zip-split", "the zip is split or spanned", entry.name)
    if header.comment_length:
        raise _refusal("zip-comment", "the entry has a comment", entry.name)
    if header.version_made_by >> 8 not in _SYSTEMS:
        raise _refusal("zip-attributes", "the entry was made by an unknown system", entry.name)
    mode, attributes = header.external_attributes >> 16, header.external_attributes & 0xFFFF
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFLNK:
        raise _refusal("zip-link", "the entry is a symbolic link", entry.name)
    if kind not in {0, stat.S_IFDIR if entry.folder else stat.S_IFREG}:
        raise _refusal("zip-special", "the entry is no regular file", entry.name)
    if mode & 0o7000:
        raise _refusal("zip-mode", "the entry has a set-user, set-group or sticky bit", entry.name)
    wrong_kind = bool(attributes & _DOS_FOLDER) and not entry.folder
    if attributes & ~_DOS_ATTRIBUTES or wrong_kind or header.internal_attributes & ~1:
        raise _refusal("zip-attributes", "the entry has attributes that no plain file has", entry.name)


def _refusal(code: str, message: str, name: str | None = None) -> BundleError:
    return BundleError(message, code=code, where=None if name is None else printable_name(name))
