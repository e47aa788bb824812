"""What became of an installed site: which files the owner changed, added or lost."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.errors import TargetError
from launcher.site.folder import Identity
from launcher.site.receipt import STATE, Stamp
from launcher.site.target import open_installed

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import stat_result

    from launcher.site.folder import Folder, StrPath
    from launcher.site.receipt import InstalledFile, Receipt


class Status(NamedTuple):
    """A target compared with its receipt; paths are sorted.

    ``added`` has everything in the target that is not ours but Launcher's own folder: files, links (which are never
    followed) and, with a slash at the end, empty folders.
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

    @property
    def clean(self) -> bool:
        """Whether everything is as it was installed."""
        return not (self.changed or self.added or self.lost)

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
            "changed": list(self.changed),
            "added": list(self.added),
            "lost": list(self.lost),
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
    """The files of a receipt, compared with a target; ``unchanged`` has what they were when they were read."""

    unchanged: tuple[tuple[InstalledFile, Fingerprint], ...]
    changed: tuple[str, ...]
    lost: tuple[str, ...]


def status(target: StrPath) -> Status:
    """Compare ``target`` with its receipt; nothing is changed, and no lock is needed.

    A file that has not been touched since the install, as its stamp shows, is not read.
    """
    folder, receipt = open_installed(target)
    with folder:
        found = compare(folder, receipt, trust_stamps=True)
        return Status(
            name=receipt.name,
            version=receipt.version,
            platform=receipt.platform,
            digest=receipt.digest,
            target=folder.name,
            installed=receipt.installed,
            unchanged=len(found.unchanged),
            changed=found.changed,
            added=find_added(folder, receipt),
            lost=found.lost,
        )


def compare(
    folder: Folder, receipt: Receipt, each: Callable[[], None] = lambda: None, *, trust_stamps: bool = False
) -> Comparison:
    """Read every installed file and say what became of it; ``each`` is called before each file.

    A file below a folder that the owner replaced by a link is lost: what the link leads to is not ours.
    """
    unchanged, changed, lost = [], [], []
    for file in receipt.files:
        each()
        found = folder.look(file.path)
        if found is None:
            lost.append(file.path)
        elif (trust_stamps and file.stamp == Stamp.of(found)) or _is_unchanged(folder, file, found):
            unchanged.append((file, Fingerprint.of(found)))
        else:
            changed.append(file.path)
    return Comparison(tuple(unchanged), tuple(changed), tuple(lost))


def _is_unchanged(folder: Folder, file: InstalledFile, found: stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode) or found.st_size != file.size:
        return False
    return folder.digest(file.path) == file.sha256


def find_added(folder: Folder, receipt: Receipt) -> tuple[str, ...]:
    """Return what is in ``folder`` and not in ``receipt``, sorted.

    A folder that is empty, or that we may not look into, ends with a slash. What stands in place of one of our files
    is changed, not added.
    """
    ours = {file.path for file in receipt.files}
    our_folders = set(receipt.folders)
    added: list[str] = []
    waiting = [""]
    while waiting:
        path = waiting.pop()
        try:
            entries = folder.entries(path)
        except TargetError:
            if not path:
                raise
            added.append(f"{path}/")
            continue
        if path and not entries and path not in our_folders and path not in ours:
            added.append(f"{path}/")
        for name, found in entries:
            below = f"{path}/{name}" if path else name
            if below == STATE:
                continue
            if stat.S_ISDIR(found.st_mode):
                waiting.append(below)
            elif below not in ours:
                added.append(below)
    return tuple(sorted(added))
