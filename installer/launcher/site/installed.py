"""Open a target to read what is installed in it, in order even after a command that was interrupted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.site.handle import OpenFolder
from launcher.site.neighbour import neighbours
from launcher.site.receipt import read_receipts
from launcher.site.state import LEFTOVERS, PENDING, RECEIPT, find_home, read_pointer
from launcher.site.target import find_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.site.handle import StrPath
    from launcher.site.receipt import Receipt


@contextmanager
def open_installed(target: StrPath, state: StrPath | None = None) -> Iterator[tuple[OpenFolder, tuple[Receipt, ...]]]:
    """Yield the folder ``target`` and the receipts of what is installed in it, perhaps none.

    It is only read, unless a command was interrupted in it: that is finished or taken back first. BusyError while a
    command is at work on it.
    """
    place = find_place(target)
    if neighbours(place.real):
        _recover(target, state)
    if not find_place(target).exists:
        raise TargetError("there is no such folder", where=target)
    with OpenFolder.open(place.real) as folder:
        receipts, in_order = _read(folder, state)
        if not in_order:
            _recover(target, state)
            receipts, _ = _read(folder, state)
        yield folder, receipts


def _read(folder: OpenFolder, given: StrPath | None) -> tuple[tuple[Receipt, ...], bool]:
    """Return what is installed, and whether no command has left anything unfinished."""
    home = find_home(folder, given)
    with OpenFolder.open(home.parent) as parent:
        if parent.look(home.name) is None:
            return (), read_pointer(folder) is None  # a power cut may have left a name of nothing
        with parent.below(home.name) as state:
            names = state.names()
            # Without a receipt it is what remains of a command that was killed before it had decided anything.
            if RECEIPT not in names or not (PENDING | LEFTOVERS).isdisjoint(names):
                return (), False
            return read_receipts(state), True


def _recover(target: StrPath, state: StrPath | None) -> None:
    """Recover under the lock; who may not change the target learns what has to be done."""
    from launcher.errors import BusyError
    from launcher.site.recover import recover
    from launcher.site.session import Settings

    try:
        recover(target, settings=Settings(state=state))
    except BusyError:
        raise
    except TargetError as error:
        raise TargetError(
            f"a command was interrupted here, and that cannot be put in order: {error}",
            where=target,
            hint=error.hint or f"`launcher recover {target}`, as the user who installed it",
        ) from error
