"""``launcher uninstall``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from launcher.cli.paths import GivenPath
from launcher.cli.site_options import bundle_option, settings_of, site_options

if TYPE_CHECKING:
    from launcher.site.uninstall import UninstallResult

EPILOG = """
\b
Examples:
  launcher uninstall trigger-point-clinic
  launcher uninstall --dry-run /var/www/site
"""


@click.command("uninstall", epilog=EPILOG)
@click.argument("target", type=GivenPath(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be removed and kept; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was removed and kept as JSON.")
@bundle_option
@site_options
def command(
    target: Path, name: str | None, wait: float, state: str | None, *, no_sync: bool, dry_run: bool, as_json: bool
) -> None:
    """Remove from TARGET what was installed and is unchanged; keep and name what the owner changed or added."""
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import finished
    from launcher.site.uninstall import plan_uninstall, uninstall

    if dry_run:
        _print_result(plan_uninstall(target, bundle=name, state=state), target, dry_run=True, as_json=as_json)
        return
    with progress_bar(quiet=as_json) as progress:
        settings = settings_of(wait, state, no_sync=no_sync, progress=progress)
        result = uninstall(target, bundle=name, settings=settings)
    with finished(f"what was installed in {target} was removed"):
        _print_result(result, target, dry_run=False, as_json=as_json)


def _print_result(result: UninstallResult, target: Path, *, dry_run: bool, as_json: bool) -> None:
    from launcher.cli.output import emit, emit_json, plural, say

    if as_json:
        emit_json(
            {
                "removed": list(result.removed),
                "kept": list(result.kept),
                "restored": list(result.restored),
                "beside": list(result.beside),
                "actions": list(result.actions),
                "kept_things": list(result.kept_things),
            }
        )
        return
    if dry_run:
        for path in result.removed:
            emit(f"remove  {path}")
        for title in result.actions:
            emit(f"undo    {title}")
    for path in result.restored:
        emit(f"restore {path}")
    for path in result.kept:
        emit(f"keep    {path}")
    for thing in result.kept_things:
        emit(f"keep    {thing}")
    remove, keep = ("Would remove", "would keep") if dry_run else ("Removed", "kept")
    things = [plural(len(result.kept), "file")] if result.kept else []
    things += [plural(len(result.kept_things), "thing") + " beside files"] if result.kept_things else []
    kept = f"; {keep} {' and '.join(things)} of yours" if things else ""
    say(f"{remove} {plural(len(result.removed), 'file')} from {target}{kept}.")
