"""Run commands and measure what they cost; print figures beside their targets."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Cost:
    """Wall and CPU time in seconds (children included), peak memory in MB of the largest process."""

    wall: float
    cpu: float
    peak: float


def measure(command: list[str | Path], cwd: Path) -> Cost:
    """Run ``command`` once; it must succeed."""
    # Some set this in development; without cached bytecode every start compiles every module.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MEGABYTE)


def median(costs: list[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.peak for cost in costs),
    )


def report(what: str, value: str, limit: str, *, met: bool) -> None:
    """Print one line of the table."""
    print(f"{what:<58} {value:>26}   {limit:<22} {'met' if met else 'MISSED'}", flush=True)
