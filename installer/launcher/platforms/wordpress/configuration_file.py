"""Write ``wp-config.php``: constants as PHP literals, fresh secrets, nothing else of anybody's."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

from launcher.platforms.configuration.php_file import quoted
from launcher.platforms.setup import ServerDatabase

if TYPE_CHECKING:
    from launcher.platforms.setup import FileDatabase

_SALTS = tuple(f"{name}_{kind}" for kind in ("KEY", "SALT") for name in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"))
#: As WordPress's own installer draws them: 64 signs that need no escaping.
_SIGNS = string.ascii_letters + string.digits + "!@#$%^&*()-_ []{}<>~`+=,.;:/?|"
_SALT_LENGTH = 64


def write_wp_config(database: ServerDatabase | FileDatabase) -> bytes:
    """Return the file for a site with this database; its secrets are others each time."""
    if isinstance(database, ServerDatabase):
        host = f"{database.host}:{database.socket}" if database.socket else database.host
        account = {"NAME": database.name, "USER": database.user, "PASSWORD": database.password, "HOST": host}
    else:
        # The drop-in needs the name alone, to tell sites apart; WordPress wants the others to be defined.
        account = {"NAME": "wordpress", "USER": "", "PASSWORD": "", "HOST": ""}
    lines = [
        "<?php",
        "// The configuration of this WordPress, as launcher set it up. It is yours: nothing changes it again.",
        "",
        *(_define(f"DB_{name}", value) for name, value in account.items()),
        _define("DB_CHARSET", "utf8mb4"),
        _define("DB_COLLATE", ""),
        "",
        *(_define(name, _salt()) for name in _SALTS),
        "",
        f"$table_prefix = {quoted(database.prefix)};",
        "",
        "define( 'WP_DEBUG', false );",
        "",
        "if ( ! defined( 'ABSPATH' ) ) {",
        "\tdefine( 'ABSPATH', __DIR__ . '/' );",
        "}",
        "require_once ABSPATH . 'wp-settings.php';",
        "",
    ]
    return "\n".join(lines).encode()


def _define(name: str, value: str) -> str:
    return f"define( {quoted(name)}, {quoted(value)} );"


def _salt() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_SALT_LENGTH))
