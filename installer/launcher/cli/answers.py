"""Answers to options: from the command line, a file, the environment, or a person at the terminal."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from launcher.cli.paths import GivenPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from launcher.demo.model import AnswerValue, Option
    from launcher.progress import Progress

Function = TypeVar("Function", bound="Callable[..., Any]")

#: LAUNCHER_ANSWER_SITE_TITLE answers the option site_title.
ENVIRONMENT_PREFIX = "LAUNCHER_ANSWER_"


def answer_options(function: Function) -> Function:
    """Add ``--set``, ``--answers`` and ``--yes``."""
    for option in (
        click.option("-y", "--yes", is_flag=True, help="Ask nothing; take the defaults."),
        click.option(
            "--answers",
            "answers_file",
            metavar="FILE.yaml",
            type=GivenPath(path_type=Path),
            help="Answers as a YAML mapping.",
        ),
        click.option(
            "--set", "settings", metavar="KEY=VALUE", multiple=True, help="Answer an option. May be repeated."
        ),
    ):
        function = option(function)
    return function


def asks_questions(*, yes: bool, as_json: bool) -> bool:
    """Say whether there is a person to ask."""
    return not yes and not as_json and sys.stdin.isatty() and sys.stderr.isatty()


def collect_answers(
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
def naming_the_origin(origins: Mapping[str, str]) -> Iterator[None]:
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
