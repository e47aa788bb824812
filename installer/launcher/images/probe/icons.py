"""Read the directory of a Windows icon or cursor file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.ledger import MAX_ICON_SIDE
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from launcher.images.ledger import Coding, Pair


def probe_icons(source: Source) -> ImageInfo:
    """List the pictures in file order; the size of the file is that of its largest picture."""
    kind, count = source.number(2, 2, "little"), source.number(4, 2, "little")
    if not 1 <= count <= 256:
        raise UnreadableImage(f"the icon file says that it has {count:,} pictures")
    entries = [_read_entry(source, 6 + 16 * index) for index in range(count)]
    width, height = max((size for size, _, _ in entries), key=lambda size: size[0] * size[1])
    return ImageInfo(
        "ico" if kind == 1 else "cur",
        width,
        height,
        "RGBA",
        alpha=True,
        sizes=tuple(size for size, _, _ in entries),
        codings=tuple(coding for _, coding, _ in entries),
        hotspots=tuple(spot for _, _, spot in entries) if kind == 2 else (),
    )


def _read_entry(source: Source, entry: int) -> tuple[Pair, Coding, Pair]:
    """Return size, coding and hot spot of one picture; a side of 0 says 256 or more, so a PNG is asked itself."""
    width, height = source.at(entry, 2)
    spot = source.number(entry + 4, 2, "little"), source.number(entry + 6, 2, "little")
    offset = source.number(entry + 12, 4, "little")
    if source.upto(offset, 8) != b"\x89PNG\r\n\x1a\n":
        return (width or 256, height or 256), "bmp", spot
    found = source.number(offset + 16, 4, "big"), source.number(offset + 20, 4, "big")
    if all(0 < side <= MAX_ICON_SIDE for side in found):
        return found, "png", spot
    return (width or 256, height or 256), "png", spot
