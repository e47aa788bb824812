"""One command at a time changes a target: an flock(2) on the file ``lock`` in its state folder.

The kernel frees it when the process ends, however it ends, so no lock can be stale.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.errors import BusyError, TargetError
from launcher.site import system
from launcher.site.handle import Identity
from launcher.site.reasons import target_error
from launcher.site.state import DENY, DENY_TEXT, LOCK, STATE, not_ours

if TYPE_CHECKING:
    from types import ModuleType

    from launcher.site.folder import Folder

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no flock: there two commands at once are not kept apart
    fcntl = None

#: How often another command may finish and take the lock file with it, just before we lock it.
_ATTEMPTS = 20
#: Seconds between two looks at a lock that somebody else holds.
_LOOK_AGAIN = 0.1


class Lock:
    """The lock file in the folder ``state``, held from :meth:`take` to :meth:`release`.

    ``state`` is relative to ``folder``; ``target`` is what errors call the thing that is locked.
    """

    def __init__(self, folder: Folder, state: str = STATE, target: Path | None = None) -> None:
        self._folder = folder
        self._target = target or folder.where
        self._state = state
        self.path = f"{state}/{LOCK}"
        self.made_state = False
        self._made_file = False
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether it is locked by us."""
        return self._handle is not None

    def take(self, *, wait: float = 0.0) -> None:
        """Lock, making the state folder where it is missing; BusyError names who holds it after ``wait`` seconds.

        Where this fails nothing stays behind.
        """
        deadline = time.monotonic() + wait
        while True:
            try:
                self._take()
            except BusyError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise
                system.calls.pause(min(_LOOK_AGAIN, left))
            else:
                return

    def _take(self) -> None:
        try:
            for _ in range(_ATTEMPTS):
                self._make_state()
                if self._try():
                    self._sign()
                    return
        except BaseException:
            self._leave_nothing()
            raise
        raise BusyError("other commands keep taking the lock; try again", where=self._target)

    def _leave_nothing(self) -> None:
        try:
            if self._made_file and self._handle is None:
                with suppress(TargetError):  # only its holder may remove the file
                    self._try()
            self.remove()
        finally:
            self.release()
            self.made_state = self._made_file = False

    def release(self) -> None:
        """Unlock; nothing happens where it is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            try:
                if os.fstat(handle).st_nlink:
                    with suppress(Exception, KeyboardInterrupt):  # or the next holder is taken for us until it signs
                        system.calls.truncate(handle)
            finally:
                os.close(handle)

    def remove(self, *, always: bool = False) -> None:
        """Remove the lock file and the state folder, still holding the lock: what we made, or ``always``.

        A state folder that has something else in it stays.
        """
        if (self._made_file or always) and self._handle is not None:
            self._folder.remove(f"{self._state}/{DENY}")
            self._folder.remove(self.path)
        if self.made_state or always:
            self._folder.remove_folder(self._state)

    def deny(self, *, sync: bool) -> None:
        """Tell a web server, once, to serve nothing of the state folder."""
        if self._folder.look(f"{self._state}/{DENY}") is None:
            self._folder.write(f"{self._state}/{DENY}", [DENY_TEXT], 0o600, sync=sync)

    def _make_state(self) -> None:
        status = self._folder.look(self._state)
        if status is not None:
            if not stat.S_ISDIR(status.st_mode):
                raise not_ours(self._folder.where / self._state)
            return
        self.made_state = True
        try:
            self._folder.make_folder(self._state, 0o700)
        except FileExistsError:  # another command was faster
            self.made_state = False

    def _try(self) -> bool:
        """Lock the file; False where it was removed meanwhile by a command that had held it."""
        where = self._folder.where / self.path
        try:
            status = self._folder.look(self.path)
            self._made_file = self._made_file or status is None
            if status is not None:
                _require_file(status, where)
            handle = self._folder.open_for_locking(self.path)
            try:
                _require_file(os.fstat(handle), where)
                if fcntl is not None:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                self._made_file = False
                raise self._held(handle) from error
            except BaseException:
                os.close(handle)
                raise
        except FileNotFoundError:
            return False
        except OSError as error:
            raise target_error(error, "lock the target", where) from error
        self._handle = handle
        if self._folder.is_here(self.path, Identity.of(os.fstat(handle))):
            return True
        self.release()
        return False

    def _held(self, handle: int) -> BusyError:
        """Return the error that says who holds the lock, as far as they have said so."""
        try:
            with os.fdopen(handle, "rb") as file:
                holder: dict[str, Any] = json.loads(file.read(4096))
            who = f"`{holder['command']}` (process {holder['pid']}, since {holder['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            who = "another command"
        hint = "wait until it is done, or let --wait SECONDS do so"
        return BusyError(f"{who} is working on it", where=self._target, hint=hint)

    def _sign(self) -> None:
        """Write who we are; a full disk is no reason to fail."""
        assert self._handle is not None
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]) if sys.argv else "launcher"
        since = datetime.now(UTC).isoformat(timespec="seconds")
        data = json.dumps({"pid": os.getpid(), "command": command, "since": since}).encode()
        with suppress(OSError):
            if os.fstat(self._handle).st_size:
                system.calls.truncate(self._handle)
            system.calls.write(self._handle, memoryview(data))


def _require_file(status: os.stat_result, where: Path) -> None:
    """Refuse a lock that is none: a device may act when it is opened, and a pipe would have us wait."""
    if not stat.S_ISREG(status.st_mode):
        raise TargetError("the lock should be a file, and is something else", where=where, hint="remove it")
