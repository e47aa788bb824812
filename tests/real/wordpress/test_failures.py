"""Each way in which a WordPress or its database can fail: one clear line, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from launcher.demo.wordpress.document import Post, SiteDocument, Theme
from launcher.errors import WordPressError
from launcher.platforms.wordpress.php import probe, run_job
from tests.support.wordpress.documents import small_document, whole_document

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.wordpress.document import SiteDocument as Document
    from launcher.platforms.wordpress.php import Kept
    from tests.support.wordpress.importing import Importing
    from tests.support.wordpress.site import WordPressSite


def refusal(importing: Importing, document: Document | None = None) -> WordPressError:
    """Return the error of an import, which must have left the database as it was, and say it in one line."""
    before = importing.site.fingerprint()
    with pytest.raises(WordPressError) as raised:
        importing.bring(document or small_document())
    assert importing.site.fingerprint() == before
    assert "\n" not in raised.value.message
    assert "<" not in raised.value.message
    return raised.value


def with_account(site: WordPressSite, rights: str) -> None:
    """Let the site use an account that has only some rights."""
    site.sql(f"CREATE OR REPLACE USER visitor@localhost IDENTIFIED BY 'right'; GRANT {rights} TO visitor@localhost")
    site.configure(DB_USER="visitor", DB_PASSWORD="right")


def test_a_wrong_password(importing: Importing) -> None:
    with_account(importing.site, f"ALL ON {importing.site.database}.*")
    importing.site.configure(DB_USER="visitor", DB_PASSWORD="wrong and secret")
    error = refusal(importing)
    assert error.code == "password"
    assert "visitor" in error.message
    assert "secret" not in error.message


@pytest.mark.parametrize(
    ("constants", "code"),
    [
        ({"DB_NAME": "there_is_none"}, "no-database"),
        ({"DB_HOST": "localhost:/nowhere/socket"}, "no-server"),
        ({"MULTISITE": True}, "multisite"),
    ],
)
def test_a_configuration_that_does_not_work(importing: Importing, constants: dict[str, Any], code: str) -> None:
    importing.site.configure(**constants)
    assert refusal(importing).code == code


def test_a_wordpress_that_is_not_installed(importing: Importing) -> None:
    importing.site.sql("DROP TABLE wp_options, wp_posts")
    assert refusal(importing).code == "not-installed"


def test_a_wordpress_that_is_being_updated(importing: Importing) -> None:
    mark = importing.site.folder / ".maintenance"
    mark.write_text("<?php $upgrading = 99999999999; ?>")
    assert refusal(importing).code == "maintenance"
    mark.write_text("<?php $upgrading = 1; ?>")  # for WordPress too it is over after ten minutes
    importing.bring(small_document())


def test_a_wordpress_that_is_too_old_or_none(importing: Importing, tmp_path: Path) -> None:
    version = importing.site.folder / "wp-includes/version.php"
    version.unlink()
    assert refusal(importing).code == "no-wordpress"
    version.write_text("<?php\n$wp_version = '6.0.9';\n")
    error = refusal(importing)
    assert error.code == "old"
    assert "6.0.9" in error.message
    (tmp_path / "wp-load.php").write_text("<?php")
    with pytest.raises(WordPressError, match="no WordPress"):
        probe(tmp_path)


def test_no_configuration(importing: Importing) -> None:
    (importing.site.folder / "wp-config.php").unlink()
    assert refusal(importing).code == "no-config"


def test_an_account_with_too_few_rights(importing: Importing) -> None:
    database = importing.site.database
    with_account(importing.site, f"SELECT, LOCK TABLES ON {database}.*")
    assert refusal(importing).code == "rights"
    with_account(importing.site, f"SELECT, INSERT, UPDATE, DELETE ON {database}.*")
    importing.bring(whole_document())
    assert set(importing.fates().values()) == {"unchanged"}


def test_a_database_that_is_read_only(importing: Importing) -> None:
    with_account(importing.site, f"ALL ON {importing.site.database}.*")
    importing.site.sql("SET GLOBAL read_only = 1")
    try:
        assert refusal(importing).code == "read-only"
    finally:
        importing.site.sql("SET GLOBAL read_only = 0")


def test_tables_that_know_no_transactions(importing: Importing) -> None:
    importing.site.sql("ALTER TABLE wp_postmeta ENGINE=MyISAM")
    error = refusal(importing)
    assert error.code == "engine"
    assert "wp_postmeta" in error.message
    assert "MyISAM" in error.message


def test_something_that_the_database_does_not_take_at_once(importing: Importing) -> None:
    importing.site.sql("SET GLOBAL max_allowed_packet = 1048576")
    try:
        document = SiteDocument(posts=(Post("post/1", "post", "p", "P", "x" * 2_000_000),))
        assert refusal(importing, document).code in {"too-large", "lost-connection"}
    finally:
        importing.site.sql("SET GLOBAL max_allowed_packet = 16777216")


def test_a_site_that_makes_its_address_of_a_request(importing: Importing) -> None:
    importing.site.configure(
        top="define('WP_HOME', 'https://' . $_SERVER['HTTP_HOST']); define('WP_SITEURL', WP_HOME);"
    )
    assert refusal(importing).code == "no-address"
    with pytest.raises(WordPressError, match="does not know its address"):
        probe(importing.site.folder)


def test_a_table_that_takes_no_emoji(importing: Importing) -> None:
    importing.site.sql("ALTER TABLE wp_posts CONVERT TO CHARACTER SET utf8mb3")
    error = refusal(importing, SiteDocument(posts=(Post("a", "post", "a", "A \U0001f600"),)))
    assert error.code == "not-kept"
    assert "utf8mb4" in (error.hint or "")


def test_a_time_zone_that_there_is_not(importing: Importing) -> None:
    error = refusal(importing, replace(small_document(), timezone="Europe/Nowhere"))
    assert error.message == "PHP does not know the time zone Europe/Nowhere"


# Themes are PHP, and may do anything.


@pytest.mark.parametrize(
    ("php", "code", "said"),
    [
        ("missing_function();", "fatal", "themes/own/functions.php, line 2: Error: Call to undefined function"),
        ("this is no php", "fatal", "themes/own/functions.php, line 2"),
        ("throw new Exception('of a <b>theme</b>');", "fatal", "of a theme"),
        ("$a = []; while (true) { $a[] = str_repeat('x', 1000000); }", "memory", "memory"),
        ("wp_die('Not <i>today</i>');", "died", "Not today"),
        ("exit(0);", "died", "stopped"),
        ("posix_kill(posix_getpid(), SIGKILL);", "silent", "without an answer"),
    ],
)
def test_a_theme_that_fails(importing: Importing, php: str, code: str, said: str) -> None:
    own_theme(importing.site, php)
    error = refusal(importing, SiteDocument(theme=Theme("own")))
    assert (error.code, said in error.message) == (code, True), error.message


def own_theme(site: WordPressSite, php: str) -> None:
    folder = site.content / "themes/own"
    folder.mkdir()
    (folder / "style.css").write_text("/*\nTheme Name: Own\n*/")
    (folder / "index.php").write_text("<?php\n")
    (folder / "functions.php").write_text(f"<?php\n{php}\n")


def test_a_theme_that_prints_and_spoils_answers_does_no_harm(importing: Importing) -> None:
    own_theme(importing.site, 'echo \'{"launcher":1,"ok":true}\', str_repeat("noise\\n", 100000); ob_start();')
    importing.bring(SiteDocument(theme=Theme("own"), posts=small_document().posts))
    assert importing.site.php("return get_stylesheet();") == "own"


@pytest.mark.parametrize("says", [True, False], ids=["mariadb", "mysql"])
def test_a_theme_that_alters_tables_when_it_is_loaded_does_no_harm(importing: Importing, *, says: bool) -> None:
    """Which ends the transaction; MariaDB has a variable that tells so, and MySQL has none."""
    mute = "add_filter('query', fn ($sql) => str_replace('@@in_transaction', '@@there_is_none', $sql));"
    alter = "global $wpdb; $wpdb->query('CREATE TABLE IF NOT EXISTS wp_own (a INT)');"
    own_theme(importing.site, alter if says else mute + alter)
    importing.site.sql("CREATE TABLE wp_own (a INT)")
    before = importing.site.fingerprint()
    document = SiteDocument(theme=Theme("own"), posts=small_document().posts)
    with pytest.raises(KeyboardInterrupt):
        stopped_before_the_end(importing, document)
    assert {table for table, rows in importing.site.fingerprint().items() if rows != before[table]} <= {"wp_options"}
    importing.bring(document)
    assert set(importing.fates().values()) == {"unchanged"}


def test_what_a_theme_does_when_it_is_switched_to_happens_at_the_first_visit(importing: Importing) -> None:
    """Not while we look whether all is there, without the theme."""
    own_theme(importing.site, "add_action('after_switch_theme', fn () => update_option('own_switched', 'heard'));")
    action, place = importing.action(SiteDocument(theme=Theme("own")))
    action.do(place)
    assert action.check(place)
    action.status(place)
    assert importing.site.php("return get_option('own_switched');") == "heard"


def stopped_before_the_end(importing: Importing, document: Document) -> None:
    action, place = importing.action(document)

    def stop(token: str, before: Kept) -> None:
        del token, before
        raise KeyboardInterrupt

    assert place.payload is not None
    run_job(
        "import", importing.site.folder, document=place.payload, bundle="shop", digest=action.data["digest"], keep=stop
    )


def test_a_theme_that_is_missing(importing: Importing) -> None:
    error = refusal(importing, SiteDocument(theme=Theme("there-is-none")))
    assert (error.code, "there-is-none" in error.message) == ("theme", True)


def test_plugins_are_not_loaded(importing: Importing) -> None:
    for place in ("plugins/bad.php", "mu-plugins/bad.php"):
        path = importing.site.content / place
        path.parent.mkdir(exist_ok=True)
        path.write_text("<?php\n/* Plugin Name: Bad */\nexit('bad');\n")
    importing.site.sql(
        """UPDATE wp_options SET option_value = 'a:1:{i:0;s:7:"bad.php";}' WHERE option_name = 'active_plugins'"""
    )
    importing.bring(small_document())
    assert importing.site.sql("SELECT option_value FROM wp_options WHERE option_name = 'active_plugins'") == [
        ['a:1:{i:0;s:7:"bad.php";}']
    ]


def test_no_php_or_one_without_what_it_needs(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LAUNCHER_PHP", "/there/is/none")
    assert refusal(importing).code == "no-php"
    bare = tmp_path / "bare-php"
    bare.write_text(f'#!/bin/sh\nexec {shutil.which("php")} -n "$@"\n')
    bare.chmod(0o755)
    monkeypatch.setenv("LAUNCHER_PHP", str(bare))
    assert refusal(importing).code == "extension"
    monkeypatch.setenv("LAUNCHER_PHP", "/bin/true")
    assert refusal(importing).code == "silent"


def test_one_that_takes_for_ever_is_ended(importing: Importing) -> None:
    own_theme(importing.site, "while (true) { usleep(1000); }")
    importing.site.sql("UPDATE wp_options SET option_value = 'own' WHERE option_name IN ('template', 'stylesheet')")
    with pytest.raises(WordPressError, match="more than 2 seconds"):
        run_job("probe", importing.site.folder, seconds=2)


def test_a_configuration_may_come_from_the_environment(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in WordPress's own container; what is for us alone stays ours."""
    importing.site.configure(
        top="if (getenv('WORDPRESS_DB_HOST') !== 'here' || getenv('LAUNCHER_DB_PASSWORD') !== false) { exit; }"
    )
    assert refusal(importing).code == "died"
    monkeypatch.setenv("WORDPRESS_DB_HOST", "here")
    monkeypatch.setenv("LAUNCHER_DB_PASSWORD", "secret")
    importing.bring(small_document())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PHP as somebody else")
def test_root_runs_php_as_the_owner_of_the_site(importing: Importing) -> None:
    folder = importing.site.folder
    loader = folder / "wp-load.php"
    text = loader.read_bytes()
    loader.unlink()
    loader.write_bytes(text)
    os.chown(loader, 65534, 65534)
    for above in [folder, *folder.parents]:
        if not above.stat().st_mode & 0o001:  # of the folders of a test run, however many there are
            above.chmod(0o755)
    importing.site.server.folder.chmod(0o755)
    importing.site.configure(top="if (posix_geteuid() !== 65534 || getenv('SSH_AUTH_SOCK')) { exit; }")
    assert probe(folder)["version"].startswith("6.5")
