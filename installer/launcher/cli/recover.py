"""``launcher recover``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from launcher.cli.paths import GivenPath
from launcher.cli.site_options import settings_of, site_options

if TYPE_CHECKING:
    from pathlib import Path

EPILOG = """
\b
Examples:
  launcher recover /var/www/site
  launcher recover --json /var/www/site
"""

_SAID = {
    "nothing": "nothing was interrupted",
    "cleared": "what an interrupted command had prepared was removed; everything is as before it",
    "finished": "{command} was interrupted, and is finished now",
    "undone": "{command} was interrupted, and was taken back; everything is as before it",
}


@click.command("recover", epilog=EPILOG)
@click.argument("target", type=GivenPath())
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@site_options
def command(target: str, wait: float, state: str | Path | None, *, no_sync: bool, as_json: bool) -> None:
    """Finish or take back what an interrupted command left in TARGET, and do nothing else.

    Every other command on TARGET does this first, too.
    """
    from launcher.cli.output import emit_json, finished, say
    from launcher.site.recover import recover

    result = recover(target, settings=settings_of(wait, state, no_sync=no_sync))
    with finished(f"{target} is in order"):
        if as_json:
            emit_json(result._asdict())
            return
        name = f"`launcher {result.command}`" if result.command else "a command"
        say(f"{target}: {_SAID[result.outcome].format(command=name)}")
