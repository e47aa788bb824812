"""The changes of a site that are interrupted in every way: each with the disk that it starts from."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

from launcher.errors import LauncherError
from launcher.platforms.actions import ACTIONS
from launcher.platforms.plan import BytesContent
from launcher.site import record
from launcher.site import upgrade as upgrading
from launcher.site.replace import replace_files
from launcher.site.session import Settings
from launcher.site.status import Fingerprint
from launcher.site.transaction import Manner, apply
from launcher.site.uninstall import uninstall
from tests.support.model_disk.disk import PLACE, ModelDisk
from tests.support.model_disk.mounting import mounted
from tests.support.plans import make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from launcher.platforms.plan import Place as ActionPlace
    from launcher.platforms.plan import Plan

SITE_PATH = Path(PLACE, "sites/clinic")
STATE_PATH = Path(PLACE, "state")

#: The next version: a file less, a file more in a new folder, one that is another.
NEXT: Mapping[str, str | bytes] = {
    "index.html": "<h1>Welcome back</h1>",
    "assets/css/site.css": "body { margin: 1px }",
    "assets/empty.js": b"",
    "images/photo.bin": bytes(range(256)) * 40,
    "news/today/index.html": "<p>Today</p>",
}


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
                raise sqlite3.OperationalError("the server went away")
            self._execute("INSERT INTO rows VALUES (?, ?)", self._batch, row)

    def undo(self, place: ActionPlace) -> None:
        del place
        for row in [row for batch, row in self._rows() if batch == self._batch]:
            self._execute("DELETE FROM rows WHERE batch = ? AND row = ?", self._batch, row)

    def check(self, place: ActionPlace) -> bool:
        return [row for batch, row in self._rows() if batch == self._batch] == self._wanted(place)

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


def _new_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        with connection:
            connection.execute("CREATE TABLE rows (batch TEXT, row TEXT)")
            connection.execute("INSERT INTO rows VALUES ('mine', 'kept')")
        return connection.serialize()


@dataclass(frozen=True)
class Scenario:
    """``prepare`` fills a disk that is mounted; ``operate`` changes the site on it, and says what it raises."""

    name: str
    prepare: Callable[[ModelDisk], object]
    operate: Callable[[ModelDisk], object]
    links: bool = True
    state: bool = False  # whether the state is outside of the target
    succeeds: Callable[[ModelDisk], object] | None = None  # the same without an error, where ``operate`` has one

    def disk(self) -> ModelDisk:
        """Return the disk before the operation."""
        disk = ModelDisk(links=self.links)
        disk.renames_free = self.links
        disk.tree.database = disk.base.database = _new_database()
        with mounted(disk), actions_of(disk):
            (Path(PLACE) / "other").mkdir()
            write(PLACE + "/other/file.txt", "not ours")
            self.prepare(disk)
        return disk.settled()

    @property
    def fails(self) -> bool:
        """Whether the operation comes to nothing."""
        return self.succeeds is not None

    def run(self, disk: ModelDisk, operate: Callable[[ModelDisk], object] | None = None) -> str | None:
        """Do the operation on ``disk``; return the error that it ends with."""
        with mounted(disk), actions_of(disk):
            try:
                (operate or self.operate)(disk)
            except LauncherError as error:
                return str(error)
        return None

    @property
    def options(self) -> tuple[str, ...]:
        """What a user adds to commands on this target."""
        return ("--state", str(STATE_PATH)) if self.state else ()


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


def write(path: str, data: str | bytes, mode: int = 0o644) -> None:
    """Write a file of the owner's."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        os.ftruncate(handle, 0)
        rest = data.encode() if isinstance(data, str) else data
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fchmod(handle, mode)
    finally:
        os.close(handle)


def _rows(disk: ModelDisk, *, fails: bool = False) -> tuple[Rows, ...]:
    return (Rows(disk, "clinic", ("one", "two"), fails=fails),)


def _nothing(disk: ModelDisk) -> None:
    """The disk has nothing of the site yet."""


def _folder(disk: ModelDisk) -> None:
    for name in ("sites", "sites/clinic", "sites/clinic/assets", "sites/clinic/empty"):
        (Path(PLACE) / name).mkdir()
    write(f"{SITE_PATH}/notes.txt", "mine")
    write(f"{SITE_PATH}/assets/mine.css", "b {}", 0o600)


def _folder_in_the_way(disk: ModelDisk) -> None:
    _folder(disk)
    write(f"{SITE_PATH}/index.html", "mine", 0o640)
    write(f"{SITE_PATH}/assets/empty.js", "")


