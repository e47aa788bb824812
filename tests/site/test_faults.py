"""Every change of a file system fails in turn, and the target is as it was before."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.site import system
from launcher.site.transaction import apply
from launcher.site.uninstall import uninstall
from tests.support.faults import CountedCalls, NoLinks
from tests.support.plans import make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from launcher.platforms.plan import Place

Fault = Callable[[], BaseException]


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken() -> OSError:
    return OSError(errno.EIO, os.strerror(errno.EIO))


def denied() -> OSError:
    return OSError(errno.EACCES, os.strerror(errno.EACCES))


def no_memory() -> MemoryError:
    return MemoryError()


#: Files of ours that have the time or the numbers of files in them.
VARYING = (".launcher/receipt.json", ".launcher/lock")
#: Files of ours without which everything is right, only slower or with less room on a full disk.
OPTIONAL = (".launcher/stamps", ".launcher/reserve")

FAULTS = [
    pytest.param(full, False, id="disk full"),
    pytest.param(broken, False, id="disk broken"),
    pytest.param(denied, False, id="denied"),
    pytest.param(broken, True, id="broken after the call"),
    pytest.param(KeyboardInterrupt, False, id="ctrl-c before the call"),
    pytest.param(KeyboardInterrupt, True, id="ctrl-c after the call"),
    pytest.param(no_memory, False, id="no memory"),
]


class Import:
    """A change beside files: an entry in a file that stands outside the target."""

    name = "test/import"
    title = "importing the content"
    payload = None

    def __init__(self, database: Path) -> None:
        self._database = database
        self.data = {"database": str(database)}

    def do(self, place: Place) -> None:
        assert place.target.is_dir()
        self._database.write_text("imported")

    def undo(self, place: Place) -> None:
        assert place.payload is None
        self._database.write_text("as before")

    def check(self, place: Place) -> bool:
        del place
        return self._database.read_text() == "imported"


def fail_each_in_turn(
    world: Callable[[Path], Callable[[], object]],
    worlds: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    *,
    after: bool,
) -> int:
    """Let each call of an operation fail in a new world; return how often the operation raised.

    An operation that succeeds all the same, because the call did not matter, must leave what it leaves when nothing
    fails.
    """
    place = worlds / "whole"
    operation = world(place)
    counted = CountedCalls()
    monkeypatch.setattr(system, "calls", counted)
    operation()
    finished = picture(place)
    raised = 0
    handles = open_handles()
    for number in range(counted.count):
        monkeypatch.setattr(system, "calls", CountedCalls())
        place = worlds / f"failing {number}"
        operation = world(place)
        before = picture(place)
        calls = CountedCalls(number, fault, after=after)
        monkeypatch.setattr(system, "calls", calls)
        try:
            operation()
        except (TargetError, KeyboardInterrupt, MemoryError):
            raised += 1
            assert comparable(picture(place)) == comparable(before), calls.names[number]
        else:
            assert comparable(picture(place)) == comparable(finished), calls.names[number]
    if not after:  # a call that opens a file and then raises keeps the handle to itself
        assert open_handles() == handles
    return raised


def open_handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0


def comparable(found: dict[str, tuple[str, int, str | bytes]]) -> dict[str, tuple[str, int, str | bytes]]:
    """Leave out what may differ between two runs that are the same to everybody."""
    return {
        path: (kind, mode, "" if path.endswith(VARYING) else content)
        for path, (kind, mode, content) in found.items()
        if not path.endswith(OPTIONAL)
    }


@pytest.mark.parametrize(("fault", "after"), FAULTS)
def test_a_failing_install_beside_leaves_the_parent_as_it_was(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, after: bool
) -> None:
    def world(place: Path) -> Callable[[], object]:
        build_file_tree(place, {"other/file.txt": "not ours"})
        return lambda: apply(make_plan(), place / "sites" / "clinic")

    assert fail_each_in_turn(world, worlds, monkeypatch, fault, after=after) >= 25


@pytest.mark.parametrize(("fault", "after"), FAULTS)
def test_a_failing_install_into_a_folder_with_files_leaves_it_as_it_was(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, after: bool
) -> None:
    def world(place: Path) -> Callable[[], object]:
        build_file_tree(place, {"notes.txt": "mine", "blog/my/post.html": "mine too", "database": "as before"})
        (place / "blog").chmod(0o750)
        (place / "pictures").symlink_to("/nowhere")
        return lambda: apply(make_plan(actions=(Import(place / "database"),)), place)

    assert fail_each_in_turn(world, worlds, monkeypatch, fault, after=after) >= 30


@pytest.mark.parametrize(("fault", "after"), FAULTS)
def test_a_failing_install_with_an_action_beside_takes_the_action_back(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, after: bool
) -> None:
    def world(place: Path) -> Callable[[], object]:
        build_file_tree(place, {"database": "as before"})
        return lambda: apply(make_plan(actions=(Import(place / "database"),)), place / "site")

    assert fail_each_in_turn(world, worlds, monkeypatch, fault, after=after) >= 25


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize(("fault", "after"), FAULTS)
def test_a_failing_uninstall_leaves_the_site_as_it_was(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, after: bool, existing: bool
) -> None:
    def world(place: Path) -> Callable[[], object]:
        site = place / "site"
        place.mkdir()
        if existing:
            site.mkdir(mode=0o711)
        apply(make_plan(), site)
        (site / "index.html").write_text("<h1>Changed</h1>")
        (site / "assets/mine.css").write_text("b {}")
        (site / "blog/first").chmod(0o2705)
        (site / "blog/first/index.html").chmod(0o640)
        return lambda: uninstall(site)

    assert fail_each_in_turn(world, worlds, monkeypatch, fault, after=after) >= 13


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_a_file_system_without_hard_links_does_as_well(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    site = build_file_tree(worlds / "site", {"notes.txt": "mine"})
    before = picture(site)
    monkeypatch.setattr(system, "calls", NoLinks(number))
    apply(make_plan(), site)
    assert (site / "blog/first/index.html").read_text() == "<p>First</p>"
    total = 0
    for failing in range(80):
        monkeypatch.setattr(system, "calls", NoLinks(number))
        uninstall(site)
        assert picture(site) == before
        calls = NoLinks(number, failing, broken)
        monkeypatch.setattr(system, "calls", calls)
        try:
            apply(make_plan(), site)
        except TargetError:
            total += 1
            assert comparable(picture(site)) == comparable(before), calls.names[failing]
            monkeypatch.setattr(system, "calls", NoLinks(number))
            apply(make_plan(), site)
    assert total >= 30
