"""The step that makes a change beside files, such as rows of a database, or takes one back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from launcher.errors import LauncherError, TargetError
from launcher.site.steps.step import Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.site.scene import Scene


@dataclass(frozen=True, slots=True)
class Act(Stored):
    """A change beside files is made, or with ``back`` one that was made earlier is taken back.

    It cannot be taken back without the files that it ``needs``, such as one that says where a database is.
    """

    kind: ClassVar[str] = "act"

    name: str
    title: str
    data: dict[str, Any]
    payload: str = ""
    back: bool = False
    needs: tuple[str, ...] = ()

    @property
    def notes(self) -> str:
        """The name of what the action keeps while the transaction is under way; the same after a crash."""
        import hashlib
        import json

        return f"notes-{hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:16]}"

    def do(self, scene: Scene) -> None:
        """Make the change, unless it is made."""
        self._make(scene) if not self.back else self._take_back(scene)

    def undo(self, scene: Scene) -> None:
        """Take the change back, also half a one."""
        self._take_back(scene) if not self.back else self._make(scene)

    def _make(self, scene: Scene) -> None:
        action, place = scene.action(self), scene.place(self)
        with self._named(scene):
            if action.check(place):
                return
            action.do(place)
            if not action.check(place):
                raise TargetError(f"it had no effect: {self.title}", where=scene.site.where)

    def _take_back(self, scene: Scene) -> None:
        action, place = scene.action(self), scene.place(self)._replace(aborting=not self.back)
        with self._named(scene):
            action.undo(place)
            if self.back and action.check(place):
                raise TargetError(f"it could not be taken back: {self.title}", where=scene.site.where)

    @contextmanager
    def _named(self, scene: Scene) -> Iterator[None]:
        """Name the action in whatever error of a program or database it lets through."""
        try:
            yield
        except (LauncherError, MemoryError):
            raise
        except Exception as error:
            raise TargetError(f"{self.title}: {error}", where=scene.site.where) from error
