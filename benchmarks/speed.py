"""Packing and validating whole trees, beside zip and unzip in the same run: ``python -m benchmarks.speed``.

Two trees of 10,000 files and about 1 GB, three photographs to two texts: in one the photographs have the sizes that
themes ask for, in the other no size comes twice. Each figure is the median of some runs that take turns with those of
its peer, so that a busy machine disturbs both alike; processor time stands beside the ratio of wall times.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import demo_tree
from benchmarks.measuring import Cost, measure, median, report

if TYPE_CHECKING:
    from collections.abc import Sequence

LAUNCHER = Path(sys.executable).with_name("launcher")


def against(what: str, ours: Sequence[str | Path], theirs: Sequence[str | Path], *, most: float, runs: int) -> Cost:
    """Run both in turn and report the median ratio of their wall times; return our median cost."""
    pairs = [(measure(list(ours), Path()), measure(list(theirs), Path())) for _ in range(runs)]
    ratio = statistics.median(mine.wall / peer.wall for mine, peer in pairs)
    mine, peer = (median(list(costs)) for costs in zip(*pairs, strict=True))
    processor = mine.cpu / peer.cpu
    value = f"{ratio:.2f} (CPU {processor:.2f}, {mine.wall:.1f} s)"
    report(what, value, f"at most {most:.2f}", met=ratio <= most)
    return mine


def compare(place: Path, files: int, runs: int) -> None:
    """Measure everything on trees of ``files`` and of a tenth of them."""
    usual, unlike, small = place / "usual", place / "unlike", place / "small"
    size = demo_tree(usual, files, sizes_repeat=True)
    demo_tree(unlike, files, sizes_repeat=False)
    demo_tree(small, files // 10, sizes_repeat=True)
    print(f"trees of {files:,} files, {size / 1e6:,.0f} MB; {runs} runs of each command, in turn")
    bundle, archive, other = place / "usual.launcher.zip", place / "usual.zip", place / "other.launcher.zip"
    pack: list[str | Path] = [LAUNCHER, "pack", "--quiet"]
    archived: list[str | Path] = ["zip", "-q", "-r", "-6", archive]
    large = against("pack, to zip -r -6", [*pack, usual, "-o", bundle], [*archived, usual], most=0.5, runs=runs)
    archive.unlink()
    against("pack where no size comes twice", [*pack, unlike, "-o", other], [*archived, unlike], most=1.0, runs=runs)
    against("validate, to unzip -tq", [LAUNCHER, "validate", bundle], ["unzip", "-tq", bundle], most=2.0, runs=runs)
    tenth = median([measure([*pack, small, "-o", place / "small.launcher.zip"], place) for _ in range(runs)])
    growth = large.cpu / tenth.cpu
    value = f"{growth:.1f} x ({tenth.cpu:.2f} s to {large.cpu:.2f} s)"
    report(f"pack, CPU from {files // 10:,} to {files:,} files", value, "at most 11 x", met=growth <= 11)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="trees of a tenth of the size")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), 1_000 if options.small else 10_000, options.runs)


if __name__ == "__main__":
    main()
