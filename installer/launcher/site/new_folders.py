"""Where new files and folders wait in ``staging`` until they are put in place.

A folder that is missing in the site is filled where it waits, so that one step puts it in place with all that is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.site.state import STAGING
from launcher.site.steps.folders import MakeFolder
from launcher.site.steps.step import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from launcher.site.folder import Written
    from launcher.site.staging import Draft

#: As many files of folders that exist wait in one folder, for many in one are slow to make; the first in that of all.
_IN_A_FOLDER = 250


class NewFolders:
    """The folders that are made, parents first. Places are relative to ``staging``."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.places: dict[str, str] = {}  # by path, parents first
        self._outermost: dict[str, str] = {}  # by place
        for path in paths:
            parent, _, name = path.rpartition("/")
            if parent in self.places:
                self.places[path] = f"{self.places[parent]}/{name}"
            else:
                self.places[path] = f"d{len(self._outermost)}"
                self._outermost[self.places[path]] = path

    def holds(self, path: str) -> bool:
        """Say whether the file ``path`` is in a new folder."""
        return path.rpartition("/")[0] in self.places

    def stage(self, drafts: Iterable[Draft]) -> list[Draft]:
        """Return ``drafts`` with the names under which they wait."""
        staged: list[Draft] = []
        others = 0
        for draft in drafts:
            parent, _, name = draft.path.rpartition("/")
            if parent in self.places:
                staged.append(draft._replace(name=f"{self.places[parent]}/{name}"))
            else:
                part = others // _IN_A_FOLDER
                staged.append(draft._replace(name=f"f{part}/{others}" if part else str(others)))
                others += 1
        return staged

    def steps(self, inodes: Mapping[str, int], drafts: Sequence[Draft], written: Sequence[Written]) -> list[MakeFolder]:
        """Return the steps that put the outermost folders in place; ``inodes`` are those of all, by path."""
        folders: dict[str, list[tuple[str, int]]] = {place: [] for place in self._outermost}
        files: dict[str, list[tuple[str, Seen]]] = {place: [] for place in self._outermost}
        for path, place in self.places.items():
            outermost, _, name = place.partition("/")
            if name:
                folders[outermost].append((name, inodes[path]))
        for draft, done in zip(drafts, written, strict=True):
            if self.holds(draft.path):
                outermost, _, name = draft.name.partition("/")
                files[outermost].append((name, seen(done)))
        return [
            MakeFolder(path, f"{STAGING}/{place}", inodes[path], tuple(folders[place]), tuple(files[place]))
            for place, path in self._outermost.items()
        ]


def seen(written: Written) -> Seen:
    """Return what was written as a step remembers it."""
    return Seen(written.identity.inode, written.size, written.modified, written.sha256)
