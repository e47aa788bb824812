from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from launcher.cli.status import command as status_command
from launcher.cli.uninstall import command as uninstall_command
from launcher.errors import TargetError
from launcher.platforms.actions import ACTIONS
from launcher.site.status import status
from launcher.site.transaction import apply
from launcher.site.uninstall import plan_uninstall, uninstall
from tests.support.actions import NAME, WatchedRows, make_database, read_rows, register
from tests.support.plans import make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.platforms.plan import ActionStatus, Place


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a target whose bundle has added three rows, of which the owner changed one and deleted one."""
    register(monkeypatch, WatchedRows)
    database = make_database(tmp_path / "rows.db")
    target = tmp_path / "site"
    apply(make_plan(actions=(WatchedRows(database, "clinic", ("one", "two", "three")),)), target)
    assert status(target).clean
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE rows SET row = 'two!' WHERE row = 'two'")
        connection.execute("DELETE FROM rows WHERE row = 'three'")
    return target


def test_a_status_says_what_became_of_things_beside_files(site: Path) -> None:
    found = status(site)
    assert not found.clean
    [rows] = found.actions
    assert (rows.unchanged, rows.changed, rows.lost, rows.trouble) == (1, ("two!",), ("three",), "")
    assert found.to_json()["actions"][0]["changed"] == ["two!"]


def test_an_uninstall_names_the_things_that_stay(site: Path) -> None:
    assert plan_uninstall(site).kept_things == ("two!",)
    assert uninstall(site).kept_things == ("two!",)
    assert read_rows(site.parent / "rows.db") == [("mine", "kept"), ("clinic", "two!")]


def test_files_that_such_things_need_stay_and_are_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Needing(WatchedRows):
        def status(self, place: Place) -> ActionStatus:
            return super().status(place)._replace(files=("assets/css/site.css", "there/is/none"))

    register(monkeypatch, Needing)
    planned = plan_uninstall(site)
    assert planned.needed == ("assets/css/site.css",)
    assert "assets/css/site.css" not in planned.removed
    done = uninstall(site)
    assert done.kept == ("assets/css/site.css",)
    assert [str(path.relative_to(site)) for path in sorted(site.rglob("*"))] == [
        "assets",
        "assets/css",
        "assets/css/site.css",
    ]


def test_the_commands_show_them(site: Path) -> None:
    shown = CliRunner().invoke(status_command, [str(site)], standalone_mode=False)
    assert "adding rows: 1 as installed\n  changed  two!\n  lost     three\n" in shown.stdout
    taken = CliRunner().invoke(uninstall_command, ["--json", str(site)], standalone_mode=False)
    assert json.loads(taken.stdout)["kept_things"] == ["two!"]


def test_a_database_that_does_not_answer_is_named_and_the_files_are_compared_all_the_same(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent(WatchedRows):
        def status(self, place: Place) -> ActionStatus:
            del place
            raise TargetError("the database does not answer")

    monkeypatch.setitem(ACTIONS, NAME, lambda _: Silent(site, "clinic"))
    found = status(site)
    assert found.unchanged
    assert not found.clean
    assert found.actions[0].trouble == "the database does not answer"
