"""``launcher install``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from launcher.cli.answers import Questions, answer_options, asks_questions, collect_answers, naming_the_origin
from launcher.cli.limit_options import limit_option
from launcher.cli.paths import GivenPath
from launcher.cli.setup_options import make_setup, setup_options
from launcher.cli.site_options import settings_of, site_options
from launcher.cli.source_options import download_options, make_download, make_trust, trust_options

if TYPE_CHECKING:
    from launcher.bundle.limits import Limits
    from launcher.cli.setup_options import GivenSetup, MadeSetup
    from launcher.site.install import InstallResult, PlannedInstall


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
@answer_options
@click.option("--adopt", is_flag=True, help="Accept files that are there already and the same; they stay yours.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there; an uninstall brings yours back.")
@click.option("--owner", metavar="USER[:GROUP]", default="", help="Whom new files belong to (as root).")
@click.option("--mode", metavar="FILES[/FOLDERS]", default="", help="Modes of new files and folders: 640/750.")
@click.option("--platform", help="What the target is. Default: found out from the target.")
@click.option("--dry-run", is_flag=True, help="Print what would be written; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan or the result as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Errors alone.")
@setup_options
@trust_options
@download_options
@limit_option
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
    limits: Limits | None,
    *,
    given_setup: GivenSetup,
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

    given, origins = collect_answers(settings, answers_file)
    asks = asks_questions(yes=yes, as_json=as_json)
    made_setup = make_setup(given_setup, asks=asks and not dry_run)
    trust = make_trust(key, sha256)
    download = make_download(sha256, max_download, allow_private=allow_private)
    with (
        naming_the_origin(origins),
        progress_bar(quiet=quiet or as_json) as progress,
        open_source(bundle, download=download, progress=progress) as file,
    ):
        place = target or Path(_name_of(file, limits))
        arguments: dict[str, Any] = {
            "given": given,
            "ask": Questions(progress) if asks else None,
            "platform": platform,
            "trust": trust,
            "manner": Manner(adopt=adopt, overwrite=overwrite, ownership=check_ownership(owner, mode)),
            "setup": None if made_setup is None else made_setup.setup,
            "settings": settings_of(wait, state, no_sync=no_sync, progress=progress, limits=limits),
        }
        if dry_run:
            with plan_install(file, place, **arguments) as planned:
                pause(progress)
                _print_plan(planned, place, as_json=as_json)
            return
        result = install(file, place, **arguments)
    with finished(f"{result.title} was installed into {place}"):
        _print_result(result, place, as_json=as_json, quiet=quiet)
        if made_setup is not None and made_setup.shown:
            _show_password(made_setup)


def _show_password(made: MadeSetup) -> None:
    """Show a password that was made, where nothing else is: it is kept nowhere."""
    from launcher.cli.output import say

    say(f"The administrator {made.setup.admin_name} has this password, which is shown once: {made.shown}")
    say(f"Log in: {made.setup.url}/wp-login.php")


def _name_of(bundle: Path, limits: Limits | None) -> str:
    from launcher.bundle.read import open_bundle

    with open_bundle(bundle, limits, whole=False) as reader:
        return reader.manifest.name


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
                "counts": dict(plan.counts),
            }
        )
        return
    for write in plan.writes:
        path = str(write.path)
        what = "adopt" if path in planned.adopted else "over" if path in planned.overwritten else "write"
        emit(f"{what:<5}  {human_size(write.content.size):>9}  {path}")
    for action in plan.actions:
        emit(f"{'do':<5}  {action.title}")
    for kind, count in plan.counts.items():
        emit(f"{'bring':<5}  {count:>9,}  {kind}")
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
    if result.platform == "static":
        say(f"Look at it: launcher serve {target}")
