from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from launcher.errors import TargetError
from launcher.platforms.setup import FileDatabase, ServerDatabase, SiteSetup
from launcher.platforms.wordpress.setup_rules import check_setup

if TYPE_CHECKING:
    from pathlib import Path

SERVER = ServerDatabase("shop", "maker", "secret")
SETUP = SiteSetup("https://example.com/blog", "keeper", "keeper@example.com", "secret", SERVER)


def test_a_right_setup_is_fine() -> None:
    check_setup(SETUP)
    check_setup(replace(SETUP, url="http://localhost:8080", database=replace(SERVER, host="[::1]:3307", password="")))


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"url": "example.com"}, "--url"),
        ({"url": "ftp://example.com"}, "--url"),
        ({"url": "https://example.com/?a=b"}, "--url"),
        ({"url": "https://user:x@example.com"}, "--url"),
        ({"url": "https://example.com/'"}, "--url"),
        ({"url": "https://exämple.com"}, "--url"),
        ({"url": "http://[::1"}, "--url"),
        ({"admin_name": ""}, "--admin-name"),
        ({"admin_name": "a'b"}, "--admin-name"),
        ({"admin_name": "x" * 61}, "--admin-name"),
        ({"admin_email": "nobody"}, "--admin-email"),
        ({"admin_email": "a b@example.com"}, "--admin-email"),
        ({"admin_password": " "}, "password is empty"),
    ],
)
def test_what_cannot_be_is_named(changes: dict[str, Any], option: str) -> None:
    with pytest.raises(TargetError, match=option):
        check_setup(replace(SETUP, **changes))


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"name": "a`b"}, "--db-name"),
        ({"name": "../x"}, "--db-name"),
        ({"user": ""}, "--db-user"),
        ({"host": "a b"}, "--db-host"),
        ({"host": "localhost:/run/x"}, "--db-host"),
        ({"socket": "run/x"}, "--db-socket"),
        ({"prefix": "wp-"}, "--db-prefix"),
        ({"prefix": ""}, "--db-prefix"),
    ],
)
def test_so_is_what_no_database_is_called(changes: dict[str, Any], option: str) -> None:
    with pytest.raises(TargetError, match=option):
        check_setup(replace(SETUP, database=replace(SERVER, **changes)))


def test_a_folder_that_is_not_the_sqlite_plugin_is_named(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"it has no db\.copy"):
        check_setup(replace(SETUP, database=FileDatabase(tmp_path)))


def test_no_password_is_shown_where_a_setup_is_printed() -> None:
    assert "secret" not in repr(SETUP)
