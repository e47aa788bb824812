"""Read the directory of a Windows icon or cursor file."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.ledger import MAX_ICON_SIDE
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from launcher.images.ledger import Coding, Pair

_DIRECTORY = struct.Struct("<HH")
# Width, height, the hot spot of a cursor, and where the picture stands.
_ENTRY = struct.Struct("<BBxxHH4xI")
_PNG_SIZE = struct.Struct(">II")


def probe_icons(source: Source) -> ImageInfo:
    """List the pictures in file order; the size of the file is that of its largest picture."""
    kind, count = source.unpack(_DIRECTORY, 2)
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
    width, height, *spot, offset = source.unpack(_ENTRY, entry)
    said, where = (width or 256, height or 256), (spot[0], spot[1])
    if source.upto(offset, 8) != b"\x89PNG\r\n\x1a\n":
        return said, "bmp", where
    across, down = source.unpack(_PNG_SIZE, offset + 16)
    found = (across, down)
    return found if 0 < across <= MAX_ICON_SIDE and 0 < down <= MAX_ICON_SIDE else said, "png", where
