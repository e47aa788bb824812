"""A WordPress site for one test: a folder with the core, a configuration, and a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.wordpress.cores import DEBIAN, core, sqlite_plugin

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wordpress.database import Server

ADDRESS = "http://site.example"
ADMIN, PASSWORD = "keeper", "a password that nobody guesses"
SQLITE = "sqlite"

_SECRETS = ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")
_CONFIG_END = """$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL = """
define('WP_INSTALLING', true);
function wp_mail() { return true; }
$GLOBALS['wp_filter']['pre_http_request'][10][] = ['accepted_args' => 3, 'function' => function () {
    return new WP_Error('offline', 'offline');  // it would look for itself under an address that nobody serves
}];
require $_SERVER['argv'][1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('The owner\\'s site', $_SERVER['argv'][3], 'keeper@site.example', true, '', $_SERVER['argv'][4]);
update_option('permalink_structure', '');
update_option('siteurl', $_SERVER['argv'][2]);
update_option('home', $_SERVER['argv'][2]);
"""
_ASK = """
$launcher_given = json_decode($_SERVER['argv'][2], true);  // before WordPress puts slashes into it
require $_SERVER['argv'][1] . '/wp-load.php';
$value = (static function (array $given) { %s })($launcher_given);
wp_cache_flush();
echo "\\n\\x1eANSWER", json_encode($value, JSON_INVALID_UTF8_SUBSTITUTE | JSON_PRESERVE_ZERO_FRACTION);
"""


@dataclass(frozen=True)
class WordPressSite:
    """A site that works. ``database`` is "" where it is a SQLite file below ``folder``."""

    folder: Path
    server: Server
    database: str = ""

    @property
    def content(self) -> Path:
        """The folder ``wp-content``."""
        return self.folder / "wp-content"

    @property
    def uploads(self) -> Path:
        """Where its uploads are."""
        return self.content / "uploads"

    def php(self, code: str, **given: Any) -> Any:
        """Run PHP statements in the loaded site and return what they return; ``$given`` has the arguments."""
        command = ["php", "-d", "display_errors=stderr", "-d", "memory_limit=1G", "-r", _ASK % code]
        done = subprocess.run(
            [*command, "--", str(self.folder), json.dumps(given)], capture_output=True, check=False, timeout=300
        )
        noise, found, answer = done.stdout.decode().rpartition("\n\x1eANSWER")
        if done.returncode or not found:
            raise RuntimeError(done.stderr.decode()[-1500:] or f"{noise}{answer}"[-1500:])
        return json.loads(answer)

    def sql(self, statements: str) -> list[list[str]]:
        """Ask its MariaDB."""
        return self.server.sql(statements, self.database)

    def fingerprint(self) -> dict[str, str]:
        """Return what is the same for two states of its MariaDB that have the same rows."""
        return self.server.fingerprint(self.database)

    def configure(self, *, top: str = "", **constants: str | bool) -> None:
        """Write ``wp-config.php``, with other constants than usual, or PHP ahead of everything."""
        values: dict[str, str | bool] = {
            "DB_NAME": self.database or "wordpress",
            "DB_USER": "root",
            "DB_PASSWORD": "",
            "DB_HOST": f"localhost:{self.server.socket}",
            "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            "AUTOMATIC_UPDATER_DISABLED": True,
            **{
                f"{one}_{kind}": f"{one}{kind}"
                for one in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")
                for kind in ("KEY", "SALT")
            },
            **constants,
        }
        lines = [f"define({_php(name)}, {_php(value)});" for name, value in values.items()]
        (self.folder / "wp-config.php").write_text("\n".join(["<?php", top, *lines, _CONFIG_END]))


def add_theme(site: WordPressSite, name: str) -> None:
    """Put a theme that Debian has into a site."""
    place = site.content / "themes" / name
    if not place.exists():
        shutil.copytree(core(DEBIAN) / "wp-content/themes" / name, place)


def _php(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def lay_core(version: str, folder: Path) -> None:
    """Make ``folder`` a WordPress without configuration; its files are the shared ones, not to be changed in place."""
    source = core(version)
    try:
        shutil.copytree(source, folder, copy_function=os.link)
    except (OSError, shutil.Error):  # the downloads are on another file system
        shutil.copytree(source, folder, dirs_exist_ok=True)
    (folder / "wp-content" / "uploads").mkdir(exist_ok=True)


def install(site: WordPressSite) -> None:
    """Let WordPress's own installer fill the database."""
    arguments = [str(site.folder), ADDRESS, ADMIN, PASSWORD]
    done = subprocess.run(["php", "-r", _INSTALL, "--", *arguments], capture_output=True, text=True, check=False)
    if done.returncode or "error" in done.stdout.lower():
        raise RuntimeError(done.stdout + done.stderr)


def use_sqlite(folder: Path) -> None:
    """Put the SQLite drop-in into a site, as its plugin does."""
    plugin = folder / "wp-content/plugins/sqlite-database-integration"
    shutil.copytree(sqlite_plugin(), plugin)
    text = (plugin / "db.copy").read_text()
    text = text.replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(plugin))
    text = text.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php")
    (folder / "wp-content/db.php").write_text(text)


@dataclass
class Sites:
    """Makes sites; each kind is installed once and copied from then on."""

    server: Server
    place: Path

    def new(self, folder: Path, version: str, *, sqlite: bool = False) -> WordPressSite:
        """Make a site at ``folder``, as WordPress's installer leaves it."""
        pattern = self._pattern(version, sqlite=sqlite)
        lay_core(version, folder)
        if sqlite:
            use_sqlite(folder)
            shutil.copytree(pattern.content / "database", folder / "wp-content/database")
        site = WordPressSite(folder, self.server, "" if sqlite else self.server.new_database(pattern.database))
        site.configure()
        return site

    def renew(self, site: WordPressSite, version: str) -> None:
        """Bring back the database of ``site`` as WordPress's installer left it."""
        self.server.fill(site.database, self._pattern(version, sqlite=False).database)

    def _pattern(self, version: str, *, sqlite: bool) -> WordPressSite:
        folder = self.place / f"{version}{'-sqlite' if sqlite else ''}"
        site = WordPressSite(folder, self.server, "" if sqlite else f"pattern_{version.replace('.', '_')}")
        if not folder.exists():
            lay_core(version, folder)
            if sqlite:
                use_sqlite(folder)
            else:
                self.server.sql(f"CREATE DATABASE {site.database} CHARACTER SET utf8mb4")
            site.configure()
            install(site)
        return site
