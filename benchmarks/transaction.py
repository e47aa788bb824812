"""Changing a site, as ratios to ``unzip -q`` of the same archive in one run: ``python -m benchmarks.transaction``.

Each figure is the median of three runs, taken in turn. ``--small`` makes the tree ten times smaller, to see that the
script works; ``--folder DIR`` says on which disk. It needs 20 GB: nothing is removed before the end, for where many
files were removed ext4 is slow to make new ones for some minutes, whoever makes them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path, PurePosixPath

from benchmarks.measuring import Cost, measure, report
from launcher.bundle.manifest import FileEntry, Manifest, file_key
from launcher.bundle.write import BundleWriter

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
    more = ["--yes", "-q"]
    steps: dict[str, list[str | Path]] = {
        "unzip": ["unzip", "-q", "../one.zip", "-d", "unzipped"],
        "install": [launcher, "install", "../one.zip", "site", *more],
        "status": [launcher, "status", "site"],
        "hash": [sys.executable, "-c", hashing, "site"],
        "no-op": [launcher, "upgrade", "site", "../one.zip", *more],
        "upgrade": [launcher, "upgrade", "site", "../two.zip", *more],
        "no-sync": [launcher, "install", "../one.zip", "quick", "--no-sync", *more],
        "existing": [launcher, "install", "../one.zip", "existing", *more],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in steps}
    for number in range(RUNS + 1):
        (place / f"{number}").mkdir()
        (place / f"{number}/existing").mkdir()
        for name, command in steps.items():
            os.sync()
            cost = measure(command, place / f"{number}")
            if number:  # the first round warms the caches
                costs[name].append(cost)
    costs["uninstall"] = [measure([launcher, "uninstall", f"{number}/existing"], place) for number in range(RUNS)]
    show(costs)


def show(costs: dict[str, list[Cost]]) -> None:
    """Print the table."""
    wall = {name: statistics.median(cost.wall for cost in runs) for name, runs in costs.items()}
    cpu = {name: statistics.median(cost.cpu for cost in runs) for name, runs in costs.items()}
    for name, runs in costs.items():
        print(f"{name:<10} {wall[name]:7.2f} s wall {cpu[name]:7.2f} s CPU {max(cost.peak for cost in runs):6.0f} MB")
    for what, name, peer, limit in (
        ("install, hashed, journalled and synced, to unzip -q", "install", "unzip", 0.6),
        ("install into a folder that exists, to unzip -q", "existing", "unzip", 0.6),
        ("install --no-sync, to unzip -q", "no-sync", "unzip", 0.45),
        ("upgrade of one file, to an install", "upgrade", "install", 0.15),
        ("status, to hashing the tree", "status", "hash", 1.0),
    ):
        value = wall[name] / wall[peer]
        found = f"{value:.2f} x (CPU {cpu[name] / cpu[peer]:.2f} x)"
        report(what, found, f"at most {limit} x", met=value <= limit)
    peak = max(cost.peak for name, runs in costs.items() if name != "unzip" for cost in runs)
    report("peak memory", f"{peak:.0f} MB", "under 200 MB", met=peak < 200)


if __name__ == "__main__":
    main()
