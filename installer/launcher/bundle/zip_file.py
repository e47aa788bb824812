"""Open a bundle's file, and read from any place of it."""

from __future__ import annotations

import os
import stat
import threading
from io import BufferedReader, FileIO
from pathlib import Path

from launcher.errors import BundleError

if hasattr(os, "pread"):

    def read_at(file: BufferedReader, position: int, length: int) -> bytes:
        """Return ``length`` bytes from ``position``, fewer at the end of the file."""
        data = os.pread(file.fileno(), length, position)
        while 0 < len(data) < length and (more := os.pread(file.fileno(), length - len(data), position + len(data))):
            data += more
        return data

else:  # Windows
    _TURN = threading.Lock()

    def read_at(file: BufferedReader, position: int, length: int) -> bytes:
        """Return ``length`` bytes from ``position``, fewer at the end of the file; one thread at a time."""
        with _TURN:
            file.seek(position)
            return file.read(length)


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file, without waiting where the path is a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        raise BundleError("there is no such file", code="bundle-missing", where=path) from error
    except IsADirectoryError as error:
        raise _folder(path) from error
    except (OSError, ValueError) as error:
        if Path(path).is_dir():  # Windows says "permission denied"
            raise _folder(path) from error
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BundleError(f"the bundle cannot be opened: {reason}", code="bundle-unreadable", where=path) from error
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        # One header after another is read, each far behind the last one; data is read past the buffer.
        return BufferedReader(FileIO(descriptor), 512)
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise _folder(path)
    raise BundleError("this is no regular file", code="bundle-special", where=path)


def _folder(path: Path) -> BundleError:
    return BundleError(
        "this is a folder, no bundle",
        code="bundle-folder",
        where=path,
        hint=f"`launcher pack {path}` makes a bundle of it",
    )


def unreadable(path: Path, error: OSError) -> BundleError:
    """Return the error about a bundle that cannot be read."""
    return BundleError(f"the bundle cannot be read: {error.strerror}", code="bundle-unreadable", where=path)
