"""A change beside files, as a platform makes one: rows in a database that is on the model's disk."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from unittest import mock

from launcher.platforms.actions import ACTIONS
from launcher.platforms.plan import BytesContent
from launcher.site import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.platforms.plan import Place as ActionPlace
    from tests.support.model_disk.disk import ModelDisk


class Rows:
    """Adds rows to the disk's database; each change is two transactions, so that it can be half done."""

    name = "test/model-rows"
    title = "adding rows"

    def __init__(
        self, disk: ModelDisk, batch: str, rows: tuple[str, ...] | None = None, *, fails: bool = False
    ) -> None:
        self._disk = disk
        self._batch = batch
        self._fails = fails
        self.payload = None if rows is None else BytesContent(json.dumps(rows).encode())
        self.data: Mapping[str, Any] = {"batch": batch}

    def do(self, place: ActionPlace) -> None:
        self.undo(place)
        for number, row in enumerate(self._wanted(place)):
            if self._fails and number:
                self.go_away()
            self._execute("INSERT INTO rows VALUES (?, ?)", self._batch, row)

    def undo(self, place: ActionPlace) -> None:
        del place
        for row in [row for batch, row in self._rows() if batch == self._batch]:
            self._execute("DELETE FROM rows WHERE batch = ? AND row = ?", self._batch, row)

    def check(self, place: ActionPlace) -> bool:
        return [row for batch, row in self._rows() if batch == self._batch] == self._wanted(place)

    def go_away(self) -> NoReturn:
        """Raise what a database raises whose server has ended."""
        self._disk.gone_wrong_at = len(self._disk.log)
        raise sqlite3.OperationalError("the server went away")

    def _wanted(self, place: ActionPlace) -> list[str]:
        assert place.payload is not None
        wanted: list[str] = json.loads(place.payload.read_bytes())
        return wanted

    def _rows(self) -> list[tuple[str, str]]:
        return rows_of(self._disk.tree.database)

    def _execute(self, statement: str, *values: str) -> None:
        with closing(_opened(self._disk.tree.database)) as connection:
            with connection:
                done = connection.execute(statement, values).rowcount
            if done:
                self._disk.set_database(connection.serialize())


def _opened(data: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    return connection


def rows_of(data: bytes) -> list[tuple[str, str]]:
    """Return the rows of a database."""
    with closing(_opened(data)) as connection:
        return list(connection.execute("SELECT batch, row FROM rows ORDER BY rowid"))


def without_row(data: bytes, row: str) -> bytes:
    """Return a database from which somebody has deleted a row."""
    with closing(_opened(data)) as connection:
        with connection:
            connection.execute("DELETE FROM rows WHERE row = ?", (row,))
        return connection.serialize()


def new_database() -> bytes:
    """Return a database with one row of the owner's."""
    with closing(sqlite3.connect(":memory:")) as connection:
        with connection:
            connection.execute("CREATE TABLE rows (batch TEXT, row TEXT)")
            connection.execute("INSERT INTO rows VALUES ('mine', 'kept')")
        return connection.serialize()


@contextmanager
def actions_of(disk: ModelDisk) -> Iterator[None]:
    """Let Launcher make actions on this disk anew from their data, and every receipt at the same time."""

    class Now(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Now:  # noqa: ARG003 - the signature is the real one's
            return cls(2024, 1, 2, 12, 0, 0, tzinfo=UTC)

    with (
        mock.patch.dict(ACTIONS, {Rows.name: lambda data: Rows(disk, data["batch"])}),
        mock.patch.object(record, "datetime", Now),
    ):
        yield
