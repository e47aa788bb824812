"""The system calls that change a file system, one method each.

Everything that ``launcher.site`` changes goes through :data:`calls`, so that a test can make any single call fail,
and so that a system that lacks one of them needs a replacement in this room alone.
"""

from __future__ import annotations

import os
import time

from launcher.site import kernel

#: A handle of a folder: opened as a folder, never through a link, closed on exec.
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
#: A new file for writing. O_EXCL neither follows a link nor opens what exists.
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
#: A file for reading, never through a link. O_NONBLOCK: opening a named pipe must not wait for its other end.
OLD_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
#: The lock file, made if it is missing.
LOCK_FILE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class Calls:
    """Each method is one system call; ``folder`` is the handle that ``name`` is relative to. Raises OSError."""

    def make_folder(self, folder: int, name: str, mode: int) -> None:
        """Make a folder; ``mode`` is before the umask."""
        os.mkdir(name, mode, dir_fd=folder)

    def remove_folder(self, folder: int, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=folder)

    def create(self, folder: int, name: str, flags: int, mode: int) -> int:
        """Open a file that may be made by this; return its handle."""
        return os.open(name, flags, mode, dir_fd=folder)

    def write(self, file: int, data: memoryview) -> int:
        """Write some of ``data``; return how many bytes."""
        return os.write(file, data)

    def truncate(self, file: int) -> None:
        """Make an open file empty."""
        os.ftruncate(file, 0)

    def set_mode(self, file: int, mode: int) -> None:
        """Set the mode of an open file or folder."""
        os.fchmod(file, mode)

    def set_owner(self, file: int, user: int, group: int) -> None:
        """Give an open file or folder to a user and a group; -1 leaves one as it is."""
        os.fchown(file, user, group)

    def set_modified(self, file: int, modified: int) -> None:
        """Set when an open file or folder was modified last, in nanoseconds since 1970."""
        os.utime(file, ns=(modified, modified))

    def link(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        """Give a file a second name, which must be free."""
        os.link(name, new_name, src_dir_fd=folder, dst_dir_fd=new_folder, follow_symlinks=False)

    def rename(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        """Rename a file or folder; an existing file or empty folder of the new name is replaced."""
        os.rename(name, new_name, src_dir_fd=folder, dst_dir_fd=new_folder)

    def rename_free(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        """Rename a file or folder to a name that must be free; EINVAL or ENOSYS where no such call is."""
        kernel.rename_free(folder, name, new_folder, new_name)

    def remove_file(self, folder: int, name: str) -> None:
        """Remove a name of a file."""
        os.unlink(name, dir_fd=folder)

    def sync(self, file: int) -> None:
        """Wait until an open file, or a folder's list of names, is on the disk."""
        os.fsync(file)

    def pause(self, seconds: float) -> None:
        """Wait, and change nothing."""
        time.sleep(seconds)

    def sync_all(self, folder: int) -> None:
        """Wait until everything on the file system of ``folder`` is on the disk; see :func:`can_sync_all`."""
        kernel.sync_all(folder)


#: What ``launcher.site`` calls; tests put their own in its place.
calls = Calls()


def can_sync_all() -> bool:
    """Say whether one call syncs a whole file system here; if not, each file is synced when it is written."""
    return kernel.can_sync_all()
