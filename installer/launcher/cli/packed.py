"""What ``launcher pack`` shows when it is done: what became of every file, and why."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.cli.output import human_size, plural, say, say_hint, show_table, style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from launcher.bundle.findings import Finding
    from launcher.bundle.pack import PackResult, PackRow

#: A group of at most this many files is listed by name.
LISTED = 3
#: Files of one folder with the same decision, but each with a reason of its own, are listed up to this many.
CROWD = 12
#: Warnings and likely theme assets beyond this many are counted, not listed.
SHOWN = 10


def show_packed(result: PackResult, *, verbose: bool) -> None:
    """Print the table, the warnings, and what the author may want to do next."""
    rows = result.rows if verbose else tuple(row for row in result.rows if row.decision != "copied")
    if rows:
        show_table(
            ("decision", "files", "what", "why"),
            [(row.decision, "1", row.path, row.reason) for row in rows] if verbose else _grouped(rows),
            right=(1,),
        )
    copied = result.counts.get("copied", 0)
    if copied and not verbose:
        say(f"Copied as is: {plural(copied, 'file')} without a picture (--verbose lists every file).")
    _show_assets([row.path for row in result.rows if row.hint_asset])
    _show_warnings(result.warnings, verbose=verbose)
    manifest = result.manifest
    contents = f"{plural(len(manifest.files), 'file')}, {human_size(result.path.stat().st_size)}"
    say(style("Packed", fg="green", bold=True), f" {manifest.title} {manifest.version}: {contents}.")


def packed_json(result: PackResult) -> dict[str, Any]:
    """Return the result as JSON values."""
    return {
        "path": str(result.path),
        "name": result.manifest.name,
        "version": result.manifest.version,
        "digest": result.digest,
        "counts": dict(sorted(result.counts.items())),
        "files": [{"path": row.path, "decision": row.decision, "reason": row.reason} for row in result.rows],
        "warnings": [
            {
                "code": finding.code,
                "path": finding.path,
                "line": finding.line,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in result.warnings
        ],
    }


def _grouped(rows: Iterable[PackRow]) -> list[tuple[str, str, str, str]]:
    """Put files of one folder with the same fate into one line; a few of them are still listed by name."""
    folders: dict[tuple[str, str], list[PackRow]] = {}
    for row in rows:
        folders.setdefault((row.decision, str(PurePosixPath(row.path).parent)), []).append(row)
    lines = []
    for (decision, folder), members in sorted(folders.items()):
        reasons = Counter(row.reason for row in members)
        if len(members) > CROWD and len(reasons) > LISTED:
            lines.append((decision, str(len(members)), _everything_in(folder), _kinds(members)))
            continue
        for reason, count in reasons.items():
            if count > LISTED:
                lines.append((decision, str(count), _everything_in(folder), reason))
            else:
                lines += [(decision, "1", row.path, reason) for row in members if row.reason == reason]
    return lines


def _everything_in(folder: str) -> str:
    return "*" if folder == "." else f"{folder}/*"


def _kinds(rows: Iterable[PackRow]) -> str:
    """Say what many different files have in common: how many of each format, which a reason begins with."""
    kinds = Counter(row.reason.partition(",")[0] for row in rows)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(LISTED))


def _show_assets(paths: list[str]) -> None:
    if not paths:
        return
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    say(f"Replaced, but perhaps drawn for the theme: {', '.join(paths[:SHOWN])}{more}.")
    say_hint("a rule under images.keep in launcher.yaml keeps them, with their licence and source")


def _show_warnings(warnings: tuple[Finding, ...], *, verbose: bool) -> None:
    """Print each warning, and without ``verbose`` one for all files that have the same."""
    counts = Counter((finding.code, finding.message) for finding in warnings)
    first: dict[tuple[str, str], Finding] = {}
    for finding in warnings:
        first.setdefault((finding.code, finding.message), finding)
    shown = warnings if verbose else tuple(first.values())[:SHOWN]
    for finding in shown:
        line = f":{finding.line}" if finding.line is not None else ""
        others = 0 if verbose else counts[finding.code, finding.message] - 1
        more = f", and {others} more like it" if others else ""
        say(style("warning: ", fg="yellow"), f"{finding.path}{line}: {finding.message}{more} ({finding.code})")
    told = len(shown) if verbose else sum(counts[finding.code, finding.message] for finding in shown)
    if len(warnings) > told:
        say(f"... and {len(warnings) - told} more warnings (--verbose or --json lists them)")
