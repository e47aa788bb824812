"""Bring a target in order after a command that was interrupted, and do only that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from launcher.errors import TargetError
from launcher.site.handle import OpenFolder
from launcher.site.interrupts import Interrupts
from launcher.site.session import Settings, recover_neighbours, session_of
from launcher.site.state import find_home, home_folder, read_pointer
from launcher.site.target import find_place

if TYPE_CHECKING:
    from launcher.site.handle import StrPath
    from launcher.site.recovery import Outcome


class Recovered(NamedTuple):
    """What was found: ``outcome`` says what became of the interrupted ``command``, which is "" where it is not known.

    "nothing": no command was interrupted. "cleared": it had decided nothing yet, so only its traces were removed.
    "finished": everything is as after it. "undone": everything is as before it.
    """

    target: str  # real and absolute
    outcome: Outcome
    command: str


def recover(target: StrPath, *, settings: Settings | None = None) -> Recovered:
    """Finish or take back what an interrupted command left in or beside ``target``.

    Safe to be interrupted itself, and to repeat. TargetError where it can be neither, and where there is no such
    folder and nothing of one; BusyError while a command is at work.
    """
    settings = settings or Settings()
    with Interrupts() as interrupts:
        place = find_place(target)
        outcome: Outcome = "cleared" if recover_neighbours(place.real, settings) else "nothing"
        place = find_place(target)
        if not place.exists:
            if outcome == "nothing":
                raise TargetError("there is no such folder", where=target)
            return Recovered(place.real, outcome, "")
        with OpenFolder.open(place.real) as folder:
            home = find_home(folder, settings.state)
            with home_folder(folder, home) as parent:
                if parent.look(home.name) is None and read_pointer(folder) is None:
                    return Recovered(place.real, outcome, "")
        with session_of(target, settings, interrupts) as session:
            if session.outcome != "nothing":
                outcome = session.outcome
            return Recovered(place.real, outcome, session.interrupted)
