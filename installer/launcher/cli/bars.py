"""Progress on a terminal: one line while something is under way, gone when it is done."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.cli.output import wants_colour
from launcher.progress import SilentProgress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars

    from launcher.progress import Progress


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress]:
    """Yield a progress that is drawn on stderr while it runs; silent where stderr is no terminal."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield SilentProgress()
        return
    progress = _DrawnProgress()
    try:
        yield progress
    finally:
        progress.clear()


def pause(progress: Progress) -> None:
    """Take a drawn bar off the terminal, to ask or show something; the next step draws a new one."""
    if isinstance(progress, _DrawnProgress):
        progress.clear()


class _DrawnProgress:
    """Progress as one line: the current step, drawn by rich."""

    def __init__(self) -> None:
        self._bars: Bars | None = None

    def clear(self) -> None:
        """Draw nothing until the next step."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def step(self, title: str, total: int | None = None) -> None:
        self.clear()
        self._bars = _make_bars(counted=total is not None)
        self._bars.add_task(title, total=total)
        self._bars.start()

    def advance(self, count: int = 1) -> None:
        if self._bars is not None:
            self._bars.advance(self._bars.task_ids[0], count)


def _make_bars(*, counted: bool) -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, TextColumn

    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
    if counted:
        columns += [BarColumn(bar_width=30), MofNCompleteColumn()]
    return Progress(*columns, console=Console(stderr=True, no_color=not wants_colour()), transient=True)
