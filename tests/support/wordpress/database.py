"""A MariaDB server of the tests' own: its own folder and socket, no network, gone with the tests."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A running server; the account ``root`` has no password and gets in by the socket alone."""

    folder: Path
    process: subprocess.Popen[bytes] = field(compare=False)

    @property
    def socket(self) -> Path:
        """Where clients find it."""
        return self.folder / "socket"

    def sql(self, statements: str, database: str = "") -> list[list[str]]:
        """Run statements and return the rows of the last ones, as text."""
        command = [
            "mariadb",
            "--no-defaults",
            f"--socket={self.socket}",
            "--user=root",
            "--batch",
            "--skip-column-names",
        ]
        command += ["--default-character-set=utf8mb4", *([database] if database else [])]
        done = subprocess.run(command, input=statements.encode(), capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    def new_database(self, like: str = "") -> str:
        """Make a database, with the tables and rows of the database ``like``, and return its name."""
        name = f"test_{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        if like:
            self.fill(name, like)
        return name

    def fill(self, name: str, like: str) -> None:
        """Make the tables of ``name`` anew, with the rows of those of ``like``."""
        tables = [row[0] for row in self.sql("SHOW TABLES", like)]
        old = [row[0] for row in self.sql("SHOW TABLES", name)]
        statements = [f"DROP TABLE `{table}`;" for table in old]
        for table in tables:
            statements.append(f"CREATE TABLE `{table}` LIKE {like}.`{table}`;")
            statements.append(f"INSERT INTO `{table}` SELECT * FROM {like}.`{table}`;")
        self.sql("SET foreign_key_checks=0; SET sql_mode='';" + "".join(statements), name)

    def rows(self, database: str) -> dict[str, list[list[str]]]:
        """Return every row of every table, in the order of their first columns; cheap enough to ask after each test."""
        tables = [row[0] for row in self.sql("SHOW TABLES", database)]
        return {table: self.sql(f"SELECT * FROM `{table}` ORDER BY 1", database) for table in tables}

    def fingerprint(self, database: str) -> dict[str, str]:
        """Return a number for the rows of each table, which two states of a database share when they are the same."""
        found = self.sql(
            "SELECT CONCAT('CHECKSUM TABLE ', GROUP_CONCAT('`', table_name, '`')) INTO @all"
            " FROM information_schema.tables WHERE table_schema = DATABASE(); PREPARE every FROM @all; EXECUTE every",
            database,
        )
        return {name.partition(".")[2]: number for name, number in found}


@contextmanager
def running_server(*options: str) -> Iterator[Server]:
    """Start a server in a temporary folder, with more ``options`` if there are any, and end it afterwards."""
    # A socket's path may have 107 characters, and those of pytest's folders may be longer.
    with tempfile.TemporaryDirectory(prefix="mariadb-") as name:
        folder = Path(name)
        server = Server(folder, _start(folder, options))
        try:
            _wait(server)
            yield server
        finally:
            server.process.kill()  # what it holds is thrown away with the folder
            server.process.wait()


def _start(folder: Path, more: Sequence[str]) -> subprocess.Popen[bytes]:
    data = folder / "data"
    options = ["--no-defaults", f"--datadir={data}", f"--user={folder.owner()}", *more]
    fresh = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]
    subprocess.run(["mariadb-install-db", *options, *fresh], check=True, capture_output=True)
    daemon = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    with (folder / "log").open("wb") as log:
        return _popen(daemon, options, folder, log)


def _popen(daemon: str, options: list[str], folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            daemon,
            *options,
            f"--socket={folder / 'socket'}",
            f"--pid-file={folder / 'pid'}",
            "--skip-networking",
            "--skip-log-bin",
            # No power cut is tested here, and the order of writes is InnoDB's own business.
            "--innodb-flush-log-at-trx-commit=0",
            "--skip-innodb-doublewrite",
            "--innodb-fast-shutdown=2",
            "--innodb-buffer-pool-size=128M",
            "--innodb-log-file-size=48M",
            "--key-buffer-size=1M",
            "--innodb-lock-wait-timeout=20",
            "--skip-performance-schema",
        ],
        stdout=subprocess.DEVNULL,
        stderr=log,
    )


def _wait(server: Server) -> None:
    for _ in range(600):
        if server.process.poll() is not None:
            break
        try:
            server.sql("SELECT 1")
        except RuntimeError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError((server.folder / "log").read_text(errors="replace")[-2000:])
