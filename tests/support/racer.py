"""A process that runs the real command again and again, each time from the moment at which it is let go.

It reads orders from stdin, one JSON value a line: ``{"arguments": [...], "hold": "site"}``. It answers ``"ready"``,
waits for a byte from the gate (a pipe, its number is the argument), runs ``launcher ARGUMENTS`` and answers with how
that ended. With ``hold``, the name of the target, it says ``"holding"`` when it is about to decide a change, and goes
on after a line on stdin.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from launcher.cli.app import run
from launcher.site import system
from launcher.site.state import JOURNAL


class Holding(system.Calls):
    """The real calls; before a change is decided, the process waits to be let go on."""

    def __init__(self, new_target: str) -> None:
        self._new_target = new_target

    def rename(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        if new_name == JOURNAL:
            _hold()
        super().rename(folder, name, new_folder, new_name)

    def rename_free(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
        if new_name == self._new_target:
            _hold()
        super().rename_free(folder, name, new_folder, new_name)


def _hold() -> None:
    _tell("holding")
    sys.stdin.readline()


def _tell(value: Any) -> None:
    print(json.dumps(value), file=sys.__stdout__, flush=True)


def main(gate: int) -> None:
    """Follow orders until there are no more."""
    plain = system.calls
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        system.calls = Holding(order["hold"]) if order["hold"] else plain
        _tell("ready")
        os.read(gate, 1)
        sys.argv = ["launcher", *order["arguments"]]  # whoever is told who holds the lock reads it there
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(order["arguments"])
        _tell({"code": code, "out": out.getvalue(), "err": err.getvalue()})


if __name__ == "__main__":
    main(int(sys.argv[1]))
