"""``launcher status``."""

from __future__ import annotations

import click

from launcher.cli.paths import GivenPath
from launcher.cli.site_options import bundle_option, state_option

EPILOG = """
\b
Examples:
  launcher status trigger-point-clinic
  launcher status --json /var/www/site
  launcher status --exit-code /var/www/site || echo changed
"""


@click.command("status", epilog=EPILOG)
@click.argument("target", type=GivenPath())
@click.option("--json", "as_json", is_flag=True, help="Print the status as JSON.")
@bundle_option
@state_option
@click.option("--exit-code", "tell", is_flag=True, help="Exit 1 where a file was changed, added or lost.")
def command(target: str, name: str | None, state: str | None, *, as_json: bool, tell: bool) -> int:
    """Say what is installed in TARGET, and which files were changed, added or lost since."""
    from launcher.site.status import status, statuses

    found = statuses(target, state=state) if name is None else [status(target, bundle=name, state=state)]
    if as_json:
        from json import dumps

        values = [one.to_json() for one in found]
        click.echo(dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2))
    else:
        for one in found:
            _print_text(one)
    return 1 if tell and not all(one.clean for one in found) else 0


def _print_text(found: object) -> None:
    from launcher.cli.output import emit, plural
    from launcher.site.status import Status

    assert isinstance(found, Status)
    emit(f"{found.name} {found.version} ({found.platform}) in {found.target}")
    emit(f"{plural(found.unchanged, 'file')} as installed")
    for word, paths in (
        ("yours", found.yours),
        ("changed", found.changed),
        ("added", found.added),
        ("lost", found.lost),
        ("offered", found.offered),
    ):
        for path in paths:
            emit(f"  {word:<8} {path}")
    for action in found.actions:
        emit(f"{action.title}: {action.trouble or f'{action.unchanged} as installed'}")
        for word, things in (("changed", action.changed), ("lost", action.lost)):
            for thing in things:
                emit(f"  {word:<8} {thing}")
