"""A database server and WordPress sites for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.wordpress.database import running_server
from tests.support.wordpress.site import Sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
