"""Find drawings that are written out in ``data:image/svg+xml,`` URIs, percent-encoded or as they are."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from launcher.images.inline.found import FoundImage
from launcher.images.inline.words import Words
from launcher.images.inline.writing import Writing
from launcher.images.kinds import Kind
from launcher.images.ledger import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLON = rb"(?::|%(?:25)*3a|&colon;|\\{1,8}u003a)"
_SLASH = rb"(?:\\{0,8}/|%(?:25)*2f|&sol;|\\{1,8}u002f)"
_PLUS = rb"(?:\+|%(?:25)*2b|&\#43;|&\#x2b;|&plus;|\\{1,8}u002b)"
_URI = re.compile(
    rb"data" + _COLON + rb"\s{0,9}image" + _SLASH + rb"svg" + _PLUS + rb"xml(?P<parameters>[^,\"'<>()\s%]{0,80}"
    rb"(?:%(?:25)*3[bd][^,\"'<>()\s%]{0,80}){0,4})(?:,|%(?:25)*2c)\s{0,9}",
    re.IGNORECASE,
)
_NAME = Words(b"svg", any_case=True)
_BEGIN = re.compile(rb"\s*(?:<|%(?:25)*3c|&lt;|\\{1,8}u003c|\\{1,8}x3c)", re.IGNORECASE)
# What may stand before a URI, and so ends it.
_OPENED = re.compile(rb"(\\{0,8}[\"'`]|&(?:quot|apos|\#34|\#39|\#x22|\#x27);|%(?:25)*2[27]|\()\s{0,9}\Z", re.IGNORECASE)
_UNQUOTED_END = re.compile(rb"[\s\"'`<>]")
_PERCENT = re.compile(rb"%((?:25)*)3c", re.IGNORECASE)
_ESCAPE = re.compile(rb"\\{1,8}(?:u00([0-9a-f]{2})|x([0-9a-f]{2})|(.))", re.IGNORECASE | re.DOTALL)
#: A drawing that is longer is no icon of a theme; it is looked at all the same, but not for its end in all detail.
_LONGEST = 4 * 1024 * 1024


def find_drawings(data: bytes) -> Iterator[FoundImage]:
    """Yield written-out SVGs; ``data`` is the drawing's text, and whether a raster is inside is not looked at."""
    end = 0
    for place, _ in _NAME.places(data):
        match = _URI.search(data, max(end, place - 60), place + 200) if place >= end else None
        if match and b"base64" not in match["parameters"].lower():
            found = _read(data, match)
            if found is not None:
                yield found
                end = found.end


def _read(data: bytes, match: re.Match[bytes]) -> FoundImage | None:
    start = match.end()
    if not _BEGIN.match(data, start):
        return None
    stop = _end_of(data, match.start(), start)
    text = data[start:stop].rstrip()
    first = _PERCENT.match(text)
    levels = 1 + len(first[1]) // 2 if first else 0
    payload = text
    for _ in range(levels):
        payload = unquote_to_bytes(payload)
    if not first:
        payload = _plain(payload)
    if not payload or b"<svg" not in payload.lower():
        return None
    if b"%" in match[0]:
        levels = max(levels, 2)
    inline = Inline(start, len(text), "percent")
    return FoundImage(inline, payload, Kind("svg", "svg"), Writing("percent", levels=max(1, levels)))


def _plain(text: bytes) -> bytes:
    """Take off the escapes of JSON, JavaScript or HTML, whichever there are."""

    def sign(match: re.Match[bytes]) -> bytes:
        digits = match[1] or match[2]
        return bytes([int(digits, 16)]) if digits else match[3]

    if b"\\" in text:
        text = _ESCAPE.sub(sign, text)
    if b"&" in text:
        text = html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return unquote_to_bytes(text)


def _end_of(data: bytes, uri: int, start: int) -> int:
    """Return where a URI ends: at the quotation mark or bracket that it began with, else at a space.

    ``start`` where that mark does not come.
    """
    opened = _OPENED.search(data[max(0, uri - 20) : uri])
    limit = min(len(data), start + _LONGEST)
    if opened is None:
        end = _UNQUOTED_END.search(data, start, limit)
        return end.start() if end else limit
    mark = b")" if opened[1] == b"(" else opened[1]
    place = data.find(mark, start, limit)
    # A mark with fewer backslashes closes a string around this one.
    while place > start and mark[-1:] in b"\"'`" and data[place - 1 : place] == b"\\":
        place = data.find(mark, place + 1, limit)
    return place if place >= 0 else start
