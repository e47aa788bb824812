"""A database server and WordPress sites for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.wordpress.cores import NEWER
from tests.support.wordpress.database import running_server
from tests.support.wordpress.documents import THEME
from tests.support.wordpress.importing import Importing
from tests.support.wordpress.site import Sites, add_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.wordpress.database import Server


@pytest.fixture(scope="session")
def mariadb(program: Callable[..., str]) -> Iterator[Server]:
    """Yield a server of the tests' own."""
    program("mariadbd", "/usr/sbin/mariadbd")
    program("mariadb")
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def sites(mariadb: Server, program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Return what makes sites."""
    for name in ("php", "npm", "apt-get", "dpkg"):
        program(name)
    return Sites(mariadb, tmp_path_factory.mktemp("patterns"))


@pytest.fixture
def importing(sites: Sites, tmp_path: Path) -> Importing:
    """Return a bundle that comes into a site on MariaDB."""
    return make_importing(sites, tmp_path, NEWER)


def make_importing(sites: Sites, folder: Path, version: str, *, sqlite: bool = False) -> Importing:
    """Make a site with the theme that documents of tests have, and a bundle that comes into it."""
    site = sites.new(folder / "site", version, sqlite=sqlite)
    add_theme(site, THEME)
    payloads = folder / "payloads"
    payloads.mkdir()
    return Importing(site, payloads)
