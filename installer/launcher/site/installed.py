"""Open a target to read what is installed in it, in order even after a command that was interrupted."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from launcher.errors import BusyError, TargetError
from launcher.site.handle import OpenFolder
from launcher.site.neighbour import neighbours
from launcher.site.receipt_file import read_receipts
from launcher.site.state import LEFTOVERS, PENDING, RECEIPT, find_home, home_folder, read_pointer
from launcher.site.target import find_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.site.handle import StrPath
    from launcher.site.receipt import Receipt


#: How often commands may begin and end on the target while we look at it.
_ATTEMPTS = 20


@contextmanager
def open_installed(
    target: StrPath, state: StrPath | None = None, *, wait: float = 0.0
) -> Iterator[tuple[OpenFolder, tuple[Receipt, ...]]]:
    """Yield the folder ``target`` and the receipts of what is installed in it, perhaps none.

    It is only read, unless a command was interrupted in it: that is finished or taken back first. BusyError while a
    command is at work on it, after ``wait`` seconds.
    """
    folder, receipts = _open(target, state, wait)
    with folder:
        yield folder, receipts


def _open(target: StrPath, state: StrPath | None, wait: float) -> tuple[OpenFolder, tuple[Receipt, ...]]:
    recovered = False
    for _ in range(_ATTEMPTS):
        place = find_place(target)
        if neighbours(place.real):
            _recover(target, state, wait)
        if not find_place(target).exists:
            raise TargetError("there is no such folder", where=target)
        try:
            with ExitStack() as stack:
                folder = stack.enter_context(OpenFolder.open(place.real))
                receipts = _read(folder, state, recovered=recovered)
                if receipts is not None:
                    stack.pop_all()
                    return folder, receipts
        except TargetError as error:
            if not isinstance(error.__cause__, FileNotFoundError):
                raise
            continue  # a command has removed what we were about to read
        _recover(target, state, wait)
        recovered = True
    raise BusyError("other commands keep working on it; try again", where=target)


def _read(folder: OpenFolder, given: StrPath | None, *, recovered: bool) -> tuple[Receipt, ...] | None:
    """Return what is installed, or None where a command is at work, or was interrupted.

    What was ``recovered`` may have leftovers: those that cannot be removed, or of a command that has just begun.
    """
    home = find_home(folder, given)
    with home_folder(folder, home) as parent:
        if parent.look(home.name) is None:
            # A power cut may have left a name of nothing.
            return () if recovered or read_pointer(folder) is None else None
        with parent.below(home.name) as state:
            names = state.names()
            if not PENDING.isdisjoint(names):
                return None
            # Without a receipt it is what remains of a command that was killed before it had decided anything.
            if not recovered and (RECEIPT not in names or not LEFTOVERS.isdisjoint(names)):
                return None
            return read_receipts(state)


def _recover(target: StrPath, state: StrPath | None, wait: float) -> None:
    """Recover under the lock; who may not change the target learns what has to be done."""
    from launcher.site.recover import recover
    from launcher.site.session import Settings

    try:
        recover(target, settings=Settings(state=state, wait=wait))
    except BusyError:
        raise
    except TargetError as error:
        raise TargetError(
            f"a command was interrupted here, and that cannot be put in order: {error}",
            where=target,
            hint=error.hint or f"`launcher recover {target}`, as the user who installed it",
        ) from error
