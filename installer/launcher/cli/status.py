"""``launcher status``."""

from __future__ import annotations

import click

from launcher.cli.paths import GivenPath

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
@click.option("--exit-code", "tell", is_flag=True, help="Exit 1 where a file was changed, added or lost.")
def command(target: str, *, as_json: bool, tell: bool) -> int:
    """Say what is installed in TARGET, and which files were changed, added or lost since."""
    from launcher.site.status import status

    found = status(target)
    if as_json:
        from json import dumps

        click.echo(dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        _print_text(found)
    return 1 if tell and not found.clean else 0


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
    ):
        for path in paths:
            emit(f"  {word:<8} {path}")
