"""Find pictures that stand inline in texts, as ``data:`` URIs or bare base64, and encode others for their place.

Line breaks inside base64, slashes escaped as ``\\/`` and percent-encoded signs are understood.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote_from_bytes, unquote_to_bytes

from launcher.images.kinds import HEAD_SIZE, Kind, identify
from launcher.images.ledger import Inline
from launcher.images.probe import UnreadableImage, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.images.info import ImageInfo

Escape = Literal["", "percent", "urlsafe"]

#: Longest text that is searched; the same as what a bundle's reader holds in memory.
LONGEST_TEXT = 64 * 1024 * 1024
#: A picture that cannot be read is passed over below this many bytes: it is an example in a manual, not a picture.
_SHORTEST_BROKEN = 64
# SVG in base64 in SVG in base64: no one does it twice for a good reason.
_DEEPEST = 4

_NO_NAME = PurePosixPath()
# "data:" or "data%3A", a media type and parameters, "," or "%2C".
_URI = rb"data(?::|%3[aA])(?P<head>[^\s\"'<>(),]{0,256}?)(?:,|%2[cC])"
# The beginnings of PNG, JPEG, GIF, WebP, BMP, icons, TIFF, AVIF and JPEG 2000 in base64.
_BARE = (
    rb"(?<![A-Za-z0-9+/=_%-])(?P<bare>iVBORw0KGgo|\\?/9j\\?/|_9j_|R0lGOD[dl]h|UklGR[A-Za-z0-9+/\\_-]{5,9}XRUJQ"
    rb"|Qk[0-3][A-Za-z0-9+/_-]{5}AAAA|AAAB[A-P]A|AAAC[A-P]A|SUkqA|TU0AK|AAAA[A-Za-z0-9+/]{2}Z0eXB|AAAADGpQICAN)"
)
_START = re.compile(_URI + rb"|" + _BARE)
# Signs of base64, an escape of one, or a break between two long lines (also as "\n" in a string).
_BREAK = rb"(?<=[A-Za-z0-9+/_-]{40})(?:\r?\n[ \t]*|(?:\\r)?\\n)(?=[A-Za-z0-9+/_-])"
_SIGNS = re.compile(rb"(?:[A-Za-z0-9+/=_-]++|\\/|%2[bBfFdD]|%3[dD]|%5[fF]|" + _BREAK + rb")*+")
_PERCENT_SIGNS = re.compile(rb"[^\s\"'<>()\\]*")
_MARKS = (
    b"data:",
    b"data%3",
    b"iVBORw0KGgo",
    b"9j/",
    b"9j\\/",
    b"_9j_",
    b"R0lGOD",
    b"UklGR",
    b"Qk",
    b"AAAB",
    b"AAAC",
    b"SUkqA",
    b"TU0AK",
    b"Z0eXB",
    b"AAAADGpQ",
)
_SERIALISED = re.compile(rb"\bs:(\d{1,10}):\\*\"")
_SHOWING = frozenset({"video", "audio", "pdf", "design", "archive", "flash"})


@dataclass(frozen=True, slots=True)
class FoundImage:
    """A picture in a text: where its encoded text stands, its own bytes, and what it is.

    ``info`` is None for what is no readable raster: ``kind`` says what, and ``trouble`` why it cannot be read.
    ``escape`` is how the text around it wants special signs written.
    """

    inline: Inline
    data: bytes
    kind: Kind
    info: ImageInfo | None
    trouble: str = ""
    escape: Escape = ""


def find_inline(data: bytes) -> Iterator[FoundImage]:
    """Yield every inline picture of a text in order: rasters, SVGs with a raster inside, films, documents, archives."""
    return _find(data, _DEEPEST)


def _find(data: bytes, depth: int) -> Iterator[FoundImage]:
    if not any(mark in data for mark in _MARKS):
        return
    position = 0
    while match := _START.search(data, position):
        found = _read_uri(data, match, depth) if match["bare"] is None else _read_bare(data, match)
        position = match.end()
        if found is not None:
            yield found
            position = max(position, found.inline.offset + found.inline.length)


def _read_uri(data: bytes, match: re.Match[bytes], depth: int) -> FoundImage | None:
    """Decode the payload of a data: URI; None where it is no picture."""
    start = match.end()
    head = unquote_to_bytes(match["head"]).replace(b"\\/", b"/").lower()
    if head.rstrip().endswith(b";base64"):
        found = _decode_base64(data, start)
        if found is None:
            return None
        payload, end, escape = found
        # Where the URI is itself percent-encoded, so must its payload be.
        if b"%" in match[0]:
            escape = "percent"
        return _judge(payload, Inline(start, end - start, "base64"), escape, depth, declared=True)
    signs = _PERCENT_SIGNS.match(data, start)
    end = signs.end() if signs else start
    if end == start or b"%" not in data[start:end]:
        return None
    payload = unquote_to_bytes(data[start:end])
    if identify(payload[:HEAD_SIZE], name=_NO_NAME).group in {"svg", "text"}:
        return None  # written out, so that what is inside is found by itself
    return _judge(payload, Inline(start, end - start, "percent"), "", depth, declared=True)


def _read_bare(data: bytes, match: re.Match[bytes]) -> FoundImage | None:
    """Decode base64 that begins as a picture does; None where it does not go on as one."""
    start = match.start("bare")
    found = _decode_base64(data, start)
    if found is None:
        return None
    payload, end, escape = found
    return _judge(payload, Inline(start, end - start, "base64"), escape, 0, declared=False)


def _decode_base64(data: bytes, start: int) -> tuple[bytes, int, Escape] | None:
    """Return the bytes of the base64 text at ``start``, where it ends, and how it is escaped; None for none."""
    signs = _SIGNS.match(data, start)
    text = signs[0] if signs else b""
    if len(text) < 8:
        return None
    escape: Escape = ""
    plain = text
    if b"%" in plain:
        plain, escape = unquote_to_bytes(plain), "percent"
    if b"\\" in plain:
        plain = plain.replace(b"\\/", b"/").replace(b"\\r", b"").replace(b"\\n", b"")
    if b"-" in plain or b"_" in plain:
        plain = plain.replace(b"-", b"+").replace(b"_", b"/")
        escape = "urlsafe"
    plain = plain.translate(None, b"\r\n\t ").rstrip(b"=")
    # One sign too many carries six bits of nothing.
    plain = plain[:-1] if len(plain) % 4 == 1 else plain
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4)), start + len(text), escape
    except binascii.Error:
        return None


def _judge(payload: bytes, inline: Inline, escape: Escape, depth: int, *, declared: bool) -> FoundImage | None:
    """Say what decoded bytes are; None for what shows no picture. Bare base64 counts only if it is a sound raster."""
    kind = identify(payload[:HEAD_SIZE], name=_NO_NAME)
    found = FoundImage(inline, payload, kind, None, escape=escape)
    if kind.group == "raster":
        try:
            return replace(found, info=probe(payload))
        except UnreadableImage as error:
            return replace(found, trouble=str(error)) if declared and len(payload) >= _SHORTEST_BROKEN else None
    if kind.group == "svg":
        return found if declared and _svg_holds_picture(payload, kind, depth) else None
    return found if declared and kind.group in _SHOWING else None


def _svg_holds_picture(payload: bytes, kind: Kind, depth: int) -> bool:
    """Say whether an encoded SVG has a picture inside, or cannot be looked into."""
    from launcher.images.svg import unpack_svg

    try:
        text = unpack_svg(payload) if kind.format == "svgz" else payload
    except ValueError:
        return True
    return depth == 0 or next(_find(text, depth - 1), None) is not None


def encode_inline(picture: bytes, encoding: str, escape: Escape) -> bytes:
    """Return the text that stands for ``picture`` in the place of another."""
    if encoding == "percent":
        return quote_from_bytes(picture, safe="").encode()
    if escape == "urlsafe":
        return base64.urlsafe_b64encode(picture)
    text = base64.b64encode(picture)
    return quote_from_bytes(text, safe="").encode() if escape == "percent" else text


def in_serialised_text(data: bytes, offset: int) -> bool:
    """Say whether PHP's serialisation counts the bytes around ``offset``, so that another length would break it.

    Each quoted text may itself be escaped, which makes it longer than it says: twice is allowed for.
    """
    counted = _SERIALISED.finditer(data, 0, offset)
    return any(match.end() + 2 * int(match[1]) >= offset for match in counted)
