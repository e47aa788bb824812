"""Make one system call of ``launcher.site`` fail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from launcher.site.system import Calls

if TYPE_CHECKING:
    from collections.abc import Callable


class CountedCalls(Calls):
    """The real calls, counted; number ``failing`` (from 0) raises what ``fault`` makes instead.

    With ``after``, the call is done first: that is what a signal between two instructions looks like. Nothing waits
    for the disk, for a test cannot see the difference and hundreds of runs would feel it.
    """

    def __init__(
        self,
        failing: int | None = None,
        fault: Callable[[], BaseException] = KeyboardInterrupt,
        *,
        after: bool = False,
    ) -> None:
        self.count = 0
        self.names: list[str] = []
        self._failing = failing
        self._fault = fault
        self._after = after

    def _next(self, name: str) -> Callable[[], None]:
        number, self.count = self.count, self.count + 1
        self.names.append(name)

        def fail() -> None:
            if number == self._failing:
                raise self._fault()

        if self._after:
            return fail
        fail()
        return lambda: None

    def make_folder(self, folder: int, name: str, mode: int) -> None:
        done = self._next(f"make_folder {name}")
        super().make_folder(folder, name, mode)
        done()

    def remove_folder(self, folder: int, name: str) -> None:
        done = self._next(f"remove_folder {name}")
        super().remove_folder(folder, name)
        done()

    def create(self, folder: int, name: str, flags: int, mode: int) -> int:
        done = self._next(f"create {name}")
        handle = super().create(folder, name, flags, mode)
        done()
        return handle

    def write(self, file: int, data: memoryview) -> int:
        done = self._next("write")
        written = super().write(file, data)
        done()
        return written

    def truncate(self, file: int) -> None:
        done = self._next("truncate")
        super().truncate(file)
        done()

    def set_mode(self, file: int, mode: int) -> None:
        done = self._next("set_mode")
        super().set_mode(file, mode)
        done()

    def set_owner(self, file: int, user: int, group: int) -> None:
        done = self._next("set_owner")
        super().set_owner(file, user, group)
        done()

    def set_modified(self, file: int, modified: int) -> None:
        done = self._next("set_modified")
        super().set_modified(file, modified)
        done()

    def link(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        done = self._next(f"link {name} {new_name}")
        super().link(folder, name, new_folder, new_name)
        done()

    def rename(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        done = self._next(f"rename {name} {new_name}")
        super().rename(folder, name, new_folder, new_name)
        done()

    def rename_free(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        done = self._next(f"rename_free {name} {new_name}")
        super().rename_free(folder, name, new_folder, new_name)
        done()

    def remove_file(self, folder: int, name: str) -> None:
        done = self._next(f"remove_file {name}")
        super().remove_file(folder, name)
        done()

    def sync(self, file: int) -> None:  # noqa: ARG002 - the signature is the real one's
        self._next("sync")()

    def pause(self, seconds: float) -> None:
        """Do not wait."""

    def sync_all(self, folder: int) -> None:  # noqa: ARG002 - the signature is the real one's
        self._next("sync_all")()


class NoLinks(CountedCalls):
    """A file system without hard links, which says so with the error ``number``."""

    def __init__(
        self, number: int, failing: int | None = None, fault: Callable[[], BaseException] = KeyboardInterrupt
    ) -> None:
        super().__init__(failing, fault)
        self._number = number

    def link(self, *_: object) -> None:
        raise OSError(self._number, os.strerror(self._number))


class Killed(BaseException):
    """What a process is told when it is dead."""


class DyingCalls(CountedCalls):
    """The real calls up to number ``last`` (from 0); then the process is dead and changes nothing any more."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self._last = last

    def _next(self, name: str) -> Callable[[], None]:
        if self.count >= self._last:
            raise Killed
        return super()._next(name)
