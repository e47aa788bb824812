"""Options of ``launcher install`` that set a WordPress up which has no configuration yet."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from launcher.cli.paths import GivenPath
from launcher.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.platforms.setup import FileDatabase, ServerDatabase, SiteSetup

Function = TypeVar("Function", bound="Callable[..., Any]")

#: Hold passwords where nobody can be asked, as in continuous integration.
DATABASE_VARIABLE = "LAUNCHER_DB_PASSWORD"
ADMIN_VARIABLE = "LAUNCHER_ADMIN_PASSWORD"
_LONGEST = 4096
_GENERATED_BYTES = 18


@dataclass(frozen=True, slots=True)
class GivenSetup:
    """What was said on the command line; None where nothing was."""

    url: str | None
    admin_name: str | None
    admin_email: str | None
    admin_password_file: Path | None
    db: str | None
    db_name: str | None
    db_user: str | None
    db_password_file: Path | None
    db_host: str | None
    db_socket: str | None
    db_prefix: str | None
    sqlite_plugin: Path | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return all(getattr(self, field.name) is None for field in fields(self))


def setup_options(function: Function) -> Function:
    """Add the options; the function gets them together as ``given_setup``."""

    @wraps(function)
    def with_setup(**arguments: Any) -> Any:
        given = GivenSetup(**{field.name: arguments.pop(field.name) for field in fields(GivenSetup)})
        return function(**arguments, given_setup=given)

    decorated: Any = with_setup
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]  # click returns what it was given


_OPTIONS = (
    click.option("--url", metavar="URL", help="Address of a WordPress that is to be set up."),
    click.option("--admin-name", metavar="NAME", help="Its administrator. Default: admin."),
    click.option("--admin-email", metavar="ADDRESS", help="The administrator's email address."),
    click.option(
        "--admin-password-file",
        metavar="FILE",
        type=GivenPath(path_type=Path),
        help=f"Has the administrator's password. Also: {ADMIN_VARIABLE}. Else you are asked, or one is made and shown.",
    ),
    click.option("--db", type=click.Choice(["mysql", "sqlite"]), help="Its kind of database. Default: mysql."),
    click.option("--db-name", metavar="NAME", help="Its database, made if the account may."),
    click.option("--db-user", metavar="NAME", help="The account on the database server."),
    click.option(
        "--db-password-file",
        metavar="FILE",
        type=GivenPath(path_type=Path),
        help=f"Has the account's password. Also: {DATABASE_VARIABLE}. Else you are asked.",
    ),
    click.option("--db-host", metavar="HOST[:PORT]", help="The database server. Default: localhost."),
    click.option("--db-socket", metavar="PATH", help="The database server's socket."),
    click.option("--db-prefix", metavar="PREFIX", help="What the names of its tables begin with. Default: wp_."),
    click.option(
        "--sqlite-plugin",
        metavar="DIR",
        type=GivenPath(path_type=Path),
        help="For --db sqlite: the folder of the plugin sqlite-database-integration.",
    ),
)


@dataclass(frozen=True, slots=True)
class MadeSetup:
    """How a site is set up; ``shown`` is the administrator's password where one was made and has to be shown."""

    setup: SiteSetup
    shown: str = ""


def make_setup(given: GivenSetup, *, asks: bool) -> MadeSetup | None:
    """Return what the options mean, None where none was given; passwords are read or asked for.

    Where nobody ``asks`` for the administrator's, one is made; the database's is known to nobody else.
    """
    if given.is_empty:
        return None
    from launcher.platforms.setup import SiteSetup

    database = _database(given)
    url, email = _required("--url", given.url).rstrip("/"), _required("--admin-email", given.admin_email)
    admin = given.admin_name or "admin"
    password = _secret(given.admin_password_file, ADMIN_VARIABLE)
    if password is None and asks:
        password = _ask_for_new(f"New password of the administrator {admin} (nothing: one is made and shown)")
    made = secrets.token_urlsafe(_GENERATED_BYTES) if password is None else ""
    return MadeSetup(SiteSetup(url, admin, email, password if password is not None else made, database), made)


def _ask_for_new(question: str) -> str | None:
    """Return a password that was typed twice the same, unseen; None for nothing."""
    from launcher.cli.output import say, style

    while True:
        typed = str(click.prompt(question, hide_input=True, default="", show_default=False, err=True))
        if not typed:
            return None
        again = str(click.prompt("The same again", hide_input=True, default="", show_default=False, err=True))
        if typed == again:
            return typed
        say(style("  ! ", fg="yellow"), "they are not the same")


def _database(given: GivenSetup) -> ServerDatabase | FileDatabase:
    from launcher.platforms.setup import FileDatabase, ServerDatabase

    prefix = given.db_prefix or "wp_"
    if given.db == "sqlite":
        server = (given.db_name, given.db_user, given.db_password_file, given.db_host, given.db_socket)
        if any(value is not None for value in server):
            raise TargetError(
                "--db sqlite has no server",
                hint="leave --db-name, --db-user, --db-password-file, --db-host and --db-socket out",
            )
        if given.sqlite_plugin is None:
            raise TargetError(
                "--db sqlite needs --sqlite-plugin", hint="name the folder of sqlite-database-integration"
            )
        return FileDatabase(given.sqlite_plugin, prefix)
    if given.sqlite_plugin is not None:
        raise TargetError("--sqlite-plugin is for --db sqlite")
    name, user = _required("--db-name", given.db_name), _required("--db-user", given.db_user)
    password = _secret(given.db_password_file, DATABASE_VARIABLE)
    if password is None:
        if not sys.stdin.isatty():
            raise TargetError(
                f"the account {user} needs a password, and there is no terminal to ask on",
                hint=f"use --db-password-file, or set {DATABASE_VARIABLE} (empty for none)",
            )
        question = f"Password of {user} on the database server"
        password = str(click.prompt(question, hide_input=True, default="", show_default=False, err=True))
    return ServerDatabase(name, user, password, given.db_host or "localhost", given.db_socket or "", prefix)


def _required(option: str, value: str | None) -> str:
    if not value:
        raise TargetError(
            f"a WordPress cannot be set up without {option}",
            hint="--url, --admin-email, --db-name and --db-user are needed, or --url, --admin-email and --db sqlite",
        )
    return value


def _secret(file: Path | None, variable: str) -> str | None:
    """Return a password from a file or the environment; None where there is none."""
    if file is None:
        return os.environ.get(variable)
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST + 1)
        text = data.decode()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise TargetError(f"the password cannot be read: {reason}", where=file) from error
    if len(data) > _LONGEST:
        raise TargetError("the file is too long to be a password", where=file)
    return text.removesuffix("\n").removesuffix("\r")  # editors end a file with a line
