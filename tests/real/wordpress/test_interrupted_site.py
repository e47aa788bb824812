"""The real command on a real WordPress, killed with or without PHP: files and rows are as before, or as after.

It is killed before its own system calls that change the site; before statements that PHP sends to MariaDB, where PHP
dies too or goes on alone; and before system calls by which PHP changes a database of SQLite.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.support.command import launcher
from tests.support.strace import changes, evenly, killing, tracing, why_not
from tests.support.wordpress.between import between
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress.demo import pack_demo
from tests.support.wordpress.traced_php import TracedPhp
from tests.support.wordpress.whole import Repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.wordpress.between import Between, How
    from tests.support.wordpress.database import Server
    from tests.support.wordpress.site import Sites

    Record = Callable[[str, object], None]

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress-killed")]

THOROUGH = os.environ.get("WORDPRESS_TESTS") == "thorough"
OPERATIONS = ("install", "upgrade", "uninstall") if THOROUGH else ("upgrade",)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two versions; the newer one lacks a post and a picture, and has a page changed."""
    folder = tmp_path_factory.mktemp("demos")
    return pack_demo(folder), pack_demo(folder, "2.0.0", "Welcome to", picture=False)


@pytest.fixture(scope="module")
def way(mariadb: Server) -> Iterator[Between]:
    with between(mariadb.socket) as found:
        yield found


@pytest.fixture(scope="module")
def repeated(
    sites: Sites, bundles: tuple[Path, Path], way: Between, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Repeated]:
    """Return what makes an operation on a site of its own, once."""

    @cache
    def make(operation: str, *, sqlite: bool) -> Repeated:
        folder = tmp_path_factory.mktemp(operation)
        site = sites.new(folder / "site", NEWER, sqlite=sqlite)
        if not sqlite:
            site.configure(DB_HOST=f"localhost:{way.path}")
        if operation != "install":
            done = launcher("install", bundles[0], site.folder, "--yes")
            assert done.code == 0, done.err
        arguments = {
            "install": ("install", str(bundles[0]), str(site.folder), "--yes"),
            "upgrade": ("upgrade", str(site.folder), str(bundles[1]), "--yes"),
            "uninstall": ("uninstall", str(site.folder)),
        }
        (folder / "spare").mkdir()
        found = Repeated(site, arguments[operation], folder / "spare")
        found.prepare()
        return found

    return make


def judge(repeated: Repeated, what: object, number: int, code: int, *, killed: bool = True) -> str:
    """Run the next command; return what is wrong then, or nothing."""
    done = repeated.next_command(number) if code == -9 else None
    found = repeated.look()
    if (killed and code != -9) or (done is not None and done.code not in {0, 1}):
        return f"{what}: ended with {code}, {done}"
    if found not in (repeated.before, repeated.after) or (code == 0 and found != repeated.after):
        return f"{what}: {repeated.difference(found)}"
    return ""


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("sqlite", [False, True] if THOROUGH else [False])
def test_the_command_is_killed_before_its_own_calls(
    repeated: Callable[..., Repeated], operation: str, sqlite: bool, tmp_path: Path, record_property: Record
) -> None:
    log = tmp_path / "log"
    if why := why_not(log):
        pytest.skip(why)
    command = repeated(operation, sqlite=sqlite)
    command.reset()
    assert command.run(under=tracing(log, alone=True)) == 0
    calls = changes(log, command.site.folder)
    chosen = evenly(calls, 8 if sqlite else 20) if THOROUGH else evenly(calls, 4)[2:3]
    wrong = []
    for number, call in enumerate(chosen):
        command.reset()
        code = command.run(under=tracing(log, killing(call), alone=True))
        wrong.append(judge(command, call, number, code))
    assert list(filter(None, wrong)) == []
    record_property("crash: kills of the command on a WordPress, before its own calls", len(chosen))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("how", ["kill all", "orphan"] if THOROUGH else ["orphan"])
def test_the_command_is_killed_while_php_asks_mariadb(
    repeated: Callable[..., Repeated], way: Between, operation: str, how: How, record_property: Record
) -> None:
    """PHP is killed with it, or goes on with nobody to tell."""
    command = repeated(operation, sqlite=False)
    command.reset()
    way.let_pass()
    assert command.run() == 0
    statements = range(1, way.statements + 1)
    # The last ones are where the import becomes final.
    chosen = sorted({*evenly(statements, 8), *statements[-8:]}) if THOROUGH else evenly(statements, 15)[-2:-1]
    wrong = []
    for number, when in enumerate(chosen):
        command.reset()
        way.set(how, when)
        code = command.run()
        wrong.append(judge(command, f"{how} {when}", number, code))
        way.let_pass()
    assert list(filter(None, wrong)) == []
    record_property(f"crash: kills of the command on a WordPress, while PHP asks MariaDB ({how})", len(chosen))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_command_is_killed_while_php_changes_sqlite(
    repeated: Callable[..., Repeated], operation: str, tmp_path: Path, record_property: Record
) -> None:
    place = tmp_path / "php"
    place.mkdir()
    if why := why_not(place / "log"):
        pytest.skip(why)
    php = TracedPhp(place)
    command = repeated(operation, sqlite=True)
    command.reset()
    php.count()
    assert command.run(LAUNCHER_PHP=str(php.program)) == 0
    moments = php.moments(command.site.folder)
    chosen = evenly(moments, 12) if THOROUGH else evenly(moments, 3)[1:2]
    wrong = []
    for number, moment in enumerate(chosen):
        command.reset()
        php.kill(moment, parent=True)
        code = command.run(LAUNCHER_PHP=str(php.program))
        wrong.append(judge(command, moment, number, code))
    assert list(filter(None, wrong)) == []
    record_property("crash: kills of the command on a WordPress, while PHP changes SQLite", len(chosen))
