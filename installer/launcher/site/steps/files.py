"""Steps that put a file, remove one, or keep the owner's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from launcher.site.handle import Identity
from launcher.site.steps.step import APPEARED, Seen, Stored

if TYPE_CHECKING:
    from launcher.site.scene import Scene

_CHANGED = "it was changed meanwhile; nothing was changed by Launcher, try again"


@dataclass(frozen=True, slots=True)
class Put(Stored):
    """A file from ``source``, in our own folder, is put at ``path``: where nothing is, or in place of ``old``."""

    kind: ClassVar[str] = "put"

    path: str
    source: str
    new: Seen
    backup: str = ""
    old: Seen | None = None
    area: str = "site"

    def prepare(self, scene: Scene) -> None:
        """Keep the old file."""
        if self.old is None or scene.state.look(self.backup) is not None:
            return
        if self._is_done(scene) or scene.state.look(self.source) is None:
            return
        if not self.old.is_at(scene, self.area, self.path, scene.folder(self.area).look(self.path)):
            raise scene.conflict(self.path, _CHANGED)
        scene.keep(self.area, self.path, self.backup)

    def do(self, scene: Scene) -> None:
        """Put the new file there in one step that replaces nothing but the old one."""
        folder = scene.folder(self.area)
        if scene.state.look(self.source) is None or self._is_done(scene):
            return  # where there are no hard links, what is in place has no other name any more
        scene.touch(self.area, self.path)
        if self.old is None:
            try:
                if not folder.link(scene.state, self.source, self.path):
                    folder.move_free(scene.state, self.source, self.path)
            except FileExistsError as error:
                raise scene.conflict(self.path, APPEARED) from error
            return
        if not self.old.is_at(scene, self.area, self.path, folder.look(self.path)):
            raise scene.conflict(self.path, _CHANGED)
        scene.replace(self.source, self.area, self.path)

    def undo(self, scene: Scene) -> None:
        """Remove the new file, or bring the old one back."""
        folder = scene.folder(self.area)
        status = folder.look(self.path)
        ours = self.new.is_at(scene, self.area, self.path, status)
        if ours and scene.state.look(self.source) is None:  # without hard links this is its only name
            scene.touch(self.area, self.path)
            scene.state.move_over(folder, self.path, self.source)
            if scene.synced:  # before the old file takes the place of this name
                scene.state.sync_names(self.source.rpartition("/")[0])
            ours, status = False, None
        if self.old is None:
            if ours:
                scene.touch(self.area, self.path)
                folder.remove(self.path)
            return
        kept = scene.state.look(self.backup)
        if kept is None or (status is not None and Identity.of(status) == Identity.of(kept)):
            return
        if ours or status is None:
            scene.touch(self.area, self.path)
            scene.replace(self.backup, self.area, self.path)
        elif not self.old.is_at(scene, self.area, self.path, status):
            scene.put_beside(self.backup, self.path)

    def _is_done(self, scene: Scene) -> bool:
        """Say whether the very file that waits in our folder stands in its place already."""
        staged = scene.state.look(self.source)
        return staged is not None and scene.folder(self.area).is_here(self.path, Identity.of(staged))


@dataclass(frozen=True, slots=True)
class Remove(Stored):
    """The file ``old`` is removed from ``path``; another one that stands there by then is somebody's, and stays."""

    kind: ClassVar[str] = "remove"

    path: str
    backup: str
    old: Seen
    area: str = "site"

    def prepare(self, scene: Scene) -> None:
        """Keep the file, if it still is the one."""
        if scene.state.look(self.backup) is not None:
            return
        if self.old.is_at(scene, self.area, self.path, scene.folder(self.area).look(self.path)):
            scene.keep(self.area, self.path, self.backup)

    def do(self, scene: Scene) -> None:
        """Remove the file, if it still is the one that was kept."""
        folder = scene.folder(self.area)
        status = folder.look(self.path)
        if status is None:
            return
        if scene.state.look(self.backup) is None or not self.old.is_at(scene, self.area, self.path, status):
            scene.left.append(self.path)
            return
        scene.touch(self.area, self.path)
        folder.remove(self.path)

    def undo(self, scene: Scene) -> None:
        """Bring the file back."""
        kept = scene.state.look(self.backup)
        status = scene.folder(self.area).look(self.path)
        if kept is None:
            return
        if status is None:
            scene.touch(self.area, self.path)
            scene.replace(self.backup, self.area, self.path)
        elif not self.old.is_at(scene, self.area, self.path, status):
            scene.put_beside(self.backup, self.path)


@dataclass(frozen=True, slots=True)
class Keep(Stored):
    """The owner's file ``old`` at ``path`` gets the second name ``name`` in our own folder, until an uninstall."""

    kind: ClassVar[str] = "keep"

    path: str
    name: str
    old: Seen

    def do(self, scene: Scene) -> None:
        """Keep the file."""
        if scene.state.look(self.name) is not None:
            return
        if not self.old.is_at(scene, "site", self.path, scene.site.look(self.path)):
            raise scene.conflict(self.path, _CHANGED)
        scene.touch("state", self.name)
        scene.keep("site", self.path, self.name)

    def undo(self, scene: Scene) -> None:
        """Remove the second name; nothing refers to it."""
        scene.touch("state", self.name)
        scene.state.remove(self.name)
        scene.forget_copy(self.name)
