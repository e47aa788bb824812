"""``launcher upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launcher.cli.answers import Questions, answer_options, asks_questions, collect_answers, naming_the_origin
from launcher.cli.limit_options import limit_option
from launcher.cli.paths import GivenPath
from launcher.cli.site_options import settings_of, site_options
from launcher.cli.source_options import download_options, make_download, make_trust, trust_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.limits import Limits
    from launcher.platforms.plan import Content
    from launcher.site.upgrade_decision import Row
    from launcher.site.upgrade_plan import PlannedUpgrade, UpgradeResult

#: A file that is longer is not shown line by line.
_LONGEST_DIFF = 256 << 10

EPILOG = """
\b
Examples:
  launcher upgrade site theme-1.1.0.launcher.zip
  launcher upgrade site theme-1.1.0.launcher.zip --dry-run      what would change, as a diff
  launcher upgrade site theme-1.1.0.launcher.zip --merge
  launcher upgrade trigger-point-clinic                         the demo that comes with Launcher

\b
Options keep their answers; --set and --answers change them, and new ones are asked.
"""


@click.command("upgrade", epilog=EPILOG)
@click.argument("target", type=GivenPath(path_type=Path))
@click.argument("bundle", required=False, type=GivenPath())
@answer_options
@click.option("--merge", is_flag=True, help="Merge texts that you and the bundle changed, where no line was both.")
@click.option(
    "--merge-markers", is_flag=True, help="Merge them in any case, with marks around lines that both changed."
)
@click.option(
    "--overwrite", is_flag=True, help="Replace files of yours that are in the way of new ones; they are kept."
)
@click.option("--change-signer", is_flag=True, help="Take it though another key signed it than the installed one.")
@click.option("--downgrade", is_flag=True, help="Take an older version too.")
@click.option("--bundle", "name", metavar="NAME", help="Refuse any other bundle than this.")
@click.option("--dry-run", is_flag=True, help="Show what would change as a diff; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan or the result as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Errors alone.")
@trust_options
@download_options
@limit_option
@site_options
def command(  # noqa: PLR0917 - click passes them by name
    target: Path,
    bundle: str | None,
    settings: tuple[str, ...],
    answers_file: Path | None,
    name: str | None,
    wait: float,
    state: str | None,
    key: str | None,
    sha256: str | None,
    max_download: int,
    limits: Limits | None,
    *,
    allow_private: bool,
    change_signer: bool,
    no_sync: bool,
    yes: bool,
    merge: bool,
    merge_markers: bool,
    overwrite: bool,
    downgrade: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Bring another version of a bundle into TARGET.

    Files that you did not change are replaced, or removed where BUNDLE has them no more. Those that you changed stay,
    and new versions lie beside them as NAME.launcher-new. Without BUNDLE it is the demo that comes with Launcher.
    """
    from launcher.cli.bars import pause, progress_bar
    from launcher.cli.output import finished
    from launcher.fetch.source import open_source
    from launcher.site.upgrade import upgrade
    from launcher.site.upgrade_plan import Manner, plan_upgrade

    given, origins = collect_answers(settings, answers_file)
    trust = make_trust(key, sha256)
    download = make_download(sha256, max_download, allow_private=allow_private)
    manner = Manner(
        merge="markers" if merge_markers else "clean" if merge else "no",
        overwrite=overwrite,
        downgrade=downgrade,
        only=name,
        change_signer=change_signer,
    )
    with (
        naming_the_origin(origins),
        progress_bar(quiet=quiet or as_json) as progress,
        open_source(bundle, download=download, progress=progress) as file,
    ):
        arguments: dict[str, Any] = {
            "given": given,
            "ask": Questions(progress) if asks_questions(yes=yes, as_json=as_json) else None,
            "trust": trust,
            "manner": manner,
            "settings": settings_of(wait, state, no_sync=no_sync, progress=progress, limits=limits),
        }
        if dry_run:
            with plan_upgrade(file, target, **arguments) as planned:
                pause(progress)
                _print_plan(planned, target, as_json=as_json)
            return
        result = upgrade(file, target, **arguments)
    with finished(f"{target} was upgraded to {result.version}"):
        _print_result(result, target, as_json=as_json, quiet=quiet)


