"""A plan: the writes and actions that an install would do, as data.

Planning reads and returns a plan; ``launcher.site`` alone carries one out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePosixPath

    from launcher.demo.model import AnswerValue
    from launcher.images.ledger import LedgerEntry


class Content(Protocol):
    """The bytes of a file to be, which need not be in memory. ``sha256`` is 64 lower-case hex digits."""

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
    """One file to write. ``path`` is relative to the target; ``mode`` is before the umask."""

    path: PurePosixPath
    content: Content
    mode: int = 0o666


class Action(Protocol):
    """A change beside files, such as a database import; each takes part in the transaction."""

    @property
    def title(self) -> str:
        """What it does, as a plan shows it."""

    def do(self) -> None:
        """Do it; safe to repeat."""

    def undo(self) -> None:
        """Take it back; safe to repeat."""

    def check(self) -> bool:
        """Say whether it is done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an install would do, sorted by path.

    ``images`` are the ledger's placeholders and samples among the writes, with their paths in the target.
    """

    name: str
    version: str
    digest: str  # content digest of the bundle
    platform: str
    answers: Mapping[str, AnswerValue]
    writes: tuple[Write, ...]
    actions: tuple[Action, ...] = ()
    images: tuple[LedgerEntry, ...] = ()
