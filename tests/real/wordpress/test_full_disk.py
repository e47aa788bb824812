"""No room for a database, of either kind, or for files: one clear line, and everything is as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.document import Post, SiteDocument
from launcher.demo.wordpress.writing import site_bytes
from launcher.errors import WordPressError
from launcher.platforms.setup import ServerDatabase, SiteSetup
from launcher.site.install import install
from tests.real.wordpress.conftest import make_importing
from tests.support.command import launcher
from tests.support.file_systems import mounted_tmpfs
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress.database import running_server
from tests.support.wordpress.demo import pack_demo
from tests.support.wordpress.documents import small_document
from tests.support.wordpress.importing import lasting_rows
from tests.support.wordpress.site import ADDRESS, Sites, lay_core

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.wordpress.importing import Importing

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress-full")]


@pytest.fixture
def on_a_small_disk(sites: Sites, tmp_path: Path) -> Iterator[Importing]:
    """Make a site whose SQLite database is on a disk that has hardly any room."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    importing = make_importing(sites, tmp_path, NEWER, sqlite=True)
    folder = importing.site.content / "database"
    kept = tmp_path / "database"
    folder.rename(kept)
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=True)
    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        yield importing
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_disk_without_room_for_a_database_of_sqlite(on_a_small_disk: Importing) -> None:
    database = on_a_small_disk.site.content / "database/.ht.sqlite"
    before = rows_of(database)
    with pytest.raises(WordPressError) as raised:
        on_a_small_disk.bring(large_document(7))
    assert raised.value.code == "disk-full"
    assert rows_of(database) == before


def rows_of(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [line for line in connection.iterdump() if "doing_cron" not in line]


def large_document(megabytes: int) -> SiteDocument:
    numbers = range(8 * megabytes)
    return SiteDocument(posts=tuple(Post(f"post/{n}", "post", f"p{n}", f"P{n}", "Hello " * 22_000) for n in numbers))


def large_demo(folder: Path) -> Path:
    return pack_demo(folder, more={"wordpress/site.json": site_bytes(large_document(12))})


# A MariaDB whose disk is full ends itself, or waits; one whose files may not grow any more says that it has no room.


@pytest.fixture
def small(program: Callable[..., str], sites: Sites, tmp_path: Path) -> Iterator[Sites]:
    """Yield what makes sites on a server that has hardly room for two of them."""
    del sites  # it skips where the programs are not there
    program("mariadbd", "/usr/sbin/mariadbd")
    options = ("--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:16M")
    # Where there is no room to note how a transaction is taken back, the server ends itself.
    more = ("--innodb-autoextend-increment=1", "--innodb-undo-tablespaces=3")
    with running_server(*options, *more) as server:
        yield Sites(server, tmp_path / "patterns")


def test_mariadb_without_room_for_an_import(small: Sites, tmp_path: Path) -> None:
    importing = make_importing(small, tmp_path, NEWER)
    before = importing.site.fingerprint()
    with pytest.raises(WordPressError) as raised:
        importing.bring(large_document(12))
    assert raised.value.code == "disk-full"
    assert raised.value.message.startswith("the database has no room left on its disk: The table ")
    assert importing.site.fingerprint() == before
    importing.bring(small_document())
    assert set(importing.fates().values()) == {"unchanged"}


def test_the_command_without_room_in_mariadb_leaves_files_and_rows_as_they_were(small: Sites, tmp_path: Path) -> None:
    site = small.new(tmp_path / "site", NEWER)
    site.php("return 0;")  # at its first visit WordPress adds options
    before = everything(site.folder), lasting_rows(site)
    done = launcher("install", large_demo(tmp_path), site.folder, "--yes")
    assert done.code == 1
    assert "the database has no room left on its disk: The table " in done.error
    assert len(done.err.splitlines()) == 1
    assert (everything(site.folder), lasting_rows(site)) == before
    assert site.php("return get_option('siteurl');") == ADDRESS


def test_a_setup_without_room_in_mariadb_leaves_nothing(small: Sites, tmp_path: Path) -> None:
    lay_core(NEWER, tmp_path / "site")
    server = small.server
    before = everything(tmp_path / "site"), server.sql("SHOW DATABASES")
    database = ServerDatabase("made", "root", "", "localhost", str(server.socket), "wp_")
    setup = SiteSetup("https://site.example", "keeper", "keeper@site.example", "a password", database)
    with pytest.raises(WordPressError) as raised:
        install(large_demo(tmp_path), tmp_path / "site", setup=setup)
    assert raised.value.code == "disk-full"
    assert (everything(tmp_path / "site"), server.sql("SHOW DATABASES")) == before


def test_a_disk_without_room_for_the_files(sites: Sites, tmp_path: Path) -> None:
    bundle = pack_demo(tmp_path)
    with mounted_tmpfs(tmp_path / "disk", "160m") as disk:
        site = sites.new(disk / "site", NEWER)
        site.php("return 0;")
        before = everything(site.folder), lasting_rows(site)
        codes = []
        for room in (16 << 10, 128 << 10, 8 << 20):
            free = os.statvfs(disk)
            with (disk / "filler").open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - room)
            done = launcher("install", bundle, site.folder, "--yes")
            (disk / "filler").unlink()
            codes.append(done.code)
            if done.code:
                assert "the disk is full" in done.error
                assert (everything(site.folder), lasting_rows(site)) == before
        assert codes == [1, 1, 0]
        assert launcher("status", site.folder).code == 0


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
