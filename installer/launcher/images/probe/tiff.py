"""Read the directories of a TIFF (TIFF 6.0)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import displayed, displayed_dots, dots
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from launcher.images.ledger import Pair

_MOST_PAGES = 10_000
_RATIONAL = 5
# Tag, type, number of values.
_ENTRIES = {"little": struct.Struct("<HHI"), "big": struct.Struct(">HHI")}
# Size, bits, photometry, orientation, samples, dots across and down and their unit, extra samples.
_WANTED = frozenset({256, 257, 258, 262, 274, 277, 282, 283, 296, 338})
_TYPE_SIZES = {1: 1, 3: 2, 4: 4, _RATIONAL: 8}
_MODES = {0: "L", 1: "L", 2: "RGB", 3: "P", 4: "1", 5: "CMYK", 6: "RGB", 8: "RGB"}


def probe_tiff(source: Source) -> ImageInfo:
    """Read the first page's tags and count the pages."""
    order = "little" if source.at(0, 2) == b"II" else "big"
    first = source.number(4, 4, order)
    tags = _read_tags(source, first, order)
    width, height = tags.get(256, 0), tags.get(257, 0)
    if not width or not height:
        raise UnreadableImage("the TIFF says that it has no lines or columns")
    photometric, bits, samples = tags.get(262, 1), tags.get(258, 1), tags.get(277, 1)
    mode = _MODES.get(photometric, "RGB")
    alpha = mode in {"L", "RGB"} and 338 in tags and samples in {2, 4}
    if alpha:
        mode += "A"
    if mode == "L" and bits == 1:
        mode = "1"
    elif bits > 8 and mode not in {"P", "CMYK"}:
        mode = {"L": "I;16"}.get(mode, f"{mode};16")
    orientation = tags.get(274, 1)
    orientation = orientation if 1 <= orientation <= 8 else 1
    width, height = displayed(width, height, orientation)
    return ImageInfo(
        "tiff",
        width,
        height,
        mode,
        alpha,
        frames=_count_pages(source, first, order),
        orientation=orientation,
        dpi=displayed_dots(_density(tags), orientation),
    )


def _density(tags: dict[int, int]) -> Pair | tuple[()]:
    """Return the dots an inch, () where the unit is none."""
    scale = {2: 1.0, 3: 2.54}.get(tags.get(296, 2), 0.0)
    return dots(tags.get(282, 0) * scale, tags.get(283, 0) * scale)


def _read_tags(source: Source, offset: int, order: str) -> dict[int, int]:
    """Return the first value of each tag of one directory that is asked for; a list too long is followed."""
    tags: dict[int, int] = {}
    form = _ENTRIES[order]
    for index in range(source.number(offset, 2, order)):
        entry = offset + 2 + 12 * index
        tag, kind, count = source.unpack(form, entry)
        if tag not in _WANTED:
            continue
        size = _TYPE_SIZES.get(kind)
        if size is None:
            tags.setdefault(tag, 0)
            continue
        far = count * size > 4
        place = source.number(entry + 8, 4, order) if far else entry + 8
        if place + size <= source.size:
            tags[tag] = _rational(source, place, order) if kind == _RATIONAL else source.number(place, size, order)
    return tags


def _rational(source: Source, place: int, order: str) -> int:
    numerator, denominator = source.number(place, 4, order), source.number(place + 4, 4, order)
    return round(numerator / denominator) if denominator else 0


def _count_pages(source: Source, offset: int, order: str) -> int:
    """Follow the chain of directories; a chain that runs in a circle or off the end stops there."""
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < _MOST_PAGES:
        seen.add(offset)
        end = offset + 2 + 12 * source.number(offset, 2, order) if offset + 2 <= source.size else source.size
        if end + 4 > source.size:
            break
        offset = source.number(end, 4, order)
    return max(1, len(seen))
