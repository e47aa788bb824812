"""A change beside files as a platform makes one: rows in a SQLite database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.platforms.actions import ACTIONS
from launcher.platforms.plan import ActionStatus, BytesContent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from launcher.platforms.plan import Place

NAME = "test/rows"


class Rows:
    """Adds the rows of its payload to a table, under the name of its batch; each change is one transaction."""

    name = NAME
    title = "adding rows"

    def __init__(self, database: Path, batch: str, rows: tuple[str, ...] | None = None) -> None:
        self._database = database
        self._batch = batch
        self.payload = None if rows is None else BytesContent(json.dumps(rows).encode())
        self.data: Mapping[str, Any] = {"database": str(database), "batch": batch}

    def do(self, place: Place) -> None:
        """Add the rows."""
        assert place.payload is not None
        rows = json.loads(place.payload.read_bytes())
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.execute("DELETE FROM rows WHERE batch = ?", (self._batch,))
            connection.executemany("INSERT INTO rows VALUES (?, ?)", [(self._batch, row) for row in rows])

    def undo(self, place: Place) -> None:
        """Remove the rows."""
        del place
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.execute("DELETE FROM rows WHERE batch = ?", (self._batch,))

    def check(self, place: Place) -> bool:
        """Say whether all rows are there."""
        assert place.payload is not None
        wanted: list[str] = json.loads(place.payload.read_bytes())
        return [row for batch, row in read_rows(self._database) if batch == self._batch] == wanted


class WatchedRows(Rows):
    """Rows that say what became of them; one that the owner changed has "!" at its end, and stays."""

    def undo(self, place: Place) -> None:
        """Remove the rows that are as they were."""
        del place
        with closing(sqlite3.connect(self._database)) as connection, connection:
            connection.execute("DELETE FROM rows WHERE batch = ? AND row NOT LIKE '%!'", (self._batch,))

    def status(self, place: Place) -> ActionStatus:
        """Compare the rows with those of the payload."""
        assert place.payload is not None
        wanted = set(json.loads(place.payload.read_bytes()))
        there = {row for batch, row in read_rows(self._database) if batch == self._batch}
        changed = tuple(sorted(row for row in there - wanted))
        gone = tuple(sorted(row for row in wanted - there if f"{row}!" not in changed))
        return ActionStatus(len(wanted & there), changed, gone)


def make_database(path: Path) -> Path:
    """Make a database with one row of the owner's."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE rows (batch TEXT, row TEXT)")
        connection.execute("INSERT INTO rows VALUES ('mine', 'kept')")
    return path


def read_rows(path: Path) -> list[tuple[str, str]]:
    """Return all rows, in their order."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute("SELECT batch, row FROM rows ORDER BY rowid"))


def register(monkeypatch: pytest.MonkeyPatch, kind: type[Rows] = Rows) -> None:
    """Let Launcher make such actions anew from their data."""
    monkeypatch.setitem(ACTIONS, NAME, lambda data: kind(Path(data["database"]), data["batch"]))
