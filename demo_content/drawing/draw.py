"""Draws every image of the demo anew: `python demo_content/drawing/draw.py [PART ...]`.

Parts: vector, icons, photos, clip. See requirements.txt for what each part needs beside numpy and Pillow.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "images"
ICONS = ROOT / "assets" / "icons"
# The templates write these into the page: a browser shows no mask and no <use> of a file opened from the disk.
INLINED = ROOT / "templates" / "icons"
MEDIA = ROOT / "media"


def vector() -> None:
    """The anatomical pictures and the logo."""
    import anatomy
    import icons

    (IMAGES / "gluteus-maximus-trigger-points.svg").write_text(anatomy.gluteus_maximus(), "utf-8")
    (IMAGES / "piriformis.svg").write_text(anatomy.piriformis(), "utf-8")
    (IMAGES / "logo.svg").write_text(icons.logo(), "utf-8")


def icon_files() -> None:
    """The line icons and the icons that browsers and phones ask for."""
    import icons

    for folder in (ICONS, INLINED):
        folder.mkdir(parents=True, exist_ok=True)
    for name in icons.ICONS:
        (INLINED / f"{name}.svg").write_text(icons.icon(name), "utf-8")
    (ICONS / "favicon.svg").write_text(icons.favicon(), "utf-8")
    (ROOT / "favicon.ico").write_bytes(icons.favicon_ico())
    for name, size in (("apple-touch-icon", 180), ("icon-192", 192), ("icon-512", 512)):
        icons.touch_icon(size).save(ICONS / f"{name}.png", optimize=True)


def photos() -> None:
    """The photograph stand-ins, the card, the tile and the cut-out."""
    import photos as album

    album.draw_all(IMAGES)


def clip() -> None:
    """The self-massage clip in two formats, and its poster."""
    import clip as film

    film.draw_all(MEDIA)


PARTS: Mapping[str, Callable[[], None]] = {
    "vector": vector,
    "icons": icon_files,
    "photos": photos,
    "clip": clip,
}


def main(names: list[str]) -> None:
    """Draw the named parts, or all of them."""
    for name in names or list(PARTS):
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
