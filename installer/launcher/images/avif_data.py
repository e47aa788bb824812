"""Say whether the media data of an AVIF is coded pictures and nothing else.

Pixels of an AVIF are compared with a tolerance, so its bytes prove nothing: what stands between and behind the coded
pictures has to be looked for. Formats: ISO 14496-12 (boxes), AV1 bitstream (open bitstream units).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.probe.basemedia import boxes, find
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.images.probe.basemedia import Box

# Sequence header, temporal delimiter, frame header, tile group, frame. Not: metadata, tile list, padding.
_PICTURE_UNITS = frozenset({1, 2, 3, 4, 6})
_MOST_PIECES = 100_000


def stowaway(data: bytes) -> str | None:
    """Return what is in an AVIF beside its coded pictures, None where there is nothing."""
    from launcher.images.hidden import find_hidden
    from launcher.images.kinds import Kind

    source = Source(data)
    try:
        pieces = sorted({*_item_pieces(source), *_sample_pieces(source)})
        for name, start, end in boxes(source, 0, source.size):
            if name == b"mdat" and not _covers(pieces, start, end):
                return "its media data holds more than the coded pictures"
        for start, end in pieces:
            _check_units(source, start, end)
    except (UnreadableImage, ValueError, IndexError) as error:
        return f"its media data cannot be read: {error}"
    hidden = find_hidden(_pieces_alone(data, pieces), Kind("other", "av1"))
    return None if hidden is None else f"there is {hidden.what} among its coded pictures"


def _pieces_alone(data: bytes, pieces: list[tuple[int, int]]) -> Source:
    """Return the coded pictures alone: the boxes around them say what an AVIF says of itself."""
    return Source(b"".join(data[start:end] for start, end in pieces))


def _covers(pieces: list[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether pieces in order leave no byte of a box to itself."""
    for first, last in pieces:
        if first > start:
            return False
        start = max(start, last)
    return start == end


def _item_pieces(source: Source) -> Iterator[tuple[int, int]]:
    """Yield where the items of the file's meta box lie, by its item location box."""
    meta = find(source, 0, source.size, b"meta")
    location = meta and find(source, meta[1] + 4, meta[2], b"iloc")
    if not location:
        return
    place = location[1]
    version, sizes = source.at(place, 1)[0], source.at(place + 4, 2)
    of_offset, of_length, of_base = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    of_index = sizes[1] & 15 if version else 0
    of_item = 4 if version == 2 else 2
    count, place = source.number(place + 6, of_item, "big"), place + 6 + of_item
    for _ in range(min(count, _MOST_PIECES)):
        place += of_item + (2 if version else 0) + 2
        base = source.number(place, of_base, "big")
        extents, place = source.number(place + of_base, 2, "big"), place + of_base + 2
        for _extent in range(extents):
            offset = source.number(place + of_index, of_offset, "big")
            length = source.number(place + of_index + of_offset, of_length, "big")
            place += of_index + of_offset + of_length
            yield base + offset, base + offset + length


def _sample_pieces(source: Source) -> Iterator[tuple[int, int]]:
    """Yield where the frames of all tracks lie, by their sample tables."""
    movie = find(source, 0, source.size, b"moov")
    if movie is None:
        return
    for name, start, end in boxes(source, movie[1], movie[2]):
        table = find(source, start, end, b"mdia", b"minf", b"stbl") if name == b"trak" else None
        if table is not None:
            yield from _table_pieces(source, table)


def _table_pieces(source: Source, table: Box) -> Iterator[tuple[int, int]]:
    found = {name: start for name, start, _ in boxes(source, table[1], table[2])}
    wide = b"co64" in found
    chunks, groups, sizes = found[b"co64" if wide else b"stco"], found[b"stsc"], found[b"stsz"]
    same, samples = source.number(sizes + 4, 4, "big"), source.number(sizes + 8, 4, "big")
    runs = [
        (source.number(groups + 8 + 12 * run, 4, "big"), source.number(groups + 12 + 12 * run, 4, "big"))
        for run in range(min(source.number(groups + 4, 4, "big"), _MOST_PIECES))
    ]
    sample = 0
    for chunk in range(min(source.number(chunks + 4, 4, "big"), _MOST_PIECES)):
        width = 8 if wide else 4
        place = source.number(chunks + 8 + width * chunk, width, "big")
        in_chunk = next((count for first, count in reversed(runs) if first <= chunk + 1), 0)
        for _ in range(min(in_chunk, samples - sample)):
            length = same or source.number(sizes + 12 + 4 * sample, 4, "big")
            yield place, place + length
            place += length
            sample += 1


def _check_units(source: Source, start: int, end: int) -> None:
    """Walk the units of one coded picture; ValueError where one is no part of a picture."""
    while start < end:
        head = source.at(start, 1)[0]
        if head >> 3 & 15 not in _PICTURE_UNITS or not head & 2:
            raise ValueError("a unit is no part of a picture")
        start += 2 if head & 4 else 1
        length = shift = 0
        while True:
            byte = source.at(start, 1)[0]
            length |= (byte & 0x7F) << shift
            start, shift = start + 1, shift + 7
            if not byte & 0x80:
                break
        start += length
    if start != end:
        raise ValueError("a unit is longer than what holds it")
