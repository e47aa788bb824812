"""A folder held by a handle: finding the way in it, and reading.

Paths are relative, with ``/``; no folder on the way is entered through a link, so what another program does to the
tree meanwhile cannot lead us out of it.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Self

from launcher.errors import TargetError
from launcher.site import kernel, system
from launcher.site.reasons import target_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    StrPath = str | os.PathLike[str]

#: Bytes read at once.
CHUNK = 1 << 18


class Identity(NamedTuple):
    """Tells one file from another that later has the same name, while the machine runs."""

    device: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        """Return the identity of what ``status`` describes."""
        return cls(status.st_dev, status.st_ino)


class OpenFolder:
    """An open folder. Every method raises TargetError with the file's name where the system refuses.

    The parent of the last path stays open, for paths come sorted.
    """

    def __init__(self, handle: int, where: StrPath) -> None:
        self.handle = handle
        self.name = os.fspath(where)
        self._parent_path = ""
        self._parent = handle

    @property
    def where(self) -> Path:
        """The folder's path as an object; pathlib loads when it is first used, `launcher status` can do without."""
        from pathlib import Path

        return Path(self.name)

    @classmethod
    def open(cls, path: StrPath) -> Self:
        """Open an existing folder; ``path`` itself must not be a link."""
        try:
            return cls(os.open(path, system.FOLDER), path)
        except OSError as error:
            raise target_error(error, "open the folder", path) from error

    def below(self, path: str, where: StrPath | None = None) -> Self:
        """Open the folder ``path`` in this one; errors call it ``where``, if that is given."""
        with self._doing("open the folder", path):
            return type(self)(self._open_folder(path), where or f"{self.name.rstrip('/')}/{path}")

    def close(self) -> None:
        """Close the handle."""
        self._forget_parent()
        os.close(self.handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def look(self, path: str) -> os.stat_result | None:
        """Return what stands at ``path``, links not followed; None where nothing does or a parent is no folder."""
        try:
            parent, name = self._locate(path)
            return os.stat(name, dir_fd=parent, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.ENAMETOOLONG}:  # a parent is a link; no such name can be here
                return None
            raise target_error(error, "look at it", self.where / path) from error

    def is_here(self, path: str, identity: Identity) -> bool:
        """Say whether the very file or folder of ``identity`` stands at ``path``."""
        status = self.look(path)
        return status is not None and Identity.of(status) == identity

    def is_mounted(self, path: str) -> bool:
        """Say whether something is mounted at the existing folder ``path`` or above it, inside this one."""
        with self._doing("open the folder", path):
            try:
                handle = kernel.open_below(self.handle, path, system.FOLDER, same_disk=True)
            except OSError as error:
                if error.errno == errno.EXDEV:
                    return True
                raise
            if handle is None:
                status = self.look(path)
                return status is not None and status.st_dev != os.fstat(self.handle).st_dev
            os.close(handle)
            return False

    def names(self, path: str = "") -> list[str]:
        """Return the names of what is in the folder ``path`` ("": this one), sorted."""
        with self._doing("list the folder", path):
            handle = self._open_folder(path)
            try:
                return sorted(os.listdir(handle))  # noqa: PTH208 - pathlib takes no handle
            finally:
                os.close(handle)

    def entries(self, path: str = "") -> list[tuple[str, os.stat_result]]:
        """Return names and status of what is in the folder ``path`` ("": this one), sorted by name."""
        with self._doing("list the folder", path):
            handle = self._open_folder(path)
            try:
                found = []
                with os.scandir(handle) as listing:
                    for entry in listing:
                        with suppress(FileNotFoundError):
                            found.append((entry.name, entry.stat(follow_symlinks=False)))
                return sorted(found, key=lambda pair: pair[0])
            finally:
                os.close(handle)

    def read(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of a regular file, :data:`CHUNK` at a time."""
        with self._doing("read", path):
            parent, name = self._locate(path)
            handle = os.open(name, system.OLD_FILE, dir_fd=parent)
            try:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise TargetError("cannot read: it is no regular file", where=self.where / path)
                while data := os.read(handle, CHUNK):
                    yield data
            finally:
                os.close(handle)

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a regular file."""
        from hashlib import sha256  # OpenSSL costs as much to load as all of this; `launcher status` may not need it

        digest = sha256()
        for data in self.read(path):
            digest.update(data)
        return digest.hexdigest()

    # Finding the way

    @contextmanager
    def _doing(self, doing: str, path: str, *, passing: type[OSError] | None = None) -> Iterator[None]:
        """Name the file in every OSError but ``passing``."""
        try:
            yield
        except OSError as error:
            if passing is not None and isinstance(error, passing):
                raise
            raise target_error(error, doing, self.where / path if path else self.where) from error

    def _locate(self, path: str) -> tuple[int, str]:
        """Return the handle of the parent, which stays ours, and the last name of ``path``."""
        parent_path, _, name = path.rpartition("/")
        check_name(name, path)
        if parent_path != self._parent_path:
            self._forget_parent()
            if parent_path:
                self._parent = self._open_folder(parent_path)
                self._parent_path = parent_path
        return self._parent, name

    def _open_folder(self, path: str) -> int:
        """Open the folder ``path``; the handle is the caller's to close."""
        names = path.split("/") if path else []
        for name in names:
            check_name(name, path)
        if len(names) > 1:
            handle = kernel.open_below(self.handle, path, system.FOLDER)
            if handle is not None:
                return handle
        handle = os.open(".", system.FOLDER, dir_fd=self.handle)
        for name in names:
            try:
                below = os.open(name, system.FOLDER, dir_fd=handle)
            finally:
                os.close(handle)
            handle = below
        return handle

    def _forget_parent(self) -> None:
        """Close the parent that was kept open; it may be about to move or vanish."""
        if self._parent_path:
            os.close(self._parent)
        self._parent_path, self._parent = "", self.handle


def check_name(name: str, path: str) -> None:
    """Refuse a name that leaves its folder, whatever a receipt or a plan says."""
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        raise TargetError("it is no path inside the target", where=repr(path))
