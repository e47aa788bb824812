"""Read the directory of a Windows icon or cursor file."""

from __future__ import annotations

from launcher.images.info import ImageInfo
from launcher.images.probe.source import Source, UnreadableImage


def probe_icons(source: Source) -> ImageInfo:
    """List the pictures in file order; the size of the file is that of its largest picture."""
    kind, count = source.number(2, 2, "little"), source.number(4, 2, "little")
    if not 1 <= count <= 256:
        raise UnreadableImage(f"the icon file says that it has {count:,} pictures")
    sizes = tuple(_read_size(source, 6 + 16 * index) for index in range(count))
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return ImageInfo("ico" if kind == 1 else "cur", width, height, "RGBA", alpha=True, sizes=sizes)


def _read_size(source: Source, entry: int) -> tuple[int, int]:
    """Return the size of one picture; a byte of 0 says 256 or more, so a PNG inside is asked itself."""
    width, height = source.at(entry, 2)
    offset = source.number(entry + 12, 4, "little")
    if source.upto(offset, 8) == b"\x89PNG\r\n\x1a\n":
        found = source.number(offset + 16, 4, "big"), source.number(offset + 20, 4, "big")
        if all(0 < side <= 1024 for side in found):
            return found
    return width or 256, height or 256
