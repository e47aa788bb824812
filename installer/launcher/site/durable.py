"""When what was written is on the disk, and what that costs.

One fsync(2) waits for about the time of a disk's cache flush. syncfs(2) waits for everything on the file system, also
for what others have written, and is the cheaper one from some dozens of files on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.site import system

if TYPE_CHECKING:
    from collections.abc import Sequence

    from launcher.site.folder import Folder

#: From this many files or folders on, one call for the whole file system is cheaper.
MANY = 64


def syncs_each(count: int) -> bool:
    """Say whether each of ``count`` new files is to be synced when it is written."""
    return count < MANY or not system.can_sync_all()


def sync_folders(folder: Folder, paths: Sequence[str]) -> None:
    """Bring the lists of names of these folders to the disk; those that are gone need none."""
    if syncs_each(len(paths)):
        for path in paths:
            folder.sync_names(path)
    else:
        folder.sync_everything()
