"""Read how large a film is shown: of the ISO base media family and of Matroska (RFC 8794, RFC 9559)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.probe.basemedia import boxes, find
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEGMENT, _TRACKS, _ENTRY, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_PIXEL_WIDTH, _PIXEL_HEIGHT = 0xB0, 0xBA
_MOST_ELEMENTS = 4096


def film_size(source: Source, form: str) -> tuple[int, int]:
    """Return width and height in pixels, zeros where they are not found."""
    try:
        if form in {"mp4", "mov", "m4a"}:
            return _base_media_size(source)
        if form in {"webm", "mkv"}:
            return _matroska_size(source)
    except UnreadableImage:
        pass
    return 0, 0


def _base_media_size(source: Source) -> tuple[int, int]:
    movie = find(source, 0, source.size, b"moov")
    if movie is None:
        return 0, 0
    for name, start, end in boxes(source, movie[1], movie[2]):
        header = find(source, start, end, b"tkhd") if name == b"trak" else None
        if header is None:
            continue
        width, height = (source.number(header[2] - back, 4, "big") >> 16 for back in (8, 4))
        if width and height:
            # The first number of the matrix is 0 where the film is turned by a quarter.
            turned = source.number(header[2] - 44, 4, "big") == 0
            return (height, width) if turned else (width, height)
    return 0, 0


def _matroska_size(source: Source) -> tuple[int, int]:
    places = [(0, source.size)]
    for wanted in (_SEGMENT, _TRACKS, _ENTRY, _VIDEO):
        places = [
            (start, end) for place in places for found, start, end in _elements(source, *place) if found == wanted
        ]
    for place in places:
        sides = {found: source.number(start, end - start, "big") for found, start, end in _elements(source, *place)}
        if sides.get(_PIXEL_WIDTH) and sides.get(_PIXEL_HEIGHT):
            return sides[_PIXEL_WIDTH], sides[_PIXEL_HEIGHT]
    return 0, 0


def _elements(source: Source, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield identifier, start and end of each element; one that runs over its place ends with it."""
    for _ in range(_MOST_ELEMENTS):
        if start + 2 > end:
            return
        length = _width(source, start)
        found = source.number(start, length, "big")
        start += length
        length = _width(source, start)
        size = source.number(start, length, "big") & (1 << 7 * length) - 1
        unknown = size == (1 << 7 * length) - 1  # as a live stream is written
        start += length
        stop = end if unknown else min(end, start + size)
        yield found, start, stop
        start = stop


def _width(source: Source, offset: int) -> int:
    """Return how many bytes a number of variable length has."""
    first = source.at(offset, 1)[0]
    if not first:
        raise UnreadableImage("a number of the film is too long")
    return 9 - first.bit_length()
