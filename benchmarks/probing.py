"""Probing against Pillow's open, on the same mixed images: ``python -m benchmarks.probing``.

Ours says size, frames with their durations, transparency and orientation; ``Image.open`` stops at the size and mode.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import struct
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from benchmarks.corpus import paint_photograph
from benchmarks.measuring import report
from launcher.images.probe import probe_file

if TYPE_CHECKING:
    from collections.abc import Callable

#: How many of a hundred images are of which sort, about as in themes of today.
_SHARES = {
    "photograph.jpg": 34, "progressive.jpg": 12, "camera.jpg": 6, "graphic.png": 14, "transparent.png": 10,
    "palette.png": 6, "photograph.webp": 7, "animated.webp": 1, "still.gif": 3, "animated.gif": 2, "picture.avif": 2,
    "bitmap.bmp": 1, "scan.tif": 1, "favicon.ico": 1,
}  # fmt: skip


def encode(name: str, chance: random.Random) -> bytes:
    """Return an image of the sort that ``name`` says."""
    size = chance.choice(((1200, 800), (800, 600), (600, 400), (300, 200), (64, 64)))
    picture = paint_photograph(chance, *size)
    options: dict[str, Any] = {}
    match name.split("."):
        case ["progressive", _]:
            options = {"progressive": True}
        case ["camera", _]:
            exif = Image.Exif()
            exif[0x0112] = 6
            exif[0x010F] = "Camera"
            options = {"exif": exif.tobytes() + bytes(4000), "icc_profile": bytes(3000)}
        case ["transparent", _]:
            picture.putalpha(128)
        case ["palette", _]:
            picture = picture.quantize(64)
            options = {"transparency": 3}
        case ["animated", _]:
            small = picture.resize((160, 120))
            options = {"save_all": True, "append_images": [small.rotate(turn) for turn in range(0, 80, 10)]}
            picture = small
        case ["bitmap" | "scan" | "favicon", _]:
            picture = picture.resize((64, 64))
    buffer = io.BytesIO()
    form = {"jpg": "JPEG", "tif": "TIFF"}.get(name.rpartition(".")[2], name.rpartition(".")[2].upper())
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def write_images(folder: Path, count: int) -> list[Path]:
    """Write ``count`` images, four encoded of each sort, each a file of its own."""
    chance = random.Random(count)
    encoded = {name: [encode(name, chance) for _ in range(4)] for name in _SHARES}
    paths = []
    for number, name in enumerate(chance.choices(list(_SHARES), weights=list(_SHARES.values()), k=count)):
        path = folder / f"{number // 500:03d}" / f"{number}-{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(chance.choice(encoded[name]) + struct.pack("<I", number))
        paths.append(path)
    return paths


def open_with_pillow(path: Path) -> None:
    with Image.open(path):
        pass


def processor_seconds(work: Callable[[Path], object], paths: list[Path]) -> float:
    start = time.process_time()
    for path in paths:
        work(path)
    return time.process_time() - start


def compare(count: int, runs: int) -> None:
    """Time both in turn, so that a busy machine disturbs both alike, and report the median ratio."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_images(Path(folder), count)
        Image.init()
        pairs = [
            (processor_seconds(probe_file, paths), processor_seconds(open_with_pillow, paths)) for _ in range(runs + 1)
        ]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs[1:])
    ours, theirs = (statistics.median(column) / count * 1e6 for column in zip(*pairs[1:], strict=True))
    value = f"{ratio:.2f} ({ours:.0f} and {theirs:.0f} µs)"
    report(f"probing {count:,} images, to Pillow's open", value, "at most 0.20", met=ratio <= 0.20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the images")
    compare(1_000 if parser.parse_args().small else 10_000, 5)


if __name__ == "__main__":
    main()
