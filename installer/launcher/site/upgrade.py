"""Bring another version of an installed bundle into a target, and leave what the owner made or changed."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.site.layout import original_name
from launcher.site.record import installed_action, now
from launcher.site.session import Settings, open_session
from launcher.site.stamps import Fresh
from launcher.site.state import ORIGINALS
from launcher.site.upgrade_plan import plan_upgrade
from launcher.site.work import Work, seen_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from launcher.bundle.signing.verify import Trust
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.plan import Plan
    from launcher.progress import Progress
    from launcher.site.folder import Written
    from launcher.site.receipt import InstalledAction, InstalledFile, Receipt
    from launcher.site.session import Session
    from launcher.site.upgrade_decision import Row
    from launcher.site.upgrade_plan import Manner, PlannedUpgrade, UpgradeResult


def upgrade(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    trust: Trust | None = None,
    manner: Manner | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> UpgradeResult:
    """Bring ``bundle``, another version of one that is installed, into ``target``, whole or not at all.

    Files that the owner did not change are replaced, or removed where the bundle has them no more; those that they
    changed stay, and new versions lie beside them as ``NAME.launcher-new``. Options keep their answers; new ones are
    in ``given``, asked for, or take their defaults. Where nothing is to be done nothing is written.
    """
    settings = settings or Settings(progress=progress)
    with plan_upgrade(bundle, target, given=given, ask=ask, trust=trust, manner=manner, settings=settings) as planned:
        if planned.result.changed:
            with open_session(target, settings) as session:
                _carry_out(planned, session, target)
        return planned.result


def _carry_out(planned: PlannedUpgrade, session: Session, target: Path) -> None:
    receipts = session.receipts()
    if receipts != tuple(sorted((planned.old, *planned.others), key=lambda one: one.name)):
        raise TargetError("what is installed was changed meanwhile; try again", where=target)
    decision, old = planned.decision, planned.old
    work = Work(session, "upgrade", old.ownership, plan=planned.plan)
    modes = {file.path: file.mode for file in old.files}
    for row in decision.rows:
        _do(row, work, session, modes)
    for folder in decision.folders.remove:
        work.remove_folder(folder)
    for folder in decision.folders.make:
        work.make_folder(folder)
    for action in planned.actions:
        work.act(action)
    for back in planned.undone:
        work.take_back(back)
    known = {}
    for row in decision.rows:
        if row.fate == "adopt" and (status := session.site.look(row.path)) is not None:
            known[row.path] = Fresh.of(status)
    work.commit(lambda written: (_receipt(planned, written), *planned.others), known=known)


def _do(row: Row, work: Work, session: Session, modes: Mapping[str, int]) -> None:
    """Say what is to be done about one path."""
    place, found = row.place or row.path, row.found
    old = None if found is None else (seen_as(found.status, found.sha256), found.status)
    if row.original is not None:
        kept = session.state.look(f"{ORIGINALS}/{row.original.name}")
        if kept is not None:
            seen = seen_as(kept, row.original.sha256)
            work.bring_back(place, row.original.name, seen, None if old is None else old[0])
    elif row.content is not None:
        if row.fate == "overwrite" and old is not None:
            work.keep(row.path, original_name(row.path), old[0])
        keep_mode = found is not None and (
            row.fate in {"merge", "conflict"} or stat.S_IMODE(found.status.st_mode) != modes.get(place, -1)
        )
        work.put(place, row.content, row.mode, old=old, keep_mode=keep_mode and row.fate != "overwrite")
    elif old is not None:
        work.remove(row.path, old[0])


def _receipt(planned: PlannedUpgrade, written: Mapping[str, Written]) -> Receipt:
    from launcher import __version__

    plan = planned.plan

    def entry(file: InstalledFile) -> InstalledFile:
        done = written.get(file.path)
        return file if done is None else file._replace(mode=done.mode, stamp=None)

    return planned.old._replace(
        version=plan.version,
        digest=plan.digest,
        platform=plan.platform,
        answers=plan.answers,
        launcher=__version__,
        installed=now(),
        files=tuple(entry(file) for _, file in sorted(planned.decision.files.items())),
        folders=planned.decision.folders.after,
        actions=_actions_after(plan, planned.old),
        images=tuple(image.to_json() for image in plan.images),
        signer=plan.signer,
    )


def _actions_after(plan: Plan, old: Receipt) -> tuple[InstalledAction, ...]:
    """Return all that is made beside files once the upgrade is done, in the order in which it was made."""
    names = {action.name for action in plan.actions}
    lasting = (action for action in old.actions if action.name in plan.lasting - names)
    return (*lasting, *(installed_action(action) for action in plan.actions))
