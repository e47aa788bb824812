"""Start-up, install and memory, as ratios measured in one run: ``python -m benchmarks.first_flight``.

Each figure is the median of five runs. Start-up is compared with importing click alone; memory with a tree of a tenth
of the size. ``--small`` makes the trees ten times smaller, to see that the script works.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import MEGABYTE, Cost, measure, median, report

RUNS = 5


def start_up(python: Path, launcher: Path, place: Path) -> None:
    """Compare ``--help`` and ``status`` with importing click, run in turn so that a busy machine disturbs all alike."""
    commands: dict[str, list[str | Path]] = {
        "click": [python, "-c", "import click"],
        "launcher --help": [launcher, "--help"],
        "launcher status": [launcher, "status", "site"],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(RUNS * 4):
        for name, command in commands.items():
            costs[name].append(measure(command, place))
    base = median(costs.pop("click"))
    print(f"python -c 'import click': {base.wall * 1000:.0f} ms")
    for name, runs in costs.items():
        ratio = median(runs).wall / base.wall
        report(f"{name}, to importing click", f"{ratio:.2f} x", "at most 1.3 x", met=ratio <= 1.3)


def install(launcher: Path, place: Path) -> None:
    """Install the built-in demo, each time into a fresh folder."""
    costs = [
        measure([launcher, "install", "builtin", f"installed-{number}", "--yes"], place) for number in range(RUNS + 1)
    ]
    cost = median(costs[1:])
    report(
        "install of the built-in demo, CPU",
        f"{cost.cpu:.2f} s ({cost.wall:.2f} s wall)",
        "at most 1.0 s",
        met=cost.cpu <= 1.0,
    )


def generate_tree(folder: Path, megabytes: int) -> None:
    """Write a demo of plain files: photographs of noise and text, about a megabyte of them in every eight files."""
    from PIL import Image

    chance = random.Random(megabytes)
    folder.mkdir()
    (folder / "launcher.yaml").write_text(
        "launcher: 1\nname: generated\nversion: 1.0.0\ntitle: Generated\nlicense: CC0-1.0\n", encoding="utf-8"
    )
    (folder / "index.html").write_text("<!doctype html><title>Generated</title><p>Generated</p>", encoding="utf-8")
    photographs = []
    for size in ((1200, 800), (800, 600), (640, 640)):
        buffer = io.BytesIO()
        Image.effect_noise(size, 90).convert("RGB").save(buffer, "JPEG", quality=90)
        photographs.append(buffer.getvalue())
    written, number = 0, 0
    while written < megabytes * MEGABYTE:
        part = folder / f"part-{number // 200:03d}"
        part.mkdir(exist_ok=True)
        if number % 4 == 3:
            words = (chance.choice(("calm", "muscle", "release", "walk")) for _ in range(40_000))
            data = f"{number}\n{' '.join(words)}".encode()
            name = f"{number}.txt"
        else:
            # A different tail makes each photograph a different file.
            data = photographs[number % 3] + number.to_bytes(4, "big")
            name = f"{number}.jpg"
        (part / name).write_bytes(data)
        written += len(data)
        number += 1


def memory(launcher: Path, place: Path, sizes: tuple[int, int]) -> None:
    """Pack and install two trees, one ten times the other, and compare the peaks."""
    peaks: dict[str, list[float]] = {"pack": [], "install": []}
    for size in sizes:
        tree = place / f"tree-{size}"
        generate_tree(tree, size)
        bundle = place / f"{size}.launcher.zip"
        peaks["pack"].append(measure([launcher, "pack", "--quiet", tree, "-o", bundle], place).peak)
        peaks["install"].append(measure([launcher, "install", bundle, f"site-{size}", "--yes"], place).peak)
    for name, (small, large) in peaks.items():
        report(
            f"{name}: peak memory, {sizes[0]} MB and {sizes[1]} MB of files",
            f"{small:.0f} MB, {large:.0f} MB",
            "within 30 MB",
            met=abs(large - small) <= 30,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="trees of 5 and 50 MB")
    sizes = (5, 50) if parser.parse_args().small else (50, 500)
    python = Path(sys.executable)
    launcher = python.with_name("launcher")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        os.environ["XDG_CACHE_HOME"] = str(place / "cache")
        first = measure([launcher, "install", "builtin", "site", "--yes"], place)
        print(f"the very first install, which packs the built-in demo and caches it: {first.cpu:.2f} s of CPU")
        start_up(python, launcher, place)
        install(launcher, place)
        memory(launcher, place, sizes)


if __name__ == "__main__":
    main()
