"""What an upgrade will do, as data: what becomes of each path and of the folders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import os

    from launcher.platforms.plan import Content
    from launcher.site.receipt import InstalledFile, Original

#: What becomes of a path. "add", "replace", "remove": written or removed. "merge", "conflict": the owner's text is
#: merged, with marks where both changed a line. "offer": the new version lies beside. "yours": changed or put there by
#: the owner, and stays. "deleted": by the owner, and stays so. "adopt": the owner has the new version already.
#: "overwrite": replaced, and the owner's kept for an uninstall. "restore": what an install had overwritten comes back.
#: "withdraw": an old offer goes.
Fate = Literal[
    "add", "replace", "remove", "merge", "conflict", "offer", "yours", "deleted", "adopt", "overwrite", "restore",
    "withdraw",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path: its status and, of a regular file, its SHA-256."""

    status: os.stat_result
    sha256: str


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one path. ``place`` is where something is written, if that is not ``path``."""

    path: str
    fate: Fate
    place: str = ""
    content: Content | None = None  # what is written
    mode: int = 0o666
    found: Found | None = None  # what is replaced or removed
    original: Original | None = None  # what comes back


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """Folders to be made, parents first, those to be removed, and all that are ours ``after`` that; sorted."""

    make: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(slots=True)
class Decision:
    """An upgrade, decided. ``files`` are the entries of the new receipt, without what the writing will tell."""

    rows: list[Row] = field(default_factory=list)
    files: dict[str, InstalledFile] = field(default_factory=dict)
    folders: FolderChanges = FolderChanges()
