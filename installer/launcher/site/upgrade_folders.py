"""Decide which folders an upgrade removes and makes, once it is known which files come and go."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, TargetError
from launcher.site.layout import Ground, folders_of
from launcher.site.upgrade_decision import FolderChanges

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from launcher.site.handle import OpenFolder


def emptied_folders(site: OpenFolder, folders: Iterable[str], gone: Collection[str]) -> set[str]:
    """Return those of ``folders`` in which nothing is left once the files that are ``gone`` are."""
    emptied: set[str] = set()
    for folder in sorted(folders, reverse=True):  # deepest first
        status = site.look(folder)
        if status is None or not stat.S_ISDIR(status.st_mode):
            continue  # the owner removed it, or put something else there
        try:
            names = site.names(folder)
        except TargetError as error:
            if isinstance(error.__cause__, PermissionError):
                continue  # what cannot be looked into stays
            raise
        paths = [f"{folder}/{name}" for name in names]
        if all(path in gone or path in emptied for path in paths):
            emptied.add(folder)
    return emptied


def decide_folders(
    site: OpenFolder, ours: Collection[str], written: Collection[str], gone: Collection[str]
) -> FolderChanges:
    """Return what becomes of ``ours``, the folders of the old receipt, and which others what is ``written`` needs.

    ``gone`` are files and folders. Raises ConflictError where something stands in the place of a folder.
    """
    ground = Ground(_Overlay(site, gone), written)
    if ground.conflicts:
        hint = "these should be folders; move them away; nothing was changed"
        raise ConflictError(site.where, ground.conflicts, hint=hint)
    empty = tuple(folder for folder in ours if folder in gone)
    needed = set(folders_of(written))
    remove = tuple(folder for folder in empty if folder not in needed)
    # A folder that is emptied and filled again just stays.
    make = tuple(folder for folder in ground.missing if folder not in empty)
    after = set(ours).difference(remove).union(make)
    return FolderChanges(make, remove, tuple(sorted(after)))


class _Overlay:
    """A site as it will be once some paths are gone."""

    def __init__(self, site: OpenFolder, gone: Collection[str]) -> None:
        self._site = site
        self._gone = gone

    @property
    def where(self) -> Path:
        return self._site.where

    def look(self, path: str) -> os.stat_result | None:
        return None if path in self._gone else self._site.look(path)

    def is_mounted(self, path: str) -> bool:
        return self._site.is_mounted(path)
