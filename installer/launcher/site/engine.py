"""Carry out the steps of a transaction whole or not at all. docs/transaction.md says in which order and why.

The same functions finish or take back what an interrupted command left, so an interrupted recovery is one more
interrupted command.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from launcher.errors import LauncherError, TargetError
from launcher.site.journal import Journal, write_journal
from launcher.site.state import ABORT, BACKUP, DRAFT, JOURNAL, STAGING, STAMPS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from launcher.site.folder import Folder
    from launcher.site.scene import Scene
    from launcher.site.steps.step import Step


def nothing() -> None:
    """Let a step begin."""


def run(scene: Scene, journal: Journal, check: Callable[[], None] = nothing) -> None:
    """Decide ``journal`` and carry it out; what its steps need is staged, and on the disk.

    ``check`` is called before each step and may raise. Whatever is raised, everything is as it was before.
    """
    try:
        check()
        write_journal(scene.state, journal, sync=scene.synced)
        carry_out(scene, journal.steps, check)
        check()
        drop_journal(scene.state)
    except BaseException as error:
        take_back(scene, journal.steps, error)
        raise
    settle(scene)


def carry_out(scene: Scene, steps: Sequence[Step], check: Callable[[], None] = nothing) -> None:
    """Do every step, or what is missing of it, and bring that to the disk."""
    if any(getattr(step, "backup", "") for step in steps):
        scene.make_backup()
        for step in steps:
            check()
            step.prepare(scene)
        if scene.synced:  # a file must not be gone from its place before its second name is on the disk
            scene.state.sync_names(BACKUP)
            scene.state.sync_names()
    for step in steps:
        check()
        step.do(scene)
    scene.sync()


def drop_journal(state: Folder) -> None:
    """Remove the journal: from here on everything stands. An error of a removal that happened all the same is none."""
    try:
        state.remove(JOURNAL)
    except BaseException:
        if state.look(JOURNAL) is not None:
            raise


def settle(scene: Scene) -> None:
    """Clear what a finished transaction needed; the journal is gone, so nothing of this can fail it.

    A journal that comes back, because the disk did not keep that it is gone, finds all its steps done.
    """
    with suppress(Exception, KeyboardInterrupt):
        if scene.synced:
            scene.state.sync_names()
    clear(scene.state)


def take_back(scene: Scene, steps: Sequence[Step], reason: BaseException) -> None:
    """Undo every step, last first, because of ``reason``. One that fails stops no others but those that it needs.

    That it is undone is written down first: a crash in the middle must not finish what an error stopped. Raises
    TargetError where something could not be put back; then everything that the undo needs stays, for another attempt.
    """
    with suppress(Exception):  # without the note a crash from here on ends in the other whole state
        if scene.state.look(JOURNAL) is not None:
            scene.state.move_over(scene.state, JOURNAL, ABORT)
        if scene.synced:
            scene.state.sync_names()
    failed: list[str] = []
    if any(scene.state.look(name) is not None for name in (JOURNAL, ABORT)):
        needed: set[str] = set()
        for step in reversed(steps):
            if not _holds(step, needed) and not _try(step.undo, scene, failed):
                needed.update(getattr(step, "needs", ()))
    scene.set_dates()
    _try(lambda _: scene.sync(), scene, failed)
    if failed:
        why = str(reason) or type(reason).__name__
        raise TargetError(
            f"it failed ({why}), and not everything could be put back: {'; '.join(failed)}",
            where=scene.site.where,
            hint=f"once the cause is gone, `launcher recover {scene.site.name}` puts back the rest",
        )
    for name in (JOURNAL, ABORT):
        with suppress(Exception):
            scene.state.remove(name)
    with suppress(Exception):
        if scene.synced:
            scene.state.sync_names()
    if not any(scene.state.look(name) for name in (JOURNAL, ABORT)):
        clear(scene.state)


def _holds(step: Step, needed: set[str]) -> bool:
    """Say whether a step put files in place without which another one cannot be taken back later."""
    path = getattr(step, "path", "")
    return any(one == path or one.startswith(f"{path}/") for one in needed)


def _try(work: Callable[[Scene], None], scene: Scene, failed: list[str]) -> bool:
    try:
        work(scene)
    except Exception as error:
        failed.append(str(error) if isinstance(error, LauncherError) else repr(error))
        return False
    return True


def clear(state: Folder) -> None:
    """Remove what only a transaction under way needs; what cannot be removed now is cleared by the next command."""
    for _ in range(2):
        with suppress(Exception, KeyboardInterrupt):
            state.remove_tree(STAGING)
            state.remove_tree(BACKUP)
            state.remove(DRAFT)
            state.remove(f"{STAMPS}.new")
            return
