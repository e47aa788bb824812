"""``launcher init``."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.paths import GivenPath

EPILOG = """
\b
Examples:
  launcher init my-theme/
  launcher init my-theme/ && $EDITOR my-theme/launcher.yaml && launcher pack my-theme/
"""


@click.command("init", epilog=EPILOG)
@click.argument("source", type=GivenPath(path_type=Path))
def command(source: Path) -> None:
    """Write a commented launcher.yaml for the tree in SOURCE, from what is found there, for you to review."""
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import emit, say
    from launcher.demo.init import write_starter

    with progress_bar() as progress:
        written = write_starter(source, progress=progress)
    emit(str(written))
    say("Review it, above all the licence and the images to keep; then: " + f"launcher pack {source}")
