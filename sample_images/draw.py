"""Draws the sample images and writes their index: `python sample_images/draw.py [NAME...]`."""

from __future__ import annotations

import argparse
import importlib
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from drawing.canvas import save

if TYPE_CHECKING:
    from drawing.scene import Scene

HERE = Path(__file__).parent
MODULES = ("landscapes", "rooms", "buildings", "people", "hands", "food", "objects", "textures")


def scenes() -> list[Scene]:
    """Every scene, in the order of the index."""
    found: list[Scene] = []
    for name in MODULES:
        found += importlib.import_module(f"drawing.{name}").SCENES
    return found


def draw(name: str, folder: Path, scale: float) -> str:
    """Draw one scene into folder; returns its file name."""
    scene = next(scene for scene in scenes() if scene.name == name)
    picture = scene.draw(round(scene.width * scale), round(scene.height * scale))
    target = folder / f"{name}.jpg"
    save(picture, target, scene.quality)
    return target.name


def main() -> None:
    """Draw what the command line names, or everything, and then write the index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="scenes to draw (default: all), or `media`")
    parser.add_argument("--preview", type=Path, help="draw small pictures into this folder instead")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    wanted = options.names or [*(scene.name for scene in scenes()), "media"]
    folder = options.preview or HERE / "scenes"
    folder.mkdir(parents=True, exist_ok=True)
    work = partial(draw, folder=folder, scale=0.25 if options.preview else 1.0)
    with ProcessPoolExecutor(options.jobs) as pool:
        for name in pool.map(work, [name for name in wanted if name != "media"]):
            print(name, flush=True)
    if options.preview:
        return
    if "media" in wanted:
        importlib.import_module("drawing.media").make(HERE)
    importlib.import_module("drawing.index").write(HERE, scenes())


if __name__ == "__main__":
    main()
