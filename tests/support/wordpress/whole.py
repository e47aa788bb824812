"""A command on a WordPress site, again and again from the same state; and all of a site to compare, files and rows."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.command import launcher
from tests.support.plans import picture
from tests.support.wordpress.importing import is_lasting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.command import Outcome
    from tests.support.wordpress.site import WordPressSite

#: What of a site a command may change; the database is among it where it is a file.
_PARTS = ("wp-content", ".launcher")
#: Files of ours without which everything is right, or that say who was at work last.
_OPTIONAL = ("lock", "stamps", "reserve")

#: Files by path, and rows by table.
World = dict[str, Any]


@dataclass
class Repeated:
    """A command on ``site``, and how the site is ``before`` and ``after`` it."""

    site: WordPressSite
    arguments: tuple[str, ...]
    spare: Path
    pattern: str = ""  # a database that is as that of the site was before
    before: World = field(default_factory=dict)
    after: World = field(default_factory=dict)

    def prepare(self) -> None:
        """Keep the site as it is now; do it once, to see how it is afterwards; make it as it was."""
        self.site.php("return 0;")  # what WordPress adds at its first visit is there already
        for part in _PARTS:
            if (self.site.folder / part).exists():
                shutil.copytree(self.site.folder / part, self.spare / part, symlinks=True)
        if self.site.database:
            self.pattern = self.site.server.new_database(self.site.database)
        self.before = self.look()
        done = launcher(*self.arguments)
        assert done.code == 0, done.err
        self.after = self.look()
        assert self.before != self.after
        self.reset()

    def reset(self) -> None:
        """Make the site as it was before."""
        for part in _PARTS:
            shutil.rmtree(self.site.folder / part, ignore_errors=True)
            if (self.spare / part).exists():
                shutil.copytree(self.spare / part, self.site.folder / part, symlinks=True)
        if self.pattern:
            self.site.server.fill(self.site.database, self.pattern)

    def run(self, *, under: Sequence[str] = (), **env: str) -> int:
        """Run the command until it ends or is killed; what it started may go on."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LAUNCHER_")}
        done = subprocess.run(
            [*under, sys.executable, "-m", "launcher", *self.arguments],
            env={**environment, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return done.returncode

    def next_command(self, number: int) -> Outcome:
        """Run a command that comes after one that was killed: one that puts things in order, or one that only asks."""
        return launcher("recover" if number % 2 else "status", self.site.folder)

    def look(self) -> World:
        """Return the site as everybody sees it, without what differs between two runs that did the same."""
        found: World = {"": sorted(path.name for path in self.site.folder.iterdir())}
        for part in _PARTS:
            if not (self.site.folder / part).exists():
                continue
            for path, entry in picture(self.site.folder / part).items():
                if part == ".launcher" and path in _OPTIONAL:
                    continue
                if path.startswith("database"):
                    continue
                found[f"{part}/{path}"] = _undated(entry) if path == "receipt.json" else entry
        return {**found, **self._rows()}

    def _rows(self) -> World:
        if self.site.database:
            rows: World = self.site.server.rows(self.site.database)
        else:
            with closing(sqlite3.connect(self.site.content / "database/.ht.sqlite")) as link:
                tables = [row[0] for row in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                rows = {
                    name: sorted([*map(str, row)] for row in link.execute(f'SELECT * FROM "{name}"')) for name in tables
                }
            rows.pop("sqlite_sequence", None)  # numbers that were given are not given again
        options = (row[1:] for row in rows["wp_options"] if is_lasting(row[1]))
        rows["wp_options"] = sorted([name, _without_token(name, value), *rest] for name, value, *rest in options)
        return rows

    def difference(self, found: World) -> str:
        """Say how a world differs from the one of both that it is nearer to."""
        worlds = {"before": self.before, "after": self.after}
        differing = {
            name: [key for key in sorted({*world, *found}) if world.get(key) != found.get(key)]
            for name, world in worlds.items()
        }
        name = min(differing, key=lambda one: len(differing[one]))
        return f"not as {name}: " + "; ".join(
            f"{key}: {_short(found.get(key), worlds[name].get(key))}" for key in differing[name][:6]
        )


def _undated(entry: tuple[str, int, str | bytes]) -> tuple[str, int, str]:
    """Return a receipt without the time, in which two runs differ."""
    kind, mode, data = entry
    receipt = json.loads(data)
    for bundle in receipt["bundles"]:
        del bundle["installed"]
    return kind, mode, json.dumps(receipt)


def _without_token(name: str, value: str) -> str:
    """Return an option without what tells one change of the database from any other."""
    if not name.startswith("_launcher_"):
        return value
    head, found, rest = value.partition('s:5:"token";s:32:"')
    return head + found + rest[32:]


def _short(found: Any, wanted: Any) -> str:
    if isinstance(found, list) and isinstance(wanted, list):
        more, less = [row for row in found if row not in wanted], [row for row in wanted if row not in found]
        return f"more {str(more)[:300]}, less {str(less)[:300]}"
    return f"{str(found)[:150]}, not {str(wanted)[:150]}"
