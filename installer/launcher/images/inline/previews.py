"""Find low-quality previews that stand beside a picture as text: hashes of it, and traced or blurred drawings."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from launcher.images.hashes import read_blurhash, read_thumbhash
from launcher.images.inline.found import FoundImage
from launcher.images.inline.words import Words
from launcher.images.inline.writing import Writing
from launcher.images.kinds import Kind
from launcher.images.ledger import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTE = rb"(?:\\{0,8}[\"'`]|&(?:quot|apos|\#34|\#39);)"
# A key, what stands between a key and its value in any of the usual notations, and the value.
_HASH = re.compile(
    rb"(?:blur[ _-]?hash(?:\s[^<>]{0,80}?\bhash)?|thumb[ _-]?hash|lqip|placeholder)[\w-]{0,16}"
    + _QUOTE
    + rb"?\]?\s{0,9}(?:=>|[:=>,;])\s{0,9}(?:\{|<!\[cdata\[|[sS]:\d{1,4}:)?\s{0,9}"
    rb"(?:(?P<quote>" + _QUOTE + rb")(?P<quoted>[!-~]{6,240}?)(?P=quote)"
    rb"|(?P<bare>[!#-&(-;=?-~]{6,240}?)(?=[\s<]|\]\]|\Z))",
    re.IGNORECASE,
)
_KEYS = Words(b"lqip", b"placeholder", b"hash", any_case=True)
_KIND = re.compile(rb"(?:blur|thumb)[ _-]?\Z", re.IGNORECASE)
_HEX = re.compile(rb"[0-9a-fA-F]{10,80}")

_PREVIEW_KEY = re.compile(
    rb"(?:traced_?svg|[ls]qip|blur_?data_?url|blur_?up|placeholder|preview|low_?res|thumb(?:nail)?)[\w-]{0,16}"
    + _QUOTE
    + rb"?\s{0,9}(?:=>|[:=])\s{0,9}\{?(?:[sS]:\d{1,9}:)?"
    + _QUOTE
    + rb"?(?:url\()?"
    + _QUOTE
    + rb"?\Z",
    re.IGNORECASE,
)
_LAZY_TAG = re.compile(rb"<(?:img|source|amp-img)\b[^<>]{0,2000}\Z", re.IGNORECASE)
_LAZY = re.compile(rb"\bdata-(?:lazy-?)?(?:src|srcset|original|full)\b|\bloading\s*=", re.IGNORECASE)
_SHAPE = re.compile(rb"<(?:path|polygon|polyline|circle|ellipse|rect|g)\b", re.IGNORECASE)
_TRACED = re.compile(rb"<path\b[^<>]*\bd\s*=\s*[\"'][^\"'<>]{1000,}[\"'][^<>]*>", re.IGNORECASE)


def find_hashes(data: bytes) -> Iterator[FoundImage]:
    """Yield the BlurHashes and ThumbHashes that a key calls so."""
    end = 0
    for place in _keys(data):
        match = _HASH.match(data, place) if place >= end else None
        found = _read(match) if match else None
        if found is not None:
            yield found
            end = found.end


def _keys(data: bytes) -> list[int]:
    """Return where a key may begin, in order."""
    places = []
    for place, word in _KEYS.places(data):
        if word != b"hash":
            places.append(place)
        elif match := _KIND.search(data, max(0, place - len(b"thumb-")), place):
            places.append(match.start())
    return sorted(places)


def _read(match: re.Match[bytes]) -> FoundImage | None:
    group = "quoted" if match["quote"] else "bare"
    value, start = match[group], match.start(group)
    info = read_blurhash(value)
    if info is not None:
        inline = Inline(start, len(value), "plain")
        return FoundImage(inline, value, Kind("raster", "blurhash"), Writing("plain"), info)
    return _read_thumbhash(value, start)


def _read_thumbhash(value: bytes, start: int) -> FoundImage | None:
    plain = value.replace(b"\\/", b"/")
    if _HEX.fullmatch(plain) and len(plain) % 2 == 0:
        data, writing = bytes.fromhex(plain.decode()), Writing("hex", upper=plain.upper() == plain)
    else:
        urlsafe = b"-" in plain or b"_" in plain
        digits = plain.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        try:
            data = base64.b64decode(digits + b"=" * (-len(digits) % 4), validate=True)
        except binascii.Error:
            return None
        signs = ((b"/", b"\\/"),) if plain != value else ()
        padded = plain.endswith(b"=") or len(plain) % 4 == 0
        writing = Writing("base64", urlsafe=urlsafe, padded=padded, signs=signs)
    info = read_thumbhash(data)
    if info is None:
        return None
    inline = Inline(start, len(value), writing.encoding)
    return FoundImage(inline, data, Kind("raster", "thumbhash"), writing, info)


def mark_preview(data: bytes, found: FoundImage) -> FoundImage:
    """Return a drawing, marked as none of the theme's where it draws a photograph's shapes."""
    return replace(found, drawing=False) if found.drawing and _is_preview(data, found) else found


def _is_preview(data: bytes, found: FoundImage) -> bool:
    text = found.data
    if not _SHAPE.search(text):
        return False  # an empty one that keeps a place free
    if b"feGaussianBlur" in text and len(_SHAPE.findall(text)) >= 4:
        return True
    start = found.inline.offset
    uri = data.rfind(b":", max(0, start - 200), start)
    before = data[max(0, start - 400) : start]
    scheme = re.search(rb"data(?::|%|&|\\)[^\"'<>]*\Z", before, re.IGNORECASE)
    before = before[: scheme.start()] if scheme and uri >= 0 else before
    if _PREVIEW_KEY.search(before):
        return True
    return len(_SHAPE.findall(text)) <= 3 and _TRACED.search(text) is not None and _is_lazy(data, start, found.end)


def _is_lazy(data: bytes, start: int, end: int) -> bool:
    """Say whether a drawing is the ``src`` of a picture that loads later."""
    tag = _LAZY_TAG.search(data[max(0, start - 2200) : start])
    if tag is None:
        return False
    close = data.find(b">", end, end + 4000)
    return _LAZY.search(tag[0] + data[end : max(end, close)]) is not None
