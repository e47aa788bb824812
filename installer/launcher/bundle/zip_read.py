"""Read the entries of a zip: bounded, counted, checked against size and CRC."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Self

from launcher.bundle import zip_format as z
from launcher.bundle.directory import HeaderCheck, read_directory
from launcher.bundle.layout import walk
from launcher.bundle.limits import Limits, limit_hint
from launcher.bundle.names import printable_name
from launcher.bundle.zip_file import open_regular, read_at, unreadable
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from launcher.bundle.directory import Directory
    from launcher.bundle.layout import Layout, ZipEntry

#: Bytes that are read, and at most inflated, at a time.
PIECE = 256 * 1024
#: Bytes that are hashed at a time: many, for a thread that hashes waits for its turn between two pieces.
_HASHED = 8 * 1024 * 1024
#: What headers say about the data of an entry.
_SAID = slice(2, 6)
#: Entries up to this many bytes are read in one step.
_AT_ONCE = 4 * 1024 * 1024


class ZipReader:
    """A zip of which one reading is possible, on one open file; ``entries`` maps names to files, in their order.

    ``folders`` are the names of folder entries; they hold nothing. Without ``whole`` the local header of an entry is
    looked at when the entry is read, where the directory leaves no doubt about what it has to be.
    """

    def __init__(self, path: Path, limits: Limits | None = None, *, whole: bool = True) -> None:
        self.path = path
        self.limits = limits or Limits()
        self._file = open_regular(path)
        self._turn = threading.Lock()  # several threads may read entries, and a walk moves in the file
        #: What has to stand before the data of entries, for those of which nobody looked.
        self._headers: dict[str, bytes] = {}
        try:
            self._layout = self._find_layout(whole=whole)
        except BaseException as error:
            self._file.close()
            if isinstance(error, BundleError) and error.where is None:
                error.where = str(path)
            if isinstance(error, OSError):
                raise unreadable(path, error) from error
            raise
        self.entries = {entry.name: entry for entry in self._layout.entries if not entry.folder}
        self.folders = tuple(entry.name for entry in self._layout.entries if entry.folder)

    def _find_layout(self, *, whole: bool) -> Layout:
        size = os.fstat(self._file.fileno()).st_size
        listed = read_directory(self._file, size, self.limits)
        if listed is None or (whole and not self._has_headers(listed)):
            return walk(self._file, size, self.limits)
        if not whole:
            self._headers = listed.headers
        return listed.layout

    def _has_headers(self, listed: Directory) -> bool:
        """Say whether all local headers are what the directory says."""
        for entry, header in zip(listed.layout.entries, listed.headers.values(), strict=True):
            if read_at(self._file, entry.data - len(header), len(header)) != header:
                return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing can be read any more."""
        self._file.close()

    @property
    def sealed(self) -> bool:
        """Whether the zip has a seal, right or wrong."""
        return bool(self._layout.seal)

    def check_seal(self, stop: threading.Event | None = None) -> None:
        """Read the whole file; BundleError ``zip-seal`` where a byte is not as it was packed.

        Local headers at which nobody looked are compared with the directory on the way; BundleError says what a walk
        says of one that differs. Nothing is said once ``stop`` is set.
        """
        if not self.sealed:
            return
        headers = HeaderCheck(self._layout.entries, self._headers)
        digest = self._digest(self._layout.sealed, stop, headers)
        if stop and stop.is_set():
            return
        if headers.other is not None:
            raise self._other_header(headers.other)
        if digest != self._layout.seal:
            raise BundleError(
                "the bundle was damaged or changed after it was packed",
                code="zip-seal",
                where=self.path,
                hint="copy or download it again",
            )

    def file_digest(self) -> str:
        """Return the SHA-256 of the whole file in hexadecimal digits."""
        return self._digest(os.fstat(self._file.fileno()).st_size)

    def _digest(self, end: int, stop: threading.Event | None = None, headers: HeaderCheck | None = None) -> str:
        """Return the SHA-256 of the bytes before ``end``, or of fewer once ``stop`` is set."""
        import hashlib

        digest = hashlib.sha256()
        position = 0
        while position < end and not (stop and stop.is_set()):
            data = self._read(position, min(_HASHED, end - position))
            digest.update(data)
            if headers is not None:
                headers.look(data)
            position += len(data)
        return digest.hexdigest()

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of an entry in pieces of at most 256 KiB.

        The last piece comes only once size and CRC are right, so that a file of one piece is never seen wrong;
        BundleError otherwise.
        """
        from isal import isal_zlib

        entry = self.entries[name]
        if max(entry.size, entry.compressed_size) <= PIECE and (data := self._at_once(entry)) is not None:
            if data:
                yield data
            return
        crc = count = 0
        held = b""
        for piece in self._stored(entry) if entry.method == z.STORED else self._inflated(entry):
            count += len(piece)
            if count > entry.size:
                break
            crc = isal_zlib.crc32(piece, crc)
            if held:
                yield held
            held = piece
        if count != entry.size:
            raise _broken("zip-size", f"the entry holds other than {entry.size} bytes", entry)
        if crc != entry.crc:
            raise _broken("zip-crc", "the entry's checksum does not fit its bytes", entry)
        if held:
            yield held

    def are_same(self, name: str, other: str) -> bool:
        """Say whether two entries have the same bytes as data, so that they inflate to the same, right or wrong."""
        one, two = self.entries[name], self.entries[other]
        if one[_SAID] != two[_SAID]:
            return False
        if one.compressed_size <= PIECE:
            return self._raw(one) == self._raw(two)
        return all(mine == theirs for mine, theirs in zip(self._stored(one), self._stored(two), strict=True))

    def compressed(self, name: str) -> Iterator[bytes]:
        """Yield the data of an entry in pieces, as it is compressed."""
        yield from self._stored(self.entries[name])

    def read(self, name: str) -> bytes:
        """Return the bytes of an entry; BundleError ``limit-memory`` where it is too long for that."""
        entry = self.entries[name]
        if entry.size > self.limits.memory_bytes:
            raise too_long(self.limits, printable_name(name))
        data = self._at_once(entry) if entry.size <= _AT_ONCE else None
        return b"".join(self.pieces(name)) if data is None else data

    def _at_once(self, entry: ZipEntry) -> bytes | None:
        """Return the bytes of an entry in one step; None where anything is wrong: :meth:`pieces` says what."""
        from isal import isal_zlib
        from isal.igzip_lib import IsalError

        raw = self._raw(entry)
        if entry.method == z.STORED:
            data = raw
        else:
            inflate = isal_zlib.decompressobj(-15)
            try:
                # One more byte than there may be, so that a longer entry is seen.
                data = inflate.decompress(raw, entry.size + 1)
            except IsalError:  # type: ignore[misc] # the stub declares an instance; it is a class
                return None
            if not inflate.eof or inflate.unused_data or inflate.unconsumed_tail:
                return None
        return data if len(data) == entry.size and isal_zlib.crc32(data) == entry.crc else None

    def _raw(self, entry: ZipEntry) -> bytes:
        """Return the data of an entry as it is compressed, in one step with the header before it."""
        before = self._headers.get(entry.name, b"")
        raw = self._read(entry.data - len(before), len(before) + entry.compressed_size)
        if not raw.startswith(before):
            raise self._other_header(entry)
        return raw[len(before) :]

    def _stored(self, entry: ZipEntry) -> Iterator[bytes]:
        self._check_header(entry)
        for position in range(0, entry.compressed_size, PIECE):
            yield self._read(entry.data + position, min(PIECE, entry.compressed_size - position))

    def _inflated(self, entry: ZipEntry) -> Iterator[bytes]:
        from isal import isal_zlib
        from isal.igzip_lib import IsalError

        self._check_header(entry)
        inflate = isal_zlib.decompressobj(-15)
        position, end = entry.data, entry.data + entry.compressed_size
        try:
            while not inflate.eof:
                data = inflate.unconsumed_tail
                if not data and position < end:
                    data = self._read(position, min(PIECE, end - position))
                    position += len(data)
                piece = inflate.decompress(data, PIECE)
                if piece:
                    yield piece
                elif not data and not inflate.eof:
                    raise _broken("zip-data", "the compressed data is cut short", entry)
        except IsalError as error:  # type: ignore[misc] # the stub declares an instance; it is a class
            raise _broken("zip-data", "the compressed data is damaged", entry) from error
        if position != end or inflate.unused_data or inflate.unconsumed_tail:
            raise _broken("zip-data", "bytes follow the end of the compressed data", entry)

    def _check_header(self, entry: ZipEntry) -> None:
        """Compare what stands before the data of an entry with what the directory says, where nobody did."""
        before = self._headers.get(entry.name)
        if before and self._read(entry.data - len(before), len(before)) != before:
            raise self._other_header(entry)

    def _other_header(self, entry: ZipEntry) -> BundleError:
        """Return the error about a header that is not as the directory says, by looking at all of them."""
        try:
            with self._turn:
                walk(self._file, os.fstat(self._file.fileno()).st_size, self.limits)
        except BundleError as error:
            return error
        return _broken("zip-mismatch", "the entry has another header than the central directory says", entry)

    def _read(self, position: int, length: int) -> bytes:
        # Several entries can be read in turns, and by several threads: no read relies on where another left the file.
        try:
            data = read_at(self._file, position, length)
        except OSError as error:
            raise unreadable(self.path, error) from error
        if len(data) != length:
            raise BundleError("the bundle became shorter while it was read", code="zip-truncated", where=self.path)
        return data


def too_long(limits: Limits, where: object) -> BundleError:
    """Return the refusal of a file that would have to be read into memory at once."""
    message = f"the file is longer than {limits.memory_bytes:,} bytes, too long to be read at once"
    return BundleError(message, code="limit-memory", where=where, hint=limit_hint(limits, "memory"))


def _broken(code: str, message: str, entry: ZipEntry) -> BundleError:
    return BundleError(message, code=code, where=printable_name(entry.name))
