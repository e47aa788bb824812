"""What became of what the actions of an installed bundle made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.errors import LauncherError
from launcher.site.state import PAYLOADS, find_home

if TYPE_CHECKING:
    from launcher.site.handle import OpenFolder, StrPath
    from launcher.site.receipt import Receipt


class Observed(NamedTuple):
    """An action compared with what it made: how much is as it was, and what is not, named for people.

    What ``stays`` is left by an uninstall, whatever became of it, and so are the ``files`` that it needs.

    ``trouble`` says why it could not be compared; the rest is empty then.
    """

    title: str
    unchanged: int = 0
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def clean(self) -> bool:
        """Whether everything is as it was made."""
        return not (self.changed or self.lost or self.trouble)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "title": self.title,
            "unchanged": self.unchanged,
            "changed": list(self.changed),
            "lost": list(self.lost),
            "stays": list(self.stays),
            "trouble": self.trouble,
        }


def observe(folder: OpenFolder, receipt: Receipt, state: StrPath | None = None) -> tuple[Observed, ...]:
    """Compare each action of ``receipt`` that knows how with what there is in the target ``folder``."""
    if not receipt.actions:
        return ()
    from launcher.platforms.actions import restore_action
    from launcher.platforms.plan import Place, Watched

    payloads = Path(find_home(folder, state).path) / PAYLOADS
    found = []
    for installed in receipt.actions:
        place = Place(folder.where, payloads / installed.payload if installed.payload else None)
        try:
            action = restore_action(installed.name, installed.title, installed.data)
            if isinstance(action, Watched):
                status = action.status(place)
                found.append(Observed(installed.title, *status))
        except LauncherError as error:
            found.append(Observed(installed.title, trouble=str(error)))
    return tuple(found)
