"""``launcher install``."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launcher.cli.paths import GivenPath
from launcher.cli.site_options import settings_of, site_options
from launcher.cli.source_options import download_options, make_download, make_trust, trust_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.demo.model import AnswerValue, Option
    from launcher.progress import Progress
    from launcher.site.install import InstallResult, PlannedInstall

#: The word that stands for the demo that comes with Launcher.
BUILTIN = "builtin"

#: LAUNCHER_ANSWER_SITE_TITLE answers the option site_title.
ENVIRONMENT_PREFIX = "LAUNCHER_ANSWER_"

EPILOG = """
\b
Examples:
  launcher install                                  the built-in demo, into ./trigger-point-clinic
  launcher install builtin site --yes               the same, into ./site, no question asked
  launcher install theme-1.0.0.launcher.zip /var/www/site
  launcher install theme-1.0.0.launcher.zip site --set site_title="Ann's Practice" --answers answers.yaml
  launcher install theme-1.0.0.launcher.zip site --dry-run
  launcher install https://example.com/theme-1.0.0.launcher.zip site --key author.pub

\b
An answer is taken from the first that has it:
  --set KEY=VALUE, --answers FILE.yaml, the environment (LAUNCHER_ANSWER_KEY), you, the default.
"""


@click.command("install", epilog=EPILOG)
@click.argument("bundle", required=False, type=GivenPath())
@click.argument("target", required=False, type=GivenPath(path_type=Path))
@click.option("--set", "settings", metavar="KEY=VALUE", multiple=True, help="Answer an option. May be repeated.")
@click.option(
    "--answers",
    "answers_file",
    metavar="FILE.yaml",
    type=GivenPath(path_type=Path),
    help="Answers as a YAML mapping.",
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing; take the defaults.")
@click.option("--adopt", is_flag=True, help="Accept files that are there already and the same; they stay yours.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there; an uninstall brings yours back.")
@click.option("--owner", metavar="USER[:GROUP]", default="", help="Whom new files belong to (as root).")
@click.option("--mode", metavar="FILES[/FOLDERS]", default="", help="Modes of new files and folders: 640/750.")
@click.option("--platform", help="What the target is. Default: found out from the target.")
@click.option("--dry-run", is_flag=True, help="Print what would be written; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan or the result as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Errors alone.")
@trust_options
@download_options
@site_options
def command(  # noqa: PLR0917 - click passes them by name
    bundle: str | None,
    target: Path | None,
    settings: tuple[str, ...],
    answers_file: Path | None,
    platform: str | None,
    owner: str,
    mode: str,
    wait: float,
    state: str | None,
    key: str | None,
    sha256: str | None,
    max_download: int,
    *,
    allow_private: bool,
    no_sync: bool,
    adopt: bool,
    overwrite: bool,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Put the demo in BUNDLE into the folder TARGET and configure it as your site.

    Without BUNDLE, or with the word "builtin", the demo that comes with Launcher is installed. TARGET defaults to a
    folder of the demo's name here. Nothing that exists is overwritten unless you say so, and an install happens whole
    or not at all.
    """
    from launcher.cli.bars import pause, progress_bar
    from launcher.cli.output import finished
    from launcher.fetch.source import open_source
    from launcher.site.install import install, plan_install
    from launcher.site.ownership import check_ownership
    from launcher.site.transaction import Manner

    given, origins = _collect_answers(settings, answers_file)
    trust = make_trust(key, sha256)
    download = make_download(sha256, max_download, allow_private=allow_private)
    asks = not yes and not as_json and sys.stdin.isatty() and sys.stderr.isatty()
    with (
        _naming_the_origin(origins),
        progress_bar(quiet=quiet or as_json) as progress,
        open_source(None if bundle in (None, BUILTIN) else bundle, download=download, progress=progress) as file,
    ):
        place = target or Path(_name_of(file))
        arguments: dict[str, Any] = {
            "given": given,
            "ask": Questions(progress) if asks else None,
            "platform": platform,
            "trust": trust,
            "manner": Manner(adopt=adopt, overwrite=overwrite, ownership=check_ownership(owner, mode)),
            "settings": settings_of(wait, state, no_sync=no_sync, progress=progress),
        }
        if dry_run:
            with plan_install(file, place, **arguments) as planned:
                pause(progress)
                _print_plan(planned, place, as_json=as_json)
            return
        result = install(file, place, **arguments)
    with finished(f"{result.title} was installed into {place}"):
        _print_result(result, place, as_json=as_json, quiet=quiet)


