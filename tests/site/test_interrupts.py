from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from launcher.site import system
from launcher.site.interrupts import Interrupts
from launcher.site.transaction import apply
from launcher.site.uninstall import uninstall
from tests.support.faults import CountedCalls
from tests.support.plans import SITE, make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Interrupting(CountedCalls):
    """A real Ctrl-C arrives at call ``number`` and at every later one, the undo's too."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def _next(self, name: str) -> Callable[[], None]:
        if self.count >= self._number:
            signal.raise_signal(signal.SIGINT)
        return super()._next(name)


@pytest.mark.parametrize("operation", [apply, uninstall])
def test_ctrl_c_at_any_time_is_before_or_after_never_between(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, operation: object
) -> None:
    def run(target: Path) -> object:
        return apply(make_plan(), target) if operation is apply else uninstall(target)

    outcomes = set()
    for number in range(200):
        monkeypatch.setattr(system, "calls", CountedCalls())
        target = build_file_tree(worlds / str(number), {"notes.txt": "mine"})
        if operation is uninstall:
            apply(make_plan(), target)
        before = picture(target)
        calls = Interrupting(number)
        monkeypatch.setattr(system, "calls", calls)
        try:
            run(target)
        except KeyboardInterrupt:
            outcomes.add("before")
            before.pop(".launcher/lock", None)
            after = picture(target)
            after.pop(".launcher/lock", None)
            assert after == before, calls.names
        else:
            outcomes.add("after")
            assert (target / "index.html").exists() is (operation is apply)
            if calls.count <= number:
                break
    assert outcomes == {"before", "after"}


def test_ctrl_c_waits_for_the_next_check() -> None:
    with pytest.raises(KeyboardInterrupt), Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        reached = True
        interrupts.check()
    assert reached
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_after_the_last_check_is_dropped() -> None:
    with Interrupts() as interrupts:
        interrupts.check()
        signal.raise_signal(signal.SIGINT)


def test_a_process_that_is_told_to_end_cleans_up_and_ends_by_that_signal(tmp_path: Path) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    before = picture(target)

    class Terminated(CountedCalls):
        def link(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
            super().link(folder, name, new_folder, new_name)
            os.kill(os.getpid(), signal.SIGTERM)

    child = os.fork()
    if child == 0:
        system.calls = Terminated()
        apply(make_plan(), target)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM
    assert picture(target) == before


def test_an_ignored_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interrupts() as interrupts:
            signal.raise_signal(signal.SIGHUP)
            interrupts.check()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_install_works_in_any_thread(tmp_path: Path) -> None:
    thread = threading.Thread(target=apply, args=(make_plan(), tmp_path / "site"))
    thread.start()
    thread.join()
    assert all((tmp_path / "site" / path).exists() for path in SITE)
