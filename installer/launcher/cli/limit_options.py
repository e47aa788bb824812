"""The option of commands that read a bundle about how much it may ask of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.bundle.limits import Limits


def limit_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--limit``, which may be repeated; the command gets Limits, or None where nobody says anything."""
    return click.option(
        "--limit",
        "limits",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_parse,
        help="Move a limit on what the bundle may ask of this machine: file=2G. May be repeated; docs/cli.md has all.",
    )(command)


def _parse(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> Limits | None:
    if not values:
        return None
    from launcher.bundle.limits import changed_limits, parse_limit

    try:
        return changed_limits(dict(map(parse_limit, values)))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
