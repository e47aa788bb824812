"""Launcher's own folder of a target: what is in it, and where it is.

It is ``TARGET/.launcher``; where ``--state`` put it elsewhere, ``TARGET/.launcher`` is a file that names the place.
It imports little, for ``launcher status`` must start fast.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from launcher.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.site.handle import OpenFolder, StrPath

AnyFolder = TypeVar("AnyFolder", bound="OpenFolder")

#: Everything of ours in a target that is not the site itself has this name.
STATE = ".launcher"

#: Locked while a command works.
LOCK = "lock"
#: Keeps an Apache that serves dotfiles out.
DENY = ".htaccess"
DENY_TEXT = b"<IfModule mod_authz_core.c>\nRequire all denied\n</IfModule>\n<IfModule !mod_authz_core.c>\nDeny from all\n</IfModule>\n"  # noqa: E501
#: What was installed; without it, nothing is.
RECEIPT = "receipt.json"
#: By which later changes of installed files are seen without reading them; it may be lost.
STAMPS = "stamps"
#: Room on the disk for an uninstall.
RESERVE = "reserve"
#: A transaction that is decided and will be finished, or taken back.
JOURNAL = "journal"
ABORT = "abort"
#: A journal that is being written; it counts for nothing.
DRAFT = "journal.new"
#: New files, before they are put in place, and second names of those that are replaced or removed.
STAGING = "staging"
BACKUP = "backup"
#: Files of the owner that an install with ``--overwrite`` replaced, by digest of their path.
ORIGINALS = "originals"
#: Texts as they were installed, for ``upgrade --merge``; a file a bundle.
BASES = "bases"
#: What actions need to be done again, by SHA-256.
PAYLOADS = "payloads"
#: Which target a state folder outside of it belongs to.
BELONGS = "target"
#: That, or the file in the target that names the state folder, before it is whole.
CLAIM = "target.new"

#: What an interrupted command may leave.
PENDING = frozenset({JOURNAL, ABORT})
LEFTOVERS = frozenset({DRAFT, f"{STAMPS}.new", STAGING, BACKUP})
#: Folders whose files belong to receipts.
KEPT = (ORIGINALS, BASES, PAYLOADS)

#: Environment variable with the place of the state folder.
VARIABLE = "LAUNCHER_STATE"
_POINTER = "launcher-state: 1\n"
_LONGEST_POINTER = 8192


class Home(NamedTuple):
    """Where a target's state folder is: ``name`` in the folder ``parent``, an absolute path; by default the target."""

    parent: str
    name: str

    @property
    def path(self) -> str:
        """The state folder's path."""
        return f"{self.parent.rstrip('/')}/{self.name}"


def find_home(site: OpenFolder, given: StrPath | None = None) -> Home:
    """Return where the state of the target ``site`` is.

    ``given`` is what the user says now, else the environment may say it; a target that says otherwise wins only where
    nobody does. TargetError where the two disagree.
    """
    pointed = read_pointer(site)
    wanted = os.fspath(given) if given is not None else os.environ.get(VARIABLE) or None
    if wanted is not None:
        place = os.path.realpath(wanted)
        if pointed is not None and pointed != place:
            raise TargetError(f"its state is in {pointed}, not in {place}", where=site.name)
        if pointed is None and given is None and _has_state(site):
            return Home(site.name, STATE)  # the variable is for new targets
        if place == os.path.realpath(site.name) or place == f"{os.path.realpath(site.name)}/{STATE}":
            return Home(site.name, STATE)
        return Home(*os.path.split(place))
    return Home(site.name, STATE) if pointed is None else Home(*os.path.split(pointed))


@contextmanager
def home_folder(site: AnyFolder, home: Home) -> Iterator[AnyFolder]:
    """Yield the folder that the state folder of ``site`` is in: mostly ``site`` itself."""
    if home.parent == site.name:
        yield site
        return
    with type(site).open(home.parent) as parent:
        yield parent


def has_home_elsewhere(given: StrPath | None) -> bool:
    """Say whether the state of a new target shall be outside of it."""
    return given is not None or bool(os.environ.get(VARIABLE))


def _has_state(site: OpenFolder) -> bool:
    status = site.look(STATE)
    return status is not None and stat.S_ISDIR(status.st_mode)


def read_pointer(site: OpenFolder) -> str | None:
    """Return the absolute path that ``TARGET/.launcher`` names, or None where it is a folder or missing."""
    status = site.look(STATE)
    if status is None or stat.S_ISDIR(status.st_mode):
        return None
    where = f"{site.name}/{STATE}"
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST_POINTER:
        raise not_ours(where)
    text = os.fsdecode(b"".join(site.read(STATE)))
    place = text.removeprefix(_POINTER).removesuffix("\n")
    if not text.startswith(_POINTER) or not os.path.isabs(place) or "\0" in place or os.path.normpath(place) != place:  # noqa: PTH117 - pathlib is not loaded here
        raise not_ours(where)
    return place


def not_ours(where: object) -> TargetError:
    """Return the error for something that stands where our own folder should be."""
    hint = "move it away, if it is not Launcher's; nothing was changed"
    return TargetError("it should be a folder of Launcher's, and is something else", where=where, hint=hint)


def pointer_text(place: str) -> bytes:
    """Return what ``TARGET/.launcher`` holds when the state is elsewhere."""
    return os.fsencode(f"{_POINTER}{place}\n")
