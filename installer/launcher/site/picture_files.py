"""The owner's own picture files: read one, find those in a folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

from launcher.errors import TargetError
from launcher.images.child import Trouble
from launcher.images.kinds import HEAD_SIZE, identify

#: A longer file is no picture for a web page; it is read into memory.
_LONGEST = 100 * 1024 * 1024
#: Files in a folder that are looked at.
_MOST_FILES = 100_000


def read_picture_file(file: Path) -> bytes:
    """Return the bytes of a picture; Trouble where it is no file, too long or cannot be read."""
    try:
        with open(file, "rb", opener=_open_at_once) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Trouble("it is no file")
            if status.st_size > _LONGEST:
                raise Trouble(f"it is longer than {_LONGEST // 1024**2} MiB; save a smaller one")
            return stream.read()
    except OSError as error:
        raise Trouble(f"it cannot be read: {error.strerror}") from error


def _open_at_once(path: str, flags: int) -> int:
    """Open a file; a named pipe must not wait for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def pictures_in(folder: Path) -> tuple[list[PurePosixPath], list[PurePosixPath]]:
    """Return the pictures below a folder, by their content, and its other files; hidden ones and links are left out."""
    if not folder.is_dir():
        raise TargetError("it is no folder with pictures", where=folder)
    pictures: list[PurePosixPath] = []
    others: list[PurePosixPath] = []
    for place, folders, names in os.walk(folder, onerror=_fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if name.startswith(".") or path.is_symlink():
                continue
            relative = PurePosixPath(path.relative_to(folder).as_posix())
            (pictures if _is_picture(path) else others).append(relative)
            if len(pictures) + len(others) > _MOST_FILES:
                raise TargetError(f"it has more than {_MOST_FILES:,} files", where=folder)
    return pictures, others


def _fail(error: OSError) -> None:
    raise TargetError(f"the folder cannot be read: {error.strerror}", where=error.filename) from error


def _is_picture(path: Path) -> bool:
    try:
        with open(path, "rb", opener=_open_at_once) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return False
            head = stream.read(HEAD_SIZE)
    except OSError:
        return False
    return identify(head, name=PurePosixPath(path.name)).group in {"raster", "svg"}
