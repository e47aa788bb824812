"""Whom new files and folders belong to, and with which mode, where the system's answer is not the wanted one."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.site.folder import NOBODY_ELSE, Owner
from launcher.site.receipt import Ownership

if TYPE_CHECKING:
    from launcher.site.handle import OpenFolder

_MODE = re.compile(r"(0?[0-7]{3})(?:/(0?[0-7]{3}))?")


class Dress:
    """What new files and folders of one site get.

    Without a word from the user it is what the system gives to what is made in a folder, the group that a folder hands
    down too: files are staged elsewhere, so that has to be done here.
    """

    def __init__(self, site: OpenFolder, wanted: Ownership) -> None:
        self._site = site
        self.wanted = wanted
        self._owner = parse_owner(wanted.owner)
        self._files, self._folders = parse_mode(wanted.mode)
        self._inherited: dict[str, tuple[int, bool]] = {}

    def owner(self, path: str) -> Owner:
        """Return the owner of a new file or folder."""
        if self._owner.group != -1:
            return self._owner
        return Owner(self._owner.user, self._inherit(path)[0])

    def file_mode(self, mode: int) -> int | None:
        """Return the exact mode of a new file that the plan wants with ``mode``; None leaves it to the umask.

        What is for its owner alone stays so, and what is not for everybody too.
        """
        if self._files is None:
            return None
        if not mode & 0o077:
            return self._files & 0o700
        return self._files if mode & 0o007 else self._files & 0o770

    def folder_mode(self, path: str, made: int) -> int:
        """Return the mode of a new folder that the system made, elsewhere, with ``made``."""
        mode = made if self._folders is None else self._folders
        return mode | stat.S_ISGID if self._inherit(path)[1] else mode & ~stat.S_ISGID

    def _inherit(self, path: str) -> tuple[int, bool]:
        """Return the group that the nearest folder above ``path`` hands down, or -1, and whether it does."""
        parent = path.rpartition("/")[0]
        if parent not in self._inherited:
            found = self._site.look(parent) if parent else os.fstat(self._site.handle)
            if found is None:
                self._inherited[parent] = self._inherit(parent)
            else:
                down = bool(found.st_mode & stat.S_ISGID)
                self._inherited[parent] = (found.st_gid if down else -1, down)
        return self._inherited[parent]


def check_ownership(owner: str, mode: str) -> Ownership:
    """Return what the command line says; TargetError where it means nothing, or is not ours to give."""
    wanted = parse_owner(owner)
    parse_mode(mode)
    if wanted.user not in {-1, _own_user()} and _own_user() != 0:
        raise TargetError("only root can give files to another user", where=f"--owner {owner}")
    return Ownership(owner, mode)


def _own_user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else -1


def parse_owner(text: str) -> Owner:
    """Return whom ``USER[:GROUP]`` means, by name or number; a user alone brings the group that is theirs."""
    if not text:
        return NOBODY_ELSE
    name, colon, group_name = text.partition(":")
    user, group = _user(name, text)
    if colon and group_name:
        group = _group(group_name, text)
    return Owner(user, group)


def _user(name: str, text: str) -> tuple[int, int]:
    import pwd

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        if not name.isdecimal():
            raise TargetError(f'there is no user "{name}"', where=f"--owner {text}") from None
        try:
            entry = pwd.getpwuid(int(name))
        except (KeyError, OverflowError):
            return int(name), -1
    return entry.pw_uid, entry.pw_gid


def _group(name: str, text: str) -> int:
    import grp

    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        if name.isdecimal():
            return int(name)
        raise TargetError(f'there is no group "{name}"', where=f"--owner {text}") from None


def parse_mode(text: str) -> tuple[int | None, int | None]:
    """Return the modes of files and of folders that ``FILES[/FOLDERS]`` means, in octal.

    Folders that nothing is said about can be entered by whoever may read files.
    """
    if not text:
        return None, None
    match = _MODE.fullmatch(text)
    if match is None:
        raise TargetError(
            f'"{text}" is no mode',
            where="--mode",
            hint="such as 640/750: three octal digits for files, and for folders",
        )
    files = int(match[1], 8)
    folders = int(match[2], 8) if match[2] else files | (files & 0o444) >> 2
    if not files & 0o400 or folders & 0o700 != 0o700:
        raise TargetError("their owner must be able to read files and to use folders", where=f"--mode {text}")
    return files, folders
