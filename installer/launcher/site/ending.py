"""How a target that Launcher made goes again, with the folders above it that were made for it.

The last of a site cannot be recorded in the site, so a note of what remains to be removed lies beside it until that
is done; see :mod:`launcher.site.neighbour`.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.site.folder import Folder
from launcher.site.handle import check_name
from launcher.site.lock import Lock
from launcher.site.neighbour import Neighbour, neighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from launcher.site.session import Settings

#: In the folder beside: folders, relative to its parent, that go if they are empty, deepest first.
NOTE = "ended"
#: In the folder beside: a target that is being built.
ROOT = "root"
_LONGEST_NOTE = 1 << 20


class Beside:
    """The folder beside a target, locked; ``folder`` is the folder that both are in."""

    def __init__(self, folder: Folder, neighbour: Neighbour, lock: Lock, *, sync: bool) -> None:
        self.folder = folder
        self.name = neighbour.name
        self._lock = lock
        self._sync = sync
        self._folders: list[str] = []
        self.kept = False  # whether the note must stay, for the next command to act on

    def end_with(self, folders: Sequence[str]) -> None:
        """Note durably which folders go if they are empty once the target is no more; deepest first."""
        self._folders = list(folders)
        note, draft = f"{self.name}/{NOTE}", f"{self.name}/{NOTE}.new"
        self.folder.remove(draft)
        self.folder.write(draft, [json.dumps({"ended": 1, "folders": self._folders}).encode()], 0o600, sync=self._sync)
        self.folder.move_over(self.folder, draft, note)
        if self._sync:
            self.folder.sync_names(self.name)
            self.folder.sync_names()

    def sync_way(self, path: str) -> None:
        """Bring to the disk which of the folders on the way to ``path`` are there."""
        while path:
            path = path.rpartition("/")[0]
            self.folder.sync_names(path)

    def has_note(self) -> bool:
        """Say whether an interrupted command has left a note."""
        return self.folder.look(f"{self.name}/{NOTE}") is not None

    def remove_folders(self) -> bool:
        """Remove the folders of the note that are empty; say whether the target, the first of them, is gone."""
        folders = self._folders or self._read_note()
        gone = [self._remove(path) for path in folders]
        if self._sync:  # the note must not be gone before them
            with suppress(Exception, KeyboardInterrupt):
                for path in dict.fromkeys(path.rpartition("/")[0] for path in folders):
                    self.folder.sync_names(path)
        return bool(gone) and gone[0]

    def remove(self) -> None:
        """Remove all of it; what cannot be removed now is removed by the next command on the target."""
        for _ in range(0 if self.kept else 2):
            with suppress(Exception, KeyboardInterrupt):
                for name in (f"{NOTE}.new", NOTE):
                    self.folder.remove(f"{self.name}/{name}")
                self.folder.remove_tree(f"{self.name}/{ROOT}")
                self._lock.remove(always=True)
                return

    def _read_note(self) -> list[str]:
        path = f"{self.name}/{NOTE}"
        status = self.folder.look(path)
        if status is None or status.st_size > _LONGEST_NOTE:
            return []
        try:
            folders = [str(folder) for folder in json.loads(b"".join(self.folder.read(path)))["folders"]]
            for folder in folders:
                for name in folder.split("/"):
                    check_name(name, folder)
        except (ValueError, LookupError, TypeError, TargetError):
            return []  # torn, so nothing of it was begun
        return folders

    def _remove(self, path: str) -> bool:
        """Remove an empty folder; where that is not allowed it stays, which harms nobody."""
        for _ in range(2):
            with suppress(Exception, KeyboardInterrupt):
                return self.folder.remove_folder(path)
        return False


@contextmanager
def lock_beside(neighbour: Neighbour, settings: Settings) -> Iterator[Beside]:
    """Yield the folder beside a target, made if it is missing; it is removed in the end, whatever happens."""
    with Folder.open(neighbour.parent) as folder:
        lock = Lock(folder, neighbour.name, Path(neighbour.parent, neighbour.path))
        lock.take(wait=settings.wait)
        try:
            beside = Beside(folder, neighbour, lock, sync=settings.sync)
            try:
                yield beside
            finally:
                beside.remove()
        finally:
            lock.release()


def recover_beside(real: str, settings: Settings, recover: Callable[[], bool]) -> bool:
    """Clear what an interrupted command left beside the target ``real``; say whether there was anything.

    ``recover`` brings the target itself in order and says whether something is installed in it.
    """
    found = neighbours(real)
    for neighbour in found:
        with lock_beside(neighbour, settings) as beside:
            beside.kept = beside.has_note()  # what may be needed, should another command be at work on the target
            if settings.sync:  # it may have been killed before it did so itself
                beside.sync_way(neighbour.path)
            installed = os.path.isdir(real) and recover()  # noqa: PTH112 - pathlib is not loaded here
            beside.kept = False
            if not installed:
                beside.remove_folders()
    return bool(found)
