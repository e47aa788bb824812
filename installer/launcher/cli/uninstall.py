"""``launcher uninstall``."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """
\b
Examples:
  launcher uninstall trigger-point-clinic
  launcher uninstall --dry-run /var/www/site
"""


@click.command("uninstall", epilog=EPILOG)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be removed and kept; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was removed and kept as JSON.")
def command(target: Path, *, dry_run: bool, as_json: bool) -> None:
    """Remove from TARGET what was installed and is unchanged; keep and name what the owner changed or added."""
    from launcher.cli.output import emit, emit_json, plural, progress_bar, say
    from launcher.site.uninstall import plan_uninstall, uninstall

    if dry_run:
        result = plan_uninstall(target)
    else:
        with progress_bar(quiet=as_json) as progress:
            result = uninstall(target, progress=progress)
    if as_json:
        emit_json({"removed": list(result.removed), "kept": list(result.kept)})
        return
    if dry_run:
        for path in result.removed:
            emit(f"remove  {path}")
    for path in result.kept:
        emit(f"keep    {path}")
    verb = "Would remove" if dry_run else "Removed"
    kept = f"; kept {plural(len(result.kept), 'file')} of yours" if result.kept else ""
    say(f"{verb} {plural(len(result.removed), 'file')} from {target}{kept}.")
