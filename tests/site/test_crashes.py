"""The process dies before each change of a file system, and the next command finds a whole site: before or after."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.site import system
from launcher.site.install import install
from launcher.site.recover import recover
from launcher.site.transaction import Manner, apply
from launcher.site.uninstall import uninstall
from launcher.site.upgrade import upgrade
from launcher.site.upgrade_plan import Manner as UpgradeManner
from tests.support.actions import Rows, make_database, read_rows, register
from tests.support.bundles import write_bundle
from tests.support.faults import CountedCalls, DyingCalls, Killed
from tests.support.plans import make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What is on the disk, without what may differ between two runs that are the same to everybody.
World = tuple[dict[str, tuple[str, int, str | bytes]], list[tuple[str, str]]]

#: Calls of a recovery before each of which it dies too.
SECOND = (0, 1, 2, 3, 5, 8, 11, 14, 17, 20, 23)

OUR_OWN = (".launcher/stamps", ".launcher/reserve", ".launcher/lock", ".launcher/receipt.json")


def look(place: Path) -> World:
    files = {
        path: entry
        for path, entry in picture(place).items()
        if not path.endswith(OUR_OWN) and path != "rows.db" and not path.startswith("rows.db-")
    }
    receipts = [path for path in picture(place) if path.endswith(".launcher/receipt.json")]
    files.update(dict.fromkeys(receipts, ("receipt", 0o600, b"")))
    return files, read_rows(place / "rows.db")


def install_beside(place: Path) -> Callable[[], object]:
    return lambda: apply(make_plan(), place / "sites" / "clinic")


def install_beside_with_rows(place: Path) -> Callable[[], object]:
    plan = make_plan(actions=(Rows(place / "rows.db", "clinic", ("one", "two")),))
    return lambda: apply(plan, place / "sites" / "clinic")


def install_over(place: Path) -> Callable[[], object]:
    build_file_tree(place / "sites/clinic", {"index.html": "mine", "assets/mine.css": "b {}", "assets/empty.js": ""})
    (place / "sites/clinic/index.html").chmod(0o640)
    plan = make_plan(actions=(Rows(place / "rows.db", "clinic", ("one", "two")),))
    return lambda: apply(plan, place / "sites/clinic", manner=Manner(adopt=True, overwrite=True))


def uninstall_over(place: Path) -> Callable[[], object]:
    install_over(place)()
    (place / "sites/clinic/blog/first/index.html").write_text("changed")
    return lambda: uninstall(place / "sites/clinic")


def uninstall_beside(place: Path) -> Callable[[], object]:
    install_beside_with_rows(place)()
    return lambda: uninstall(place / "sites/clinic")


def upgraded(place: Path) -> Callable[[], object]:
    old = {"index.html": b"<p>old</p>", "css/site.css": b"a {}", "old/gone.html": b"<p>", "mine.html": b"<p>"}
    new = {"index.html": b"<p>new</p>", "css": b"no folder", "new/page.html": b"<p>", "mine.html": b"<p>new"}
    # The bundles lie elsewhere, and are written once: only what happens to the site is looked at.
    bundles = [place.parent / "old.zip", place.parent / "new.zip"]
    if not bundles[0].exists():
        write_bundle(bundles[0], old, version="1.0.0")
        write_bundle(bundles[1], new, version="1.1.0")
    install(bundles[0], place / "sites/clinic")
    build_file_tree(place / "sites/clinic", {"mine.html": "mine", "new/page.html": "mine"})
    manner = UpgradeManner(overwrite=True)
    return lambda: upgrade(bundles[1], place / "sites/clinic", manner=manner)


def bring_in_order(place: Path) -> None:
    try:
        recover(place / "sites/clinic")
    except TargetError as error:
        assert error.message == "there is no such folder"


@pytest.mark.parametrize(
    "world", [install_beside, install_beside_with_rows, install_over, uninstall_over, uninstall_beside, upgraded]
)
def test_a_crash_at_any_call_is_recovered_to_before_or_after(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, world: Callable[[Path], Callable[[], object]]
) -> None:
    register(monkeypatch)

    def make(name: str) -> tuple[Path, Callable[[], object]]:
        monkeypatch.setattr(system, "calls", CountedCalls())
        place = worlds / "world"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        make_database(place / "rows.db")
        return place, world(place)

    place, operation = make("whole")
    before = look(place)
    counted = CountedCalls()
    monkeypatch.setattr(system, "calls", counted)
    operation()
    after = look(place)
    assert before != after
    seen = set()
    for number in range(counted.count):
        for second in (None, SECOND[number % len(SECOND)]):
            place, operation = make(f"{number} {second}")
            monkeypatch.setattr(system, "calls", DyingCalls(number))
            with pytest.raises(Killed):
                operation()
            if second is not None:
                monkeypatch.setattr(system, "calls", DyingCalls(second))
                with suppress(Killed):
                    bring_in_order(place)
            monkeypatch.setattr(system, "calls", CountedCalls())
            bring_in_order(place)
            found = look(place)
            assert found in (before, after), (number, second, counted.names[number])
            seen.add(found == after)
            if second is None:
                monkeypatch.setattr(system, "calls", CountedCalls())
                bring_in_order(place)
                assert look(place) == found
    assert seen == {True, False}
