"""``launcher serve``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from launcher.cli.paths import GivenPath

EPILOG = """
\b
Examples:
  launcher serve trigger-point-clinic
  launcher serve site --port 0        any free port; the address is printed
"""


@click.command("serve", epilog=EPILOG)
@click.argument("target", type=GivenPath(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port; 0 takes any free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in your browser.")
def command(target: Path, *, port: int, open_browser: bool) -> None:
    """Serve the site in TARGET on this machine alone (127.0.0.1) until Ctrl-C."""
    from launcher.cli.output import emit, say
    from launcher.site.serve import make_server

    try:
        with make_server(target, port) as server:
            emit(server.url)
            sys.stdout.flush()
            say("Ctrl-C stops it.")
            if open_browser:
                import webbrowser

                webbrowser.open(server.url)
            server.serve_forever()
    except KeyboardInterrupt:
        say("\nstopped")
