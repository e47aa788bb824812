"""Set a WordPress up that has no configuration yet: its wp-config.php, its database, its administrator."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError
from launcher.platforms.plan import ActionStatus, BytesContent, Write
from launcher.platforms.setup import FileDatabase, ServerDatabase
from launcher.platforms.wordpress.configuration_file import write_wp_config
from launcher.platforms.wordpress.target import CONFIG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.platforms.plan import Content, Place
    from launcher.platforms.setup import SiteSetup

NAME = "wordpress/setup"
#: Whoever serves the site reads it by its group; nobody else does.
_CONFIG_MODE = 0o640
# What the notes of a transaction have once the site was left to its owner.
_LEFT = b"left"
_PLUGIN = PurePosixPath("wp-content/plugins/sqlite-database-integration")
_DROP_IN = PurePosixPath("wp-content/db.php")


@dataclass(frozen=True, slots=True)
class SetupAction:
    """Makes the database and lets WordPress's own installer fill it; how to log in stands in the wp-config.php.

    ``password`` is the administrator's, and nowhere but in memory. Where a crash came before the installer, and
    `recover` does it, the administrator gets one that nobody knows, to be set anew by mail.
    """

    data: Mapping[str, Any]
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What kind of change it is."""
        return NAME

    @property
    def title(self) -> str:
        """What it does, as a plan shows it."""
        return f"set WordPress up at {self.data['url']}"

    @property
    def payload(self) -> Content | None:
        """Nothing more than its data."""
        return None

    def do(self, place: Place) -> None:
        """Make the database and have it filled; a mark in it, written last, says that it is whole.

        Only what was begun by this very setup is made anew. Where the same transaction has undone it, the site is
        still there, and is marked again.
        """
        if place.notes is None or b"".join(place.notes.chunks()) != _LEFT:
            self._run("begin", place)
            self._run("install", place, password=self.password or secrets.token_urlsafe(24))
        self._run("end", place)

    def undo(self, place: Place) -> None:
        """Remove the database that this transaction made; at an uninstall it stays, and is its owner's alone."""
        if not self._is_ours(place):
            return
        if place.notes is not None and not place.aborting:
            place.notes.write((_LEFT,))
        self._run("undo", place, aborting=place.aborting)

    def check(self, place: Place) -> bool:
        """Say whether the site is set up, whole, and by this."""
        return self._is_ours(place) and bool(self._run("check", place)["done"])

    def status(self, place: Place) -> ActionStatus:
        """Say that the site itself stays."""
        del place
        where = "database" if self.data["kind"] == "mysql" else "database in wp-content/database"
        return ActionStatus(1, stays=(f"{CONFIG}, the WordPress and its {where}",))

    def _is_ours(self, place: Place) -> bool:
        """Say whether the wp-config.php is still the one that was written: another one may name another's database."""
        try:
            found = hashlib.sha256((place.target / CONFIG).read_bytes()).hexdigest()
        except OSError:
            return False
        return bool(found == self.data["config"])

    def _run(self, mode: str, place: Place, **fields: Any) -> Mapping[str, Any]:
        from launcher.platforms.wordpress.php import SETUP, run_job

        return run_job(mode, place.target, part=SETUP, **self.data, **fields)


@dataclass(frozen=True, slots=True)
class Setting:
    """What setting up adds to a plan."""

    writes: tuple[Write, ...]
    action: SetupAction


def make_setup(data: Mapping[str, Any]) -> SetupAction:
    """Return the action of a journal or a receipt."""
    known = ("kind", "url", "title", "admin", "email", "token", "config")
    return SetupAction({**{key: str(data[key]) for key in known}, "created": bool(data["created"])})


def plan_setup(setup: SiteSetup, target: Path, title: str) -> Setting:
    """Return how a WordPress is set up; TargetError where its database cannot be used."""
    from launcher.platforms.wordpress.setup_rules import check_setup

    check_setup(setup)
    database = setup.database
    if isinstance(database, ServerDatabase):
        kind, created, writes = "mysql", _examine(database, target), []
    else:
        kind, created, writes = "sqlite", True, _sqlite_writes(database, target)
    config = BytesContent(write_wp_config(database))
    writes.append(Write(PurePosixPath(CONFIG), config, _CONFIG_MODE, given=True))
    data = {
        "kind": kind,
        "url": setup.url,
        "title": title,
        "admin": setup.admin_name,
        "email": setup.admin_email,
        "token": secrets.token_hex(16),
        "created": created,
        "config": config.sha256,
    }
    return Setting(tuple(writes), SetupAction(data, setup.admin_password))


def _examine(database: ServerDatabase, target: Path) -> bool:
    """Say whether the database has yet to be made; TargetError for one that a WordPress is in."""
    from launcher.platforms.wordpress.php import SETUP, run_job

    host = f"{database.host}:{database.socket}" if database.socket else database.host
    account = {"host": host, "user": database.user, "password": database.password}
    given = {**account, "name": database.name, "prefix": database.prefix}
    found = run_job("examine", target, part=SETUP, database=given)
    if found["tables"]:
        raise TargetError(
            f"the database {database.name} has tables that begin with {database.prefix} already",
            where=target,
            hint="choose another --db-prefix or --db-name",
        )
    return not found["exists"]


def _sqlite_writes(database: FileDatabase, target: Path) -> list[Write]:
    """Return the plugin's files and the drop-in that it is made into, as the plugin itself does it."""
    if (target / "wp-content" / "database").exists():
        raise TargetError("there is a database already", where=target / "wp-content" / "database")
    writes = []
    try:
        for file in sorted(database.plugin.rglob("*")):
            if file.is_symlink() or not file.is_file():
                continue
            path = PurePosixPath(file.relative_to(database.plugin).as_posix())
            writes.append(Write(_PLUGIN / path, BytesContent(file.read_bytes()), given=True))
        drop_in = (database.plugin / "db.copy").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"the SQLite plugin cannot be read: {error}", where=database.plugin) from error
    drop_in = drop_in.replace("'{SQLITE_IMPLEMENTATION_FOLDER_PATH}'", f"__DIR__ . '/plugins/{_PLUGIN.name}'")
    drop_in = drop_in.replace("{SQLITE_PLUGIN}", f"{_PLUGIN.name}/load.php")
    writes.append(Write(_DROP_IN, BytesContent(drop_in.encode()), given=True))
    return writes
