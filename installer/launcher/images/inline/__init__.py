"""Find pictures that stand inline in texts, and write others in their place.

Found are ``data:`` URIs and bare base64 or hex digits of a raster, whatever they are escaped for (JSON, URLs, HTML,
CSS, scripts, SQL), broken into lines or joined of strings; drawings in ``data:`` URIs; percent-encoded bytes; lists of
numbers; BlurHashes and ThumbHashes. The bytes around a picture's encoded text stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from launcher.images.inline.drawings import find_drawings
from launcher.images.inline.find import search
from launcher.images.inline.found import FoundImage
from launcher.images.inline.octets import find_lists
from launcher.images.inline.previews import find_hashes, mark_preview
from launcher.images.inline.serialised import CountsUnclear, correct_counts
from launcher.images.inline.wide import narrowed
from launcher.images.inline.writing import Writing, encode_inline
from launcher.images.ledger import Inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "LONGEST_TEXT",
    "CountsUnclear",
    "FoundImage",
    "Writing",
    "correct_counts",
    "encode_inline",
    "find_inline",
]

#: Longest text that is searched; the same as what a bundle's reader holds in memory.
LONGEST_TEXT = 64 * 1024 * 1024
# SVG in base64 in SVG in base64: no one does it twice for a good reason.
_DEEPEST = 4


def find_inline(data: bytes, *, whole_drawings: bool = False) -> Iterator[FoundImage]:
    """Yield every inline picture of a text in order, none within another.

    A drawing that is written out with rasters inside is passed over for these; with ``whole_drawings``, they for it.
    """
    text, unit, charset = narrowed(data)
    for found in _find(text, _DEEPEST, whole_drawings=whole_drawings):
        if not charset:
            yield found
            continue
        place = Inline(found.inline.offset * unit, found.inline.length * unit, found.inline.encoding)
        yield replace(found, inline=place, writing=replace(found.writing, charset=charset))


def _find(data: bytes, depth: int, *, whole_drawings: bool = False) -> Iterator[FoundImage]:
    def look_into(found: FoundImage) -> FoundImage | None:
        return _look_into(found, depth)

    images = [mark_preview(data, image) for image in search(data, look_into)]
    images += [*find_lists(data), *find_hashes(data)]
    images.sort(key=_offset)
    drawings = _judged(data, find_drawings(data), images, whole=whole_drawings)
    end = 0
    for found in sorted([*drawings, *images], key=_offset):
        if found.inline.offset >= end:
            yield found
            end = found.end


def _offset(found: FoundImage) -> int:
    return found.inline.offset


def _judged(
    data: bytes, drawings: Iterable[FoundImage], images: list[FoundImage], *, whole: bool
) -> Iterator[FoundImage]:
    """Yield drawings without rasters inside, and with ``whole`` the others too."""
    index = 0
    for drawing in drawings:
        while index < len(images) and images[index].end <= drawing.inline.offset:
            index += 1
        empty = index == len(images) or images[index].inline.offset >= drawing.end
        if empty:
            yield mark_preview(data, replace(drawing, drawing=True))
        elif whole:
            yield drawing


def _look_into(found: FoundImage, depth: int) -> FoundImage | None:
    """Look for pictures in a decoded SVG or text; None for a text without any."""
    from launcher.images.svg import unpack_svg

    try:
        text = unpack_svg(found.data) if found.kind.format == "svgz" else found.data
    except ValueError as error:
        return replace(found, trouble=str(error))
    inside = depth == 0 or next(_find(text, depth - 1), None) is not None
    if found.kind.group == "text":
        return found if inside else None
    return replace(found, drawing=not inside)
