"""What the headers and the end record of a zip may say, each looked at alone; docs/bundle-format.md has the table."""

from __future__ import annotations

import stat

from launcher.bundle import zip_format as z
from launcher.bundle.names import printable_name
from launcher.errors import BundleError

#: Hosts in "version made by" whose attributes we know: MS-DOS, Unix, NTFS (PKWARE's and Info-ZIP's number), macOS.
_SYSTEMS = frozenset({0, 3, 10, 11, 19})
#: Deflate and folders need 2.0; more means zip64, encryption or another method.
_NEWEST_VERSION = 20
_DOS_FOLDER = 0x10
#: Read-only, hidden, system, folder, archive, normal; with 0x8000 7-Zip says that there is a Unix mode. Not: volume
#: label, device, reparse point.
_DOS_ATTRIBUTES = 0x01 | 0x02 | 0x04 | _DOS_FOLDER | 0x20 | 0x80 | 0x8000
#: What stands in a field whose number is in a zip64 record (4.4.1.4).
_NO_NUMBER = 0xFFFF
_NO_OFFSET = 0xFFFFFFFF


def decode_name(raw: bytes, flags: int) -> str:
    """Return a name; BundleError where it is not what its flags say."""
    try:
        return raw.decode("utf-8" if flags & z.UTF8_FLAG else "ascii")
    except UnicodeDecodeError as error:
        shown = raw.decode("utf-8", "backslashreplace")
        raise _refusal("name-not-utf8", "the name is not in UTF-8, or not marked so", shown) from error


def check_local(header: z.LocalHeader, name: str, *, folder: bool) -> None:
    """Refuse an entry whose local header says what no bundle needs."""
    if header.flags & z.ENCRYPTED_FLAGS:
        raise _refusal("zip-encrypted", "the entry is encrypted", name)
    if header.flags & z.DESCRIPTOR_FLAG:
        # Its sizes stand after its data, so that finding the end is a guess.
        raise _refusal("zip-descriptor", "the entry has a data descriptor", name)
    if header.method not in {z.STORED, z.DEFLATED}:
        raise _refusal("zip-method", f"the entry has compression method {header.method}", name)
    if header.flags & ~(z.UTF8_FLAG | z.DEFLATE_LEVEL_FLAGS):
        raise _refusal("zip-flags", f"the entry has the flags 0x{header.flags:04x}", name)
    if header.version_needed > _NEWEST_VERSION or _NO_OFFSET in (header.size, header.compressed_size):
        raise _refusal("zip-zip64", "the entry needs zip64 or a newer version of the format", name)
    if header.method == z.STORED and header.size != header.compressed_size:
        raise _refusal("zip-mismatch", "the entry is stored, and has two sizes", name)
    if folder and (header.method, header.size, header.crc) != (z.STORED, 0, 0):
        raise _refusal("zip-folder", "the folder has content", name)


def check_central(header: z.CentralHeader, name: str, *, folder: bool) -> None:
    """Refuse what the central directory alone says about an entry: disks, comments, types, attributes."""
    if header.offset == _NO_OFFSET or header.disk == _NO_NUMBER:
        raise _refusal("zip-zip64", "the entry has its place in a zip64 record, which the format never needs", name)
    if header.disk:
        raise _refusal("zip-split", "the zip is split or spanned", name)
    if header.comment_length:
        raise _refusal("zip-comment", "the entry has a comment", name)
    if header.version_made_by >> 8 not in _SYSTEMS:
        raise _refusal("zip-attributes", "the entry was made by an unknown system", name)
    mode, attributes = header.external_attributes >> 16, header.external_attributes & 0xFFFF
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFLNK:
        raise _refusal("zip-link", "the entry is a symbolic link", name)
    if kind not in {0, stat.S_IFDIR if folder else stat.S_IFREG}:
        raise _refusal("zip-special", "the entry is no regular file", name)
    if mode & 0o7000:
        raise _refusal("zip-mode", "the entry has a set-user, set-group or sticky bit", name)
    wrong_kind = bool(attributes & _DOS_FOLDER) and not folder
    if attributes & ~_DOS_ATTRIBUTES or wrong_kind or header.internal_attributes & ~1:
        raise _refusal("zip-attributes", "the entry has attributes that no plain file has", name)


def check_end(end: z.EndRecord) -> None:
    """Refuse an end record of a zip64 or of one volume of several."""
    numbers = (end.disk, end.central_disk, end.entries_here, end.entries)
    if _NO_NUMBER in numbers or _NO_OFFSET in (end.central_size, end.central_offset):
        raise _refusal("zip-zip64", "the end record refers to zip64 records, which the format never needs")
    if end.disk or end.central_disk:
        raise _refusal("zip-split", "the zip is split or spanned")


def _refusal(code: str, message: str, name: str | None = None) -> BundleError:
    return BundleError(message, code=code, where=None if name is None else printable_name(name))
