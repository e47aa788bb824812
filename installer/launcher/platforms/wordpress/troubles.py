"""What the importer's codes mean to a person: one line, and a hint where they can act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.errors import WordPressError

if TYPE_CHECKING:
    from pathlib import Path

# What is wrong, before what the database or PHP says itself.
_SAID = {
    "password": "the database does not take the user and password of wp-config.php",
    "no-database": "the database that wp-config.php names does not exist",
    "no-server": "the database server that wp-config.php names cannot be reached",
    "lost-connection": "the connection to the database was lost, and nothing was changed",
    "rights": "the user of the database has too few rights",
    "read-only": "the database cannot be written to",
    "disk-full": "the database has no room left on its disk",
    "too-large": "something of the demo is longer than the database takes",
    "busy": "others are changing the database",
    "not-kept": "the database cannot keep something of the demo as it is",
    "database": "the database failed",
    "died": "WordPress stopped",
    "silent": "PHP ended without an answer",
    "timeout": "PHP was ended because it took more than",
    "ended": "nothing was changed",
}
_HINTS = {
    "password": "correct DB_USER and DB_PASSWORD, and see that the site works in a browser",
    "no-database": "correct DB_NAME, or make the database",
    "no-server": "start the server, or correct DB_HOST",
    "rights": "it needs SELECT, INSERT, UPDATE and DELETE on the tables of WordPress",
    "too-large": "a larger max_allowed_packet of the database server takes it",
    "busy": "try again",
    "not-kept": "emoji need utf8mb4: ALTER TABLE its_name CONVERT TO CHARACTER SET utf8mb4, once there is a copy",
    "engine": "ALTER TABLE its_name ENGINE=InnoDB makes it a table that can, once there is a copy of the database",
    "not-installed": "finish its installation in a browser first",
    "no-config": "--url, --db-name and the like say how it shall be set up",
    "no-address": "define WP_HOME and WP_SITEURL in wp-config.php without $_SERVER['HTTP_HOST']",
    "maintenance": "wait until the update is done; where none is at work, remove the file .maintenance",
    "old": "update WordPress first",
    "php": "LAUNCHER_PHP names another PHP",
    "extension": "install php-mysql, or name another PHP with LAUNCHER_PHP",
    "memory": "a demo of this size needs more memory than one gigabyte of PHP's",
    "silent": "LAUNCHER_PHP must name PHP for the command line (php-cli)",
    "newer": "update Launcher",
    "no-room": "free some there, or name another folder for temporary files with TMPDIR",
}


def explain(code: str, message: str, target: Path) -> WordPressError:
    """Return the error for a code of the importer's and the line that came with it."""
    said = _SAID.get(code)
    line = message if said is None else f"{said}: {message}" if message and code != "timeout" else f"{said} {message}"
    return WordPressError(line.strip() or "it failed", code=code, where=target, hint=_HINTS.get(code))
