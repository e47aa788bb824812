"""A folder held by a handle, and the only operations that change a target.

Paths are relative, with ``/``; every folder on the way is opened by its handle and never through a link, so what
another program does to the tree meanwhile cannot lead a change out of it.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Self

from launcher.errors import TargetError
from launcher.site import system
from launcher.site.reasons import target_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    StrPath = str | os.PathLike[str]

#: Bytes read at once.
CHUNK = 1 << 18
#: What link(2) says on a file system that has no hard links, or no more of them.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EACCES}


class Identity(NamedTuple):
    """Tells one file from another that later has the same name."""

    device: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        """Return the identity of what ``status`` describes."""
        return cls(status.st_dev, status.st_ino)


class Written(NamedTuple):
    """What was written: bytes, SHA-256 as 64 hex digits, permission bits, identity, nanoseconds since 1970."""

    size: int
    sha256: str
    mode: int
    identity: Identity
    modified: int


class Folder:
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
    def open(cls, path: StrPath) -> Folder:
        """Open an existing folder; ``path`` itself must not be a link."""
        try:
            return cls(os.open(path, system.FOLDER), path)
        except OSError as error:
            raise target_error(error, "open the folder", path) from error

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
            if error.errno == errno.ELOOP:  # a parent is a link
                return None
            raise target_error(error, "look at it", self.where / path) from error

    def is_here(self, path: str, identity: Identity) -> bool:
        """Say whether the very file or folder of ``identity`` stands at ``path``."""
        status = self.look(path)
        return status is not None and Identity.of(status) == identity

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

    # Changing

    def make_folder(self, path: str, mode: int = 0o777) -> None:
        """Make one folder; FileExistsError where the name is taken."""
        with self._doing("make the folder", path, passing=FileExistsError):
            parent, name = self._locate(path)
            system.calls.make_folder(parent, name, mode)

    def remove_folder(self, path: str) -> bool:
        """Remove a folder if it is empty; say whether it is gone."""
        self._forget_parent()
        with self._doing("remove the folder", path):
            try:
                parent, name = self._locate(path)
                system.calls.remove_folder(parent, name)
            except FileNotFoundError:
                return True
            except OSError as error:
                # EBUSY: it is a mount point. ENOTDIR, ELOOP: it is a file or link by now.
                if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY, errno.ENOTDIR, errno.ELOOP}:
                    return False
                raise
            return True

    def restore_folder(self, path: str, mode: int) -> None:
        """Make a folder again that was removed, with exactly the permission bits ``mode``."""
        with self._doing("make the folder", path):
            with suppress(FileExistsError):
                parent, name = self._locate(path)
                system.calls.make_folder(parent, name, mode)
            handle = self._open_folder(path)
            try:
                if stat.S_IMODE(os.fstat(handle).st_mode) != mode:
                    system.calls.set_mode(handle, mode)
            finally:
                os.close(handle)

    def write(self, path: str, chunks: Iterable[bytes], mode: int = 0o666, *, sync: bool = False) -> Written:
        """Write a new file, made with ``mode`` before the umask; ``sync`` brings it to the disk before returning.

        Without ``sync`` it is on the disk after :meth:`sync`. FileExistsError where the name is taken.
        """
        from hashlib import sha256

        with self._doing("write", path, passing=FileExistsError):
            parent, name = self._locate(path)
            handle = system.calls.create(parent, name, system.NEW_FILE, mode)
            try:
                size, digest = 0, sha256()
                for data in chunks:
                    digest.update(data)
                    size += len(data)
                    _write_all(handle, data)
                if sync or not system.can_sync_all():
                    system.calls.sync(handle)
                status = os.fstat(handle)
            finally:
                os.close(handle)
            mode = stat.S_IMODE(status.st_mode)
            return Written(size, digest.hexdigest(), mode, Identity.of(status), status.st_mtime_ns)

    def open_for_locking(self, path: str) -> int:
        """Open a file, making it if it is missing; the handle is the caller's. FileNotFoundError without its folder."""
        with self._doing("open", path, passing=FileNotFoundError):
            parent, name = self._locate(path)
            return system.calls.create(parent, name, system.LOCK_FILE, 0o600)

    def place(self, source: str, destination: str) -> Identity:
        """Give the file ``source`` the name ``destination`` too; FileExistsError where that is taken.

        Where the file system has no hard links, ``source`` loses its name. Return what stands there now.
        """
        with self._doing("put the file in place", destination, passing=FileExistsError):
            source_parent, source_name = self._locate_apart(source)
            try:
                parent, name = self._locate(destination)
                try:
                    system.calls.link(source_parent, source_name, parent, name)
                except FileExistsError:
                    raise
                except OSError as error:
                    if error.errno not in _NO_LINKS:
                        raise
                    _rename_into_free_name(source_parent, source_name, parent, name)
                return Identity.of(os.stat(name, dir_fd=parent, follow_symlinks=False))
            finally:
                os.close(source_parent)

    def move(self, source: str, destination: str) -> None:
        """Rename a file or folder; ``destination`` must be a name that only we use, or an empty folder of ours."""
        self._forget_parent()
        with self._doing("move", source):
            source_parent, source_name = self._locate_apart(source)
            try:
                parent, name = self._locate(destination)
                system.calls.rename(source_parent, source_name, parent, name)
            finally:
                os.close(source_parent)
                self._forget_parent()

    def remove(self, path: str) -> None:
        """Remove a file or link; nothing happens where none is."""
        with self._doing("remove", path), suppress(FileNotFoundError):
            parent, name = self._locate(path)
            system.calls.remove_file(parent, name)

    def remove_tree(self, path: str) -> None:
        """Remove a folder of ours with everything in it; links in it are removed, never followed."""
        if self.look(path) is None:
            return
        for name, status in self.entries(path):
            below = f"{path}/{name}"
            if stat.S_ISDIR(status.st_mode):
                self.remove_tree(below)
            else:
                self.remove(below)
        self.remove_folder(path)

    def sync(self) -> None:
        """Wait until all that was written is on the disk, and the names of it where one call can do that."""
        with self._doing("write to the disk", ""):
            if system.can_sync_all():
                system.calls.sync_all(self.handle)

    def sync_names(self, path: str) -> None:
        """Wait until the list of names of the folder ``path`` is on the disk."""
        with self._doing("write to the disk", path):
            handle = self._open_folder(path)
            try:
                system.calls.sync(handle)
            except OSError as error:
                # Some network file systems cannot sync a folder and say so.
                if error.errno not in {errno.EINVAL, errno.EBADF, errno.EOPNOTSUPP}:
                    raise
            finally:
                os.close(handle)

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
        _check_name(name, path)
        if parent_path != self._parent_path:
            self._forget_parent()
            if parent_path:
                self._parent = self._open_folder(parent_path)
                self._parent_path = parent_path
        return self._parent, name

    def _locate_apart(self, path: str) -> tuple[int, str]:
        """Like :meth:`_locate`, but the handle is the caller's to close."""
        parent_path, _, name = path.rpartition("/")
        _check_name(name, path)
        return self._open_folder(parent_path), name

    def _open_folder(self, path: str) -> int:
        """Open the folder ``path`` name by name; the handle is the caller's to close."""
        handle = os.open(".", system.FOLDER, dir_fd=self.handle)
        for name in path.split("/") if path else ():
            try:
                _check_name(name, path)
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


def _check_name(name: str, path: str) -> None:
    """Refuse a name that leaves its folder, whatever a receipt or a plan says."""
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        raise TargetError("it is no path inside the target", where=repr(path))


def _write_all(handle: int, data: bytes) -> None:
    """Write all of ``data``: one call may take less, when the disk is nearly full or a signal comes."""
    rest = memoryview(data)
    while rest:
        rest = rest[system.calls.write(handle, rest) :]


def _rename_into_free_name(source_parent: int, source: str, parent: int, name: str) -> None:
    """Rename without replacing what may have appeared: take the name with an empty file, then rename over that."""
    os.close(system.calls.create(parent, name, system.NEW_FILE, 0o600))
    try:
        system.calls.rename(source_parent, source, parent, name)
    except BaseException:
        with suppress(OSError):
            system.calls.remove_file(parent, name)
        raise
