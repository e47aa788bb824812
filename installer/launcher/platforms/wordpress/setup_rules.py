"""What may be said of a WordPress that is to be set up; every mistake is named before anything is done."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from launcher.errors import TargetError
from launcher.platforms.setup import FileDatabase, ServerDatabase, SiteSetup

# What sanitize_user() of WordPress lets through in its strict form, and the column's length.
_ADMIN = re.compile(r"[A-Za-z0-9_.@-](?:[A-Za-z0-9 _.@-]{0,58}[A-Za-z0-9_.@-])?")
_EMAIL = re.compile(r"[^\s@<>\"'\\,;:()\[\]]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_PREFIX = re.compile(r"[A-Za-z0-9_]{1,20}")
# Names that need no care anywhere: the server takes more, but neither `/`, `\` nor `.` on every system.
_DATABASE = re.compile(r"[A-Za-z0-9_$-]{1,64}")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?")
_LONGEST_URL = 200


def check_setup(setup: SiteSetup) -> None:
    """Raise TargetError for what cannot be, naming the option."""
    _check_url(setup.url)
    _check("--admin-name", setup.admin_name, _ADMIN, "letters without accents, digits and any of _.@-, at most 60")
    _check("--admin-email", setup.admin_email, _EMAIL, "an email address")
    if len(setup.admin_email) > 100:
        raise TargetError("--admin-email must be at most 100 characters long")
    if not setup.admin_password.strip():
        raise TargetError("the administrator's password is empty")
    database = setup.database
    _check("--db-prefix", database.prefix, _PREFIX, "letters, digits and _, at most 20, such as wp_")
    if isinstance(database, ServerDatabase):
        _check("--db-name", database.name, _DATABASE, "letters, digits and any of _$-, at most 64")
        _check("--db-host", database.host, _HOST, "a name or address, with :PORT where it is not the usual one")
        if not database.user or "\0" in database.user + database.password:
            raise TargetError("--db-user must be the name of an account")
        if database.socket and (not database.socket.startswith("/") or "\0" in database.socket):
            raise TargetError("--db-socket must be the absolute path of a socket")
    elif isinstance(database, FileDatabase) and not (database.plugin / "db.copy").is_file():
        raise TargetError(
            "it is not the SQLite plugin of WordPress: it has no db.copy",
            where=database.plugin,
            hint="name the unpacked folder of sqlite-database-integration",
        )


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    # Spaces and quotes have no place in an address; whatever else is odd, WordPress would write anew.
    if not valid or re.search(r"[\s\"'<>\\?#@]|[^\x21-\x7e]", url) or url.endswith("/") or len(url) > _LONGEST_URL:
        raise TargetError(
            f"--url must be an address such as https://example.com or https://example.com/blog, not {url!a}"
        )


def _check(option: str, value: str, form: re.Pattern[str], said: str) -> None:
    if not form.fullmatch(value):
        raise TargetError(f"{option} must be {said}, not {value!a}")
