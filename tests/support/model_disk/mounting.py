"""Let a program of this process see a :class:`ModelDisk`: its system calls on paths and handles of it go there."""

from __future__ import annotations

import fcntl
import io
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from launcher.site import durable, kernel, system
from tests.support.model_disk.disk import FIRST_HANDLE, PLACE, ModelDisk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


#: The functions of ``os`` that the model answers instead.
_NAMES = (
    "access", "close", "dup", "fchmod", "fchown", "fdopen", "fstat", "fsync", "ftruncate", "link", "listdir", "lstat",
    "mkdir", "open", "read", "readlink", "rename", "rmdir", "scandir", "stat", "unlink", "utime", "write",
)  # fmt: skip
_REAL: dict[str, Any] = {name: getattr(os, name) for name in _NAMES}
_REAL_SYNC_ALL, _REAL_RENAME_FREE, _REAL_OPEN_BELOW = kernel.sync_all, kernel.rename_free, kernel.open_below
_REAL_FLOCK, _REAL_FILE = fcntl.flock, io.open


def _is_ours(path: object) -> bool:
    text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else path
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    return isinstance(text, str) and (text == PLACE or text.startswith(PLACE + "/"))


def _is_open(handle: object) -> bool:
    return isinstance(handle, int) and handle >= FIRST_HANDLE


def _text(path: Any) -> str:
    return os.fsdecode(path)


class _Entry:
    """What os.scandir yields."""

    def __init__(self, disk: ModelDisk, folder: int, name: str) -> None:
        self._disk, self._folder, self.name = disk, folder, name

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return self._disk.status(self.name, self._folder, follow=follow_symlinks)


