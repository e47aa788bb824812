"""What every step of a transaction is, how it is stored, and how it knows the files that it is about."""

from __future__ import annotations

import stat
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    import os

    from launcher.site.scene import Scene

#: Why a step stops that would put something where nothing was.
APPEARED = "it appeared meanwhile; nothing was changed"


class Seen(NamedTuple):
    """A file as it was when the transaction was decided. Devices have other numbers after a restart: there is none."""

    inode: int
    size: int
    modified: int  # nanoseconds
    sha256: str

    def is_at(self, scene: Scene, area: str, path: str, status: os.stat_result | None) -> bool:
        """Say whether it stands at ``path``, which has ``status``: the very file untouched, or one of its bytes."""
        if status is None or not stat.S_ISREG(status.st_mode) or status.st_size != self.size:
            return False
        if (status.st_ino, status.st_mtime_ns) == (self.inode, self.modified):
            return True
        return scene.folder(area).digest(path) == self.sha256


class Step(Protocol):
    """One change. Paths of the area "site" are below the target, those of "state" in our own folder."""

    kind: ClassVar[str]

    def prepare(self, scene: Scene) -> None:
        """Give what will be replaced or removed a second name; nothing is changed yet."""

    def do(self, scene: Scene) -> None:
        """Make the change, or what is missing of it."""

    def undo(self, scene: Scene) -> None:
        """Take the change back, or what was made of it."""

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""


@dataclass(frozen=True, slots=True)
class Stored:
    """How steps are stored: their kind and their fields, those that say nothing left out."""

    kind: ClassVar[str] = ""

    def prepare(self, scene: Scene) -> None:
        """Most steps replace nothing."""

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON values."""
        value: dict[str, Any] = {"step": self.kind}
        for field in fields(self):
            content = getattr(self, field.name)
            if content is not None and content != field.default:
                value[field.name] = content
        return value
