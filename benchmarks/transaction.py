"""Changing a site, as ratios to ``unzip -q`` of the same archive in one run: ``python -m benchmarks.transaction``.

Each figure is the median of three runs, taken in turn. ``--small`` makes the tree ten times smaller, to see that the
script works; ``--folder DIR`` says on which disk.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from benchmarks.measuring import Cost, measure, report
from launcher.bundle.manifest import FileEntry, Manifest, file_key
from launcher.bundle.write import BundleWriter

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
FILES = 10_000
BYTES = 1_000_000_000


def write_bundle(path: Path, count: int, size: int, *, version: str, changed: int = 0) -> None:
    """Write a bundle of ``count`` files of about ``size`` bytes, half of each noise; ``changed`` differ by version."""
    chance = random.Random(1)
    entries = []
    with BundleWriter(path.parent) as writer:
        for number in range(count):
            length = max(16, int(size * chance.uniform(0.1, 1.9)))
            noise = chance.randbytes(length // 2)
            words = " ".join(chance.choices(("calm", "muscle", "release", "walk", "breath"), k=64)).encode()
            data = noise + (words * (length // 2 // len(words) + 1))[: length - len(noise)]
            if number < changed:
                data = version.encode() + data
            name = PurePosixPath(f"part-{number // 200:03d}/{number}.bin")
            entries.append(FileEntry(name, len(data), hashlib.sha256(data).hexdigest()))
            writer.add(name, data)
        manifest = Manifest(
            name="generated", version=version, title="Generated", license="CC0-1.0", description="", author="",
            homepage="", platforms=("static",), options=(), content=None, files=tuple(sorted(entries, key=file_key)),
            images=(), left_out=(), broken_references=(), generator="benchmark",
        )  # fmt: skip
        with path.open("wb") as output:
            writer.finish(manifest, output)


def clean(place: Path, names: list[str]) -> None:
    """Remove what runs made, and let the disk come to rest."""
    for name in names:
        shutil.rmtree(place / name, ignore_errors=True)
    os.sync()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the files")
    parser.add_argument("--folder", type=Path, help="where to work; default: the folder for temporary files")
    arguments = parser.parse_args()
    count = FILES // 10 if arguments.small else FILES
    launcher = Path(sys.executable).with_name("launcher")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        place = Path(folder)
        write_bundle(place / "one.zip", count, BYTES // FILES, version="1.0.0", changed=1)
        write_bundle(place / "two.zip", count, BYTES // FILES, version="1.1.0", changed=1)
        run(launcher, place)


def run(launcher: Path, place: Path) -> None:
    """Measure everything, in turn."""
    hashing = (
        "import hashlib, os, sys\n"
        "for folder, _, names in os.walk(sys.argv[1]):\n"
        "    for name in names:\n"
        "        with open(os.path.join(folder, name), 'rb') as file: hashlib.file_digest(file, 'sha256')\n"
    )
    steps: dict[str, Callable[[], Cost]] = {
        "unzip": lambda: measure(["unzip", "-q", "one.zip", "-d", "unzipped"], place),
        "install": lambda: measure([launcher, "install", "one.zip", "site", "--yes", "-q"], place),
        "status": lambda: measure([launcher, "status", "site"], place),
        "hash": lambda: measure([sys.executable, "-c", hashing, "site"], place),
        "no-op": lambda: measure([launcher, "upgrade", "site", "one.zip", "--yes", "-q"], place),
        "upgrade": lambda: measure([launcher, "upgrade", "site", "two.zip", "--yes", "-q"], place),
        "uninstall": lambda: measure([launcher, "uninstall", "site"], place),
        "no-sync": lambda: measure([launcher, "install", "one.zip", "quick", "--yes", "-q", "--no-sync"], place),
        "existing": lambda: measure([launcher, "install", "one.zip", "existing", "--yes", "-q"], place),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    for number in range(RUNS + 1):
        clean(place, ["unzipped", "site", "quick", "existing"])
        (place / "existing").mkdir()
        for name, step in steps.items():
            cost = step()
            if number:  # the first round warms the caches
                costs[name].append(cost)
    show(costs)


def show(costs: dict[str, list[Cost]]) -> None:
    """Print the table."""
    wall = {name: statistics.median(cost.wall for cost in runs) for name, runs in costs.items()}
    for name, runs in costs.items():
        cpu = statistics.median(cost.cpu for cost in runs)
        print(f"{name:<10} {wall[name]:7.2f} s wall {cpu:7.2f} s CPU {max(cost.peak for cost in runs):6.0f} MB")
    unzip, install = wall["unzip"], wall["install"]
    for what, value, limit in (
        ("install, hashed, journalled and synced, to unzip -q", install / unzip, 0.6),
        ("install into a folder that exists, to unzip -q", wall["existing"] / unzip, 0.6),
        ("install --no-sync, to unzip -q", wall["no-sync"] / unzip, 0.45),
        ("upgrade of one file, to an install", wall["upgrade"] / install, 0.15),
        ("status, to hashing the tree", wall["status"] / wall["hash"], 1.0),
    ):
        report(what, f"{value:.2f} x", f"at most {limit} x", met=value <= limit)
    peak = max(cost.peak for name, runs in costs.items() if name != "unzip" for cost in runs)
    report("peak memory", f"{peak:.0f} MB", "under 200 MB", met=peak < 200)


if __name__ == "__main__":
    main()
