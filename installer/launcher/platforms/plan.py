"""A plan: the writes and actions that an install would do, as data.

Planning reads and returns a plan; ``launcher.site`` alone carries one out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from launcher.demo.model import AnswerValue
    from launcher.images.ledger import LedgerEntry


class Content(Protocol):
    """The bytes of a file to be, which need not be in memory. ``sha256`` is 64 lower-case hex digits.

    Contents are read from several threads at once, each content from one.
    """

    @property
    def size(self) -> int:
        """Length in bytes."""

    @property
    def sha256(self) -> str:
        """Digest of all bytes."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in order; each call starts anew."""


class BytesContent:
    """Content that is in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)
        self.sha256 = hashlib.sha256(data).hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes at once."""
        yield self._data


@dataclass(frozen=True, slots=True)
class Write:
    """One file to write. ``path`` is relative to the target; ``mode`` is before the umask.

    ``instead`` is the path that the file takes where another bundle in the same target has ``path``. A ``given`` file
    is the owner's as soon as it is there, such as one with secrets of theirs: no receipt has it, and no upgrade and no
    uninstall touches it.
    """

    path: PurePosixPath
    content: Content
    mode: int = 0o666
    instead: PurePosixPath | None = None
    given: bool = False


class Notes(Protocol):
    """What an action keeps while the transaction that it is part of is under way, for taking itself back exactly."""

    def chunks(self) -> Iterator[bytes]:
        """Yield what was written last, in pieces; nothing where nothing was."""

    def write(self, chunks: Iterable[bytes]) -> None:
        """Keep ``chunks`` instead of what was kept, which they may be made of; it survives a crash, and is gone with
        the transaction.
        """


class Place(NamedTuple):
    """Where an action happens: the target, real and absolute, and the file with the action's payload if it has one.

    With ``aborting`` an undo takes back what the same transaction did, so that everything is as before it; else the
    action is undone for good, as by an uninstall. ``notes`` are there in both cases, None outside of a transaction.
    """

    target: Path
    payload: Path | None
    notes: Notes | None = None
    aborting: bool = False


class ActionStatus(NamedTuple):
    """What became of what an action made: how many things are as they were, and the others, named for people.

    What ``stays`` is left when it is undone, whether or not it was changed. ``files`` are the paths in the target of
    the files that something needs which is left.
    """

    unchanged: int
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Action(Protocol):
    """A change beside files, such as a database import. It takes part in the transaction.

    An action is told by its ``name`` and made again from its ``data`` alone, when a crash is cleaned up after or the
    bundle is uninstalled, perhaps years later and by another version: :mod:`launcher.platforms.actions` says how. Its
    ``data`` comes from the state folder by then, so it is as trustworthy as whoever owns that.

    An action that makes things which the owner may edit is also a :class:`Watched` one.
    """

    @property
    def name(self) -> str:
        """What kind of change it is, as ``PLATFORM/KIND``. In an upgrade it succeeds an older action of that name."""

    @property
    def title(self) -> str:
        """What it does, as a plan shows it."""

    @property
    def data(self) -> Mapping[str, Any]:
        """All that it needs to be done, checked and undone, as JSON values; no secrets beyond those of the answers."""

    @property
    def payload(self) -> Content | None:
        """What is too long for ``data``: kept as a file in the state folder until the action is undone."""

    def do(self, place: Place) -> None:
        """Do it. It may have been done before, or half of it."""

    def undo(self, place: Place) -> None:
        """Take it back, also half of it; nothing happens where nothing was done."""

    def check(self, place: Place) -> bool:
        """Say whether it is done, whole."""


@runtime_checkable
class Watched(Protocol):
    """An action that knows what became of what it made."""

    def status(self, place: Place) -> ActionStatus:
        """Compare what there is with what was made; nothing is changed. What is ``changed`` stays when it is undone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an install would do, sorted by path.

    ``images`` are the ledger's placeholders and samples among the writes, with their paths in the target. ``counts``
    says for people how many of each kind of thing the actions bring. ``owner`` is whom new files belong to where
    nothing else is said, as ``USER:GROUP``; "" leaves it to the system.
    """

    name: str
    version: str
    digest: str  # content digest of the bundle
    platform: str
    answers: Mapping[str, AnswerValue]
    writes: tuple[Write, ...]
    actions: tuple[Action, ...] = ()
    images: tuple[LedgerEntry, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    owner: str = ""
    lasting: frozenset[str] = frozenset()  # names of actions of an earlier version that stay, though none is in here
    signer: str = ""  # public key that the bundle's signature was verified with, or "" where there is none
