"""Where a target is: its real path, and whether it exists."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

from launcher.errors import TargetError
from launcher.site.folder import Folder, target_error
from launcher.site.receipt import read_receipt

if TYPE_CHECKING:
    from os import stat_result
    from pathlib import Path

    from launcher.site.receipt import Receipt


class Place(NamedTuple):
    """A target's real, absolute path. A link to it is followed here, once, and never again."""

    path: Path
    exists: bool


def find_place(target: Path) -> Place:
    """Return where ``target`` is; TargetError where it can be no folder."""
    try:
        is_link = target.is_symlink()
        path = target.resolve()
        status = _status(path)
    except RuntimeError as error:  # how pathlib reports links in a circle
        raise TargetError("it is a link that leads back to itself", where=target) from error
    except OSError as error:
        raise target_error(error, "use it as a target", target) from error
    if status is None:
        if is_link:
            raise TargetError(f"it is a link to {path}, which does not exist", where=target)
        return Place(path, exists=False)
    if not stat.S_ISDIR(status.st_mode):
        kind = "a file" if stat.S_ISREG(status.st_mode) else "no folder"
        raise TargetError(f"it is {kind}", where=target, hint="name a folder; one that does not exist yet is made")
    return Place(path, exists=True)


def nearest_folder(path: Path) -> Path:
    """Return the nearest folder above ``path`` that exists; TargetError where a file stands in the way."""
    for parent in path.parents:
        try:
            status = _status(parent)
        except OSError as error:
            raise target_error(error, "use it as a target", path) from error
        if status is None:
            continue
        if not stat.S_ISDIR(status.st_mode):
            raise TargetError(f"{parent} is a file, so no folder can be made in it", where=path)
        return parent
    raise TargetError("there is no such place", where=path)


def open_installed(target: Path) -> tuple[Folder, Receipt]:
    """Open a target that something is installed in; the caller closes the folder. TargetError if nothing is."""
    place = find_place(target)
    if not place.exists:
        raise TargetError("there is no such folder", where=target)
    folder = Folder.open(place.path)
    try:
        return folder, require_receipt(folder, target)
    except BaseException:
        folder.close()
        raise


def require_receipt(folder: Folder, target: Path) -> Receipt:
    """Return the receipt in ``folder``; TargetError where nothing is installed."""
    receipt = read_receipt(folder)
    if receipt is None:
        raise TargetError(
            "nothing is installed here by Launcher",
            where=target,
            hint=f"`launcher install BUNDLE {target}` installs a bundle",
        )
    return receipt


def refuse_installed(folder: Folder, target: Path) -> None:
    """Raise TargetError where a bundle is installed already."""
    receipt = read_receipt(folder)
    if receipt is not None:
        raise TargetError(
            f"{receipt.name} {receipt.version} is installed here already",
            where=target,
            hint=f"`launcher status {target}` shows it; `launcher uninstall {target}` removes it",
        )


def _status(path: Path) -> stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
