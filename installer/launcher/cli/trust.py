"""The options of commands that want to know whose bundle it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.bundle.signing.verify import Trust

_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


def trust_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--key`` and ``--sha256`` to a command; it passes both to :func:`make_trust`."""
    key = click.option(
        "--key", metavar="KEY", help="The bundle must be signed with this public key: the key (RW...) or its file."
    )
    digest = click.option(
        "--sha256",
        metavar="HEX",
        callback=_check_digest,
        help="The bundle must have this SHA-256: of its file, or its content digest.",
    )
    return key(digest(command))


def _check_digest(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _DIGEST.fullmatch(value.strip()):
        raise click.BadParameter("a SHA-256 has 64 hexadecimal digits")
    return None if value is None else value.strip()


def make_trust(key: str | None, sha256: str | None) -> Trust | None:
    """Return what the options say; None where they are silent."""
    if key is None and sha256 is None:
        return None
    from launcher.bundle.signing.keys import read_public_key
    from launcher.bundle.signing.verify import Trust

    return Trust(None if key is None else read_public_key(key), sha256 or "")
