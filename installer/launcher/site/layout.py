"""Whether a plan fits a target: which paths are in its way, and which folders it needs."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, TargetError
from launcher.site.receipt import STATE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from launcher.platforms.plan import Plan
    from launcher.site.folder import Folder


@dataclass(frozen=True, slots=True)
class Fit:
    """How a plan fits: ``folders`` are to be made, parents first; ``conflicts`` stand in the way. Both sorted."""

    folders: tuple[str, ...]
    conflicts: tuple[str, ...]


def check_paths(plan: Plan) -> None:
    """Refuse a plan that contradicts itself, or that writes outside the target or into our state folder."""
    files: set[str] = set()
    for write in plan.writes:
        path = str(write.path)
        names = path.split("/")
        if write.path.is_absolute() or any(name in {"", ".", ".."} or "\0" in name for name in names):
            raise TargetError("the plan writes outside the target", where=repr(path))
        if names[0].casefold() == STATE:
            raise TargetError(f"the plan writes into {STATE}/, which is Launcher's own", where=path)
        if path in files:
            raise TargetError("the plan writes it twice", where=path)
        files.add(path)
    for folder in _folders_of(files):
        if folder in files:
            raise TargetError("the plan makes it a file and a folder", where=folder)


def fit(plan: Plan, target: Folder) -> Fit:
    """Look at every path that ``plan`` writes; nothing is changed."""
    files = [str(write.path) for write in plan.writes]
    missing: list[str] = []
    blocked: set[str] = set()  # what is no folder and should be one, and all that would be below it
    conflicts: list[str] = []
    absent: set[str] = set()
    for folder in _folders_of(files):
        parent = folder.rpartition("/")[0]
        if parent in blocked:
            blocked.add(folder)
            continue
        status = None if parent in absent else target.look(folder)
        if status is None:
            absent.add(folder)
            missing.append(folder)
        elif not stat.S_ISDIR(status.st_mode):  # a file, a link (never followed), a socket ...
            blocked.add(folder)
            conflicts.append(folder)
    for path in files:
        parent = path.rpartition("/")[0]
        if parent not in absent and parent not in blocked and target.look(path) is not None:
            conflicts.append(path)
    return Fit(tuple(missing), tuple(sorted(conflicts)))


def refuse_conflicts(found: Fit, target: Folder) -> None:
    """Raise ConflictError where something is in the way."""
    if found.conflicts:
        it = "it" if len(found.conflicts) == 1 else "them"
        hint = f"move {it} away, or install into another folder; nothing was changed"
        raise ConflictError(target.where, found.conflicts, hint=hint)


def all_folders(plan: Plan) -> tuple[str, ...]:
    """Return every folder that ``plan`` needs below the target, parents first."""
    return tuple(_folders_of(str(write.path) for write in plan.writes))


def _folders_of(paths: Iterable[str]) -> list[str]:
    """Return every parent of ``paths`` below the top, sorted, so parents come first."""
    folders: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return sorted(folders)
