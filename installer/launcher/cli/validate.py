"""``launcher validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from launcher.cli.limit_options import limit_option
from launcher.cli.paths import GivenPath
from launcher.cli.source_options import make_trust, trust_options

if TYPE_CHECKING:
    from launcher.bundle.findings import Finding, Report
    from launcher.bundle.limits import Limits

EPILOG = """
\b
Examples:
  launcher validate my-theme-1.0.0.launcher.zip
  launcher validate --format json dist/*.launcher.zip
  launcher validate --format github dist/*.launcher.zip    annotations in a GitHub workflow
  launcher validate --key my-themes.pub my-theme-1.0.0.launcher.zip

Exit code 1 where any bundle has an error; warnings alone exit 0 unless --strict is given.
The codes are explained in docs/findings.md.
"""


@click.command("validate", epilog=EPILOG)
@click.argument("bundles", metavar="BUNDLE...", nargs=-1, required=True, type=GivenPath(path_type=Path))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 64), help="Processes that draw. Default: one a processor, at most eight."
)
@trust_options
@limit_option
def command(
    bundles: tuple[Path, ...],
    *,
    output_format: str,
    strict: bool,
    jobs: int | None,
    key: str | None,
    sha256: str | None,
    limits: Limits | None,
) -> int:
    """Check bundles and print all findings at once, each with a stable code.

    Checked are: the zip itself, the manifest against its schema, every file's size and SHA-256, every image (each
    placeholder is drawn again and compared, each kept one has a licence), every reference in HTML and CSS, and the
    templates.
    """
    from launcher.bundle.check import check_bundle
    from launcher.cli.bars import progress_bar
    from launcher.cli.output import emit_json

    trust = make_trust(key, sha256)
    reports = []
    for bundle in bundles:
        with progress_bar(quiet=output_format != "text") as progress:
            report = check_bundle(bundle, progress=progress, jobs=jobs, limits=limits, trust=trust)
        reports.append(report)
        if output_format == "text":
            _print_text(report, named=len(bundles) > 1)
        elif output_format == "github":
            _print_github(report)
    if output_format == "json":
        emit_json([_report_json(report) for report in reports])
    failed = any(not report.ok or (strict and report.warnings) for report in reports)
    return 1 if failed else 0


def _print_text(report: Report, *, named: bool) -> None:
    """Print findings and verdict; ``named`` says that each finding must tell which bundle it is about."""
    from launcher.cli.output import emit, plural, say, style

    for finding in report.findings:
        bundle = f"{report.bundle}: " if named or not finding.path else ""
        emit(f"{finding.severity}: {finding.code}: {bundle}{_place(finding)}{finding.message}")
        if finding.hint:
            emit(f"  hint: {finding.hint}")
    counts = f"{plural(len(report.errors), 'error')}, {plural(len(report.warnings), 'warning')}"
    if not report.ok:
        say(f"{report.bundle}: ", style("not valid", fg="red", bold=True), f": {counts}")
        return
    contents = f"{plural(report.files, 'file')}, {plural(report.images, 'image')}"
    valid = style("valid", fg="green", bold=True)
    say(f"{report.bundle}: ", valid, f": {report.name} {report.version}, {contents}, {counts}")


def _print_github(report: Report) -> None:
    from launcher.cli.output import emit

    for finding in report.findings:
        title = _escape_property(f"{finding.code} in {report.bundle}")
        file = _escape_property(finding.path or report.bundle)
        line = f",line={finding.line}" if finding.line is not None else ""
        hint = f"\n{finding.hint}" if finding.hint else ""
        emit(f"::{finding.severity} file={file}{line},title={title}::{_escape_data(finding.message + hint)}")


def _escape_data(text: str) -> str:
    """Escape the message of a workflow command (as GitHub's toolkit does)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    """Escape a property of a workflow command (as GitHub's toolkit does)."""
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _report_json(report: Report) -> dict[str, object]:
    return {
        "bundle": report.bundle,
        "valid": report.ok,
        "name": report.name,
        "version": report.version,
        "digest": report.digest,
        "files": report.files,
        "images": report.images,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": finding.message,
                "path": finding.path,
                "line": finding.line,
                "hint": finding.hint,
            }
            for finding in report.findings
        ],
    }


def _place(finding: Finding) -> str:
    if not finding.path:
        return ""
    return f"{finding.path}: " if finding.line is None else f"{finding.path}:{finding.line}: "
