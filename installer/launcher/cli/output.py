"""How the command line talks: errors, tables and progress on stderr, data on stdout."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from launcher.errors import ConflictError, InvalidBundle, LauncherError, PictureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: What a shell reports of a command that Ctrl-C ended.
EXIT_INTERRUPTED = 130

#: Conflicts and findings are listed in full on request; an error shows at most this many lines of them.
SHOWN_FINDINGS = 20


class Styled(str):
    """Text of ours that may drive the terminal; all other text is made :func:`printable` before it is shown."""

    __slots__ = ()


def say(*parts: str) -> None:
    """Talk to the person, on stderr: the parts in one line, those that are :class:`Styled` in their colours."""
    click.echo("".join(part if isinstance(part, Styled) else printable(part) for part in parts), err=True)


def emit(message: str) -> None:
    """Write data on stdout."""
    click.echo(printable(message))


def emit_json(value: Any) -> None:
    """Write one JSON document on stdout."""
    # In a narrow encoding, what does not fit would be escaped as Python does, which is no JSON.
    wide = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not wide, indent=2))


@contextmanager
def finished(done: str) -> Iterator[None]:
    """Show a result; Ctrl-C meanwhile ends the command, and says that the work is ``done`` all the same."""
    try:
        yield
    except KeyboardInterrupt:
        say(f"\ninterrupted: {done}")
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from None


def printable(text: str) -> str:
    """Escape control characters, so that a file name or a bundle's text cannot drive the terminal."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\n" else character.encode("unicode_escape").decode()
        for character in text
    )


def style(text: str, **styles: Any) -> Styled:
    """Colour ``text`` where stderr is a terminal that wants colour (NO_COLOR is respected)."""
    return Styled(click.style(text, **styles) if wants_colour() else text)


def wants_colour() -> bool:
    """Say whether stderr is a terminal and the person has not asked for plain text."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_error(error: LauncherError) -> None:
    """Render an error: one line, what it lists in full, and a hint where the user can act."""
    _say_error(str(error))
    if isinstance(error, ConflictError):
        for path in error.paths:
            say(f"  {path}")
    if isinstance(error, PictureError):
        for problem in error.problems:
            say(f"  {problem}")
    if isinstance(error, InvalidBundle):
        errors = [finding for finding in error.findings if finding.severity == "error"]
        for finding in errors[1:SHOWN_FINDINGS]:
            place = f"{finding.path}: " if finding.path else ""
            say(f"  {finding.code}: {place}{finding.message}")
        if len(errors) > SHOWN_FINDINGS:
            say(f"  ... and {len(errors) - SHOWN_FINDINGS} more")
    if error.hint:
        say_hint(error.hint)


def show_unexpected(error: Exception) -> None:
    """Render an error that nobody foresaw; ``LAUNCHER_DEBUG=1`` shows where it came from."""
    if os.environ.get("LAUNCHER_DEBUG"):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        _say_error(f"{place}{error.strerror or error}")
        return
    _say_error(f"unexpected {type(error).__name__}: {error}")
    say_hint("this is a defect of launcher; LAUNCHER_DEBUG=1 shows where, please report it")


def _say_error(text: str) -> None:
    say(style("error: ", fg="red", bold=True), text)


def say_hint(text: str) -> None:
    """Say what the person can do."""
    say(style("hint: ", fg="cyan"), text)


def show_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = (), data: bool = False
) -> None:
    """Print a table; ``right`` has the numbers of the columns that hold figures.

    It goes to stderr, or to stdout where it is the ``data`` that was asked for. A terminal gets a table that fits it; a
    pipe gets every column in full.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = (sys.stdout if data else sys.stderr).isatty()
    console = Console(
        stderr=not data,
        width=None if terminal else 4000,
        no_color=not wants_colour(),
        highlight=False,
        emoji=False,
    )
    table = Table(box=box.SIMPLE_HEAD if terminal else None, header_style="bold", pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    if terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        click.echo(line.rstrip(), err=not data)


def human_size(size: int) -> str:
    """Return a size in bytes as people read it: ``812 B``, ``1.4 MB`` (powers of 1000)."""
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{size} B" if unit == "B" else f"{amount:.1f} {unit}"


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """Return ``1 file`` or ``3 files``."""
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"
