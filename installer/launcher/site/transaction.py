"""Carry out a plan whole or not at all. docs/transaction.md says what is promised and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from launcher.site.beside import build_beside, made_for
from launcher.site.folder import Folder
from launcher.site.interrupts import Interrupts
from launcher.site.layout import avoid_others, check_paths, fit, original_name, refuse_conflicts
from launcher.site.receipt import InstalledFile, Original, Ownership, Receipt
from launcher.site.receipt_file import receipts_of
from launcher.site.record import make_receipt
from launcher.site.session import Settings, recover_neighbours, session_of
from launcher.site.stamps import Fresh
from launcher.site.state import has_home_elsewhere
from launcher.site.target import find_place, nearest_folder, refuse_installed
from launcher.site.work import Work, seen_as

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from launcher.platforms.plan import Plan
    from launcher.progress import Progress
    from launcher.site.folder import Written
    from launcher.site.layout import Fit
    from launcher.site.session import Session


@dataclass(frozen=True, slots=True)
class Manner:
    """How an install treats what stands in the target, and what it gives new files.

    ``adopt``: files that are the same byte for byte are accepted, and stay the owner's. ``overwrite``: other files of
    the owner's are replaced, and kept until an uninstall brings them back.
    """

    adopt: bool = False
    overwrite: bool = False
    ownership: Ownership = field(default_factory=Ownership)


def apply(
    plan: Plan,
    target: Path,
    *,
    manner: Manner | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Install ``plan`` into ``target`` and return the receipt that now lies there.

    Whatever is raised, Ctrl-C too, ``target`` is as it was before; a crash is cleaned up after by the next command.
    ConflictError lists every path in the way; BusyError says who else is at work; TargetError what else is wrong.
    """
    check_paths(plan)
    settings = settings or Settings(progress=progress)
    manner = manner or Manner()
    if plan.owner and not manner.ownership.owner:
        manner = replace(manner, ownership=manner.ownership._replace(owner=plan.owner))
    with Interrupts() as interrupts:
        place = find_place(target)
        if recover_neighbours(place.real, settings):
            place = find_place(target)
        if place.exists:
            with session_of(target, settings, interrupts) as session:
                return _install(plan, target, manner, session)
        if not plan.actions and not has_home_elsewhere(settings.state):
            return build_beside(plan, place.real, manner.ownership, settings, interrupts)
        with (
            made_for(place.real, manner.ownership, settings) as parents,
            session_of(target, settings, interrupts) as session,
        ):
            return _install(plan, target, manner, session, made_target=True, made_parents=parents)


def check_target(
    plan: Plan, target: Path, *, manner: Manner | None = None, settings: Settings | None = None
) -> tuple[Plan, Fit | None]:
    """Raise what :func:`apply` would raise at once for a target that does not fit; change nothing.

    Return the plan as it fits there, and how; None for a target that does not exist.
    """
    check_paths(plan)
    manner = manner or Manner()
    place = find_place(target)
    if not place.exists:
        nearest_folder(place.path)
        return plan, None
    with Folder.open(place.path) as folder:
        others = receipts_of(folder, None if settings is None else settings.state)
        refuse_installed(others, plan.name, target)
        plan = avoid_others(plan, others)
        found = fit(plan, folder, others, adopt=manner.adopt, overwrite=manner.overwrite)
        refuse_conflicts(found, folder)
        return plan, found


def _install(
    plan: Plan,
    target: Path,
    manner: Manner,
    session: Session,
    *,
    made_target: bool = False,
    made_parents: tuple[str, ...] = (),
) -> Receipt:
    """Install into a target that exists."""
    others = session.receipts()
    refuse_installed(others, plan.name, target)
    plan = avoid_others(plan, others)
    found = fit(plan, session.site, others, adopt=manner.adopt, overwrite=manner.overwrite)
    refuse_conflicts(found, session.site)
    work = Work(session, "install", manner.ownership, plan=plan)
    for folder in found.folders:
        work.make_folder(folder)
    for write in plan.writes:
        path = str(write.path)
        if path in found.adopted:
            continue
        old = None
        if path in found.overwritten:
            status, sha256 = found.overwritten[path]
            old = seen_as(status, sha256), status
            work.keep(path, original_name(path), old[0])
        work.put(path, write.content, write.mode, old=old)
    for action in plan.actions:
        work.act(action)
    made: list[Receipt] = []

    def receipts(written: Mapping[str, Written]) -> tuple[Receipt, ...]:
        files = [_installed(write_path, sha256, written, found) for write_path, sha256 in _promised(plan)]
        made.append(
            make_receipt(
                plan,
                files,
                found.folders,
                manner.ownership,
                made_target=made_target,
                made_parents=made_parents,
            )
        )
        return (*others, made[0])

    work.commit(receipts, known={path: Fresh.of(status) for path, status in found.adopted.items()})
    return made[0]


def _promised(plan: Plan) -> list[tuple[str, str]]:
    return [(str(write.path), write.content.sha256) for write in plan.writes if not write.given]


def _installed(path: str, sha256: str, written: Mapping[str, Written], found: Fit) -> InstalledFile:
    if path in found.adopted:
        status = found.adopted[path]
        return InstalledFile(path, status.st_size, sha256, status.st_mode & 0o7777, adopted=True)
    done = written[path]
    original = None
    if path in found.overwritten:
        status, before = found.overwritten[path]
        original = Original(original_name(path), status.st_size, before, status.st_mode & 0o7777)
    return InstalledFile(path, done.size, done.sha256, done.mode, original=original)
