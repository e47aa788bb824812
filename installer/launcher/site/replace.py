"""Put files of the owner's in place of installed ones, all or none; the receipt remembers that they are theirs."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.site.change import Change, change_installed
from launcher.site.session import Settings
from launcher.site.status import Fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from launcher.platforms.plan import Content
    from launcher.progress import Progress
    from launcher.site.handle import OpenFolder
    from launcher.site.receipt import Receipt


def replace_files(
    target: Path,
    contents: Mapping[str, Content],
    seen: Mapping[str, Fingerprint | None],
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Put ``contents`` at their paths in ``target``; each is a path of the receipt. Return the new receipt.

    ``seen`` is what stood at each path when it was decided, None for nothing: what was changed since stays, and the
    command is refused. Whatever is raised, Ctrl-C too, ``target`` is as it was before.
    """

    def decide(folder: OpenFolder, receipt: Receipt) -> Change:
        for path in sorted(contents.keys() - {file.path for file in receipt.files}):
            raise TargetError("it is no file that was installed", where=folder.where / path)
        for path in sorted(contents):
            status = folder.look(path)
            if (None if status is None else Fingerprint.of(status)) != seen[path]:
                raise TargetError("it was changed meanwhile; nothing was replaced", where=folder.where / path)
            if status is not None and not stat.S_ISREG(status.st_mode):
                hint = "move it away, and try again; nothing was replaced"
                raise TargetError("it is no regular file", where=folder.where / path, hint=hint)
        files = (
            file._replace(put=contents[file.path].sha256) if file.path in contents else file for file in receipt.files
        )
        return Change(contents, receipt._replace(files=tuple(files)))

    settings = settings or Settings(progress=progress)
    return change_installed(target, decide, command="images put", settings=settings)
