"""What became of an installed site: which files the owner changed, added or lost."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.errors import TargetError
from launcher.site.handle import Identity
from launcher.site.installed import open_installed
from launcher.site.observed import observe
from launcher.site.receipt import Stamp
from launcher.site.state import STATE
from launcher.site.target import require_receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from os import stat_result

    from launcher.site.handle import OpenFolder, StrPath
    from launcher.site.observed import Observed
    from launcher.site.receipt import InstalledFile, Receipt

#: Platforms whose target is a program's folder, with thousands of files that are neither ours nor the owner's work.
_HOSTED = frozenset({"wordpress"})


class Status(NamedTuple):
    """A target compared with its receipt; paths are sorted.

    ``yours`` are pictures that `launcher images put` put there, as it left them; they are not among ``changed``.
    ``added`` has everything in the target that is not ours but Launcher's own folder: files, links (which are never
    followed) and, with a slash at the end, empty folders. Of a WordPress it has what is in folders made for the bundle.
    """

    name: str
    version: str
    platform: str
    digest: str
    target: str  # real and absolute
    installed: str  # when, in UTC, as ISO 8601
    unchanged: int
    changed: tuple[str, ...]
    added: tuple[str, ...]
    lost: tuple[str, ...]
    yours: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()  # newer versions of files that the owner changed, lying beside them
    actions: tuple[Observed, ...] = ()  # what was made beside files, such as rows of a database

    @property
    def clean(self) -> bool:
        """Whether everything is as it was installed, or as `launcher images put` put it."""
        return not (self.changed or self.added or self.lost) and all(action.clean for action in self.actions)

    def to_json(self) -> dict[str, Any]:
        """Return the status as JSON values."""
        return {
            "name": self.name,
            "version": self.version,
            "platform": self.platform,
            "digest": self.digest,
            "target": self.target,
            "installed": self.installed,
            "unchanged": self.unchanged,
            "yours": list(self.yours),
            "changed": list(self.changed),
            "added": list(self.added),
            "lost": list(self.lost),
            "offered": list(self.offered),
            "actions": [action.to_json() for action in self.actions],
        }


class Fingerprint(NamedTuple):
    """Tells, without reading it again, whether a file is still the one that was read."""

    identity: Identity
    size: int
    modified: int  # nanoseconds

    @classmethod
    def of(cls, status: stat_result) -> Fingerprint:
        """Return the fingerprint of what ``status`` describes."""
        return cls(Identity.of(status), status.st_size, status.st_mtime_ns)


class Comparison(NamedTuple):
    """The files of a receipt, compared with a target; ``unchanged`` has what they were when they were looked at."""

    unchanged: tuple[tuple[InstalledFile, stat_result], ...]
    changed: tuple[str, ...]
    lost: tuple[str, ...]


def status(target: StrPath, *, bundle: str | None = None, state: StrPath | None = None) -> Status:
    """Compare ``target`` with the receipt of ``bundle``, which need not be named where it is the only one.

    Nothing is changed, and no lock is needed, unless a command was interrupted here: that is recovered first. A file
    that has not been touched since the install, as its stamp shows, is not read.
    """
    with open_installed(target, state) as (folder, receipts):
        chosen = require_receipt(receipts, target, bundle)
        return next(_statuses(folder, receipts, [chosen], state))


def statuses(target: StrPath, *, state: StrPath | None = None) -> list[Status]:
    """Return the status of every bundle in ``target``, sorted by name; what the owner added is the same in each."""
    with open_installed(target, state) as (folder, receipts):
        if not receipts:
            require_receipt(receipts, target)
        return list(_statuses(folder, receipts, receipts, state))


def _statuses(
    folder: OpenFolder, receipts: Sequence[Receipt], chosen: Sequence[Receipt], state: StrPath | None
) -> Iterator[Status]:
    survey = Survey(folder)
    added = survey.added(receipts)
    for receipt in chosen:
        found = compare(folder, receipt, look=survey.look, trust_stamps=True)
        yours = _put_by_owner(folder, receipt, found.changed)
        yield Status(
            name=receipt.name,
            version=receipt.version,
            platform=receipt.platform,
            digest=receipt.digest,
            target=folder.name,
            installed=receipt.installed,
            unchanged=len(found.unchanged),
            changed=tuple(path for path in found.changed if path not in yours),
            added=added,
            lost=found.lost,
            yours=yours,
            offered=tuple(file.path for file, _ in found.unchanged if file.beside),
            actions=observe(folder, receipt, state),
        )


def _put_by_owner(folder: OpenFolder, receipt: Receipt, changed: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the ``changed`` files that are as `launcher images put` left them."""
    put = {file.path: file.put for file in receipt.files if file.put}
    return tuple(path for path in changed if path in put and is_put(folder, path, put[path]))


