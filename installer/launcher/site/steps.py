"""The steps of a transaction, as data, each with how it is taken back.

A step is recorded before it is done, so its undo must bear that it was not, or only half: what stands there is
removed only if it is ours. A later journal stores these very steps.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from launcher.errors import LauncherError, TargetError
from launcher.site.folder import Identity

if TYPE_CHECKING:
    from launcher.platforms.plan import Action
    from launcher.site.folder import Folder
    from launcher.site.lock import Lock


class Step(Protocol):
    """One change; ``undo`` takes it back and is safe to repeat."""

    def undo(self, folder: Folder) -> None:
        """Take the change back in ``folder``, which the step's paths are relative to."""


@dataclass(frozen=True, slots=True)
class MadeFolder:
    """A folder was made; it is removed if nobody has put anything into it."""

    path: str

    def undo(self, folder: Folder) -> None:
        """Remove the folder."""
        if not folder.remove_folder(self.path):
            raise TargetError("somebody has put something into it meanwhile", where=folder.where / self.path)


@dataclass(frozen=True, slots=True)
class MadeTree:
    """A folder was made that only we write to."""

    path: str

    def undo(self, folder: Folder) -> None:
        """Remove the folder with everything in it."""
        folder.remove_tree(self.path)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file was made under a name that only we use."""

    path: str

    def undo(self, folder: Folder) -> None:
        """Remove the file."""
        folder.remove(self.path)


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file was put where nothing was."""

    path: str
    identity: Identity

    def undo(self, folder: Folder) -> None:
        """Remove the file, unless another one stands there."""
        if folder.is_here(self.path, self.identity):
            folder.remove(self.path)


@dataclass(frozen=True, slots=True)
class PlacedTree:
    """A whole folder of ours was renamed to ``path``, over an empty one of ours."""

    path: str
    identity: Identity

    def undo(self, folder: Folder) -> None:
        """Remove the folder with everything in it, unless another one stands there."""
        if folder.is_here(self.path, self.identity):
            folder.remove_tree(self.path)


@dataclass(frozen=True, slots=True)
class MovedFile:
    """A file was moved away from ``path`` to ``aside``, a name that only we use."""

    path: str
    aside: str

    def undo(self, folder: Folder) -> None:
        """Bring the file back, unless something new stands there."""
        status = folder.look(self.aside)
        if status is None:
            return
        if not folder.is_here(self.path, Identity.of(status)):
            try:
                folder.place(self.aside, self.path)
            except FileExistsError as error:
                raise TargetError("something new stands there", where=folder.where / self.path) from error
        folder.remove(self.aside)


@dataclass(frozen=True, slots=True)
class ReplacedFile:
    """A file at ``path`` was replaced in one step; the old one has the second name ``aside``, which only we use."""

    path: str
    aside: str

    def undo(self, folder: Folder) -> None:
        """Bring the old file back in one step."""
        status = folder.look(self.aside)
        if status is None:
            return
        if folder.is_here(self.path, Identity.of(status)):
            folder.remove(self.aside)  # rename(2) does nothing where both names are of one file
        else:
            folder.move(self.aside, self.path)


@dataclass(frozen=True, slots=True)
class RemovedFolder:
    """An empty folder was removed; ``mode`` is its permission bits."""

    path: str
    mode: int

    def undo(self, folder: Folder) -> None:
        """Make the folder again."""
        status = folder.look(self.path)
        if status is None or (stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) != self.mode):
            folder.restore_folder(self.path, self.mode)


@dataclass(frozen=True, slots=True)
class TookLock:
    """A target was locked, and perhaps its state folder made for it; ``always`` ours, it goes in any case."""

    lock: Lock
    always: bool = False

    def undo(self, folder: Folder) -> None:  # noqa: ARG002 - the lock knows its folder
        """Remove what the lock made. It is held until the whole undo is over."""
        self.lock.remove(always=self.always)


@dataclass(frozen=True, slots=True)
class DidAction:
    """A change beside files."""

    action: Action

    def undo(self, folder: Folder) -> None:  # noqa: ARG002 - an action knows its place
        """Take the change back."""
        self.action.undo()


class Steps:
    """What a transaction has done so far in one folder."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._steps: list[Step] = []

    def record(self, step: Step) -> None:
        """Remember ``step``, which is about to be done."""
        self._steps.append(step)

    def drop_last(self) -> None:
        """Forget the step recorded last: it was surely not done."""
        self._steps.pop()

    def undo_last(self) -> None:
        """Take back the step recorded last."""
        self._steps[-1].undo(self._folder)
        self._steps.pop()

    def undo(self, reason: BaseException) -> None:
        """Take everything back, last step first, because of ``reason``. One that fails does not stop the others.

        Raises one TargetError at the end that names what could not be put back.
        """
        failed: list[str] = []
        while self._steps:
            step = self._steps.pop()
            try:
                step.undo(self._folder)
            except Exception as error:  # the rest must be undone whatever an action raises
                failed.append(str(error) if isinstance(error, LauncherError) else repr(error))
        if failed:
            why = str(reason) or type(reason).__name__
            raise TargetError(
                f"it failed ({why}), and not everything could be put back: {'; '.join(failed)}",
                where=self._folder.where,
                hint="what these lines name is left as it is; everything else is as it was before",
            )

    def forget(self) -> None:
        """Let everything stand."""
        self._steps.clear()
