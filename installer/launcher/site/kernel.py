"""Calls of Linux that Python does not have: syncfs(2), renameat2(2), openat2(2).

Elsewhere, and on kernels that lack one, the caller takes the portable way.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from typing import Any

_RENAME_NOREPLACE = 1
_OPENAT2 = 437  # the same number on every architecture
_RESOLVE = 0x02 | 0x04 | 0x08  # NO_MAGICLINKS, NO_SYMLINKS, BENEATH
_RESOLVE_NO_XDEV = 0x01


def can_sync_all() -> bool:
    """Say whether :func:`sync_all` works."""
    return _function("syncfs") is not None


def sync_all(folder: int) -> None:
    """Wait until everything on the file system of ``folder`` is on the disk. One call costs as much as a few fsync."""
    function = _function("syncfs")
    assert function is not None
    _check(function(folder))


def rename_free(folder: int, name: str, new_folder: int, new_name: str) -> None:
    """Rename, and never replace; OSError with ENOSYS or EINVAL where the system or its file system cannot."""
    function = _function("renameat2")
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    _check(function(folder, os.fsencode(name), new_folder, os.fsencode(new_name), _RENAME_NOREPLACE))


def open_below(folder: int, path: str, flags: int, *, same_disk: bool = False) -> int | None:
    """Open ``path`` below ``folder`` through no link at all; with ``same_disk`` through no mount point either (EXDEV).

    None where the kernel has no such call. A path that leaves the folder raises OSError.
    """
    function = _openat2()
    if function is None:
        return None
    import ctypes

    resolve = _RESOLVE | (_RESOLVE_NO_XDEV if same_disk else 0)
    how = (ctypes.c_uint64 * 3)(flags, 0, resolve)
    return _check(function(_OPENAT2, folder, os.fsencode(path), ctypes.byref(how), ctypes.sizeof(how)))


def _check(result: int) -> int:
    if result < 0:
        import ctypes

        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


@functools.cache
def _library() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


@functools.cache
def _function(name: str) -> Any:
    return getattr(_library(), name, None)


@functools.cache
def _openat2() -> Any:
    """Return syscall(2) where the kernel answers to openat2: a sandbox or Linux before 5.6 does not."""
    function = _function("syscall")
    if function is None:
        return None
    import ctypes

    how = (ctypes.c_uint64 * 3)(os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, 0, _RESOLVE)
    here = os.open(".", os.O_RDONLY | os.O_CLOEXEC) if os.access(".", os.R_OK) else -1
    try:
        handle = function(_OPENAT2, here, b".", ctypes.byref(how), ctypes.sizeof(how)) if here >= 0 else -1
    finally:
        if here >= 0:
            os.close(here)
    if handle < 0:
        return None
    os.close(handle)
    return function
