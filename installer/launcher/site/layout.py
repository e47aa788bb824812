"""Whether a plan fits a target: which paths are in its way, what is there already, and which folders it needs."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from launcher.errors import BundleError, ConflictError, TargetError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from launcher.platforms.plan import Plan, Write
    from launcher.site.handle import OpenFolder
    from launcher.site.receipt import Receipt


@dataclass(frozen=True, slots=True)
class Fit:
    """How a plan fits; everything is sorted by path.

    ``folders`` are to be made, parents first; ``conflicts`` stand in the way. ``adopted`` are there already, the same
    byte for byte; ``overwritten`` are the owner's, with what they were when they were looked at and their SHA-256.
    """

    folders: tuple[str, ...]
    conflicts: tuple[str, ...]
    adopted: Mapping[str, os.stat_result]
    overwritten: Mapping[str, tuple[os.stat_result, str]]


def check_paths(plan: Plan) -> None:
    """Refuse a plan that contradicts itself, or that writes what no bundle could hold: a path outside the target, say.

    The gate is the one that bundles come through, so our own state folder is refused too.
    """
    from launcher.bundle.names import UniqueNames, check_name

    names = UniqueNames()
    for path in _paths(plan):
        try:
            check_name(path)
            names.add(path)
        except BundleError as error:
            raise TargetError(f"the plan writes what it must not: {error.message}", where=repr(path)) from error


def _paths(plan: Plan) -> Iterator[str]:
    for write in plan.writes:
        yield str(write.path)
        if write.instead is not None:
            yield str(write.instead)


def avoid_others(plan: Plan, others: Iterable[Receipt], own: Receipt | None = None) -> Plan:
    """Return the plan with those writes elsewhere that have another path for the case that a bundle has theirs.

    What ``own``, an older version of the same bundle, has written elsewhere stays there.
    """
    taken = {file.path for receipt in others for file in receipt.files}
    before = {file.path for file in own.files} if own is not None else set()

    def place(write: Write) -> Write:
        if write.instead is None:
            return write
        if str(write.path) in taken or (str(write.instead) in before and str(write.path) not in before):
            return replace(write, path=write.instead, instead=None)
        return replace(write, instead=None)

    writes = sorted(map(place, plan.writes), key=lambda write: str(write.path))
    return replace(plan, writes=tuple(writes))


def fit(
    plan: Plan, target: OpenFolder, others: Iterable[Receipt] = (), *, adopt: bool = False, overwrite: bool = False
) -> Fit:
    """Look at every path that ``plan`` writes; nothing is changed.

    What stands in the way is no conflict where it is adopted or overwritten; both are for files of the owner's alone,
    never for those of ``others``, the bundles that are installed already.
    """
    taken = {file.path for receipt in others for file in receipt.files}
    ground = Ground(target, (str(write.path) for write in plan.writes))
    adopted: dict[str, os.stat_result] = {}
    overwritten: dict[str, tuple[os.stat_result, str]] = {}
    conflicts = list(ground.conflicts)
    for write in plan.writes:
        path = str(write.path)
        status = ground.look(path)
        if status is None:
            continue
        if path in taken or write.given or not stat.S_ISREG(status.st_mode) or not (adopt or overwrite):
            conflicts.append(path)
            continue
        sha256 = target.digest(path)
        if adopt and (status.st_size, sha256) == (write.content.size, write.content.sha256):
            adopted[path] = status
        elif overwrite:
            overwritten[path] = status, sha256
        else:
            conflicts.append(path)
    return Fit(ground.missing, tuple(sorted(conflicts)), adopted, overwritten)


class Tree(Protocol):
    """What of an open folder is looked at here; :class:`launcher.site.handle.OpenFolder` is one."""

    @property
    def where(self) -> Path:
        """Its path."""

    def look(self, path: str) -> os.stat_result | None:
        """Return what stands at ``path``."""

    def is_mounted(self, path: str) -> bool:
        """Say whether something is mounted at or above ``path``."""


class Ground:
    """What stands where files shall be put: ``missing`` folders, parents first, and ``conflicts`` with folders."""

    def __init__(self, target: Tree, paths: Iterable[str]) -> None:
        self._target = target
        self._unreachable: set[str] = set()  # what is no folder and should be one, or is missing, and all below it
        missing: list[str] = []
        conflicts: list[str] = []
        for folder in folders_of(paths):
            status = self.look(folder)
            if folder.rpartition("/")[0] in self._unreachable and folder.rpartition("/")[0] not in missing:
                self._unreachable.add(folder)
            elif status is None:
                self._unreachable.add(folder)
                missing.append(folder)
            elif not stat.S_ISDIR(status.st_mode):  # a file, a link (never followed), a socket ...
                self._unreachable.add(folder)
                conflicts.append(folder)
            elif target.is_mounted(folder):
                raise TargetError(
                    "something is mounted there, and files cannot be put into another file system in one step",
                    where=target.where / folder,
                    hint="unmount it for the install, or install elsewhere and move the files yourself",
                )
        self.missing = tuple(missing)
        self.conflicts = tuple(conflicts)

    def look(self, path: str) -> os.stat_result | None:
        """Return what stands at ``path``; None below what is missing or no folder."""
        return None if path.rpartition("/")[0] in self._unreachable else self._target.look(path)


def refuse_conflicts(found: Fit, target: OpenFolder) -> None:
    """Raise ConflictError where something is in the way."""
    if found.conflicts:
        it = "it" if len(found.conflicts) == 1 else "them"
        hint = (
            f"move {it} away, or install into another folder; --adopt takes over files that are the same, --overwrite "
            "keeps yours until an uninstall brings them back; nothing was changed"
        )
        raise ConflictError(target.where, found.conflicts, hint=hint)


def original_name(path: str) -> str:
    """Return the name under which the owner's file at ``path`` is kept."""
    return hashlib.sha256(path.encode(errors="surrogateescape")).hexdigest()[:32]


def all_folders(plan: Plan) -> tuple[str, ...]:
    """Return every folder that ``plan`` needs below the target, parents first."""
    return tuple(folders_of(str(write.path) for write in plan.writes))


def folders_of(paths: Iterable[str]) -> list[str]:
    """Return every parent of ``paths`` below the top, sorted, so parents come first."""
    folders: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return sorted(folders)
