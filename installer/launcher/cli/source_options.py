"""The options of commands about where a bundle comes from and whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.bundle.signing.verify import Trust
    from launcher.fetch.rules import Download

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


def download_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--allow-private`` and ``--max-download`` to a command; it passes both to :func:`make_download`."""
    private = click.option(
        "--allow-private",
        is_flag=True,
        help="Download from addresses that are not public, too, and over http from this machine.",
    )
    most = click.option(
        "--max-download",
        metavar="MIB",
        type=click.IntRange(1, 4096),
        default=2048,
        show_default=True,
        help="The largest bundle that is downloaded.",
    )
    return private(most(command))


def make_download(sha256: str | None, max_download: int, *, allow_private: bool) -> Download:
    """Return what the options say about a download."""
    from launcher.fetch.rules import Download

    return Download(bytes=max_download * 1024**2, digest=sha256 or "", allow_private=allow_private)