def _to_json(result: UpgradeResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "old_version": result.old_version,
        "version": result.version,
        "platform": result.platform,
        "target": str(result.target),
        "changed": result.changed,
        "files": [
            {"path": row.path, "fate": row.fate, **({"place": row.place} if row.place else {})} for row in result.rows
        ],
        "actions": list(result.actions),
    }


def _print_plan(planned: PlannedUpgrade, target: Path, *, as_json: bool) -> None:
    from launcher.cli.output import emit, emit_json, say

    result = planned.result
    if as_json:
        value = _to_json(result)
        for row, file in zip(result.rows, value["files"], strict=True):
            file["diff"] = "".join(_diff(row, result.target))
        emit_json(value)
        return
    for row in result.rows:
        emit(_line(row))
        for line in _diff(row, result.target):
            emit(line.rstrip("\n"))
    for title in result.actions:
        emit(f"{'do':<9} {title}")
    say(f"Would {_summary(result)} in {target}. Nothing was changed.")


def _line(row: Row) -> str:
    place = f" -> {row.place}" if row.place and row.place != row.path else ""
    return f"{row.fate:<9} {row.path}{place}"


def _diff(row: Row, target: Path) -> Iterator[str]:
    """Yield a unified diff of what stands in the site and what is written; of what is no text, one line."""
    if row.fate in {"yours", "deleted", "adopt", "restore"}:
        return
    old = _read(target / (row.place or row.path) if row.fate != "offer" else target / row.path)
    new = b"" if row.content is None else _content(row.content)
    if old is None or new is None:
        yield f"  (binary or long: {'' if row.content is None else f'{row.content.size} bytes now'})\n"
        return
    import difflib

    yield from difflib.unified_diff(
        _lines(old), _lines(new), f"{row.path} (in the site)", f"{row.place or row.path} (new)"
    )


def _read(path: Path) -> bytes | None:
    try:
        if path.is_symlink() or not path.is_file():
            return b""
        return None if path.stat().st_size > _LONGEST_DIFF else _as_text(path.read_bytes())
    except OSError:
        return b""


def _content(content: Content) -> bytes | None:
    return None if content.size > _LONGEST_DIFF else _as_text(b"".join(content.chunks()))


def _as_text(data: bytes) -> bytes | None:
    return None if b"\0" in data[:8192] else data


def _lines(data: bytes) -> list[str]:
    lines = data.decode(errors="backslashreplace").splitlines(keepends=True)
    return [line if line.endswith("\n") else f"{line}\n" for line in lines]


def _summary(result: UpgradeResult) -> str:
    from launcher.cli.output import plural

    count = {fate: len(result.paths(fate)) for fate in ("add", "replace", "overwrite", "merge", "conflict", "remove")}
    parts = [
        f"replace {plural(count['replace'] + count['overwrite'], 'file')}",
        f"add {count['add']}",
        f"remove {count['remove']}",
    ]
    if merged := count["merge"] + count["conflict"]:
        parts.append(f"merge {merged}")
    if offered := len(result.paths("offer")):
        parts.append(f"lay {offered} beside yours")
    return ", ".join(parts)


def _print_result(result: UpgradeResult, target: Path, *, as_json: bool, quiet: bool) -> None:
    from launcher.cli.output import emit, emit_json, plural, say, say_hint

    if as_json:
        emit_json(_to_json(result))
        return
    if quiet:
        return
    if not result.changed:
        say(f"{result.name} {result.version} in {target} is up to date.")
        return
    for row in result.rows:
        if row.fate in {"offer", "yours", "deleted", "merge", "conflict", "overwrite", "restore"}:
            emit(_line(row))
    say(f"Upgraded {result.title} from {result.old_version} to {result.version} in {target}: {_summary(result)}.")
    if offered := result.paths("offer"):
        say_hint(
            f"{plural(len(offered), 'new version lies', 'new versions lie')} beside files that you changed; take over "
            "what you want and remove them, or try --merge"
        )
    if conflicts := result.paths("conflict"):
        say_hint(f"{plural(len(conflicts), 'file has', 'files have')} marks <<<<<<< around what both changed")
