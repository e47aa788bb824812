"""Start processes that run commands at the same moment, and hear how each ended."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

#: Seconds without a word from any process, after which something hangs.
_PATIENCE = 120


@dataclass(frozen=True)
class Run:
    """How a command ended, and whether it came to the point of deciding a change in a round that holds there."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str
    held: bool

    def __str__(self) -> str:
        return f"launcher {' '.join(self.arguments)}: exit {self.code}, {self.err.strip() or self.out.strip()!r}"


class Racers:
    """Processes that live for many rounds; see :mod:`tests.support.racer`."""

    def __init__(self, count: int) -> None:
        gate, self._gate = os.pipe()
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.support.racer", str(gate)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                pass_fds=[gate],
                env={name: value for name, value in os.environ.items() if not name.startswith("LAUNCHER_")},
            )
            for _ in range(count)
        ]
        os.close(gate)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in self._processes:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            process.stdout.close()
            process.kill()
            process.wait()
        os.close(self._gate)

    def race(self, commands: Sequence[Sequence[str]], *, hold: str = "", waiting: int = 0) -> list[Run]:
        """Run the commands at the same moment, one a process.

        With ``hold``, the name of the target, whoever comes first to the point of deciding a change stays there until
        all the others have ended, but for the first ``waiting`` ones, which wait for it.
        """
        racing = self._processes[: len(commands)]
        for process, arguments in zip(racing, commands, strict=True):
            self._send(process, json.dumps({"arguments": list(arguments), "hold": hold}))
        for process in racing:
            assert self._hear(process) == "ready"
        os.write(self._gate, b"x" * len(racing))
        ended: dict[int, dict[str, Any]] = {}
        holders: list[int] = []
        let_go: set[int] = set()
        streams = {process.stdout: number for number, process in enumerate(racing) if process.stdout is not None}
        while len(ended) < len(racing):
            ready, _, _ = select.select(list(streams), [], [], _PATIENCE)
            assert ready, f"these did not end: {[one for n, one in enumerate(commands) if n not in ended]}"
            for stream in ready:
                number = streams[stream]
                said = self._hear(racing[number])
                if said == "holding":
                    holders.append(number)
                else:
                    ended[number] = said
                    del streams[stream]
            if ended.keys() | set(holders) >= set(range(waiting, len(racing))):
                for number in set(holders) - let_go:
                    let_go.add(number)
                    self._send(racing[number], "go on")
        return [
            Run(tuple(arguments), **ended[number], held=number in holders) for number, arguments in enumerate(commands)
        ]

    @staticmethod
    def _send(process: subprocess.Popen[str], line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()

    @staticmethod
    def _hear(process: subprocess.Popen[str]) -> Any:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "a racing process died"
        return json.loads(line)
