"""Find where pictures begin in bytes of any kind: whole files, thumbnails in metadata, parts of documents and fonts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A picture whose end is not known is cut here.
LONGEST = 64 * 1024 * 1024

_MAGICS = (
    ("jpeg", re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"), 0),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n"), 0),
    ("gif", re.compile(rb"GIF8[79]a"), 0),
    ("webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL), 0),
    ("avif", re.compile(rb"ftyp(?:avif|avis|mif1|msf1)"), 4),
    ("jp2", re.compile(rb"\x00\x00\x00\x0cjP  \r\n\x87\n"), 0),
    ("j2k", re.compile(rb"\xff\x4f\xff\x51\x00"), 0),
    ("psd", re.compile(rb"8BPS\x00\x01\x00{6}"), 0),
    ("qoi", re.compile(rb"qoif.{8}[\x03\x04][\x00\x01]", re.DOTALL), 0),
)
# These begin with so little that they count at the beginning alone.
_FIRST = re.compile(rb"BM.{4}\x00{4}|II\*\x00|MM\x00\*|\x00\x00[\x01\x02]\x00[^\x00]|P[456]\s|icns|DDS ", re.DOTALL)


def find_pictures(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the place and the bytes of everything that begins like a picture, in no order; one may hold others."""
    if _FIRST.match(data):
        yield 0, data[:LONGEST]
    for form, pattern, back in _MAGICS:
        for found in pattern.finditer(data):
            start = found.start() - back
            if start >= 0:
                yield start, data[start : _end(form, data, start)]


def _end(form: str, data: bytes, start: int) -> int:
    """Return where a picture ends, as far as its format says; a little more does no harm."""
    most = min(len(data), start + LONGEST)
    match form:
        case "jpeg":
            scan = _scan_start(data, start)
            end = data.find(b"\xff\xd9", scan, most)
            # A progressive one ends behind its last scan, and an embedded one before the next begins.
            while end >= 0 and data[end + 2 : end + 4] == b"\xff\xc4":
                end = data.find(b"\xff\xd9", end + 2, most)
            return end + 2 if end >= 0 else most
        case "png":
            end = data.find(b"IEND", start, most)
            return end + 8 if end >= 0 else most
        case "webp":
            return min(most, start + 8 + int.from_bytes(data[start + 4 : start + 8], "little"))
    return most


def _scan_start(data: bytes, start: int) -> int:
    """Return where a JPEG's compressed data begin; segments before it may hold another JPEG."""
    place = start + 2
    while data[place : place + 1] == b"\xff" and place + 4 <= len(data):
        marker = data[place + 1]
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            return place
    return start + 2


def pixel_data(data: bytes) -> bytes:
    """Return the part of a picture that holds its pixels: profiles and tags before it are the same in many."""
    if data.startswith(b"\xff\xd8\xff"):
        return data[_scan_start(data, 0) :]
    if data.startswith(b"\x89PNG"):
        return data[max(data.find(b"IDAT"), 0) :]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        starts = [
            place for place in (data.find(mark, 12) for mark in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF")) if place > 0
        ]
        return data[min(starts, default=0) :]
    if data[4:8] == b"ftyp":
        return data[max(data.find(b"mdat"), 0) :]
    return data
