"""What a font's directory says about its parts: which table holds a place, and where the font ends.

Formats: OpenType (ISO 14496-22), WOFF and WOFF2 (W3C), Embedded OpenType (W3C submission).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FONTS = 256
_MOST_TABLES = 4096
# Tables are padded to four bytes; some tools pad the file to sixteen.
_PADDING = 16


@dataclass(frozen=True, slots=True)
class FontParts:
    """The tables of a font, the brotli streams in it, and where it ends."""

    tables: tuple[tuple[str, int, int], ...] = ()  # tag, offset, length
    streams: tuple[tuple[int, int], ...] = ()  # start and end
    end: int = 0

    def table_at(self, offset: int) -> str:
        """Return the tag of the table that holds a byte, "" for none."""
        return next((tag for tag, start, length in self.tables if start <= offset < start + length), "")


def read_font(source: Source, form: str) -> FontParts:
    """Return the parts of a font of a known format; UnreadableImage where its directory makes no sense."""
    match form:
        case "woff":
            return _read_woff(source)
        case "woff2":
            return _read_woff2(source)
        case "eot":
            return _read_embedded(source)
        case "type1":
            return FontParts(end=source.size)  # a program: there is no directory
    return _read_open_type(source)


def has_tail(source: Source, end: int) -> bool:
    """Say whether anything but padding follows the end of a font."""
    if source.size <= end:
        return False
    return source.size - end > _PADDING or any(source.upto(end, _PADDING))


def _read_open_type(source: Source) -> FontParts:
    starts = [0]
    if source.at(0, 4) == b"ttcf":
        count = min(source.number(8, 4, "big"), _MOST_FONTS)
        starts = [source.number(12 + 4 * index, 4, "big") for index in range(count)]
    tables = tuple(table for start in starts for table in _directory(source, start))
    end = max((offset + length for _, offset, length in tables), default=0)
    signature = _collection_signature(source) if len(starts) > 1 or source.at(0, 4) == b"ttcf" else 0
    return FontParts(tables, end=max(end, signature, 12))


def _collection_signature(source: Source) -> int:
    """Return where the digital signature of a collection of version 2 ends, 0 where there is none."""
    if source.at(4, 2) != b"\0\2":
        return 0
    place = 12 + 4 * min(source.number(8, 4, "big"), _MOST_FONTS)
    if source.at(place, 4) != b"DSIG":
        return 0
    return source.number(place + 8, 4, "big") + source.number(place + 4, 4, "big")


def _directory(source: Source, start: int) -> Iterator[tuple[str, int, int]]:
    for index in range(min(source.number(start + 4, 2, "big"), _MOST_TABLES)):
        entry = source.at(start + 12 + 16 * index, 16)
        yield _tag(entry[:4]), int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")


def _tag(name: bytes) -> str:
    return name.decode("ascii", "replace").strip()


def _read_woff(source: Source) -> FontParts:
    tables = []
    for index in range(min(source.number(12, 2, "big"), _MOST_TABLES)):
        entry = source.at(44 + 20 * index, 20)
        tables.append((_tag(entry[:4]), int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")))
    ends = [offset + length for _, offset, length in tables]
    ends += [source.number(place, 4, "big") + source.number(place + 4, 4, "big") for place in (24, 36)]
    return FontParts(tuple(tables), end=max(ends, default=44))


def _read_woff2(source: Source) -> FontParts:
    place = _skip_woff2_directory(source)
    end = place + source.number(20, 4, "big")
    metadata = source.number(28, 4, "big"), source.number(32, 4, "big")
    private = source.number(40, 4, "big"), source.number(44, 4, "big")
    streams = [(place, min(end, source.size))]
    if metadata[1]:
        streams.append((metadata[0], min(sum(metadata), source.size)))
    return FontParts(streams=tuple(streams), end=max(end, sum(metadata), sum(private)))


def _skip_woff2_directory(source: Source) -> int:
    """Return where the compressed tables begin: behind a directory whose entries have no fixed length."""
    place = 48
    for _ in range(min(source.number(12, 2, "big"), _MOST_TABLES)):
        flags = source.at(place, 1)[0]
        known = flags & 0x3F
        transformed = (flags >> 6 == 0) if known in {10, 11} else flags >> 6 != 0
        place += 1 if known != 0x3F else 5
        for _number in range(2 if transformed else 1):
            while source.at(place, 1)[0] & 0x80:
                place += 1
            place += 1
    if source.at(4, 4) == b"ttcf":
        place = _skip_collection(source, place)
    return place


def _skip_collection(source: Source, place: int) -> int:
    count, place = _packed_number(source, place + 4)
    for _ in range(min(count, _MOST_FONTS)):
        tables, place = _packed_number(source, place)
        place += 4
        for _table in range(min(tables, _MOST_TABLES)):
            _, place = _packed_number(source, place)
    return place


def _packed_number(source: Source, place: int) -> tuple[int, int]:
    """Read a 255UInt16; return it and where the next one begins."""
    match source.at(place, 1)[0]:
        case 253:
            return source.number(place + 1, 2, "big"), place + 3
        case 254:
            return source.at(place + 1, 1)[0] + 506, place + 2
        case 255:
            return source.at(place + 1, 1)[0] + 253, place + 2
        case first:
            return first, place + 1


def _read_embedded(source: Source) -> FontParts:
    size = source.number(0, 4, "little")
    if size > source.size:
        raise UnreadableImage("it is cut short")
    return FontParts(end=size)