def is_put(folder: OpenFolder, path: str, sha256: str) -> bool:
    """Whether a regular file of this SHA-256 stands at ``path``."""
    found = folder.look(path)
    return found is not None and stat.S_ISREG(found.st_mode) and folder.digest(path) == sha256


def compare(
    folder: OpenFolder,
    receipt: Receipt,
    each: Callable[[], None] = lambda: None,
    *,
    look: Callable[[str], stat_result | None] | None = None,
    trust_stamps: bool = False,
) -> Comparison:
    """Read every installed file and say what became of it; ``each`` is called before each file.

    A file below a folder that the owner replaced by a link is lost: what the link leads to is not ours. ``look`` says
    what stands at a path; it is the folder's own look unless somebody has looked at everything already.
    """
    look = look or folder.look
    unchanged, changed, lost = [], [], []
    for file in receipt.files:
        each()
        found = look(file.path)
        if found is None:
            lost.append(file.path)
        elif (trust_stamps and file.stamp == Stamp.of(found)) or _is_unchanged(folder, file, found):
            unchanged.append((file, found))
        else:
            changed.append(file.path)
    return Comparison(tuple(unchanged), tuple(changed), tuple(lost))


def _is_unchanged(folder: OpenFolder, file: InstalledFile, found: stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode) or found.st_size != file.size:
        return False
    return folder.digest(file.path) == file.sha256


class Survey:
    """Everything in a target but our own folder, looked at once; links are not followed."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._found: dict[str, stat_result] = {}
        self._empty: list[str] = []
        self._closed: list[str] = []  # folders that we may not look into
        waiting = [""]
        while waiting:
            waiting += self._list(waiting.pop())

    def _list(self, path: str) -> list[str]:
        """Look at what is in the folder ``path`` and return the folders among it."""
        try:
            entries = self._folder.entries(path)
        except TargetError:
            if not path:
                raise
            self._closed.append(path)
            return []
        if not entries:
            self._empty.append(path)
        folders = []
        for name, found in entries:
            below = f"{path}/{name}" if path else name
            if below == STATE:
                continue
            self._found[below] = found
            if stat.S_ISDIR(found.st_mode):
                folders.append(below)
        return folders

    def look(self, path: str) -> stat_result | None:
        """Return what stands at ``path``, as :meth:`Folder.look` does."""
        # A file in a folder that cannot be listed may still be looked at by its name.
        return self._found.get(path) or self._folder.look(path)

    def files(self) -> list[tuple[str, int]]:
        """Return path and size of every regular file, sorted by path."""
        return sorted((path, found.st_size) for path, found in self._found.items() if stat.S_ISREG(found.st_mode))

    def added(self, receipts: Iterable[Receipt]) -> tuple[str, ...]:
        """Return what is in none of ``receipts``, sorted.

        A folder that is empty, or that we may not look into, ends with a slash. What stands in place of one of our
        files is changed, not added. Where the target is a program's own folder, only what is in folders that were made
        for a bundle counts.
        """
        receipts = tuple(receipts)
        ours = {file.path for receipt in receipts for file in receipt.files}
        known = ours.union([""], *(receipt.folders for receipt in receipts))
        files = (path for path, found in self._found.items() if path not in ours and not stat.S_ISDIR(found.st_mode))
        empty = (f"{path}/" for path in self._empty if path not in known)
        closed = (f"{path}/" for path in self._closed)
        found = sorted((*files, *empty, *closed))
        if any(receipt.platform in _HOSTED for receipt in receipts):
            made = tuple(f"{folder}/" for receipt in receipts for folder in receipt.folders)
            found = [path for path in found if path.startswith(made)]
        return tuple(found)
