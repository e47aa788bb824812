"""The only operations that change a target; each is one change, relative to the handle of an open folder."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from launcher.site import system
from launcher.site.handle import Identity, OpenFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What link(2) says on a file system that has no hard links, or no more of them.
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EACCES}
#: What renameat2(2) says where it cannot promise to replace nothing.
_NO_RENAME_FREE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
#: What fsync(2) says of a folder on a network file system that cannot sync one.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.EBADF, errno.EOPNOTSUPP}


class Owner(NamedTuple):
    """Who a file shall belong to; -1 leaves it to the system."""

    user: int = -1
    group: int = -1


#: What the system gives to new files anyway.
NOBODY_ELSE = Owner()


class Written(NamedTuple):
    """What was written: bytes, SHA-256 as 64 hex digits, permission bits, identity; mtime and ctime in nanoseconds."""

    size: int
    sha256: str
    mode: int
    identity: Identity
    modified: int
    changed: int


class Folder(OpenFolder):
    """An open folder that may be changed."""

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

    def restore_folder(self, path: str, mode: int, owner: Owner) -> None:
        """Make a folder again that was removed, with exactly the permission bits ``mode``."""
        with self._doing("make the folder", path), suppress(FileExistsError):
            parent, name = self._locate(path)
            system.calls.make_folder(parent, name, mode)
        self.dress(path, mode, owner)

    def dress(self, path: str, mode: int | None, owner: Owner = NOBODY_ELSE, modified: int | None = None) -> None:
        """Set what is not yet as it should be of a file's or folder's mode, owner and date."""
        with self._doing("set the mode and owner", path):
            parent, name = self._locate(path)
            # O_NONBLOCK: somebody may have put a pipe there.
            handle = os.open(name, system.OLD_FILE, dir_fd=parent)
            try:
                set_attributes(handle, os.fstat(handle), mode, owner)
                if modified is not None and os.fstat(handle).st_mtime_ns != modified:
                    system.calls.set_modified(handle, modified)
            finally:
                os.close(handle)

    def write(
        self, path: str, chunks: Iterable[bytes], mode: int = 0o666, *, sync: bool = False, owner: Owner = NOBODY_ELSE
    ) -> Written:
        """Write a new file, made with ``mode`` before the umask; ``sync`` brings it to the disk before returning.

        FileExistsError where the name is taken.
        """
        with self._doing("write", path, passing=FileExistsError):
            parent, name = self._locate(path)
            return write_new(parent, name, chunks, mode, sync=sync, owner=owner)

    def open_for_locking(self, path: str) -> int:
        """Open a file, making it if it is missing; the handle is the caller's. FileNotFoundError without its folder."""
        with self._doing("open", path, passing=FileNotFoundError):
            parent, name = self._locate(path)
            return system.calls.create(parent, name, system.LOCK_FILE, 0o600)

    def link(self, source: Folder, source_path: str, path: str) -> bool:
        """Give the file ``source_path`` in ``source`` the free name ``path`` here too.

        False where the file system has no hard links; FileExistsError where the name is taken.
        """
        with self._doing("put the file in place", path, passing=FileExistsError), source.apart(source_path) as origin:
            parent, name = self._locate(path)
            try:
                system.calls.link(*origin, parent, name)
            except FileExistsError:
                raise
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                return False
            return True

    def move_free(self, source: Folder, source_path: str, path: str) -> None:
        """Rename a file or folder to ``path`` here; FileExistsError where that name is taken."""
        self._forget_parent()
        with self._doing("put it in place", path, passing=FileExistsError), source.apart(source_path) as origin:
            parent, name = self._locate(path)
            try:
                system.calls.rename_free(*origin, parent, name)
            except FileExistsError:
                raise
            except OSError as error:
                if error.errno not in _NO_RENAME_FREE:
                    raise
                _rename_into_free_name(origin, parent, name)
        self._forget_parent()

    def move_over(self, source: Folder, source_path: str, path: str) -> None:
        """Rename a file to ``path`` here, in one step over what stands there; a folder only over an empty one."""
        self._forget_parent()
        with self._doing("put it in place", path), source.apart(source_path) as origin:
            parent, name = self._locate(path)
            system.calls.rename(*origin, parent, name)
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

    def sync_everything(self) -> None:
        """Wait until the whole file system of this folder is on the disk."""
        with self._doing("write to the disk", ""):
            system.calls.sync_all(self.handle)

    def sync_tree(self, path: str = "") -> None:
        """Wait until every file in the folder ``path``, and below it, is on the disk with its name."""
        for name, status in self.entries(path):
            below = f"{path}/{name}" if path else name
            if stat.S_ISDIR(status.st_mode):
                self.sync_tree(below)
            elif stat.S_ISREG(status.st_mode):
                self.sync_file(below)
        self.sync_names(path)

    def sync_file(self, path: str) -> None:
        """Wait until a file is on the disk, with its mode, owner and date."""
        with self._doing("write to the disk", path):
            parent, name = self._locate(path)
            handle = os.open(name, system.OLD_FILE, dir_fd=parent)
            try:
                system.calls.sync(handle)
            finally:
                os.close(handle)

    def sync_names(self, path: str = "") -> None:
        """Wait until the list of names of the folder ``path`` is on the disk; nothing happens where it is gone."""
        with self._doing("write to the disk", path), suppress(FileNotFoundError, NotADirectoryError):
            handle = self._open_folder(path)
            try:
                system.calls.sync(handle)
            except OSError as error:
                if error.errno not in _NO_FOLDER_SYNC:
                    raise
            finally:
                os.close(handle)

    @contextmanager
    def apart(self, path: str) -> Iterator[tuple[int, str]]:
        """Yield a handle of the parent of ``path`` that no other operation closes, and the last name."""
        self._forget_parent()
        handle, name = self._locate(path)
        handle = os.dup(handle)
        try:
            yield handle, name
        finally:
            os.close(handle)


