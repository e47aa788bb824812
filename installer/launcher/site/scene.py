"""Where the steps of a transaction happen: the target and our own folder of it, and what they share."""

from __future__ import annotations

import errno
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, TargetError
from launcher.platforms.plan import Place
from launcher.site.durable import sync_folders
from launcher.site.folder import Owner
from launcher.site.handle import Identity
from launcher.site.layout import original_name
from launcher.site.state import BACKUP, KEPT, PAYLOADS, STAGING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from launcher.platforms.plan import Action
    from launcher.site.folder import Folder
    from launcher.site.steps.action import Act

#: What a file of the owner's is called that cannot go back to its place, because something new stands there.
ORIGINAL_SUFFIX = ".launcher-original"
#: What the copy of a file is called until it is whole.
DRAFT_SUFFIX = ".new"


class StagedNotes:
    """Notes of an action in our own folder, where they stay until the journal is gone."""

    def __init__(self, scene: Scene, path: str) -> None:
        self._scene = scene
        self._path = path

    def chunks(self) -> Iterator[bytes]:
        """Yield what was written last, in pieces; nothing where nothing was."""
        state = self._scene.state
        if state.look(self._path) is not None:
            yield from state.read(self._path)

    def write(self, chunks: Iterable[bytes]) -> None:
        """Keep ``chunks``, on the disk before this returns; they may be made of what was kept."""
        state = self._scene.state
        draft = f"{self._path}{DRAFT_SUFFIX}"
        state.remove(draft)
        state.write(draft, chunks, 0o600, sync=self._scene.synced)
        state.move_over(state, draft, self._path)
        if self._scene.synced:
            state.sync_names(STAGING)


class Scene:
    """The folders that steps work on.

    ``actions`` are those of a plan at hand, with their steps; others are made anew from their data.
    """

    def __init__(
        self, site: Folder, state: Folder, actions: Sequence[tuple[Act, Action]] = (), *, sync: bool = True
    ) -> None:
        self.site = site
        self.state = state
        self.synced = sync
        self.left: list[str] = []  # what should have been removed and is somebody else's by now
        self.beside: list[str] = []  # originals that could not go back to their place, and where they are now
        self.dates: list[tuple[str, int]] = []  # folders that were made again, and when they were modified last
        self._actions = actions
        self._touched: dict[tuple[str, str], None] = {}

    def folder(self, area: str) -> Folder:
        """Return the folder of an area."""
        return self.state if area == "state" else self.site

    def touch(self, area: str, path: str) -> None:
        """Note that the list of names is about to change in which ``path`` is."""
        self._touched[area, path.rpartition("/")[0]] = None

    def conflict(self, path: str, hint: str) -> ConflictError:
        """Return the error for something that somebody did meanwhile."""
        return ConflictError(self.site.where, [path], hint=hint)

    # Files

    def keep(self, area: str, path: str, name: str) -> None:
        """Give a file a second name in our own folder, or make a copy of it where there are no hard links."""
        folder = self.folder(area)
        with suppress(FileExistsError):
            if not self.state.link(folder, path, name):
                self._copy(folder, path, name)

    def _copy(self, folder: Folder, path: str, name: str) -> None:
        """Copy a file with its mode, owner and date; the copy has its name only once it is whole."""
        status = folder.look(path)
        assert status is not None
        draft = f"{name}{DRAFT_SUFFIX}"
        self.state.remove(draft)
        self.state.write(draft, folder.read(path), 0o600)
        try:
            self.state.dress(draft, None, Owner(status.st_uid, status.st_gid))
        except TargetError as error:
            if getattr(error.__cause__, "errno", None) != errno.EPERM:  # who cannot give files away keeps the copy
                raise
        self.state.dress(draft, stat.S_IMODE(status.st_mode), modified=status.st_mtime_ns)
        if self.synced:
            self.state.sync_file(draft)
        self.state.move_free(self.state, draft, name)

    def forget_copy(self, name: str) -> None:
        """Remove what a power cut may have left of a copy that was to be called ``name``."""
        self.state.remove(f"{name}{DRAFT_SUFFIX}")

    def replace(self, source: str, area: str, path: str) -> None:
        """Put a file of our own folder at ``path`` in one step, over what stands there; it keeps its name if it can."""
        folder = self.folder(area)
        parent, _, name = source.partition("/")
        extra = f"{source}.in"
        if parent in KEPT:  # what a crash leaves there would stay; what it leaves in BACKUP is seen and cleared
            self.make_backup()
            extra = f"{BACKUP}/{name}.in"
        self.state.remove(extra)
        try:
            linked = self.state.link(self.state, source, extra)
            folder.move_over(self.state, extra if linked else source, path)
        finally:  # also where it succeeds: rename(2) does nothing where both are the same file already
            self.state.remove(extra)

    def put_beside(self, source: str, path: str) -> None:
        """Give a kept file of the owner's a free name beside ``path``, where something new stands."""
        kept = self.state.look(source)
        if kept is None:
            return
        for number in range(1000):
            name = f"{path}{ORIGINAL_SUFFIX}{f'-{number + 1}' if number else ''}"
            if self.site.is_here(name, Identity.of(kept)):
                break
            try:
                self.touch("site", name)
                if not self.site.link(self.state, source, name):
                    self.site.move_free(self.state, source, name)
            except FileExistsError:
                continue
            break
        self.beside.append(name)

    def bring_folder_back(self, path: str, mode: int, owner: Owner) -> None:
        """Make a folder again that was removed; it has its name only once it has its mode and owner."""
        draft = f"{STAGING}/{original_name(path)}"
        self.state.restore_folder(draft, mode, owner)
        if self.synced:
            self.state.sync_names(draft)
        with suppress(FileExistsError):  # somebody's, who was faster
            self.site.move_free(self.state, draft, path)
        if self.synced:  # where there are no hard links, what comes back into it has no other name
            self.site.sync_names(path.rpartition("/")[0])

    # Actions

    def action(self, step: Act) -> Action:
        """Return the action of a step."""
        for known, action in self._actions:
            if known == step:
                return action
        from launcher.platforms.actions import restore_action

        return restore_action(step.name, step.title, step.data)

    def place(self, step: Act) -> Place:
        """Return what an action may know about where it happens."""
        payload = None
        if step.payload:
            payload = self.state.where / PAYLOADS / step.payload
        return Place(self.site.where, payload, StagedNotes(self, f"{STAGING}/{step.notes}"))

    # The disk

    def sync(self) -> None:
        """Bring every list of names that was touched to the disk, unless nothing shall wait for it."""
        touched = sorted(self._touched)
        self._touched.clear()
        if not self.synced:
            return
        sync_folders(self.site, [path for area, path in touched if area == "site"])
        sync_folders(self.state, [path for area, path in touched if area == "state"])

    def set_dates(self) -> None:
        """Set the dates of folders that were made again."""
        for path, modified in self.dates:
            status = self.site.look(path)
            if status is not None and stat.S_ISDIR(status.st_mode):
                with suppress(TargetError):
                    self.site.dress(path, None, modified=modified)

    def make_backup(self) -> None:
        """Make the folder for second names, once."""
        with suppress(FileExistsError):
            self.state.make_folder(BACKUP, 0o700)
