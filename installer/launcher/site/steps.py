"""The steps of a transaction, as data: each can be done, done again, and taken back, whatever was done of it before.

New files wait in ``staging`` and second names of old ones in ``backup`` until the journal is gone, so a step can tell
from the very files what stands in the site: ours, what was there before, or what somebody put there meanwhile. That
last one is never touched.
"""

from __future__ import annotations

import stat
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from launcher.errors import LauncherError, TargetError
from launcher.site.folder import Owner
from launcher.site.handle import Identity, check_name
from launcher.site.state import BACKUP, KEPT, STAGING, STATE

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from launcher.site.scene import Scene

_APPEARED = "it appeared meanwhile; nothing was changed"
_CHANGED = "it was changed meanwhile; nothing was changed by Launcher, try again"


class Seen(NamedTuple):
    """A file as it was when the transaction was decided. Devices have other numbers after a restart: there is none."""

    inode: int
    size: int
    modified: int  # nanoseconds
    sha256: str

    def is_at(self, scene: Scene, area: str, path: str, status: os.stat_result | None) -> bool:
        """Say whether it stands at ``path``, which has ``status``: the very file untouched, or one of its bytes."""
        if status is None or not stat.S_ISREG(status.st_mode) or status.st_size != self.size:
            return False
        if (status.st_ino, status.st_mtime_ns) == (self.inode, self.modified):
            return True
        return scene.folder(area).digest(path) == self.sha256


class Step(Protocol):
    """One change. Paths of the area "site" are below the target, those of "state" in our own folder."""

    kind: ClassVar[str]

    def prepare(self, scene: Scene) -> None:
        """Give what will be replaced or removed a second name; nothing is changed yet."""

    def do(self, scene: Scene) -> None:
        """Make the change, or what is missing of it."""

    def undo(self, scene: Scene) -> None:
        """Take the change back, or what was made of it."""

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """How steps are stored: their kind and their fields, those that say nothing left out."""

    kind: ClassVar[str] = ""

    def prepare(self, scene: Scene) -> None:
        """Most steps replace nothing."""

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""
        value: dict[str, Any] = {"step": self.kind}
        for field in fields(self):
            content = getattr(self, field.name)
            if content is not None and content != field.default:
                value[field.name] = content
        return value


@dataclass(frozen=True, slots=True)
class Put(_Stored):
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
                raise scene.conflict(self.path, _APPEARED) from error
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
class Remove(_Stored):
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
class Keep(_Stored):
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


@dataclass(frozen=True, slots=True)
class MakeFolder(_Stored):
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
            raise scene.conflict(self.path, _APPEARED) from error

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


def _is_folder(scene: Scene, path: str, inode: int) -> bool:
    """Say whether the folder ``inode`` stands at ``path``."""
    status = scene.site.look(path)
    return status is not None and stat.S_ISDIR(status.st_mode) and status.st_ino == inode


@dataclass(frozen=True, slots=True)
class RemoveFolder(_Stored):
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


@dataclass(frozen=True, slots=True)
class Act(_Stored):
    """A change beside files is made, or with ``back`` one that was made earlier is taken back.

    It cannot be taken back without the files that it ``needs``, such as one that says where a database is.
    """

    kind: ClassVar[str] = "act"

    name: str
    title: str
    data: dict[str, Any]
    payload: str = ""
    back: bool = False
    needs: tuple[str, ...] = ()

    @property
    def notes(self) -> str:
        """The name of what the action keeps while the transaction is under way; the same after a crash."""
        import hashlib
        import json

        return f"notes-{hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:16]}"

    def do(self, scene: Scene) -> None:
        """Make the change, unless it is made."""
        self._make(scene) if not self.back else self._take_back(scene)

    def undo(self, scene: Scene) -> None:
        """Take the change back, also half a one."""
        self._take_back(scene) if not self.back else self._make(scene)

    def _make(self, scene: Scene) -> None:
        action, place = scene.action(self), scene.place(self)
        with self._named(scene):
            if action.check(place):
                return
            action.do(place)
            if not action.check(place):
                raise TargetError(f"it had no effect: {self.title}", where=scene.site.where)

    def _take_back(self, scene: Scene) -> None:
        action, place = scene.action(self), scene.place(self)._replace(aborting=not self.back)
        with self._named(scene):
            action.undo(place)
            if self.back and action.check(place):
                raise TargetError(f"it could not be taken back: {self.title}", where=scene.site.where)

    @contextmanager
    def _named(self, scene: Scene) -> Iterator[None]:
        """Name the action in whatever error of a program or database it lets through."""
        try:
            yield
        except (LauncherError, MemoryError):
            raise
        except Exception as error:
            raise TargetError(f"{self.title}: {error}", where=scene.site.where) from error


_KINDS: dict[str, Any] = {step.kind: step for step in (Put, Remove, Keep, MakeFolder, RemoveFolder, Act)}


def read_step(value: Any) -> Step:
    """Return the step that was stored as ``value``; ValueError and the like where it is none.

    A journal may have been tampered with: a path that leaves its folder, or a site's path in our own, is refused.
    """
    content = dict(value)
    kind = _KINDS[content.pop("step")]
    for name in ("old", "new"):
        if name in content:
            content[name] = _read_seen(content[name])
    if kind is MakeFolder:
        content["folders"] = tuple((str(path), int(inode)) for path, inode in content.get("folders", ()))
        content["files"] = tuple((str(path), _read_seen(seen)) for path, seen in content.get("files", ()))
        for path, _ in (*content["folders"], *content["files"]):
            _check_path(path)
    if kind is Act:
        content["needs"] = tuple(map(str, content.get("needs", ())))
    step: Step = kind(**content)
    for name in ("source", "backup"):
        if content.get(name):
            _check_path(content[name], inside=(STAGING, BACKUP, *KEPT))
    if kind is Keep:
        _check_path(content["name"], inside=KEPT)
    if kind is not Act:
        _check_path(content["path"])
        if content.get("area", "site") == "site" and content["path"].split("/")[0] == STATE:
            raise ValueError(f"{content['path']!r} is no path of a site")
    return step


def _read_seen(value: Any) -> Seen:
    inode, size, modified, sha256 = value
    return Seen(int(inode), int(size), int(modified), str(sha256))


def _check_path(path: str, *, inside: tuple[str, ...] = ()) -> None:
    names = path.split("/")
    try:
        for name in names:
            check_name(name, path)
    except TargetError as error:
        raise ValueError(error.message) from error
    if inside and names[0] not in inside:
        raise ValueError(f"{path!r} is no place for a file of ours")
