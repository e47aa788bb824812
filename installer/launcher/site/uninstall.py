"""Take an installed bundle out of a target, whole or not at all, and leave what the owner made or changed."""

from __future__ import annotations

import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.progress import SilentProgress
from launcher.site.folder import Folder
from launcher.site.interrupts import Interrupts
from launcher.site.lock import Lock
from launcher.site.receipt import RECEIPT_PATH, STATE
from launcher.site.status import Fingerprint, Survey, compare
from launcher.site.steps import MadeTree, MovedFile, RemovedFolder, Steps, TookLock
from launcher.site.target import open_installed, require_receipt
from launcher.site.transaction import STAGING

if TYPE_CHECKING:
    from launcher.progress import Progress
    from launcher.site.receipt import InstalledFile, Receipt

#: Removed files wait here until the uninstall is sure.
REMOVED = f"{STATE}/removed"


@dataclass(frozen=True, slots=True)
class UninstallResult:
    """What an uninstall did; paths are sorted.

    ``kept`` is ``changed`` (ours, but the owner changed it) and ``added`` (the owner's). ``left_over`` is Launcher's
    own folder where something in it could not be removed, or "".
    """

    name: str
    version: str
    target: Path
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed_target: bool = False
    left_over: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        """Everything that stays."""
        return tuple(sorted((*self.changed, *self.added)))


def plan_uninstall(target: Path) -> UninstallResult:
    """Say what :func:`uninstall` would do; nothing is changed."""
    folder, receipt = open_installed(target)
    with folder:
        found = compare(folder, receipt)
        added = Survey(folder).added(receipt)
        removed = tuple(file.path for file, _ in found.unchanged)
        empty = receipt.made_target and not found.changed and not added
        return UninstallResult(
            receipt.name, receipt.version, folder.where, removed, found.changed, added, removed_target=empty
        )


def uninstall(target: Path, *, progress: Progress | None = None) -> UninstallResult:
    """Remove from ``target`` what is ours and unchanged, the folders that we made and are empty, and our own folder.

    Whatever is raised, Ctrl-C too, ``target`` is as it was before.
    """
    with Interrupts() as interrupts:
        folder, _ = open_installed(target)
        with folder:
            return _Uninstall(folder, target, progress or SilentProgress(), interrupts).run()


class _Uninstall:
    """One uninstall of the target ``folder``."""

    def __init__(self, folder: Folder, target: Path, progress: Progress, interrupts: Interrupts) -> None:
        self._folder = folder
        self._target = target
        self._progress = progress
        self._interrupts = interrupts
        self._steps = Steps(folder)
        self._lock = Lock(folder)
        self._removed: list[str] = []
        self._changed: list[str] = []

    def run(self) -> UninstallResult:
        """Move everything aside, then be sure, then clean up."""
        try:
            try:
                receipt = self._move_aside()
            except BaseException as error:
                self._steps.undo(error)
                raise
            self._steps.forget()
            # From here on it is done: what follows only clears our own folder, and is not taken back.
            left_over = self._clear_state()
            added = Survey(self._folder).added(receipt)
        finally:
            self._lock.release()
        changed = tuple(sorted(self._changed))
        return UninstallResult(
            name=receipt.name,
            version=receipt.version,
            target=self._folder.where,
            removed=tuple(self._removed),
            changed=changed,
            added=tuple(path for path in added if path not in changed),
            removed_target=self._remove_target(receipt),
            left_over=left_over,
        )

    def _move_aside(self) -> Receipt:
        """Move unchanged files, and last the receipt, out of the site; remove the folders that became empty."""
        self._lock.take()
        self._steps.record(TookLock(self._lock))
        receipt = require_receipt(self._folder, self._target)
        if receipt.actions:
            raise TargetError(f"this Launcher cannot take back: {', '.join(receipt.actions)}", where=self._target)
        self._progress.step("comparing", len(receipt.files))
        found = compare(self._folder, receipt, self._each)
        self._changed += found.changed
        # A command that was killed left it; all that can be in it are unchanged files of ours.
        self._folder.remove_tree(REMOVED)
        self._steps.record(MadeTree(REMOVED))
        self._folder.make_folder(REMOVED, 0o700)
        self._progress.step("removing", len(found.unchanged))
        for number, (file, seen) in enumerate(found.unchanged):
            self._each()
            self._move_file(file, f"{REMOVED}/{number}", Fingerprint.of(seen))
        for path in reversed(receipt.folders):
            self._interrupts.check()
            self._remove_folder(path)
        self._folder.sync()
        self._interrupts.check()
        self._move(RECEIPT_PATH, f"{REMOVED}/receipt")
        self._folder.sync_names(STATE)
        return receipt

    def _each(self) -> None:
        self._interrupts.check()
        self._progress.advance()

    def _move_file(self, file: InstalledFile, aside: str, fingerprint: Fingerprint) -> None:
        """Move a file aside, unless it is another one by now than the one that was compared."""
        if self._fingerprint(file.path) == fingerprint:
            self._move(file.path, aside)
            if self._fingerprint(aside) == fingerprint:
                self._removed.append(file.path)
                return
            self._steps.undo_last()  # it was changed at the last moment, so it is the owner's
        if self._folder.look(file.path) is not None:
            self._changed.append(file.path)

    def _move(self, path: str, aside: str) -> None:
        self._steps.record(MovedFile(path, aside))
        self._folder.move(path, aside)

    def _fingerprint(self, path: str) -> Fingerprint | None:
        status = self._folder.look(path)
        return None if status is None else Fingerprint.of(status)

    def _remove_folder(self, path: str) -> None:
        status = self._folder.look(path)
        if status is None or not stat.S_ISDIR(status.st_mode):
            return
        self._steps.record(RemovedFolder(path, stat.S_IMODE(status.st_mode)))
        if not self._folder.remove_folder(path):
            self._steps.drop_last()  # the owner has something in it

    def _clear_state(self) -> str:
        """Remove our own folder; return its path where something in it stays, or "".

        A second attempt is made at once, for the site is clean of us already and an error would say otherwise.
        """
        for _ in range(2):
            with suppress(Exception, KeyboardInterrupt):
                self._folder.remove_tree(REMOVED)
                self._folder.remove_tree(STAGING)
                self._lock.remove(always=True)
                break
        return STATE if self._folder.look(STATE) is not None else ""

    def _remove_target(self, receipt: Receipt) -> bool:
        """Remove the target, and the folders above it that were made for it, if nothing is in them."""
        if not receipt.made_target:
            return False
        if not _remove_if_empty(self._folder.where):
            return False
        made = {Path(path) for path in receipt.made_parents}
        for parent in self._folder.where.parents:
            if parent not in made or not _remove_if_empty(parent):
                break
        return True


def _remove_if_empty(path: Path) -> bool:
    """Remove an empty folder; where that is not allowed it stays, which harms nobody."""
    try:
        with Folder.open(path.parent) as parent:
            return parent.remove_folder(path.name)
    except (Exception, KeyboardInterrupt):
        return False
