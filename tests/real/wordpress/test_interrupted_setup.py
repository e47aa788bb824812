"""Whatever ends the setting up of a WordPress, and when, it is as before or all there, now or once recovered.

On MariaDB each statement is a moment, of whichever process of PHP; on SQLite each system call that changes the site.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.command import launcher
from tests.support.strace import evenly, why_not
from tests.support.wordpress.bare import make_bare
from tests.support.wordpress.between import between
from tests.support.wordpress.traced_php import TracedPhp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.support.wordpress.bare import Bare
    from tests.support.wordpress.between import Between, How
    from tests.support.wordpress.database import Server
    from tests.support.wordpress.site import Sites
    from tests.support.wordpress.traced_php import Moment

    Record = Callable[[str, object], None]

THOROUGH = os.environ.get("WORDPRESS_TESTS") == "thorough"


@pytest.fixture(scope="module")
def way(mariadb: Server) -> Iterator[Between]:
    with between(mariadb.socket) as found:
        yield found


@pytest.fixture(scope="module")
def counted(sites: Sites, way: Between, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bare, int]:
    """Return a WordPress that is set up on MariaDB, and how many statements that takes."""
    bare = make_bare(tmp_path_factory.mktemp("bare"), sites.server, way.path, f"bare_{os.getpid()}")
    way.let_pass()
    assert bare.try_install() is None
    statements = way.statements
    bare.whole = bare.tables() or {}
    assert bare.found() == "whole"
    return bare, statements


def chosen(count: int, in_test: int, thorough: int) -> list[int]:
    """Return the statements to try, from 1; in a thorough run each of the first ones, where much is decided."""
    if not THOROUGH:
        return evenly(range(1, count + 1), 2 * in_test + 1)[1::2]
    return sorted({*range(1, 21), *evenly(range(1, count + 1), thorough)})


@pytest.mark.xdist_group("wordpress-setup")
@pytest.mark.parametrize(("how", "effort"), [("kill", (1, 85)), ("fail", (2, 85)), *([("drop", (1, 20))] * THOROUGH)])
def test_php_ends_or_a_statement_fails(
    counted: tuple[Bare, int], way: Between, how: How, effort: tuple[int, int], record_property: Record
) -> None:
    bare, statements = counted
    moments = chosen(statements, *effort)
    seen: set[str] = set()
    wrong = []
    for when in moments:
        bare.reset(shared=when % 2 == 0)
        way.set(how, when)
        error = bare.try_install()
        way.let_pass()
        found = bare.found()
        seen.add(found)
        if found != ("whole" if error is None else "before"):
            wrong.append(f"{how} {when}: {error}; {found}")
    assert wrong == []
    assert "before" in seen
    assert how != "kill" or seen == {"before"}
    record_property(f"crash: setups ended ({how})", len(moments))


@pytest.mark.xdist_group("wordpress-setup")
@pytest.mark.parametrize(("how", "effort"), [*([("kill all", (1, 20))] * THOROUGH), ("orphan", (2, 20))])
def test_the_command_is_killed_and_recovered(
    counted: tuple[Bare, int], way: Between, how: How, effort: tuple[int, int], record_property: Record
) -> None:
    bare, statements = counted
    moments = chosen(statements, *effort)
    wrong = []
    for when in moments:
        bare.reset(shared=when % 2 == 0)
        way.set(how, when)
        code = run(bare)
        done = launcher("recover", bare.folder)
        way.let_pass()
        found = bare.found()
        if code != -9 or done.code or found not in {"before", "whole"}:
            wrong.append(f"{how} {when}: {code} {done.err} {found}")
    assert wrong == []
    record_property(f"crash: commands that set up and were killed ({how})", len(moments))


@pytest.mark.xdist_group("wordpress-setup")
def test_the_database_fails_for_good_and_comes_back(
    counted: tuple[Bare, int], way: Between, record_property: Record
) -> None:
    """What cannot be taken back then is taken back by the next command."""
    bare, statements = counted
    moments = evenly(range(1, statements + 1), 15) if THOROUGH else [statements]
    wrong = []
    for when in moments:
        bare.reset(shared=when % 2 == 0)
        way.set("fail on", when)
        error = bare.try_install()
        way.let_pass()
        done = launcher("recover", bare.folder)
        found = bare.found()
        if error is None or done.code or found != "before":
            wrong.append(f"{when}: {error} {done.err} {found}")
    assert wrong == []
    record_property("crash: setups without a database from some statement on", len(moments))


@pytest.mark.xdist_group("wordpress-setup")
def test_the_command_is_killed_while_it_takes_back(
    counted: tuple[Bare, int], way: Between, record_property: Record
) -> None:
    bare, statements = counted
    pairs = [(when, later) for when in evenly(range(1, statements + 1), 5) for later in range(1, 35, 4)]
    chosen_pairs = pairs if THOROUGH else evenly(pairs, 5)[3:4]
    wrong = []
    for when, later in chosen_pairs:
        bare.reset(shared=later % 2 == 0)
        way.set("fail", when, then=("kill all", when + later))
        code = run(bare)
        done = launcher("recover", bare.folder)
        way.let_pass()
        found = bare.found()
        if done.code or (found != "before" and (found != "whole" or code == 1)):
            wrong.append(f"{when} {later}: {code} {done.err} {found}")
    assert wrong == []
    record_property("crash: setups killed while they were taken back", len(chosen_pairs))


def run(bare: Bare, **more: str) -> int:
    arguments, env = bare.command
    done = subprocess.run(
        [sys.executable, "-m", "launcher", *arguments],
        env={**os.environ, **env, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # PHP that goes on would keep a pipe open
        check=False,
    )
    return done.returncode


# On SQLite.


@pytest.fixture(scope="module")
def php(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TracedPhp]:
    place = tmp_path_factory.mktemp("php")
    if why := why_not(place / "log"):
        pytest.skip(why)
    traced = TracedPhp(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAUNCHER_PHP", str(traced.program))
        yield traced


@pytest.fixture(scope="module")
def bare_sqlite(
    sites: Sites, php: TracedPhp, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Bare, Sequence[Moment]]:
    """Return a WordPress that is set up on SQLite, and the moments of that."""
    del sites  # it skips where the programs are not there
    found = make_bare(tmp_path_factory.mktemp("bare"), None, None, "")
    php.count()
    assert found.try_install() is None
    php.let_pass()
    found.whole = found.tables() or {}
    assert found.found() == "whole"
    return found, php.moments(found.folder)


@pytest.mark.xdist_group("wordpress-setup-sqlite")
@pytest.mark.parametrize("how", ["kill all", "ENOSPC", *(["kill", "EIO"] if THOROUGH else [])])
def test_a_setup_on_sqlite_is_ended(
    bare_sqlite: tuple[Bare, Sequence[Moment]], php: TracedPhp, how: str, record_property: Record
) -> None:
    bare, all_moments = bare_sqlite
    moments = evenly(all_moments, 100 if how == "kill" else 25) if THOROUGH else evenly(all_moments, 3)[1:2]
    wrong = []
    for moment in moments:
        bare.reset()
        php.fail(moment, how) if how.startswith("E") else php.kill(moment, parent=how == "kill all")
        if how == "kill all":
            error: object = run(bare, LAUNCHER_PHP=str(php.program))
            php.let_pass()
            done = launcher("recover", bare.folder)
            found = bare.found()
            if error != -9 or done.code or found not in {"before", "whole"}:
                wrong.append(f"{moment}: {error} {done.err} {found}")
            continue
        error = bare.try_install()
        php.let_pass()
        found = bare.found()
        if found != ("whole" if error is None else "before"):
            wrong.append(f"{how} {moment}: {error} {found}")
    assert wrong == []
    record_property(f"crash: setups on SQLite ended ({how})", len(moments))
