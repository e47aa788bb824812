"""Carry out a plan whole or not at all. docs/transaction.md says what is promised and how it is kept."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, TargetError
from launcher.progress import SilentProgress
from launcher.site import system
from launcher.site.folder import Folder, Identity
from launcher.site.interrupts import Interrupts
from launcher.site.layout import all_folders, check_paths, fit, refuse_conflicts
from launcher.site.lock import Lock
from launcher.site.receipt import RECEIPT_PATH, STATE, InstalledFile, Receipt, Stamp
from launcher.site.steps import (
    DidAction,
    MadeFile,
    MadeFolder,
    MadeTree,
    PlacedFile,
    PlacedTree,
    Steps,
    TookLock,
)
from launcher.site.target import find_place, nearest_folder, refuse_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from launcher.platforms.plan import Plan, Write
    from launcher.progress import Progress
    from launcher.site.folder import Written

#: New files wait here until all of them are complete.
STAGING = f"{STATE}/staging"
#: Twice the longest step of a system's clock for files, in seconds.
_CLOCK_STEP = 0.02


def apply(plan: Plan, target: Path, *, progress: Progress | None = None) -> Receipt:
    """Install ``plan`` into ``target`` and return the receipt that now lies there.

    Whatever is raised, Ctrl-C too, ``target`` is as it was before. ConflictError lists every path in the way;
    TargetError says what else is wrong.
    """
    check_paths(plan)
    progress = progress or SilentProgress()
    with Interrupts() as interrupts:
        place = find_place(target)
        if place.exists:
            with Folder.open(place.path) as folder:
                return _Install(plan, folder, progress, interrupts).into_existing(target)
        parent = nearest_folder(place.path)
        with Folder.open(parent) as folder:
            path = place.path.relative_to(parent).as_posix()
            return _Install(plan, folder, progress, interrupts).beside(path)


def check_target(plan: Plan, target: Path) -> None:
    """Raise what :func:`apply` would raise at once for a target that does not fit; change nothing."""
    check_paths(plan)
    place = find_place(target)
    if not place.exists:
        nearest_folder(place.path)
        return
    with Folder.open(place.path) as folder:
        refuse_installed(folder, target)
        refuse_conflicts(fit(plan, folder), folder)


@dataclass(frozen=True, slots=True)
class _Origin:
    """What the receipt says about the folders that an install made; see :class:`Receipt`."""

    folders: tuple[str, ...]
    made_target: bool = False
    made_parents: tuple[str, ...] = ()


class _Install:
    """One install; all paths are relative to ``folder``: the target itself, or a folder above one that is not yet."""

    def __init__(self, plan: Plan, folder: Folder, progress: Progress, interrupts: Interrupts) -> None:
        self._plan = plan
        self._folder = folder
        self._progress = progress
        self._interrupts = interrupts
        self._steps = Steps(folder)

    # A target that exists

    def into_existing(self, target: Path) -> Receipt:
        """Stage every file in the target's state folder, then link them into place one by one."""
        with self._undone_on_error() as locks:
            self._lock(Lock(self._folder), locks)
            refuse_installed(self._folder, target)
            found = fit(self._plan, self._folder)
            refuse_conflicts(found, self._folder)
            staged = self._stage()
            for path in self._interrupts.between(found.folders):
                self._make_folder(path)
            self._place(staged)
            self._act()
            # Nothing of this is needed any more: an undo knows the files in place by their identity.
            self._folder.remove_tree(STAGING)
            self._folder.sync()
            self._interrupts.check()
            return self._write_receipt("", [written for _, written in staged], _Origin(found.folders))

    def _stage(self) -> list[tuple[Write, Written]]:
        """Write every file into the staging folder, under its number, and bring all of them to the disk."""
        self._folder.remove_tree(STAGING)  # of a command that was killed
        self._steps.record(MadeTree(STAGING))
        self._folder.make_folder(STAGING, 0o700)
        numbered = ((f"{STAGING}/{number}", write) for number, write in enumerate(self._plan.writes))
        staged = self._write_all(numbered)
        self._folder.sync()
        return staged

    def _place(self, staged: list[tuple[Write, Written]]) -> None:
        self._progress.step("installing", len(staged))
        for number, (write, written) in enumerate(self._interrupts.between(staged)):
            path = str(write.path)
            self._steps.record(PlacedFile(path, written.identity))
            try:
                identity = self._folder.place(f"{STAGING}/{number}", path)
            except FileExistsError as error:  # it appeared since we looked
                hint = "it appeared during the install; nothing was changed"
                raise ConflictError(self._folder.where, [path], hint=hint) from error
            if identity != written.identity:  # a file system that gives a renamed file another number
                self._steps.record(PlacedFile(path, identity))
            self._progress.advance()

    # A target that does not exist

    def beside(self, target: str) -> Receipt:
        """Build the whole target in a folder beside its place, then rename it there in one step."""
        parent, _, name = target.rpartition("/")
        # Of fixed length, for the target's own name may be as long as a name can be.
        digest = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:12]
        building = f"{parent}/.launcher-{digest}" if parent else f".launcher-{digest}"
        site = f"{building}/site"
        with self._undone_on_error() as locks:
            made_parents = self._make_parents(parent)
            self._lock(Lock(self._folder, building, self._folder.where / target), locks, ours=True)
            self._folder.remove_tree(site)  # of a command that was killed
            self._steps.record(MadeTree(site))
            folders = all_folders(self._plan)
            written = self._build(site, folders, locks)
            self._folder.sync()
            origin = _Origin(folders, made_target=True, made_parents=made_parents)
            if not self._plan.actions:
                receipt = self._write_receipt(f"{site}/", written, origin)
            self._interrupts.check()
            self._move_in(site, target)
            if self._plan.actions:
                self._act()
                receipt = self._write_receipt(f"{target}/", written, origin)
            self._folder.sync_names(parent)
            locks[0].remove(always=True)
        return receipt

    def _make_parents(self, parent: str) -> tuple[str, ...]:
        """Make the folders above the target that are missing; return their absolute paths."""
        names = parent.split("/") if parent else []
        paths = ["/".join(names[: number + 1]) for number in range(len(names))]
        for path in paths:
            self._make_folder(path)
        return tuple(str(self._folder.where / path) for path in paths)

    def _build(self, site: str, folders: tuple[str, ...], locks: list[Lock]) -> list[Written]:
        """Write the target's folders and files below ``site``."""
        self._folder.make_folder(site)
        lock = Lock(self._folder, f"{site}/{STATE}")  # goes along, so nobody works on the target before we are done
        locks.append(lock)
        lock.take()
        for path in self._interrupts.between(folders):
            self._folder.make_folder(f"{site}/{path}")
        in_place = ((f"{site}/{write.path}", write) for write in self._plan.writes)
        return [written for _, written in self._write_all(in_place)]

    def _move_in(self, site: str, target: str) -> None:
        """Rename the finished folder ``site`` to ``target``, in one step that replaces nothing of anybody's.

        rename(2) may replace an empty folder, so an empty one of ours takes the name first.
        """
        status = self._folder.look(site)
        assert status is not None
        self._make_folder(target)
        self._steps.record(PlacedTree(target, Identity.of(status)))
        self._folder.move(site, target)

    # Both

    @contextmanager
    def _undone_on_error(self) -> Iterator[list[Lock]]:
        """Undo all steps if the block raises; keep the locks that it puts into the list until that is over."""
        locks: list[Lock] = []
        try:
            try:
                yield locks
            except BaseException as error:
                self._steps.undo(error)
                raise
            self._steps.forget()
        finally:
            for lock in locks:
                lock.release()

    def _lock(self, lock: Lock, locks: list[Lock], *, ours: bool = False) -> None:
        lock.take()
        locks.append(lock)
        self._steps.record(TookLock(lock, always=ours))

    def _make_folder(self, path: str) -> None:
        self._steps.record(MadeFolder(path))
        try:
            self._folder.make_folder(path)
        except FileExistsError as error:
            self._steps.drop_last()  # it is somebody else's
            hint = "it appeared during the install; nothing was changed"
            raise ConflictError(self._folder.where, [path], hint=hint) from error

    def _write_all(self, places: Iterable[tuple[str, Write]]) -> list[tuple[Write, Written]]:
        """Write each content to its place and compare it with what the plan promised."""
        self._progress.step("writing", len(self._plan.writes))
        done = []
        for path, write in places:
            chunks = self._interrupts.between(write.content.chunks())
            written = self._folder.write(path, chunks, write.mode)
            if (written.size, written.sha256) != (write.content.size, write.content.sha256):
                raise TargetError("what was written is not what the bundle promised", where=write.path)
            done.append((write, written))
            self._progress.advance()
        return done

    def _act(self) -> None:
        """Do the changes beside files."""
        for action in self._interrupts.between(self._plan.actions):
            self._progress.step(action.title)
            self._steps.record(DidAction(action))
            action.do()
            if not action.check():
                raise TargetError(f"it had no effect: {action.title}", where=self._folder.where)

    def _write_receipt(self, prefix: str, written: list[Written], origin: _Origin) -> Receipt:
        """Write the receipt, whole, as the last thing. ``prefix`` is "" or the target's path with a slash."""
        path, draft = f"{prefix}{RECEIPT_PATH}", f"{prefix}{RECEIPT_PATH}.new"
        self._folder.remove(draft)  # of a command that was killed
        receipt = self._receipt(prefix, written, origin)
        self._steps.record(MadeFile(draft))
        done = self._folder.write(draft, [receipt.to_bytes()], 0o600, sync=True)
        self._steps.record(PlacedFile(path, done.identity))
        self._folder.move(draft, path)
        self._folder.sync_names(f"{prefix}{STATE}")
        return receipt

    def _receipt(self, prefix: str, written: list[Written], origin: _Origin) -> Receipt:
        from launcher import __version__

        plan = self._plan
        system.calls.pause(_CLOCK_STEP)
        now = time.time_ns()
        files = [
            InstalledFile(path, done.size, done.sha256, done.mode, self._stamp(f"{prefix}{path}", done, now))
            for path, done in zip((str(write.path) for write in plan.writes), written, strict=True)
        ]
        return Receipt(
            name=plan.name,
            version=plan.version,
            digest=plan.digest,
            platform=plan.platform,
            answers=plan.answers,
            launcher=__version__,
            installed=datetime.now(UTC).isoformat(timespec="seconds"),
            files=tuple(sorted(files)),
            folders=origin.folders,
            made_target=origin.made_target,
            made_parents=origin.made_parents,
            actions=tuple(action.title for action in plan.actions),
            images=tuple(image.to_json() for image in plan.images),
        )

    def _stamp(self, path: str, written: Written, now: int) -> Stamp | None:
        """Return the stamp of a file in place, or None where it could not tell a later change.

        The system's clock for files moves in steps of up to 10 ms, and in whole seconds on some file systems: a stamp
        is only worth something if a change right after this would have another.
        """
        status = self._folder.look(path)
        if status is None or os.name != "posix":  # elsewhere st_ctime is when the file was made
            return None
        same = (Identity.of(status), status.st_size, status.st_mtime_ns)
        if same != (written.identity, written.size, written.modified):  # the owner was faster than we
            return None
        stamp = Stamp.of(status)
        settled = stamp.changed % 1_000_000_000 != 0 and stamp.changed < now - _CLOCK_STEP * 1e9 / 2
        return stamp if settled else None
