"""Steps that put a new folder with all that is in it, or remove an empty one."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from launcher.site.folder import Owner
from launcher.site.steps.step import APPEARED, Seen, Stored

if TYPE_CHECKING:
    from launcher.site.scene import Scene


@dataclass(frozen=True, slots=True)
class MakeFolder(Stored):
    """The folder ``source``, in our own folder, is renamed to ``path`` with all that is in it, in one step.

    ``folders`` in it have their inodes, and come after those that they are in; so do ``files``. Paths are relative to
    it. By them an undo tells what is ours from what somebody has put there.
    """

    kind: ClassVar[str] = "make folder"

    path: str
    source: str
    inode: int
    folders: tuple[tuple[str, int], ...] = ()
    files: tuple[tuple[str, Seen], ...] = ()

    def do(self, scene: Scene) -> None:
        """Put the folder there, unless that was done."""
        if scene.state.look(self.source) is None:
            return
        scene.touch("site", self.path)
        try:
            scene.site.move_free(scene.state, self.source, self.path)
        except FileExistsError as error:
            raise scene.conflict(self.path, APPEARED) from error

    def undo(self, scene: Scene) -> None:
        """Remove what of it is ours and untouched, and each folder that then has nothing in it."""
        if not _is_folder(scene, self.path, self.inode):
            return
        for name, _ in (*self.folders, *self.files):  # an undo that was interrupted has changed some already
            scene.touch("site", f"{self.path}/{name}")
        for name, new in self.files:
            path = f"{self.path}/{name}"
            if new.is_at(scene, "site", path, scene.site.look(path)):
                scene.site.remove(path)
        scene.touch("site", self.path)
        for name, inode in (*reversed(self.folders), ("", self.inode)):
            path = f"{self.path}/{name}" if name else self.path
            if _is_folder(scene, path, inode):
                scene.site.remove_folder(path)


@dataclass(frozen=True, slots=True)
class RemoveFolder(Stored):
    """A folder is removed if nothing is in it any more."""

    kind: ClassVar[str] = "remove folder"

    path: str
    mode: int
    user: int
    group: int
    modified: int

    def do(self, scene: Scene) -> None:
        """Remove the folder; one with the owner's files in it stays."""
        if scene.site.look(self.path) is not None:
            scene.touch("site", self.path)
            scene.site.remove_folder(self.path)

    def undo(self, scene: Scene) -> None:
        """Make the folder again."""
        if scene.site.look(self.path) is None:
            scene.touch("site", self.path)
            scene.bring_folder_back(self.path, self.mode, Owner(self.user, self.group))
        scene.dates.append((self.path, self.modified))  # set at the end: bringing files back changes it


def _is_folder(scene: Scene, path: str, inode: int) -> bool:
    """Say whether the folder ``inode`` stands at ``path``."""
    status = scene.site.look(path)
    return status is not None and stat.S_ISDIR(status.st_mode) and status.st_ino == inode
