"""Options that every command has that changes a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from launcher.cli.paths import GivenPath

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from launcher.bundle.limits import Limits
    from launcher.progress import Progress
    from launcher.site.session import Settings

Function = TypeVar("Function", bound="Callable[..., Any]")

state_option = click.option(
    "--state",
    metavar="DIR",
    type=GivenPath(),
    help="Where Launcher's own folder is, if not in TARGET. Also: LAUNCHER_STATE.",
)
bundle_option = click.option("--bundle", "name", metavar="NAME", help="Which bundle, where several are installed.")


def site_options(function: Function) -> Function:
    """Add ``--wait``, ``--state`` and ``--no-sync``."""
    for option in (
        click.option("--no-sync", "no_sync", is_flag=True, help="Do not wait for the disk. A power cut may do harm."),
        state_option,
        click.option(
            "--wait",
            metavar="SECONDS",
            type=click.FloatRange(min=0),
            default=0.0,
            help="Wait this long for another command on TARGET.",
        ),
    ):
        function = option(function)
    return function


def settings_of(
    wait: float,
    state: str | Path | None,
    *,
    no_sync: bool,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Settings:
    """Return what the options mean."""
    from launcher.site.session import Settings

    return Settings(wait=wait, state=state, sync=not no_sync, progress=progress, limits=limits)
