"""Where a target is: its real path, and whether it exists."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from launcher.errors import TargetError
from launcher.site.reasons import target_error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import stat_result
    from pathlib import Path

    from launcher.site.handle import StrPath
    from launcher.site.receipt import Receipt


class Place(NamedTuple):
    """A target's real, absolute path. A link to it is followed here, once, and never again."""

    real: str
    exists: bool

    @property
    def path(self) -> Path:
        """The path as an object; pathlib loads when it is first used, for `launcher status` can do without."""
        from pathlib import Path

        return Path(self.real)


def find_place(target: StrPath) -> Place:
    """Return where ``target`` is; TargetError where it can be no folder."""
    real = os.path.realpath(target)
    try:
        status = _status(real)
    except OSError as error:
        raise target_error(error, "use it as a target", target) from error
    if status is None:
        if os.path.islink(target):  # noqa: PTH114 - pathlib is not loaded here
            raise TargetError(f"it is a link to {real}, which does not exist", where=target)
        return Place(real, exists=False)
    if stat.S_ISLNK(status.st_mode):  # what realpath() leaves of links in a circle
        raise TargetError("it is a link that leads back to itself", where=target)
    if not stat.S_ISDIR(status.st_mode):
        kind = "a file" if stat.S_ISREG(status.st_mode) else "no folder"
        raise TargetError(f"it is {kind}", where=target, hint="name a folder; one that does not exist yet is made")
    return Place(real, exists=True)


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


def require_receipt(receipts: Sequence[Receipt], target: StrPath, bundle: str | None = None) -> Receipt:
    """Return the receipt of ``bundle``, or the only one; TargetError where there is none, or no telling which."""
    if not receipts:
        raise TargetError(
            "nothing is installed here by Launcher",
            where=target,
            hint=f"`launcher install BUNDLE {target}` installs a bundle",
        )
    names = ", ".join(receipt.name for receipt in receipts)
    for receipt in receipts:
        if receipt.name == bundle or (bundle is None and len(receipts) == 1):
            return receipt
    if bundle is None:
        raise TargetError(f"several bundles are installed here: {names}", where=target, hint="say which: --bundle NAME")
    raise TargetError(f'no bundle "{bundle}" is installed here', where=target, hint=f"these are: {names}")


def refuse_installed(receipts: Sequence[Receipt], name: str, target: StrPath) -> None:
    """Raise TargetError where the bundle ``name`` is installed already."""
    for receipt in receipts:
        if receipt.name == name:
            raise TargetError(
                f"{receipt.name} {receipt.version} is installed here already",
                where=target,
                hint=f"`launcher upgrade {target} BUNDLE` brings another version; `launcher status {target}` shows it",
            )


def _status(path: StrPath) -> stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