def _install(disk: ModelDisk) -> None:
    apply(make_plan(), SITE_PATH)


def _install_rows(disk: ModelDisk) -> None:
    apply(make_plan(actions=_rows(disk)), SITE_PATH)


def _install_over(disk: ModelDisk, *, fails: bool = False) -> None:
    apply(make_plan(actions=_rows(disk, fails=fails)), SITE_PATH, manner=Manner(adopt=True, overwrite=True))


def _install_elsewhere(disk: ModelDisk) -> None:
    apply(make_plan(), SITE_PATH, settings=Settings(state=STATE_PATH))


def _installed(disk: ModelDisk) -> None:
    _install_rows(disk)


def _installed_over_and_edited(disk: ModelDisk) -> None:
    _folder_in_the_way(disk)
    _install_over(disk)
    write(f"{SITE_PATH}/blog/first/index.html", "<p>Mine</p>")
    write(f"{SITE_PATH}/assets/more.css", "i {}")


def _upgrade(disk: ModelDisk, *, fails: bool = False) -> None:
    actions = (Rows(disk, "news", ("three", "four"), fails=fails), *_rows(disk))
    with _planned(make_plan(NEXT, actions=actions, version="2.0.0")):
        upgrading.upgrade(Path("no bundle"), SITE_PATH)


@contextmanager
def _planned(plan: Plan) -> Iterator[None]:
    """Let an upgrade take ``plan`` for what a bundle says."""
    manifest = SimpleNamespace(name=plan.name, version=plan.version, title="Clinic")

    @contextmanager
    def planned_bundle(request: object, choose: Callable[[object], object]) -> Iterator[tuple[object, object]]:
        old = choose(SimpleNamespace(manifest=manifest, signed=None, path=Path("no bundle")))
        yield SimpleNamespace(plan=plan, manifest=manifest, report=SimpleNamespace(warnings=())), old

    with mock.patch.object(upgrading, "planned_bundle", planned_bundle):
        yield


def _uninstall(disk: ModelDisk) -> None:
    uninstall(SITE_PATH)


def _uninstall_elsewhere(disk: ModelDisk) -> None:
    uninstall(SITE_PATH, settings=Settings(state=STATE_PATH))


def _put(disk: ModelDisk) -> None:
    contents = {"images/photo.bin": BytesContent(b"my own photograph" * 300), "assets/empty.js": BytesContent(b"x")}
    seen = {path: Fingerprint.of(os.lstat(f"{SITE_PATH}/{path}")) for path in contents}
    replace_files(SITE_PATH, contents, seen)


def _uninstall_that_fails(disk: ModelDisk) -> None:
    def refuse(_: Rows, place: ActionPlace) -> None:
        raise sqlite3.OperationalError("the server went away")

    with mock.patch.object(Rows, "undo", refuse):
        uninstall(SITE_PATH)


SCENARIOS = (
    Scenario("install into a new folder", _nothing, _install),
    Scenario("install into a new folder with rows", _nothing, _install_rows),
    Scenario("install into a folder", _folder, _install_rows),
    Scenario("install over files", _folder_in_the_way, _install_over),
    Scenario("install without hard links", _folder_in_the_way, _install_over, links=False),
    Scenario("install with its state elsewhere", _folder, _install_elsewhere, state=True),
    Scenario("upgrade", _installed_over_and_edited, _upgrade),
    Scenario("upgrade without hard links", _installed_over_and_edited, _upgrade, links=False),
    Scenario("put pictures", _installed, _put),
    Scenario("uninstall", _installed, _uninstall),
    Scenario("uninstall from over files", _installed_over_and_edited, _uninstall),
    Scenario("uninstall with its state elsewhere", _install_elsewhere, _uninstall_elsewhere, state=True),
    Scenario(
        "install that fails", _folder_in_the_way, lambda disk: _install_over(disk, fails=True), succeeds=_install_over
    ),
    Scenario(
        "upgrade that fails", _installed_over_and_edited, lambda disk: _upgrade(disk, fails=True), succeeds=_upgrade
    ),
    Scenario("uninstall that fails", _installed_over_and_edited, _uninstall_that_fails, succeeds=_uninstall),
    Scenario(
        "upgrade that fails without hard links",
        _installed_over_and_edited,
        lambda disk: _upgrade(disk, fails=True),
        links=False,
        succeeds=_upgrade,
    ),
    Scenario(
        "uninstall that fails without hard links",
        _installed_over_and_edited,
        _uninstall_that_fails,
        links=False,
        succeeds=_uninstall,
    ),
    Scenario("uninstall without hard links", _installed_over_and_edited, _uninstall, links=False),
)
