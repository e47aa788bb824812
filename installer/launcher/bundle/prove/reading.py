"""Read the two sides of a proof in windows that fit into memory."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from launcher.bundle.read import BundleReader

#: Longest part of a file that is looked at at once, and how much of it comes again with the next.
WINDOW = 32 * 1024 * 1024
OVERLAP = 1024 * 1024
# A checkout's own store, which is compressed in its own way, and what packed bundles are called.
_PASSED_OVER = frozenset({".git", ".hg", ".svn"})
_BUNDLE_SUFFIX = ".launcher.zip"


def windows(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield a file's bytes in windows with the offset of each."""
    held, start = bytearray(), 0
    for piece in pieces:
        held += piece
        if len(held) > WINDOW:
            yield start, bytes(held)
            start += len(held) - OVERLAP
            del held[:-OVERLAP]
    yield start, bytes(held)


def bundle_windows(reader: BundleReader, path: PurePosixPath) -> Iterator[tuple[int, bytes]]:
    """Yield the windows of a file of the bundle."""
    return windows(reader.chunks(path))


def source_files(root: Path) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield every file below ``root``, sorted, also those that a rule leaves out; no link is followed."""
    for folder, folders, names in os.walk(root, onerror=_refuse):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        for name in sorted(names):
            file = Path(folder, name)
            if not name.endswith(_BUNDLE_SUFFIX) and not file.is_symlink() and file.is_file():
                yield PurePosixPath(file.relative_to(root).as_posix()), file


def _refuse(error: OSError) -> None:
    raise DemoError(f"the folder cannot be read: {error.strerror}", where=error.filename) from error


def source_windows(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the windows of a file of the source; DemoError where it cannot be read."""
    try:
        with file.open("rb") as opened:
            yield from windows(iter(lambda: opened.read(1 << 20), b""))
    except OSError as error:
        raise DemoError(f"the file cannot be read: {error.strerror}", where=file) from error
