"""A target that one command works on: locked, recovered, and left tidy."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.progress import SilentProgress
from launcher.site.ending import recover_beside
from launcher.site.engine import clear
from launcher.site.folder import Folder
from launcher.site.interrupts import Interrupts
from launcher.site.lock import Lock
from launcher.site.receipt_file import read_receipts
from launcher.site.recovery import collect_garbage, recover_state
from launcher.site.reserve import keep_reserve, release_reserve
from launcher.site.state import (
    ABORT,
    BELONGS,
    CLAIM,
    DENY,
    DENY_TEXT,
    JOURNAL,
    RECEIPT,
    RESERVE,
    STAMPS,
    STATE,
    Home,
    find_home,
    home_folder,
    pointer_text,
    read_pointer,
)
from launcher.site.target import find_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.limits import Limits
    from launcher.progress import Progress
    from launcher.site.handle import StrPath
    from launcher.site.receipt import Receipt
    from launcher.site.recovery import Outcome


class Settings:
    """How a command works on a target: ``wait`` seconds for another one; ``state`` is where its own folder is.

    Without ``sync`` nothing waits for the disk: a crash of the machine, not of the command, may damage the target.
    ``limits`` are what a bundle may ask of this machine; None means the usual ones.
    """

    def __init__(
        self,
        *,
        wait: float = 0.0,
        state: StrPath | None = None,
        sync: bool = True,
        progress: Progress | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits
        self.wait = wait
        self.state = state
        self.sync = sync
        self.progress = progress or SilentProgress()


class Session:
    """An open, locked target. ``outcome`` says what an interrupted command had left, and ``interrupted`` which."""

    def __init__(self, site: Folder, state: Folder, settings: Settings, interrupts: Interrupts, parent: Folder) -> None:
        self.site = site
        self._parent = parent  # what the state folder is in
        self.state = state
        self.settings = settings
        self.interrupts = interrupts
        self.progress = settings.progress
        self.outcome: Outcome = "nothing"
        self.interrupted = ""
        self._receipts: tuple[Receipt, ...] | None = None

    def sync_home(self) -> None:
        """Bring to the disk where the state folder is: its name, and the one that the target has for it."""
        self.site.sync_names()
        if self._parent is not self.site:
            self._parent.sync_names()

    def receipts(self) -> tuple[Receipt, ...]:
        """Return what was installed when the session began."""
        if self._receipts is None:
            self._receipts = read_receipts(self.state)
        return self._receipts


@contextmanager
def open_session(target: StrPath, settings: Settings) -> Iterator[Session]:
    """Yield the existing folder ``target``, locked, with whatever an interrupted command left finished or undone.

    Signals are held back; see :class:`Interrupts`. Where nothing is installed in the end, nothing of ours stays.
    """
    with Interrupts() as interrupts:
        recover_neighbours(find_place(target).real, settings)
        with session_of(target, settings, interrupts) as session:
            yield session


@contextmanager
def session_of(target: StrPath, settings: Settings, interrupts: Interrupts) -> Iterator[Session]:
    """Yield the target as :func:`open_session` does, whatever lies beside it."""
    place = find_place(target)
    if not place.exists:
        raise TargetError("there is no such folder", where=target)
    with Folder.open(place.real) as site:
        home = find_home(site, settings.state)
        with _home_folder(site, home) as parent, _locked(parent, home, site, settings) as state:
            session = Session(site, state, settings, interrupts, parent)
            session.outcome, session.interrupted = recover_state(site, state, sync=settings.sync)
            collect_garbage(state, session.receipts())
            yield session


def recover_neighbours(real: str, settings: Settings) -> bool:
    """Clear what an interrupted command left beside the target ``real``; say whether there was anything."""

    def recover() -> bool:
        with session_of(real, settings, Interrupts()) as session:
            return bool(session.receipts())

    return recover_beside(real, settings, recover)


@contextmanager
def _home_folder(site: Folder, home: Home) -> Iterator[Folder]:
    """Yield the folder that the state folder is in; it must be on the target's file system."""
    with home_folder(site, home) as parent:
        if os.fstat(parent.handle).st_dev != os.fstat(site.handle).st_dev:
            raise TargetError(
                f"it is on another file system than {site.name}, and files cannot be moved between the two in one step",
                where=home.path,
                hint="name a folder on the file system of the target",
            )
        yield parent


@contextmanager
def _locked(parent: Folder, home: Home, site: Folder, settings: Settings) -> Iterator[Folder]:
    """Yield the state folder, locked; where nothing is installed in the end, remove it."""
    lock = Lock(parent, home.name, Path(site.name))
    lock.take(wait=settings.wait)
    try:
        try:
            below = parent.below(home.name)
        except BaseException:
            with suppress(TargetError):
                lock.remove()
            raise
        with below as state:
            try:
                _claim(state, site, home, sync=settings.sync)
                yield state
            finally:
                _tidy(state, site, lock)
                # The target may be the next to go, and nobody would find the state.
                with suppress(Exception, KeyboardInterrupt):
                    if settings.sync and parent is not site and parent.look(home.name) is None:
                        parent.sync_names()
    finally:
        lock.release()


def _claim(state: Folder, site: Folder, home: Home, *, sync: bool) -> None:
    """Keep web servers out of the state folder; bind one that is elsewhere to the target, each naming the other."""
    if state.look(DENY) is None or b"".join(state.read(DENY)) != DENY_TEXT:  # a power cut leaves any part of it
        state.remove(DENY)
        state.write(DENY, [DENY_TEXT], 0o600, sync=sync)
    if home.parent == site.name:
        return
    owner = os.fsencode(site.name)
    known = None if state.look(BELONGS) is None else b"".join(state.read(BELONGS))
    if known != owner:
        if known is not None and os.path.lexists(known):
            raise TargetError(f"it holds the state of {os.fsdecode(known)}", where=home.path)
        _write_claim(state, owner, 0o600)  # or the site was moved
        state.move_over(state, CLAIM, BELONGS)
    if read_pointer(site) is None:
        _write_claim(state, pointer_text(home.path), 0o644)
        try:
            site.move_free(state, CLAIM, STATE)
        except FileExistsError as error:
            raise TargetError(f"its state is in {site.name}/{STATE}, not in {home.path}", where=site.name) from error


def _write_claim(state: Folder, data: bytes, mode: int) -> None:
    """Write a file that gets its name only once it is whole: a part of a path is another path."""
    state.remove(CLAIM)
    state.write(CLAIM, [data], mode, sync=True)


def _tidy(state: Folder, site: Folder, lock: Lock) -> None:
    """Remove our own folder where nothing is installed and nothing is left to recover.

    What somebody else has put into it stays, and so does what cannot be removed now: the next command tries again.
    """
    for _ in range(2):
        with suppress(Exception, KeyboardInterrupt):
            if any(state.look(name) is not None for name in (JOURNAL, ABORT)):
                return
            if state.look(RECEIPT) is not None:
                if state.look(RESERVE) is None:
                    keep_reserve(state, read_receipts(state))
                return
            clear(state)
            collect_garbage(state, ())
            state.remove(STAMPS)
            release_reserve(state)
            state.remove(CLAIM)
            if state.look(BELONGS) is not None:
                if site.look(STATE) is not None and read_pointer(site) is not None:
                    site.remove(STATE)
                state.remove(BELONGS)
            lock.remove(always=True)
            return
