"""Run the real command as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """How a command ended; ``out`` is stdout, ``err`` is stderr."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The first line of stderr that begins with ``error:``, without that word."""
        for line in self.err.splitlines():
            if line.startswith("error: "):
                return line.removeprefix("error: ")
        return ""


def launcher(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    input_text: str = "",
    under: Sequence[str] = (),
    seconds: int = 600,
) -> Outcome:
    """Run ``launcher ARGUMENTS``; no terminal, no colour. ``under`` is a command that runs it, if that is given.

    It may take ``seconds``.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LAUNCHER_")}
    environment.update(env or {})
    done = subprocess.run(
        [*under, sys.executable, "-m", "launcher", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        input=input_text,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)
