"""What a user says of a site that is to be set up before something is installed into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerDatabase:
    """A database on a server of MySQL or MariaDB; ``host`` may have a port, ``socket`` is a path on this machine."""

    name: str
    user: str
    password: str = field(repr=False)
    host: str = "localhost"
    socket: str = ""
    prefix: str = "wp_"


@dataclass(frozen=True, slots=True)
class FileDatabase:
    """A database in a file, by the plugin in the folder ``plugin``."""

    plugin: Path
    prefix: str = "wp_"


@dataclass(frozen=True, slots=True)
class SiteSetup:
    """How a site is set up: its address, its administrator, its database. Passwords are nowhere but here."""

    url: str
    admin_name: str
    admin_email: str
    admin_password: str = field(repr=False)
    database: ServerDatabase | FileDatabase
