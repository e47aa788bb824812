"""Put files of the owner's in place of installed ones, all or none; the receipt remembers that they are theirs."""

from __future__ import annotations

import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.progress import SilentProgress
from launcher.site.interrupts import Interrupts
from launcher.site.lock import Lock
from launcher.site.receipt import RECEIPT_PATH, STATE
from launcher.site.status import Fingerprint
from launcher.site.steps import MadeFile, MadeTree, PlacedFile, ReplacedFile, Steps, TookLock
from launcher.site.target import open_installed, require_receipt
from launcher.site.transaction import STAGING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from launcher.platforms.plan import Content
    from launcher.progress import Progress
    from launcher.site.folder import Folder, Identity
    from launcher.site.receipt import InstalledFile, Receipt

#: What is replaced waits here until all of it is.
REPLACED = f"{STATE}/replaced"


def replace_files(
    target: Path,
    contents: Mapping[str, Content],
    seen: Mapping[str, Fingerprint | None],
    *,
    progress: Progress | None = None,
) -> Receipt:
    """Put ``contents`` at their paths in ``target``; each is a path of the receipt. Return the new receipt.

    ``seen`` is what stood at each path when it was decided, None for nothing: what was changed since stays, and the
    command is refused. Whatever is raised, Ctrl-C too, ``target`` is as it was before.
    """
    with Interrupts() as interrupts:
        folder, _ = open_installed(target)
        with folder:
            return _Replacing(folder, target, progress or SilentProgress(), interrupts).run(contents, seen)


class _Replacing:
    """One transaction in the target ``folder``."""

    def __init__(self, folder: Folder, target: Path, progress: Progress, interrupts: Interrupts) -> None:
        self._folder = folder
        self._target = target
        self._progress = progress
        self._interrupts = interrupts
        self._steps = Steps(folder)
        self._lock = Lock(folder)

    def run(self, contents: Mapping[str, Content], seen: Mapping[str, Fingerprint | None]) -> Receipt:
        """Stage everything, put it in place, and write the receipt last."""
        try:
            try:
                receipt = self._replace(contents, seen)
            except BaseException as error:
                self._steps.undo(error)
                raise
            self._steps.forget()
            self._clear()
            return receipt
        finally:
            self._lock.release()

    def _replace(self, contents: Mapping[str, Content], seen: Mapping[str, Fingerprint | None]) -> Receipt:
        self._lock.take()
        self._steps.record(TookLock(self._lock))
        receipt = require_receipt(self._folder, self._target)
        files = {file.path: file for file in receipt.files}
        if unknown := sorted(contents.keys() - files.keys()):
            raise TargetError("it is no file that was installed", where=self._folder.where / unknown[0])
        for place in (STAGING, REPLACED):
            self._folder.remove_tree(place)  # of a command that was killed
            self._steps.record(MadeTree(place))
            self._folder.make_folder(place, 0o700)
        staged = self._stage(contents, files)
        for number, path in enumerate(self._interrupts.between(sorted(contents))):
            self._put(number, path, seen[path], staged[number])
            self._progress.advance()
        receipt = receipt._replace(
            files=tuple(
                file._replace(put=contents[file.path].sha256) if file.path in contents else file
                for file in receipt.files
            )
        )
        self._write_receipt(receipt)
        return receipt

    def _stage(self, contents: Mapping[str, Content], files: Mapping[str, InstalledFile]) -> list[Identity]:
        staged = []
        self._progress.step("writing", 2 * len(contents))
        for number, path in enumerate(sorted(contents)):
            chunks = self._interrupts.between(contents[path].chunks())
            written = self._folder.write(f"{STAGING}/{number}", chunks, files[path].mode)
            if written.sha256 != contents[path].sha256:
                raise TargetError("what was written is not what was fitted", where=self._folder.where / path)
            staged.append(written.identity)
            self._progress.advance()
        self._folder.sync()
        return staged

    def _put(self, number: int, path: str, seen: Fingerprint | None, identity: Identity) -> None:
        """Put a staged file at ``path`` if what stands there still is what was seen."""
        staged = f"{STAGING}/{number}"
        status = self._folder.look(path)
        if (None if status is None else Fingerprint.of(status)) != seen:
            raise TargetError("it was changed meanwhile; nothing was replaced", where=self._folder.where / path)
        if status is not None:
            if not stat.S_ISREG(status.st_mode):
                raise TargetError("it is no regular file", where=self._folder.where / path)
            self._move_over(staged, path, f"{REPLACED}/{number}")
            return
        self._steps.record(PlacedFile(path, identity))
        try:
            placed = self._folder.place(staged, path)
        except FileExistsError as error:
            raise TargetError("it appeared meanwhile; nothing was replaced", where=self._folder.where / path) from error
        if placed != identity:  # a file system that gives a renamed file another number
            self._steps.record(PlacedFile(path, placed))

    def _move_over(self, source: str, path: str, aside: str) -> None:
        """Replace the file at ``path`` in one step, so that no visitor misses it; the old one is kept ``aside``."""
        self._steps.record(ReplacedFile(path, aside))
        self._folder.place(path, aside)
        self._folder.move(source, path)

    def _write_receipt(self, receipt: Receipt) -> None:
        """Replace the receipt, as the last thing."""
        draft = f"{RECEIPT_PATH}.new"
        self._folder.remove(draft)  # of a command that was killed
        self._steps.record(MadeFile(draft))
        self._folder.write(draft, [receipt.to_bytes()], 0o600, sync=True)
        self._folder.sync()
        self._interrupts.check()
        self._move_over(draft, RECEIPT_PATH, f"{REPLACED}/receipt")
        self._folder.sync_names(STATE)

    def _clear(self) -> None:
        """Remove what was replaced, at the second attempt if need be.

        An error would say that nothing was done; what stays behind harms nobody, and the next command removes it.
        """
        for _ in range(2):
            with suppress(Exception, KeyboardInterrupt):
                for place in (STAGING, REPLACED):
                    self._folder.remove_tree(place)
                break