def _calls(disk: ModelDisk) -> dict[str, Callable[..., Any]]:  # noqa: C901 - one small function a call
    """Return what stands in for functions of ``os``; each goes to the real one where the model is not meant."""
    real = _REAL

    def access(path: Any, mode: int, **named: Any) -> bool:
        if not _is_ours(path):
            return bool(real["access"](path, mode, **named))
        try:
            disk.status(_text(path))
        except OSError:
            return False
        return True

    def stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
        if _is_open(path):
            return disk.status_of(path)
        if _is_open(dir_fd) or _is_ours(path):
            return disk.status(_text(path), dir_fd, follow=follow_symlinks)
        found: os.stat_result = real["stat"](path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
        return found

    def lstat(path: Any, *, dir_fd: int | None = None) -> os.stat_result:
        return stat(path, dir_fd=dir_fd, follow_symlinks=False)

    def readlink(path: Any, *, dir_fd: int | None = None) -> Any:
        if _is_open(dir_fd) or _is_ours(path):
            return disk.read_link(_text(path), dir_fd)
        return real["readlink"](path, dir_fd=dir_fd)

    def opening(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if _is_open(dir_fd) or _is_ours(path):
            return disk.open(_text(path), flags, mode, dir_fd)
        handle: int = real["open"](path, flags, mode, dir_fd=dir_fd)
        return handle

    def by_handle(name: str, ours: Callable[..., Any]) -> Callable[..., Any]:
        def call(handle: Any, *values: Any, **named: Any) -> Any:
            return ours(handle, *values, **named) if _is_open(handle) else real[name](handle, *values, **named)

        return call

    def mkdir(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        if _is_open(dir_fd) or _is_ours(path):
            return disk.make_folder(_text(path), mode, dir_fd)
        return real["mkdir"](path, mode, dir_fd=dir_fd)  # type: ignore[no-any-return]

    def removing(name: str, ours: Callable[..., None]) -> Callable[..., None]:
        def call(path: Any, *, dir_fd: int | None = None) -> None:
            if _is_open(dir_fd) or _is_ours(path):
                return ours(_text(path), dir_fd)
            return real[name](path, dir_fd=dir_fd)  # type: ignore[no-any-return]

        return call

    def link(old: Any, new: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None, **more: Any) -> None:
        if _is_open(src_dir_fd) or _is_ours(old):
            return disk.link(_text(old), _text(new), src_dir_fd, dst_dir_fd)
        return real["link"](old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd, **more)  # type: ignore[no-any-return]

    def rename(old: Any, new: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
        if _is_open(src_dir_fd) or _is_ours(old):
            return disk.rename(_text(old), _text(new), src_dir_fd, dst_dir_fd)
        return real["rename"](old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)  # type: ignore[no-any-return]

    @contextmanager
    def listing(handle: int) -> Iterator[Iterator[_Entry]]:
        yield (_Entry(disk, handle, name) for name in disk.list(handle))

    def utime(handle: Any, *values: Any, ns: tuple[int, int] = (0, 0), **named: Any) -> None:
        if _is_open(handle):
            return disk.set_modified(handle, ns[1])
        return real["utime"](handle, *values, ns=ns, **named)  # type: ignore[no-any-return]

    def fdopen(handle: int, *values: Any, **named: Any) -> Any:
        if not _is_open(handle):
            return real["fdopen"](handle, *values, **named)
        data = disk.read(handle, 1 << 30)
        disk.close(handle)
        return io.BytesIO(data)

    return {
        "access": access,
        "stat": stat,
        "lstat": lstat,
        "readlink": readlink,
        "open": opening,
        "fstat": by_handle("fstat", disk.status_of),
        "listdir": by_handle("listdir", disk.list),
        "scandir": by_handle("scandir", listing),
        "read": by_handle("read", disk.read),
        "write": by_handle("write", disk.write),
        "close": by_handle("close", disk.close),
        "dup": by_handle("dup", disk.dup),
        "fsync": by_handle("fsync", disk.sync),
        "ftruncate": by_handle("ftruncate", disk.truncate),
        "fchmod": by_handle("fchmod", disk.set_mode),
        "fchown": by_handle("fchown", disk.set_owner),
        "utime": utime,
        "fdopen": fdopen,
        "mkdir": mkdir,
        "rmdir": removing("rmdir", disk.remove_folder),
        "unlink": removing("unlink", disk.remove),
        "link": link,
        "rename": rename,
    }


class _Patient(system.Calls):
    """The calls of the product, which reach the model through ``os``; nothing has to wait."""

    def pause(self, seconds: float) -> None:
        """Do not wait."""


def _others(disk: ModelDisk) -> list[tuple[Any, str, Any]]:
    """Return what stands in for functions outside of ``os``: module, name, function."""

    def sync_all(folder: int) -> None:
        disk.sync_all(folder) if _is_open(folder) else _REAL_SYNC_ALL(folder)

    def rename_free(folder: int, name: str, new_folder: int, new_name: str) -> None:
        if _is_open(folder):
            disk.rename(name, new_name, folder, new_folder, replace=False)
        else:
            _REAL_RENAME_FREE(folder, name, new_folder, new_name)

    def open_below(folder: int, path: str, flags: int, *, same_disk: bool = False) -> int | None:
        if _is_open(folder):
            return disk.open_below(folder, path, flags)
        return _REAL_OPEN_BELOW(folder, path, flags, same_disk=same_disk)

    def flock(handle: Any, how: int) -> None:
        disk.lock(handle, how) if _is_open(handle) else _REAL_FLOCK(handle, how)

    def file(path: Any, *values: Any, **named: Any) -> Any:
        if not _is_ours(path):
            return _REAL_FILE(path, *values, **named)
        handle = disk.open(_text(path), os.O_RDONLY)
        try:
            return io.BytesIO(disk.read(handle, 1 << 30))
        finally:
            disk.close(handle)

    return [
        (kernel, "sync_all", sync_all),
        (kernel, "rename_free", rename_free),
        (kernel, "open_below", open_below),
        (kernel, "can_sync_all", lambda: disk.traits.syncs_all),
        (durable, "MANY", disk.traits.from_many),
        (fcntl, "flock", flock),
        (io, "open", file),
        (time, "time_ns", disk.clock),
        (system, "calls", _Patient()),
    ]


@contextmanager
def mounted(disk: ModelDisk) -> Iterator[None]:
    """Mount ``disk`` at :data:`PLACE`, for this process alone."""
    patches = [*((os, name, call) for name, call in _calls(disk).items()), *_others(disk)]
    before = [(module, name, getattr(module, name)) for module, name, _ in patches]
    for module, name, call in patches:
        setattr(module, name, call)
    try:
        yield
    finally:
        for module, name, call in before:
            setattr(module, name, call)
