"""How large a file of a demo is shown: a picture, a drawing or a film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.inline import LONGEST_TEXT
from launcher.images.probe import UnreadableImage, film_size_of, probe_file

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.images.kinds import Kind


def size_of(file: Path, kind: Kind) -> tuple[int, int]:
    """Return the size of a picture, SVG or film, zeros where it has none that can be read."""
    if kind.group == "svg":
        return _svg_size(file, kind)
    if kind.group == "video":
        return film_size_of(file, kind.format)
    try:
        info = probe_file(file)
    except UnreadableImage:
        return 0, 0
    return (info.width, info.height) if info else (0, 0)


def _svg_size(file: Path, kind: Kind) -> tuple[int, int]:
    from launcher.images.svg import read_root, root_size, unpack_svg

    with file.open("rb") as opened:
        data = opened.read(LONGEST_TEXT if kind.format == "svgz" else 1 << 20)
    try:
        return root_size(read_root(unpack_svg(data) if kind.format == "svgz" else data))
    except ValueError:
        return 0, 0
