from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from launcher.cli.setup_options import GivenSetup, make_setup
from launcher.errors import TargetError
from launcher.platforms.setup import FileDatabase, ServerDatabase

if TYPE_CHECKING:
    from pathlib import Path

SERVER = {"url": "https://x.example/", "admin_email": "a@x.example", "db_name": "shop", "db_user": "maker"}


def given(**said: Any) -> GivenSetup:
    return GivenSetup(**{**{field.name: None for field in fields(GivenSetup)}, **said})


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAUNCHER_DB_PASSWORD", "LAUNCHER_ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_said_is_no_setup() -> None:
    assert make_setup(given(), asks=False) is None


def test_passwords_come_from_the_environment_or_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAUNCHER_DB_PASSWORD", "from outside")
    (tmp_path / "admin").write_text("from a file\r\n")
    made = make_setup(given(**SERVER, admin_password_file=tmp_path / "admin"), asks=False)
    assert made is not None
    assert made.shown == ""
    assert made.setup.admin_password == "from a file"
    assert made.setup.database == ServerDatabase("shop", "maker", "from outside")
    assert (made.setup.url, made.setup.admin_name) == ("https://x.example", "admin")


def test_a_password_that_was_made_is_shown_and_another_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUNCHER_DB_PASSWORD", "")
    first, second = make_setup(given(**SERVER), asks=False), make_setup(given(**SERVER), asks=False)
    assert first is not None
    assert second is not None
    assert first.shown == first.setup.admin_password
    assert len(first.shown) >= 24
    assert first.shown != second.shown


def test_sqlite_needs_its_plugin_and_no_server(tmp_path: Path) -> None:
    said = {"url": "https://x.example", "admin_email": "a@x.example", "db": "sqlite"}
    made = make_setup(given(**said, sqlite_plugin=tmp_path), asks=False)
    assert made is not None
    assert made.setup.database == FileDatabase(tmp_path)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"url": "https://x.example"}, "without --db-name"),
        ({**SERVER, "admin_email": None}, "without --admin-email"),
        ({**SERVER, "url": None}, "without --url"),
        ({"db": "sqlite"}, "needs --sqlite-plugin"),
        ({"db": "sqlite", "db_host": "x"}, "has no server"),
        ({**SERVER, "sqlite_plugin": "x"}, "is for --db sqlite"),
    ],
)
def test_what_is_missing_or_too_much_is_named(
    said: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUNCHER_DB_PASSWORD", "")
    with pytest.raises(TargetError, match=message):
        make_setup(given(**said), asks=False)


def test_without_a_terminal_a_password_has_to_be_given() -> None:
    with pytest.raises(TargetError, match="there is no terminal to ask on"):
        make_setup(given(**SERVER), asks=False)
