from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.support.command import launcher
from tests.support.wordpress.cores import NEWER, sqlite_plugin
from tests.support.wordpress.demo import pack_demo
from tests.support.wordpress.site import WordPressSite, lay_core

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.wordpress.database import Server

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress")]

SECRET = 'p\'ass\\word "$x" é'
ADMIN_SECRET = 'kéeper\'s \\ "secret"'
# As the form for logging in does it, which hands the password on with slashes.
LOGIN = "return !is_wp_error(wp_authenticate('keeper', wp_slash($given['password'])));"
MAKER = ("--url", "https://site.example/blog", "--admin-name", "keeper", "--admin-email", "keeper@site.example")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def account(mariadb: Server) -> Iterator[None]:
    """Make an account that may make databases whose names begin with "made"."""
    escaped = SECRET.replace("\\", "\\\\").replace("'", "\\'")
    mariadb.sql(f"CREATE USER maker@localhost IDENTIFIED BY '{escaped}'; GRANT ALL ON `made%`.* TO maker@localhost")
    yield
    mariadb.sql("DROP USER maker@localhost")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a WordPress without configuration."""
    lay_core(NEWER, tmp_path / "site")
    return tmp_path / "site"


def on_server(server: Server, database: str) -> tuple[str, ...]:
    return (*MAKER, "--db-name", database, "--db-user", "maker", "--db-socket", str(server.socket))


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def databases(server: Server) -> set[str]:
    return {row[0] for row in server.sql("SHOW DATABASES")}


@pytest.mark.usefixtures("account")
def test_a_bare_wordpress_is_set_up_and_gets_the_demo(mariadb: Server, folder: Path, bundle: Path) -> None:
    env = {"LAUNCHER_DB_PASSWORD": SECRET, "LAUNCHER_ADMIN_PASSWORD": ADMIN_SECRET}
    before = set(everything(folder))
    done = launcher("install", bundle, folder, "--yes", *on_server(mariadb, "made_one"), env=env)
    assert done.code == 0, done.err
    assert "shown once" not in done.err
    config = folder / "wp-config.php"
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    site = WordPressSite(folder, mariadb, "made_one")
    assert site.php("return [get_option('siteurl'), get_option('home'), get_option('blogname')];") == [
        "https://site.example/blog",
        "https://site.example/blog",
        "The Clinic",
    ]
    assert site.php(LOGIN, password=ADMIN_SECRET) is True
    assert site.php(LOGIN, password="another") is False
    assert site.php("return current_user_can('x') || user_can(get_user_by('login', 'keeper'), 'manage_options');")
    assert site.php("return get_page_by_path('home')->post_title;") == "Home"
    assert len(set(site.php("return [AUTH_KEY, AUTH_SALT, NONCE_SALT, LOGGED_IN_KEY];"))) == 4
    kept = {name: data for name, data in everything(folder).items() if name not in before and name != config.name}
    for secret in (SECRET, ADMIN_SECRET):
        assert [name for name, data in kept.items() if secret.encode() in data] == []
        assert json.dumps(secret)[1:-1].encode() not in b"".join(kept.values())
        assert secret not in done.out + done.err

    gone = launcher("uninstall", folder)
    assert gone.code == 0, gone.err
    assert "keep    wp-config.php, the WordPress and its database" in gone.out
    assert set(everything(folder)) == before | {config.name}
    assert site.php("return get_page_by_path('home');") is None
    assert site.php(LOGIN, password=ADMIN_SECRET) is True
    again = launcher("install", bundle, folder, "--yes")
    assert again.code == 0, again.err


@pytest.mark.usefixtures("account")
def test_a_password_for_the_administrator_is_made_and_shown_once(
    mariadb: Server, folder: Path, bundle: Path, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text(f"{SECRET}\n")
    arguments = (
        *on_server(mariadb, "made_two"),
        "--db-password-file",
        str(tmp_path / "password"),
        "--db-prefix",
        "shop_",
    )
    planned = launcher("install", bundle, folder, "--yes", "--dry-run", "--json", *arguments)
    assert json.loads(planned.out)["actions"] == [
        "set WordPress up at https://site.example/blog",
        "import clinic into the database",
    ]
    assert "made_two" not in databases(mariadb)
    done = launcher("install", bundle, folder, "--yes", "--json", *arguments)
    assert done.code == 0, done.err
    assert done.err.count("shown once: ") == 1
    password = done.err.partition("shown once: ")[2].splitlines()[0]
    site = WordPressSite(folder, mariadb, "made_two")
    assert site.php(LOGIN, password=password) is True
    assert password not in json.dumps([str(data) for data in everything(folder / ".launcher").values()])
    assert {row[0][:5] for row in mariadb.sql("SHOW TABLES", "made_two")} == {"shop_"}
    upgraded = launcher("upgrade", folder, pack_demo(tmp_path, "1.1.0", "Welcome to"), "--yes")
    assert upgraded.code == 0, upgraded.err
    assert site.php(LOGIN, password=password) is True
    found = json.loads(launcher("status", folder, "--json").out)
    assert [action["title"] for action in found["actions"]] == json.loads(planned.out)["actions"]


def test_sqlite_where_it_is_asked_for(mariadb: Server, folder: Path, bundle: Path) -> None:
    arguments = (*MAKER, "--db", "sqlite", "--sqlite-plugin", sqlite_plugin())
    env = {"LAUNCHER_ADMIN_PASSWORD": ADMIN_SECRET}
    done = launcher("install", bundle, folder, "--yes", *arguments, env=env)
    assert done.code == 0, done.err
    site = WordPressSite(folder, mariadb)
    assert site.php("return get_page_by_path('home')->post_title;") == "Home"
    assert (folder / "wp-content/database/.htaccess").is_file()
    gone = launcher("uninstall", folder)
    assert gone.code == 0, gone.err
    assert site.php("return [get_page_by_path('home'), get_option('home')];") == [None, "https://site.example/blog"]


def test_the_title_of_a_site_is_what_was_said(mariadb: Server, folder: Path, bundle: Path) -> None:
    """After an uninstall too, which brings back what the set-up had made."""
    arguments = (*MAKER, "--db", "sqlite", "--sqlite-plugin", sqlite_plugin(), "--set", 'site_title=Jo\'s "A\\B"')
    done = launcher("install", bundle, folder, "--yes", *arguments, env={"LAUNCHER_ADMIN_PASSWORD": ADMIN_SECRET})
    assert done.code == 0, done.err
    look = "return html_entity_decode(get_option('blogname'), ENT_QUOTES);"
    assert WordPressSite(folder, mariadb).php(look) == 'Jo\'s "A\\B"'
    assert launcher("uninstall", folder).code == 0
    assert WordPressSite(folder, mariadb).php(look) == 'Jo\'s "A\\B"'


@pytest.mark.parametrize(
    "told",
    [
        ({}, {"LAUNCHER_DB_PASSWORD": "wrong"}, 'the database server refuses the account "maker"'),
        ({"--db-name": "other"}, {}, "the account may not use the database other, or there is none"),
        ({"--db-name": "made_full"}, {}, "the database made_full has tables that begin with wp_ already"),
        ({"--db-socket": "/nowhere"}, {}, "does not answer"),
        ({"--url": "site.example"}, {}, "--url must be an address"),
        ({"--admin-name": "ke'eper"}, {}, "--admin-name must be letters"),
        ({"--db-prefix": "x`"}, {}, "--db-prefix must be letters"),
        ({"--db-name": "a;b"}, {}, "--db-name must be letters"),
    ],
)
@pytest.mark.usefixtures("account")
def test_what_cannot_be_is_refused_before_anything_is_done(
    mariadb: Server, folder: Path, bundle: Path, told: tuple[dict[str, str], dict[str, str], str]
) -> None:
    changes, env, message = told
    mariadb.sql("CREATE DATABASE IF NOT EXISTS made_full; CREATE TABLE IF NOT EXISTS made_full.wp_options (a INT)")
    options = on_server(mariadb, "made_no")
    said = {**dict(zip(options[::2], options[1::2], strict=True)), **changes}
    arguments = [part for pair in said.items() for part in pair]
    before = set(everything(folder)), databases(mariadb)
    given = {"LAUNCHER_DB_PASSWORD": SECRET, "LAUNCHER_ADMIN_PASSWORD": "x", **env}
    done = launcher("install", bundle, folder, "--yes", *arguments, env=given)
    assert done.code == 1
    assert message in done.error
    assert SECRET not in done.err
    assert (set(everything(folder)), databases(mariadb)) == before


@pytest.mark.usefixtures("account")
def test_an_import_that_fails_leaves_neither_database_nor_configuration(
    mariadb: Server, folder: Path, bundle: Path
) -> None:
    """The theme of the bundle may not be used: that is found out after WordPress was set up."""
    (folder / "wp-content/db.php").write_text("<?php if (!defined('WP_INSTALLING')) { throw new Exception('broken'); }")
    before = everything(folder), databases(mariadb)
    env = {"LAUNCHER_DB_PASSWORD": SECRET, "LAUNCHER_ADMIN_PASSWORD": "x"}
    done = launcher("install", bundle, folder, "--yes", *on_server(mariadb, "made_half"), env=env)
    assert done.code == 1, done.err
    assert (everything(folder), databases(mariadb)) == before


@pytest.mark.usefixtures("account")
def test_tables_that_somebody_made_meanwhile_stay_whatever_their_names_begin_with(
    mariadb: Server, folder: Path, bundle: Path
) -> None:
    """Another WordPress may have come into the database, with a longer prefix."""
    (folder / "wp-content/db.php").write_text(
        "<?php if (!defined('WP_INSTALLING')) {"
        " $link = mysqli_connect('localhost', DB_USER, DB_PASSWORD, DB_NAME, 0, substr(DB_HOST, 10));"
        " $link->query('CREATE TABLE wp_b_options (a INT)'); throw new Exception('broken'); }"
    )
    env = {"LAUNCHER_DB_PASSWORD": SECRET, "LAUNCHER_ADMIN_PASSWORD": "x"}
    done = launcher("install", bundle, folder, "--yes", *on_server(mariadb, "made_shared"), env=env)
    assert done.code == 1, done.err
    assert mariadb.sql("SHOW TABLES", "made_shared") == [["wp_b_options"]]


@pytest.mark.usefixtures("account")
def test_what_is_wrong_with_a_wordpress_is_named_with_its_file(mariadb: Server, folder: Path, bundle: Path) -> None:
    settings = folder / "wp-settings.php"
    settings.unlink()
    settings.write_text("<?php\nthis is no php")
    env = {"LAUNCHER_DB_PASSWORD": SECRET, "LAUNCHER_ADMIN_PASSWORD": "x"}
    done = launcher("install", bundle, folder, "--yes", *on_server(mariadb, "made_broken"), env=env)
    assert done.code == 1
    assert "PHP failed in wp-settings.php, line 2: ParseError: syntax error" in done.error
    assert "made_broken" not in databases(mariadb)


# What is typed on a terminal.


@pytest.mark.usefixtures("account")
def test_passwords_are_asked_for_and_not_shown_as_they_are_typed(mariadb: Server, folder: Path, bundle: Path) -> None:
    with on_terminal("install", bundle, folder, *on_server(mariadb, "made_typed")) as (process, seen):
        type_unseen(process, "Password of maker on the database server", SECRET)
        type_unseen(process, "New password of the administrator keeper", ADMIN_SECRET)
        type_unseen(process, "The same again", "something else")
        process.expect("they are not the same")
        type_unseen(process, "New password of the administrator keeper", ADMIN_SECRET)
        type_unseen(process, "The same again", ADMIN_SECRET)
        process.expect(r"Title \[The Clinic\]: ")
        process.sendline("Typed")
        process.expect("Installed Clinic 1.0.0")
        process.expect(pexpect.EOF)
    assert process.exitstatus == 0
    assert "shown once" not in seen.getvalue()
    for secret in (SECRET, ADMIN_SECRET, "something else"):
        assert secret not in seen.getvalue()
    site = WordPressSite(folder, mariadb, "made_typed")
    assert site.php(LOGIN, password=ADMIN_SECRET) is True
    assert site.php("return get_option('blogname');") == "Typed"


def test_nothing_typed_for_the_administrator_makes_a_password(mariadb: Server, folder: Path, bundle: Path) -> None:
    arguments = (*MAKER, "--db", "sqlite", "--sqlite-plugin", sqlite_plugin())
    with on_terminal("install", bundle, folder, *arguments) as (process, _):
        type_unseen(process, "New password of the administrator keeper", "")
        process.expect(r"Title \[The Clinic\]: ")
        process.sendline("")
        process.expect(r"shown once: (\S+)")
        assert isinstance(process.match, re.Match)
        password = process.match.group(1)
        process.expect(pexpect.EOF)
    assert process.exitstatus == 0
    assert WordPressSite(folder, mariadb).php(LOGIN, password=password) is True


def test_ctrl_c_at_a_password_changes_nothing(folder: Path, bundle: Path) -> None:
    before = everything(folder)
    arguments = (*MAKER, "--db-name", "made_never", "--db-user", "maker")
    with on_terminal("install", bundle, folder, *arguments) as (process, _):
        process.expect("Password of maker on the database server: ")
        process.sendintr()
        process.expect("nothing was changed")
        process.expect(pexpect.EOF)
    assert process.exitstatus == 130
    assert everything(folder) == before


@contextmanager
def on_terminal(*arguments: str | Path) -> Iterator[tuple[pexpect.spawn[str], io.StringIO]]:
    """Run the command on a terminal of its own; yield it, and what a person sees there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LAUNCHER_")}
    command = ["-m", "launcher", *map(str, arguments)]
    process = pexpect.spawn(
        sys.executable,
        command,
        encoding="utf-8",
        timeout=120,
        dimensions=(40, 200),
        env={**environment, "NO_COLOR": "1"},
    )
    process.logfile_read = io.StringIO()
    try:
        yield process, process.logfile_read
    finally:
        process.close()


def type_unseen(process: pexpect.spawn[str], question: str, text: str) -> None:
    process.expect_exact(question)
    process.waitnoecho(timeout=30)
    assert not process.getecho()
    process.sendline(text)
