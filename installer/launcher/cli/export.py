"""``launcher export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launcher.cli.answers import answer_options
from launcher.cli.limit_options import limit_option
from launcher.cli.paths import GivenPath
from launcher.cli.source_options import download_options, trust_options

if TYPE_CHECKING:
    from launcher.bundle.limits import Limits
    from launcher.export.operation import ExportResult, Format

EPILOG = """
\b
Examples:
  launcher export clinic-1.0.0.launcher.zip --format wxr
  launcher export clinic-1.0.0.launcher.zip --format ocdi --media-url https://example.com/demo/uploads -o theme/demo
  launcher export builtin --format blueprint

`launcher install` needs none of these: it puts a bundle into a WordPress by itself, in one step that can be undone.
"""


@click.command("export", epilog=EPILOG)
@click.argument("bundle")
@click.option(
    "--format",
    "form",
    required=True,
    type=click.Choice(["wxr", "ocdi", "blueprint"]),
    help="WordPress's export format, a folder for One Click Demo Import, or a blueprint of Playground.",
)
@click.option("-o", "--output", metavar="PATH", type=GivenPath(path_type=Path), help="The new folder, or the new file.")
@click.option("--url", metavar="URL", help="The address that the exported site is said to have.")
@click.option("--media-url", metavar="URL", help="Where importers will find the folder uploads/.")
@answer_options
@trust_options
@download_options
@limit_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print the path alone.")
def command(  # noqa: PLR0917 - click passes every option by its name
    bundle: str,
    form: Format,
    output: Path | None,
    url: str | None,
    media_url: str | None,
    settings: tuple[str, ...],
    answers_file: Path | None,
    key: str | None,
    sha256: str | None,
    max_download: int,
    limits: Limits | None,
    *,
    yes: bool,
    allow_private: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write BUNDLE in a format of other installers of WordPress demos.

    \b
    wxr        a folder: content.xml for WordPress's importer, the media, the theme as a zip
    ocdi       the same with widgets, settings and the hook for One Click Demo Import
    blueprint  a zip that WordPress Playground opens in a browser, everything in it

    BUNDLE is a file, an https:// address, or "builtin". Nothing is overwritten.
    """
    from launcher.cli.answers import Questions, asks_questions, collect_answers, naming_the_origin
    from launcher.cli.bars import progress_bar
    from launcher.cli.source_options import make_download, make_trust
    from launcher.export.operation import MEDIA_URL, SITE_URL, Request, export
    from launcher.fetch.source import open_source

    given, origins = collect_answers(settings, answers_file)
    download = make_download(sha256, max_download, allow_private=allow_private)
    with progress_bar(quiet=quiet or as_json) as progress, naming_the_origin(origins):
        ask = Questions(progress) if asks_questions(yes=yes, as_json=as_json) else None
        with open_source(bundle, download=download, progress=progress) as path:
            request = Request(
                path,
                form,
                output,
                given,
                ask,
                _address(url, "--url") or SITE_URL,
                _address(media_url, "--media-url") or MEDIA_URL,
                make_trust(key, sha256),
                limits,
            )
            result = export(request)
    _show(result, as_json=as_json, quiet=quiet)


def _address(text: str | None, option: str) -> str | None:
    from urllib.parse import urlsplit

    from launcher.demo.options import URL

    try:
        right = text is None or (URL.fullmatch(text) is not None and urlsplit(text).port != 0)
    except ValueError:  # a port that is none, or brackets around what is no IPv6
        right = False
    if not right:
        raise click.BadParameter(f"{text!r} is no address such as https://example.com/", param_hint=option)
    return text


def _show(result: ExportResult, *, as_json: bool, quiet: bool) -> None:
    from launcher.cli.output import emit, emit_json, plural, say, style

    if as_json:
        value: dict[str, Any] = {
            "path": str(result.path),
            "format": result.format,
            "files": list(result.files),
            "notes": list(result.notes),
        }
        emit_json(value)
        return
    if not quiet:
        for note in result.notes:
            say(style("note", fg="yellow"), f": {note}")
        files = f", {plural(len(result.files), 'file')}" if result.files else ""
        say(style("Exported", fg="green", bold=True), f": {result.path}{files}.")
    emit(str(result.path))
