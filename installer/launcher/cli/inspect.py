"""``launcher inspect``."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launcher.cli.limit_options import limit_option
from launcher.cli.paths import GivenPath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.limits import Limits
    from launcher.bundle.manifest import Manifest
    from launcher.bundle.read import BundleReader
    from launcher.bundle.signing.verify import Signed
    from launcher.demo.model import AnswerValue

EPILOG = """
\b
Examples:
  launcher inspect theme-1.0.0.launcher.zip
  launcher inspect theme-1.0.0.launcher.zip --json | jq '.images[].path'
  launcher inspect theme-1.0.0.launcher.zip --gallery gallery.html

`inspect` reads; it does not check. `launcher validate` does.
"""


@click.command("inspect", epilog=EPILOG)
@click.argument("bundle", type=GivenPath(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
@click.option(
    "--gallery",
    metavar="FILE.html",
    type=GivenPath(path_type=Path, dir_okay=False),
    help="Write one self-contained page that shows every image, page by page, with its decision.",
)
@limit_option
def command(bundle: Path, gallery: Path | None, limits: Limits | None, *, as_json: bool) -> None:
    """Show what BUNDLE is: its options, its files, its images."""
    from launcher.cli.output import emit_json, say

    with _opened(bundle, limits) as reader:
        if as_json:
            emit_json(
                reader.manifest.to_json() | {"digest": reader.digest, "signature": _signature_json(reader.signed)}
            )
        elif gallery is None:
            _print_text(reader)
        if gallery is not None:
            from launcher.bundle.gallery import write_gallery
            from launcher.cli.bars import progress_bar

            with progress_bar(quiet=as_json) as progress:
                write_gallery(reader, gallery, progress=progress)
            say(f"Wrote {gallery}: {len(reader.manifest.images)} images.")


@contextmanager
def _opened(bundle: Path, limits: Limits | None) -> Iterator[BundleReader]:
    """Open a bundle for reading; what is wrong inside it is reported with the name of the bundle, too."""
    from launcher.bundle.read import open_bundle
    from launcher.errors import BundleError

    try:
        with open_bundle(bundle, limits) as reader:
            yield reader
    except BundleError as error:
        if error.where != str(bundle):
            error.where = f"{bundle}: {error.where}" if error.where else str(bundle)
        raise


def _print_text(reader: BundleReader) -> None:
    from launcher.cli.output import emit, human_size, plural

    manifest = reader.manifest
    emit(f"{manifest.title} ({manifest.name} {manifest.version})")
    if manifest.description:
        emit(manifest.description)
    size = human_size(sum(file.size for file in manifest.files))
    facts = {
        "licence": manifest.license,
        "author": manifest.author,
        "homepage": manifest.homepage,
        "platforms": ", ".join(manifest.platforms),
        "content": "articles and templates" if manifest.content else "plain files",
        "digest": reader.digest,
        "signature": _signature(reader.signed),
        "packed by": manifest.generator,
        "files": f"{len(manifest.files)}, {size}",
        "images": _image_counts(manifest),
    }
    for name, value in facts.items():
        if value:
            emit(f"  {name:<10} {value}")
    if manifest.options:
        emit(f"\n{plural(len(manifest.options), 'option')} (--set KEY=VALUE)")
        width = max(len(option.key) for option in manifest.options)
        for option in manifest.options:
            default = "required" if option.default is None else f"default: {_shown(option.default)}"
            choices = f" of {', '.join(option.choices)}" if option.choices else ""
            emit(f"  {option.key:<{width}}  {option.ask} ({option.type}{choices}; {default})")
    if manifest.left_out:
        emit(f"\n{plural(len(manifest.left_out), 'file')} of the source left out")
        for left in manifest.left_out:
            emit(f"  {left.path}: {left.reason}")


def _signature(signed: Signed | None) -> str:
    if signed is None:
        return ""
    if not signed.key:
        return f"by the key {signed.identifier}, which is not known here; `launcher validate --key` checks it"
    return f"by the key {signed.identifier} ({signed.key})"


def _signature_json(signed: Signed | None) -> dict[str, str] | None:
    if signed is None:
        return None
    return {"identifier": signed.identifier, "key": signed.key, "comment": signed.comment}


def _shown(value: AnswerValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != "" else "empty"


def _image_counts(manifest: Manifest) -> str:
    counts = Counter[str](entry.decision for entry in manifest.images)
    words = {
        "placeholder": "replaced by placeholders",
        "kept": "kept with a licence",
        "sample": "sample media",
    }
    return ", ".join(f"{counts[decision]} {words[decision]}" for decision in words if counts[decision])
