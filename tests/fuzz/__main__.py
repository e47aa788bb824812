"""Fuzz all targets, guided by coverage, for a chosen time: ``python -m tests.fuzz --seconds 600``.

Each target runs in a process of its own, on seeds that our own code makes. What makes one crash, hang, take too much
memory or break a promise is kept in ``--output``, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import TARGETS

_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")
_EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s+(\d+)")


def fuzz(name: str, seconds: int, output: Path) -> bool:
    """Fuzz one target and print its line of the table; tell whether it found nothing."""
    folder = output / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (folder / "corpus" / f"seed-{number:03}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=65536"]
    options = [*limits, "-print_final_stats=1", f"-artifact_prefix={folder}/", str(folder / "corpus")]
    command = [sys.executable, "-m", "tests.fuzz.run", name, *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode("utf-8", "replace")
    (folder / "log.txt").write_text(text, encoding="utf-8")
    executions = next(iter(_EXECUTIONS.findall(text)), "?")
    covered, features, corpus = next(iter(_COVERAGE.findall(text)[-1:]), ("?", "?", "?"))
    verdict = "nothing found" if done.returncode == 0 else f"FOUND: see {folder}"
    print(f"{name:<10} {executions:>10} {covered:>9} {features:>9} {corpus:>7}   {verdict}", flush=True)
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--output", type=Path, default=Path("build/fuzz"))
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; default: all")
    arguments = parser.parse_args()
    names = arguments.targets or list(TARGETS)
    if unknown := set(names) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    print(f"{'target':<10} {'executions':>10} {'coverage':>9} {'features':>9} {'corpus':>7}")
    each = max(1, arguments.seconds // len(names))
    found_nothing = [fuzz(name, each, arguments.output) for name in names]
    return 0 if all(found_nothing) else 1


if __name__ == "__main__":
    sys.exit(main())
