"""``launcher images put``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launcher.cli.paths import GivenPath
from launcher.cli.site_options import settings_of, site_options

if TYPE_CHECKING:
    from launcher.site.put import PutResult

EPILOG = """
\b
Examples:
  launcher images put site images/hero.jpg my-photo.jpg
  launcher images put site images/team/anna.jpg anna.png --focus 50%,20%
  launcher images put site images/logo.png my-logo.png --fit pad --background transparent
  launcher images put site --from my-pictures/ --dry-run

\b
A folder's files are matched by path, then by name, whatever their format:
  my-pictures/images/hero.png, my-pictures/hero.webp  ->  images/hero.jpg and its sizes
"""
_GRAVITIES = {
    "center": (0.5, 0.5), "north": (0.5, 0.0), "south": (0.5, 1.0), "west": (0.0, 0.5), "east": (1.0, 0.5),
    "north-west": (0.0, 0.0), "north-east": (1.0, 0.0), "south-west": (0.0, 1.0), "south-east": (1.0, 1.0),
}  # fmt: skip
_POINT = re.compile(r"\s*(\d+(?:\.\d+)?)(%?)\s*,\s*(\d+(?:\.\d+)?)(%?)\s*")
_HEX = re.compile(r"#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_COLOURS = {"white": (255, 255, 255, 255), "black": (0, 0, 0, 255), "transparent": (255, 255, 255, 0)}


def parse_point(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, float] | None:
    """Return a point of a picture as parts from 0 to 1; it is given so or as percentages."""
    if value is None:
        return None
    found = _POINT.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no point; say 0.5,0.2 or 50%,20%", ctx, param)
    across = float(found[1]) / (100 if found[2] else 1)
    down = float(found[3]) / (100 if found[4] else 1)
    if max(across, down) > 1:
        raise click.BadParameter(f"{value!r} is outside of the picture; say 0.5,0.2 or 50%,20%", ctx, param)
    return across, down


def parse_colour(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    """Return red, green, blue and alpha, from 0 to 255; a colour is given as a word, #rgb or #rrggbb, or with alpha."""
    if value is None:
        return None
    if value.lower() in _COLOURS:
        return _COLOURS[value.lower()]
    found = _HEX.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no colour; say #f6f5f2, white, black or transparent", ctx, param)
    digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
    return tuple(bytes.fromhex(digits.ljust(8, "f")))


@click.command("put", epilog=EPILOG)
@click.argument("target", type=GivenPath(path_type=Path))
@click.argument("path", required=False)
@click.argument("file", required=False, type=GivenPath(path_type=Path))
@click.option(
    "--from",
    "folder",
    metavar="DIR",
    type=GivenPath(path_type=Path),
    help="Put every picture in DIR whose name matches, in place of PATH and FILE.",
)
@click.option(
    "--fit",
    type=click.Choice(("crop", "pad", "stretch")),
    default="crop",
    show_default=True,
    help="Cut what is too much, add a border, or distort.",
)
@click.option(
    "--focus",
    metavar="X,Y",
    callback=parse_point,
    help="The point to keep when it is cut, as 0.5,0.2 or 50%,20%. Default: the middle.",
)
@click.option("--gravity", type=click.Choice(tuple(_GRAVITIES)), help="The same, as a side or corner.")
@click.option(
    "--background",
    metavar="COLOUR",
    callback=parse_colour,
    help="What is seen beside it (pad) or through it: #f6f5f2, white, transparent.",
)
@click.option("--quality", type=click.IntRange(1, 100), help="For JPEG, WebP and AVIF. Default: 85, 82 and 65.")
@click.option("--only", is_flag=True, help="Only this file, not the other sizes and formats of the picture.")
@click.option("--overwrite", is_flag=True, help="Also replace what you put there by other means.")
@click.option("--dry-run", is_flag=True, help="Fit everything and say what would be done; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Errors alone.")
@site_options
@click.pass_context
def command(
    ctx: click.Context,
    target: Path,
    path: str | None,
    file: Path | None,
    *,
    folder: Path | None,
    fit: str,
    focus: tuple[float, float] | None,
    gravity: str | None,
    background: tuple[int, int, int, int] | None,
    quality: int | None,
    only: bool,
    overwrite: bool,
    wait: float,
    state: str | None,
    no_sync: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Fit the picture FILE into the slot PATH of the site in TARGET, in all sizes and formats of that picture.

    It gets the size, format and transparency that the page expects, stands upright, is in sRGB and carries no
    metadata. All of it is put in place, or nothing. What you put is yours: an upgrade and an uninstall keep it.
    """
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import finished
    from launcher.site.put import How, put, put_folder

    _check_usage(ctx, path, file, folder, only=only)
    if focus is not None and gravity is not None:
        raise click.UsageError("--focus and --gravity say the same; give one of them", ctx)
    how = How(fit, focus or _GRAVITIES[gravity or "center"], background, quality)
    with progress_bar(quiet=quiet or as_json) as progress:
        settings = settings_of(wait, state, no_sync=no_sync, progress=progress)
        if folder is not None:
            result = put_folder(target, folder, how=how, overwrite=overwrite, dry_run=dry_run, settings=settings)
        else:
            assert path is not None
            assert file is not None
            result = put(
                target, path, file, how=how, only=only, overwrite=overwrite, dry_run=dry_run, settings=settings
            )  # fmt: skip
    with finished("nothing was changed" if dry_run else f"{len(result.placed)} files were put in place"):
        _print_result(result, target, dry_run=dry_run, as_json=as_json, quiet=quiet)


def _check_usage(ctx: click.Context, path: str | None, file: Path | None, folder: Path | None, *, only: bool) -> None:
    if folder is not None and path is not None:
        raise click.UsageError("give PATH and FILE, or --from DIR, not both", ctx)
    if folder is not None and only:
        raise click.UsageError("--only is for one PATH; a folder's files say by their names what they are for", ctx)
    if folder is None and (not path or file is None):
        raise click.UsageError("say which picture goes where: PATH FILE, or --from DIR", ctx)


def _print_result(result: PutResult, target: Path, *, dry_run: bool, as_json: bool, quiet: bool) -> None:
    from launcher.cli.output import emit, emit_json, human_size, plural, say, style

    if as_json:
        emit_json(result.to_json())
        return
    if quiet:
        return
    for placed in result.placed:
        for note in placed.notes:
            say(style("warning: ", fg="yellow"), f"{placed.file}, for {placed.slot.path}: {note}")
    for placed in result.placed:
        entry = placed.slot.entry
        size = f"{entry.width}×{entry.height}"
        emit(f"put   {size:>11}  {human_size(placed.size):>9}  {placed.slot.path}  <- {placed.file}")
    for slot in result.skipped:
        emit(f"keep  {slot.path}  (you put something else there; --overwrite replaces it)")
    for name in result.unmatched:
        emit(f"skip  {name}  (no slot has this name, or it is no picture)")
    did = "Would put" if dry_run else "Put"
    nothing = " Nothing was changed." if dry_run else ""
    left = plural(len(result.still_open), "picture")
    say(f"{did} {plural(len(result.placed), 'file')} in place in {target}; {left} still to be replaced.{nothing}")
