"""``launcher pack``."""

from __future__ import annotations

from pathlib import Path

import click

from launcher.cli.paths import GivenPath

EPILOG = """
\b
Examples:
  launcher pack my-theme/
  launcher pack my-theme/ -o dist/my-theme.launcher.zip
  launcher validate "$(launcher pack my-theme/ --quiet)"
  launcher pack my-theme/ --explain images/logo.png --explain 'assets/**/*.svg'

What stays, and why, is said in my-theme/launcher.yaml; `launcher init` writes one for review.
"""


@click.command("pack", epilog=EPILOG)
@click.argument("source", type=GivenPath(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=GivenPath(path_type=Path, dir_okay=False),
    help="The bundle to write. Default: NAME-VERSION.launcher.zip here.",
)
@click.option("-v", "--verbose", is_flag=True, help="List every file, not one line a group.")
@click.option("-q", "--quiet", is_flag=True, help="No table and no progress; errors alone.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 64), help="Processes that draw. Default: one a processor, at most eight."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON instead of the path.")
@click.option(
    "--offline/--probe-remote",
    default=True,
    help="Guess the size of hot-linked images (default), or ask their hosts for the first bytes of each.",
)
@click.option(
    "--allow-private-addresses",
    is_flag=True,
    help="With --probe-remote: ask this machine and its own network too. For tests and CI.",
)
@click.option(
    "--explain",
    metavar="PATH",
    multiple=True,
    help="Write no bundle; say why this file (folder, glob) is decided so. May be repeated.",
)
def command(
    source: Path,
    output: Path | None,
    *,
    verbose: bool,
    quiet: bool,
    jobs: int | None,
    offline: bool,
    allow_private_addresses: bool,
    as_json: bool,
    explain: tuple[str, ...],
) -> None:
    """Bundle the demo in SOURCE, every real image replaced by a sample image of the same size.

    The bundle is validated before it takes its place. Its path is printed on stdout; a table of what was replaced,
    kept and left out, and why, on stderr. Packing the same tree again gives the same bytes.
    """
    from launcher.bundle.pack import pack
    from launcher.bundle.remote_probe import RemoteProbe
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import emit, emit_json, finished
    from launcher.cli.packed import packed_json, show_packed

    if explain:
        _explain(source, explain, as_json=as_json)
        return
    if allow_private_addresses and offline:
        raise click.UsageError("--allow-private-addresses goes with --probe-remote")
    probe = None if offline else RemoteProbe(allow_private=allow_private_addresses)
    with progress_bar(quiet=quiet or as_json) as progress:
        result = pack(source, output, progress=progress, jobs=jobs, probe=probe)
    with finished(f"{result.path} was written"):
        if not quiet:
            show_packed(result, verbose=verbose)
        if as_json:
            emit_json(packed_json(result))
        else:
            emit(str(result.path))


def _explain(source: Path, asked: tuple[str, ...], *, as_json: bool) -> None:
    """Print why files are decided so; nothing is written."""
    from launcher.bundle.wordpress_source import imported
    from launcher.cli.explained import show_explained
    from launcher.cli.output import emit_json
    from launcher.demo.manifest_file import load_demo
    from launcher.images.explain import explain

    with imported(load_demo(source)) as found:
        explanations = explain(found.demo, asked, media=found.media)
    if as_json:
        emit_json([explanation.to_json() for explanation in explanations])
    else:
        show_explained(explanations)
