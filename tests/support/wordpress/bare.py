"""A WordPress without configuration that is set up with a small demo again and again, and looked at in between."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.bundle.pack import pack
from launcher.errors import LauncherError
from launcher.platforms.setup import FileDatabase, ServerDatabase, SiteSetup
from launcher.site.install import install
from tests.support.command import launcher
from tests.support.trees import build_file_tree
from tests.support.wordpress.cores import NEWER, sqlite_plugin
from tests.support.wordpress.site import lay_core

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wordpress.database import Server

URL, ADMIN, EMAIL, PASSWORD = "https://site.example", "keeper", "keeper@site.example", "a password"
_YAML = "launcher: 1\nname: tiny\nversion: 1.0.0\ntitle: Tiny\nlicense: MIT\nplatforms: [wordpress]\nwordpress: true\n"
_SITE = """
document: 1
posts:
  - {ref: page/hello, type: page, slug: hello, title: Hello, date: 2024-05-01, content: Hello}
"""
_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
#: A table of somebody's who has the same database, and must keep it.
_THEIRS = "other_notes"


@dataclass
class Bare:
    """The WordPress at ``folder``; without a ``server`` its database is SQLite's."""

    folder: Path
    bundle: Path
    server: Server | None
    socket: Path | None
    database: str
    shared: bool = False
    files: frozenset[str] = frozenset()
    whole: dict[str, int] = field(default_factory=dict)

    @property
    def setup(self) -> SiteSetup:
        """How it is set up."""
        if self.server is None:
            return SiteSetup(URL, ADMIN, EMAIL, PASSWORD, FileDatabase(sqlite_plugin(), "wp_"))
        return SiteSetup(
            URL, ADMIN, EMAIL, PASSWORD, ServerDatabase(self.database, "root", "", "localhost", str(self.socket), "wp_")
        )

    @property
    def command(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """The same as a command, with its environment."""
        arguments: tuple[str, ...] = ("--url", URL, "--admin-name", ADMIN, "--admin-email", EMAIL)
        if self.server is None:
            arguments += ("--db", "sqlite", "--sqlite-plugin", str(sqlite_plugin()))
        else:
            arguments += ("--db-name", self.database, "--db-user", "root", "--db-socket", str(self.socket))
        env = {"LAUNCHER_DB_PASSWORD": "", "LAUNCHER_ADMIN_PASSWORD": PASSWORD}
        return ("install", str(self.bundle), str(self.folder), "--yes", *arguments), env

    def try_install(self) -> LauncherError | None:
        """Set it up; return the error."""
        try:
            install(self.bundle, self.folder, setup=self.setup)
        except LauncherError as error:
            return error
        return None

    def reset(self, *, shared: bool = False) -> None:
        """Make it as it was before; ``shared``: on MariaDB its database is there, with a table of somebody's in it."""
        self.shared = shared and self.server is not None
        shutil.rmtree(self.folder, ignore_errors=True)
        lay_core(NEWER, self.folder)
        self.files = _files(self.folder)
        if self.server is not None:
            self.server.sql(f"DROP DATABASE IF EXISTS {self.database}")
            if self.shared:
                self.server.sql(f"CREATE DATABASE {self.database}; CREATE TABLE {self.database}.{_THEIRS} (a INT)")

    def found(self) -> str:
        """Say how it is: "before", where nothing of ours is left, "whole", as after an install, or what is wrong."""
        files, tables = _files(self.folder), self.tables()
        if files == self.files and tables == ({} if self.shared else None):
            return "before"
        if (self.folder / ".launcher/receipt.json").exists() and tables == self.whole:
            left = {f".launcher/{name}" for name in ("journal", "abort", "staging", "backup")} & files
            status = launcher("status", self.folder)
            return "whole" if status.code == 0 and not left else f"{status.err} {left}"
        return f"files {sorted(files ^ self.files)[:9]}, tables {tables}"

    def tables(self) -> dict[str, int] | None:
        """Return how many rows each table of the site has; None where there is no database."""
        if self.server is None:
            return self._tables_of_file()
        if [self.database] not in self.server.sql("SHOW DATABASES"):
            return None
        names = [row[0] for row in self.server.sql("SHOW TABLES", self.database)]
        if self.shared:
            names.remove(_THEIRS)
        counts = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM `{name}`" for name in names)
        return {name: int(number) for name, number in self.server.sql(counts, self.database)} if names else {}

    def _tables_of_file(self) -> dict[str, int] | None:
        database = self.folder / "wp-content/database"
        if not database.exists():
            return None
        with closing(sqlite3.connect(database / ".ht.sqlite")) as link:
            names = [row[0] for row in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: link.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}


def make_bare(place: Path, server: Server | None, socket: Path | None, database: str) -> Bare:
    """Make it below ``place``, a folder of the test's, and see once how it is when all went well."""
    files = {"launcher.yaml": _YAML, "wordpress/site.yaml": _SITE, "dot.svg": _PICTURE}
    source = build_file_tree(place / "demo", files)
    bare = Bare(place / "site", pack(source, place / "tiny.launcher.zip").path, server, socket, database)
    bare.reset()
    return bare


def _files(folder: Path) -> frozenset[str]:
    """Return every file and folder; those of WordPress itself nobody changes."""
    return frozenset(str(path.relative_to(folder)) for path in folder.rglob("*"))