def _name_of(bundle: Path) -> str:
    from launcher.bundle.read import open_bundle

    with open_bundle(bundle) as reader:
        return reader.manifest.name


def _collect_answers(
    settings: tuple[str, ...], answers_file: Path | None
) -> tuple[Mapping[str, str | AnswerValue], Mapping[str, str]]:
    """Merge the answers that need no person, the strongest source last; return them, and where each came from."""
    from launcher.demo.options import read_answers
    from launcher.errors import AnswerError

    given: dict[str, str | AnswerValue] = {}
    origins: dict[str, str] = {}
    for name, value in sorted(os.environ.items()):
        key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
        if name.startswith(ENVIRONMENT_PREFIX) and key:
            given[key], origins[key] = value, f"{name} in the environment"
    if answers_file is not None:
        answers = read_answers(answers_file)
        given.update(answers)
        origins.update(dict.fromkeys(answers, str(answers_file)))
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key:
            raise AnswerError(f"--set {setting} is not KEY=VALUE", hint="such as --set site_title='My site'")
        given[key], origins[key] = value, "--set"
    return given, origins


@contextmanager
def _naming_the_origin(origins: Mapping[str, str]) -> Iterator[None]:
    """Let an error about an answer say where that answer came from."""
    from launcher.errors import AnswerError

    try:
        yield
    except AnswerError as error:
        if error.where is None and error.key is not None:
            error.where = origins.get(error.key)
        raise


class Questions:
    """Asks a person, on the terminal, until the answer is of the option's type; no bar is drawn meanwhile."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __call__(self, option: Option) -> str:
        """Return the answer as typed, checked."""
        from launcher.cli.bars import pause
        from launcher.cli.output import printable, say, style
        from launcher.demo.options import parse_answer
        from launcher.errors import AnswerError

        question = printable(option.ask)
        if option.choices:
            question += f" ({', '.join(option.choices)})"
        elif option.type == "bool":
            question += " (yes or no)"
        default = {True: "yes", False: "no"}[option.default] if isinstance(option.default, bool) else option.default
        pause(self._progress)
        say()
        if option.help:
            say(style(printable(option.help), dim=True))
        while True:
            answer = str(click.prompt(question, default=default, err=True, type=str, show_default=default != ""))
            try:
                parse_answer(option, answer)
            except AnswerError as error:
                say(style("  ! ", fg="yellow"), error.message)
                continue
            return answer


def _print_plan(planned: PlannedInstall, target: Path, *, as_json: bool) -> None:
    from launcher.cli.output import emit, emit_json, human_size, plural, say

    plan = planned.plan
    if as_json:
        emit_json(
            {
                "name": plan.name,
                "version": plan.version,
                "digest": plan.digest,
                "platform": plan.platform,
                "target": str(target),
                "answers": dict(plan.answers),
                "writes": [
                    {"path": str(write.path), "size": write.content.size, "sha256": write.content.sha256}
                    for write in plan.writes
                ],
                "adopted": list(planned.adopted),
                "overwritten": list(planned.overwritten),
                "actions": [action.title for action in plan.actions],
            }
        )
        return
    for write in plan.writes:
        path = str(write.path)
        what = "adopt" if path in planned.adopted else "over" if path in planned.overwritten else "write"
        emit(f"{what:<5}  {human_size(write.content.size):>9}  {path}")
    for action in plan.actions:
        emit(f"{'do':<5}  {action.title}")
    total = human_size(sum(write.content.size for write in plan.writes))
    say(
        f"Would install {plan.name} {plan.version} ({plan.platform}) into {target}: "
        f"{plural(len(plan.writes), 'file')}, {total}. Nothing was changed."
    )


def _print_result(result: InstallResult, target: Path, *, as_json: bool, quiet: bool) -> None:
    from launcher.cli.output import emit_json, human_size, plural, say

    if as_json:
        emit_json(
            {
                "name": result.name,
                "version": result.version,
                "platform": result.platform,
                "target": str(result.target),
                "files": result.files,
                "bytes": result.bytes,
            }
        )
        return
    if quiet:
        return
    say(
        f"Installed {result.title} {result.version} ({result.platform}) into {target}: "
        f"{plural(result.files, 'file')}, {human_size(result.bytes)}."
    )
    say(f"Look at it: launcher serve {target}")
