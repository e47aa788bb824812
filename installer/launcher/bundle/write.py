"""Write a bundle: files are compressed into a spool as they come, then the zip is put together, manifest first.

The same files and manifest give the same bytes, as long as the compressor's version stays. Memory does not grow with
the size of the files.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Self

from launcher.bundle import zip_format as z
from launcher.bundle.manifest import DEMO_PREFIX, MANIFEST_NAME, FileEntry, canonical_bytes
from launcher.bundle.manifest_reading import MAX_BYTES
from launcher.bundle.zip_write import PackedEntry, ZipOutput
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.manifest import Manifest

#: Files up to here are compressed in memory by libdeflate; longer ones pass through zlib in pieces.
IN_MEMORY = 16 * 1024 * 1024
#: As long as `zip -6` makes it. Level 7 takes a tenth (source text) to a third (prose) longer for 0.1 to 1.1 % less.
_LEVEL = 6
_PIECE = 256 * 1024
_ZLIB_LEVEL = 6
#: Compressed data must save one part in this many, or the file is stored: readers inflate nothing for nothing.
_WORTH = 32
_PROBE = 64 * 1024


class BundleWriter:
    """Collects files with :meth:`add`; :meth:`finish` writes the bundle. Use it as a context manager.

    The spool lies in ``folder``, without a name where the system can do that, and is gone when the writer is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._spool = tempfile.TemporaryFile(dir=folder, prefix=".launcher-spool-")  # noqa: SIM115 - closed by us
        self._packed: dict[str, PackedEntry] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the spool and what is known of it, which can be large."""
        self._spool.close()
        self._packed.clear()

    def add(self, path: PurePosixPath, source: bytes | Path) -> FileEntry:
        """Add a file of the demo, from memory or streamed from disk; return its entry for the manifest.

        DemoError where the source cannot be read; OSError where the spool cannot be written, as on a full disk.
        """
        if isinstance(source, Path):
            with _Source(source) as file:
                if file.size > IN_MEMORY:
                    return self._add_stream(path, file)
                source = file.read(file.size)
        digest = hashlib.sha256(source).hexdigest()
        self._packed[DEMO_PREFIX + str(path)] = self._compress(source)
        return FileEntry(path, len(source), digest)

    def repeat(self, path: PurePosixPath, first: FileEntry) -> FileEntry:
        """Add a file with the same bytes as ``first``, which was added before, without looking at them again."""
        self._packed[DEMO_PREFIX + str(path)] = self._packed[DEMO_PREFIX + str(first.path)]
        return FileEntry(path, first.size, first.sha256)

    def _compress(self, data: bytes) -> PackedEntry:
        compressed = _deflate(data)
        method = z.STORED if compressed is None else z.DEFLATED
        body = data if compressed is None else compressed
        position = self._spool.tell()
        self._spool.write(body)
        return PackedEntry(position, len(body), len(data), zlib.crc32(data), method)

    def _add_stream(self, path: PurePosixPath, file: _Source) -> FileEntry:
        head = file.read(_PROBE)
        method = z.STORED if _deflate(head) is None else z.DEFLATED
        deflate = zlib.compressobj(_ZLIB_LEVEL, zlib.DEFLATED, -15)
        digest = hashlib.sha256()
        position = self._spool.tell()
        size = crc = 0
        piece = head
        while piece:
            size += len(piece)
            digest.update(piece)
            crc = zlib.crc32(piece, crc)
            self._spool.write(piece if method == z.STORED else deflate.compress(piece))
            piece = file.read(_PIECE)
        if method == z.DEFLATED:
            self._spool.write(deflate.flush())
        compressed_size = self._spool.tell() - position
        self._packed[DEMO_PREFIX + str(path)] = PackedEntry(position, compressed_size, size, crc, method)
        return FileEntry(path, size, digest.hexdigest())

    def finish(self, manifest: Manifest, output: BinaryIO) -> bytes:
        """Write the bundle of all files added to ``output``; return the manifest's canonical bytes."""
        manifest_bytes = canonical_bytes(manifest)
        if len(manifest_bytes) > MAX_BYTES:
            count = f"{len(self._packed):,} files and {len(manifest.images):,} images"
            raise DemoError(f"the demo has too many files for one bundle: a list of {count} is too long to be read")
        entries = {MANIFEST_NAME: self._compress(manifest_bytes)}
        entries.update((name, self._packed[name]) for name in sorted(self._packed))
        if len(entries) > 65_534:
            raise DemoError(f"a bundle holds at most 65,533 files, and the demo has {len(self._packed)}")
        zip_file = ZipOutput(output)
        for name, packed in entries.items():
            zip_file.entry(name, packed, self._data(packed))
        zip_file.end()
        return manifest_bytes

    def _data(self, packed: PackedEntry) -> Iterator[bytes]:
        self._spool.seek(packed.position)
        left = packed.compressed_size
        while left:
            piece = self._spool.read(min(_PIECE, left))
            left -= len(piece)
            yield piece


class _Source:
    """A source file that is read once; what goes wrong with it is the demo's error, not the bundle's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise self._error(error) from error
        self.size = os.fstat(self._file.fileno()).st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, length: int) -> bytes:
        try:
            return self._file.read(length)
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: OSError) -> DemoError:
        return DemoError(f"the file cannot be read: {error.strerror}", where=self._path)


def _deflate(data: bytes) -> bytes | None:
    """Return the data compressed, or None where that does not pay, as for images."""
    import deflate

    if len(data) > 2 * _PROBE and not _pays(data[:_PROBE], deflate.deflate_compress(data[:_PROBE], 1)):
        return None
    compressed = bytes(deflate.deflate_compress(data, _LEVEL))
    return compressed if _pays(data, compressed) else None


def _pays(data: bytes, compressed: bytes | bytearray) -> bool:
    return len(compressed) + len(data) // _WORTH < len(data)