def write_new(
    parent: int,
    name: str,
    chunks: Iterable[bytes],
    mode: int,
    *,
    sync: bool,
    owner: Owner = NOBODY_ELSE,
    exact_mode: int | None = None,
) -> Written:
    """Write a new file below the folder ``parent``; may be called from several threads at once. Raises OSError.

    ``mode`` is before the umask; ``exact_mode`` is what the file has in the end, where it is given.
    """
    from hashlib import sha256

    handle = system.calls.create(parent, name, system.NEW_FILE, mode)
    try:
        size, digest = 0, sha256()
        for data in chunks:
            digest.update(data)
            size += len(data)
            _write_all(handle, data)
        if owner != NOBODY_ELSE or exact_mode is not None:
            set_attributes(handle, os.fstat(handle), exact_mode, owner)
        if sync:
            system.calls.sync(handle)
        status = os.fstat(handle)
    finally:
        os.close(handle)
    return Written(
        size,
        digest.hexdigest(),
        stat.S_IMODE(status.st_mode),
        Identity.of(status),
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def set_attributes(handle: int, status: os.stat_result, mode: int | None, owner: Owner) -> None:
    """Set owner and mode of an open file where they differ; the mode last, for a new owner clears bits of it."""
    user = owner.user if owner.user not in {-1, status.st_uid} else -1
    group = owner.group if owner.group not in {-1, status.st_gid} else -1
    wanted = stat.S_IMODE(status.st_mode) if mode is None else mode
    if user != -1 or group != -1:
        system.calls.set_owner(handle, user, group)
        status = os.fstat(handle)
    if stat.S_IMODE(status.st_mode) != wanted:
        system.calls.set_mode(handle, wanted)


def _write_all(handle: int, data: bytes) -> None:
    """Write all of ``data``: one call may take less, when the disk is nearly full or a signal comes."""
    rest = memoryview(data)
    while rest:
        rest = rest[system.calls.write(handle, rest) :]


def _rename_into_free_name(origin: tuple[int, str], parent: int, name: str) -> None:
    """Rename to a name that is free where the system cannot promise that it still is at that moment.

    To take the name with something empty first would be safer against others; but a crash would leave that, and nobody
    could tell whose it is.
    """
    with suppress(FileNotFoundError):
        os.stat(name, dir_fd=parent, follow_symlinks=False)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    system.calls.rename(*origin, parent, name)
