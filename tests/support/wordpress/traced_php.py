"""Run PHP under strace(1): count how the processes of a command change a folder, and end them at one of these calls."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING, NamedTuple

from tests.support.strace import changes, failing, killing, tracing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.strace import Call

# Numbers the processes, and traces all of them or one. With a "parent" whoever runs PHP is killed with it, before it
# can know that PHP is gone.
_WRAPPER = """#!/bin/sh
cd {folder} || exit 1
number=$(($(cat number) + 1))
echo $number > number
{{ read -r which; read -r parent; read -r traced; }} < plan
cd /
case $which in
    all | $number) eval "$traced" {php} '"$@"' ;;
    *) exec {php} "$@" ;;
esac
[ "$parent" = "" ] || kill -9 $PPID
"""


class Moment(NamedTuple):
    """A system call of the ``process``th PHP of a command."""

    process: int
    call: Call

    def __str__(self) -> str:
        return f"PHP {self.process}, {self.call}"


class TracedPhp:
    """A program that is PHP, for ``LAUNCHER_PHP``; ``place`` is an empty folder of the test's."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.program = place / "php"
        php = shlex.quote(shutil.which("php") or "php")
        self.program.write_text(_WRAPPER.format(folder=shlex.quote(str(place)), php=php))
        self.program.chmod(0o755)
        self.let_pass()

    def let_pass(self) -> None:
        """Let all processes come to their ends, untraced."""
        self._plan("none", "", [])

    def count(self) -> None:
        """Trace all processes from now on."""
        for log in self._place.glob("log.*"):
            log.unlink()
        self._plan("all", "", tracing(self._place / "log.$number"))

    def moments(self, folder: Path) -> list[Moment]:
        """Return the calls by which the counted processes changed ``folder``, in their order."""
        logs = sorted(self._place.glob("log.*"), key=lambda log: int(log.suffix[1:]))
        return [Moment(int(log.suffix[1:]), call) for log in logs for call in changes(log, folder)]

    def kill(self, moment: Moment, *, parent: bool = False) -> None:
        """Let PHP be killed before a call, and with ``parent`` the command that runs it too."""
        self._end(moment, killing(moment.call), "parent" if parent else "")

    def fail(self, moment: Moment, error: str) -> None:
        """Let a call fail, and every later one of its name in that process."""
        self._end(moment, failing(moment.call, error, lasting=True), "")

    def _end(self, moment: Moment, injection: str, parent: str) -> None:
        self._plan(str(moment.process), parent, tracing(self._place / "one", injection))

    def _plan(self, which: str, parent: str, command: list[str]) -> None:
        (self._place / "number").write_text("0\n")
        # The shell is to put the number of the process into the name of the log.
        line = " ".join(word if word.endswith(".$number") else shlex.quote(word) for word in command)
        (self._place / "plan").write_text(f"{which}\n{parent}\n{line}\n")
