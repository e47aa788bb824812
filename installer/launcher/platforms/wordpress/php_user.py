"""Whom PHP runs as in a WordPress, and what it sees of the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError
from launcher.platforms.wordpress.target import LOADER

if TYPE_CHECKING:
    from pathlib import Path

# How the names begin of what a wp-config.php reads from the environment, in containers above all.
_CONFIGURING = ("WORDPRESS_", "WP_", "DB_", "DATABASE_", "MYSQL_", "MARIADB_")
# Passwords may be among them, which are for us alone.
_OURS = "LAUNCHER_"


def user_of(target: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return whom PHP shall run as, and its environment: the owner of the site, where we are root.

    What PHP runs is the site's, so it must not get more rights than whoever may write that, nor see root's environment.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}, _environment("")
    try:
        owner = (target / LOADER).stat()
    except OSError as error:
        raise TargetError("there is no WordPress in it", where=target) from error
    environment = {**_environment(_CONFIGURING), "HOME": "/"}
    if owner.st_uid == 0:
        return {}, environment
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}, environment


def _environment(prefixes: str | tuple[str, ...]) -> dict[str, str]:
    """Return the variables whose names begin with one of the ``prefixes``, and those that every program needs."""
    seen = {
        name: value for name, value in os.environ.items() if name.startswith(prefixes) and not name.startswith(_OURS)
    }
    return {"HOME": "/", **seen, "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
