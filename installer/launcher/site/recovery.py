"""Finish or take back what an interrupted command left in a target's state folder; the lock is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from launcher.errors import TargetError
from launcher.site import system
from launcher.site.engine import carry_out, clear, drop_journal, settle, take_back
from launcher.site.journal import read_journal
from launcher.site.scene import Scene
from launcher.site.state import ABORT, BACKUP, BASES, JOURNAL, KEPT, LEFTOVERS, ORIGINALS, PAYLOADS, PENDING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from launcher.site.folder import Folder
    from launcher.site.journal import Journal
    from launcher.site.receipt import Receipt

#: Before a number, in the name of an original that no receipt knows.
_APART = "-"

#: What became of an interrupted command: there was none, it had decided nothing, it was finished, it was taken back.
Outcome = Literal["nothing", "cleared", "finished", "undone"]


def recover_state(site: Folder, state: Folder, *, sync: bool = True) -> tuple[Outcome, str]:
    """Bring the target to what it was before the interrupted command, or to what it is after; return which, and whom.

    Safe to be interrupted itself. TargetError where neither can be reached; nothing that is needed for it is removed.
    """
    found = set(state.names())
    scene = Scene(site, state, sync=sync)
    if ABORT in found:
        journal = _require(state, ABORT)
        _make_durable(scene, journal)
        take_back(scene, journal.steps, TargetError("it was interrupted while it was taken back"))
        return "undone", journal.command
    if JOURNAL in found:
        decided = read_journal(state, JOURNAL)
        if decided is not None:
            _make_durable(scene, decided)
            return _finish(scene, decided), decided.command
        _refuse_backups(state, JOURNAL)
        state.remove(JOURNAL)  # torn, so nothing was done yet
        if sync:
            state.sync_names()
    if found.isdisjoint(LEFTOVERS | PENDING):
        return "nothing", ""
    if sync:  # a journal that was removed must not come back once what it needs is gone
        state.sync_names()
    clear(state)
    return "cleared", ""


def _make_durable(scene: Scene, journal: Journal) -> None:
    """Bring to the disk what the interrupted command had changed: it may have been killed before it did so itself.

    What follows is only safe after that, if the power fails too.
    """
    if not scene.synced:
        return
    if system.can_sync_all():
        scene.state.sync_everything()
        return
    scene.state.sync_tree()
    for step in journal.steps:
        path = getattr(step, "path", "")
        if path:
            scene.folder(getattr(step, "area", "site")).sync_names(path.rpartition("/")[0])


def _finish(scene: Scene, journal: Journal) -> Outcome:
    try:
        carry_out(scene, journal.steps)
        drop_journal(scene.state)
    except Exception as error:
        take_back(scene, journal.steps, error)
        return "undone"
    settle(scene)
    return "finished"


def _require(state: Folder, name: str) -> Journal:
    journal = read_journal(state, name)
    if journal is None:
        raise _damaged(state, name)
    return journal


def _refuse_backups(state: Folder, name: str) -> None:
    """Refuse a torn journal where files were kept already: a disk that does so has lost more than we can know."""
    if state.look(BACKUP) is not None and state.names(BACKUP):
        raise _damaged(state, name)


def _damaged(state: Folder, name: str) -> TargetError:
    return TargetError(
        "the journal of an interrupted command is damaged, so it can be neither finished nor taken back",
        where=f"{state.name}/{name}",
        hint=f"the files it was about to replace or remove are in {state.name}/{BACKUP}",
    )


def collect_garbage(state: Folder, receipts: Iterable[Receipt]) -> None:
    """Remove from our own folder what no receipt refers to any more."""
    wanted: dict[str, set[str]] = {name: set() for name in KEPT}
    for receipt in receipts:
        wanted[ORIGINALS].update(file.original.name for file in receipt.files if file.original is not None)
        wanted[PAYLOADS].update(action.payload for action in receipt.actions if action.payload)
        wanted[BASES].add(f"{receipt.name}.zip")
    for folder in KEPT:
        if state.look(folder) is None:
            continue
        for name in state.names(folder):
            path = f"{folder}/{name}"
            if name in wanted[folder]:
                continue
            if folder == ORIGINALS and _is_last(state, path):
                _set_apart(state, path)
            else:
                state.remove(path)
        if not wanted[folder]:
            state.remove_folder(folder)


def _is_last(state: Folder, path: str) -> bool:
    """Say whether a file of the owner's has no other name: somebody lost the receipt, which must not lose the file."""
    status = state.look(path)
    return status is not None and status.st_nlink == 1


def _set_apart(state: Folder, path: str) -> None:
    """Give such a file a name that no receipt will ever have: the next original of its path must not meet it."""
    if _APART in path:
        return
    for number in range(1, 1000):
        try:
            state.move_free(state, path, f"{path}{_APART}{number}")
        except FileExistsError:
            continue
        return
