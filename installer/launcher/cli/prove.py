"""``launcher prove``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from launcher.cli.paths import GivenPath

if TYPE_CHECKING:
    from launcher.bundle.prove import Proof

EPILOG = """
\b
Examples:
  launcher prove my-theme-1.0.0.launcher.zip my-theme/
  launcher prove my-theme-1.0.0.launcher.zip my-theme/ --json | jq '.findings[].path'

`validate` needs the bundle alone and proves that each image is drawn from its recipe. `prove` has the originals too,
and looks for them. Exit code 1 where something of an original is in the bundle.
"""


@click.command("prove", epilog=EPILOG)
@click.argument("bundle", type=GivenPath(path_type=Path))
@click.argument("source", type=GivenPath(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the proof as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Leaks and warnings alone; no progress, no counts.")
def command(bundle: Path, source: Path, *, as_json: bool, quiet: bool) -> int:
    """Compare BUNDLE with the tree SOURCE it was made from, and find whatever of the originals is in it.

    Looked for are the bytes of every original image, film and document, plain and encoded, also a part of them in
    another file; equal pixels; pictures that show the same, cropped, scaled, mirrored, turned or grey; thumbnails; and
    names that are a hash of an original. What a keep rule of SOURCE keeps may be there, and is listed.
    """
    from launcher.bundle.prove import prove
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import emit_json

    with progress_bar(quiet=quiet or as_json) as progress:
        proof = prove(bundle, source, progress=progress)
    if as_json:
        emit_json(proof.to_json())
    else:
        _show(proof, quiet=quiet)
    return 0 if proof.ok else 1


def _show(proof: Proof, *, quiet: bool) -> None:
    from launcher.cli.output import emit, human_size, plural, say, style

    for finding in proof.findings:
        emit(f"{finding.severity}: {finding.code}: {finding.path}: {finding.message}")
        if finding.hint:
            emit(f"  hint: {finding.hint}")
    if quiet:
        return
    done = proof.compared
    say(
        f"Compared {plural(done.originals, 'original')} ({done.original_pictures} by their pixels) of "
        f"{plural(done.source_files, 'file')}, {human_size(done.source_bytes)}, with "
        f"{plural(done.bundle_files, 'file')} of the bundle, {human_size(done.bundle_bytes)}: {done.views} views, "
        f"{plural(done.placeholders, 'placeholder')} drawn again, {plural(done.bundle_pictures, 'other picture')}."
    )
    for kept in proof.kept:
        say(f'Kept: {kept.path}, {kept.license}, by "{kept.rule}".')
    for text in proof.unreadable:
        say(f"Compared by its bytes alone: {text}.")
    if proof.ok:
        say(style("Proven", fg="green", bold=True), f": nothing of the originals is in {proof.bundle}.")
    else:
        say(style("Not proven", fg="red", bold=True), f": {plural(len(proof.leaks), 'leak')} in {proof.bundle}.")
