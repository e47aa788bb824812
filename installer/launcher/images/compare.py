"""Compare a picture with the one that was drawn, where their bytes differ: another compressor changes PNG's bytes.

Lossless formats whose compressed bytes follow the version of a library are compared by their pixels, exactly, and by
everything that stands beside the pixels. AVIF differs between versions of its encoder, so it has a narrow tolerance.
All others have to be equal byte by byte.
"""

from __future__ import annotations

import operator
import zlib
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIXEL_CHUNKS = frozenset({b"IDAT", b"fdAT"})
# What another compressor may make of the same pixels; more could hide something.
_MOST_GROWTH = 1.5
_SLACK = 4096
# Bytes that may differ in a box of an AVIF that holds no pixels.
_MOST_CHANGED = 24


def compare(form: str, drawn: bytes, given: bytes) -> str | None:
    """Return None where ``given`` shows exactly what ``drawn`` does and holds nothing else, or else why not."""
    if len(given) > len(drawn) * _MOST_GROWTH + _SLACK:
        return "it is much longer than the placeholder"
    match form:
        case "png":
            return _compare_png(drawn, given)
        case "ico":
            return _compare_icons(drawn, given)
        case "svgz":
            return _compare_gzip(drawn, given)
        case "avif":
            return _compare_avif(drawn, given)
    return "its bytes are not those of the placeholder"


def _compare_png(drawn: bytes, given: bytes) -> str | None:
    """Compare chunk by chunk; compressed ones by what they hold."""
    try:
        for ours, theirs in zip_longest(_runs(drawn), _runs(given)):
            if ours is None or theirs is None or ours[0] != theirs[0]:
                return "it has other chunks than the placeholder"
            if ours[0] not in _PIXEL_CHUNKS:
                if ours[1] != theirs[1]:
                    return f"its {ours[0].decode()} chunk is not that of the placeholder"
            elif _inflate(theirs[1], len(_inflate(ours[1]))) != _inflate(ours[1]):
                return "its pixels are not those of the placeholder"
    except ValueError as error:
        return str(error)
    return None


def _runs(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG, pixel chunks in a row joined; ValueError where it is not sound to the last byte.

    The sequence numbers of an animation's pixel chunks depend on how they are split, so they are checked to count
    on and left out.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("it is no PNG")
    offset, name, joined = len(_SIGNATURE), b"", list[bytes]()
    sequence = 0
    ended = False
    while offset < len(png):
        if ended:
            raise ValueError("something follows the end of the PNG")
        length, chunk = int.from_bytes(png[offset : offset + 4], "big"), png[offset + 4 : offset + 8]
        content = png[offset + 8 : offset + 8 + length]
        check = png[offset + 8 + length : offset + 12 + length]
        if len(content) != length or zlib.crc32(chunk + content).to_bytes(4, "big") != check:
            raise ValueError("a chunk of the PNG is broken")
        offset += 12 + length
        ended = chunk == b"IEND"
        if chunk in {b"fcTL", b"fdAT"}:
            if content[:4] != sequence.to_bytes(4, "big"):
                raise ValueError("the frames of the PNG do not count on")
            sequence += 1
            content = content[4:]
        if chunk != name or chunk not in _PIXEL_CHUNKS:
            if joined:
                yield name, b"".join(joined)
            name, joined = chunk, []
        joined.append(content)
    if not ended:
        raise ValueError("the PNG has no end")
    yield name, b"".join(joined)


def _inflate(data: bytes, expected: int | None = None) -> bytes:
    """Inflate a zlib stream that must end with its data, to ``expected`` bytes at the most."""
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, 0 if expected is None else expected + 1)
        # A stream may end only when it is asked for one byte more.
        found += stream.decompress(stream.unconsumed_tail, 1) if not stream.eof else b""
    except zlib.error as error:
        raise ValueError("its pixels cannot be inflated") from error
    if not stream.eof or stream.unused_data or stream.unconsumed_tail:
        raise ValueError("it holds more than the pixels of the placeholder")
    return found


def _compare_icons(drawn: bytes, given: bytes) -> str | None:
    """Compare two icon files picture by picture; lengths and offsets in the directory follow the PNGs inside."""
    count = int.from_bytes(drawn[4:6], "little")
    if drawn[:6] != given[:6]:
        return "it holds another number of pictures"
    ours_at = theirs_at = 6 + 16 * count
    for index in range(count):
        ours, theirs = drawn[6 + 16 * index : 22 + 16 * index], given[6 + 16 * index : 22 + 16 * index]
        length = int.from_bytes(theirs[8:12], "little")
        if ours[:8] != theirs[:8] or int.from_bytes(theirs[12:16], "little") != theirs_at:
            return "its directory is not that of the placeholder"
        ours_length = int.from_bytes(ours[8:12], "little")
        trouble = _compare_png(drawn[ours_at : ours_at + ours_length], given[theirs_at : theirs_at + length])
        if trouble:
            return trouble
        ours_at += ours_length
        theirs_at += length
    return None if theirs_at == len(given) else "something follows the pictures of the icon"


def _compare_gzip(drawn: bytes, given: bytes) -> str | None:
    from launcher.images.svg import unpack_svg

    # Ten bytes of header: no name, no comment, no time.
    if given[:9] != drawn[:9]:
        return "its gzip header is not that of the placeholder"
    try:
        same = unpack_svg(given) == unpack_svg(drawn)
    except ValueError as error:
        return str(error)
    return None if same else "its drawing is not that of the placeholder"


def _compare_avif(drawn: bytes, given: bytes) -> str | None:
    """Compare the outer boxes, which have no place for more, and then the pixels with a tolerance."""
    from launcher.images.avif_data import stowaway
    from launcher.images.pixels import compare_pixels
    from launcher.images.probe.basemedia import boxes
    from launcher.images.probe.source import Source, UnreadableImage

    try:
        ours, theirs = (list(boxes(Source(data), 0, len(data))) for data in (drawn, given))
    except UnreadableImage as error:
        return str(error)
    if [box[0] for box in ours] != [box[0] for box in theirs] or theirs[-1][2] != len(given):
        return "it has other boxes than the placeholder"
    for (name, start, end), (_, their_start, their_end) in zip(ours, theirs, strict=True):
        pair = drawn[start:end], given[their_start:their_end]
        # Lengths inside follow the coded data; anything more would be a place to hide something.
        changed = sum(map(operator.ne, *pair)) if len(pair[0]) == len(pair[1]) else len(drawn)
        if name != b"mdat" and changed > _MOST_CHANGED:
            return f"its {name.decode('ascii', 'replace')} box is not that of the placeholder"
    return stowaway(given) or compare_pixels(drawn, given)
