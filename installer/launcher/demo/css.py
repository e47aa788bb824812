"""Find references in CSS by byte position; also what references in HTML and CSS have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reference(NamedTuple):
    """A reference: bytes ``start`` to ``end`` of the file hold it, ``value`` is it with escapes decoded.

    ``kind`` is href, src, srcset, poster, action, style-url (CSS inside HTML), css-url, css-import, meta or data;
    ``element`` and ``attribute`` are small letters and empty in CSS; ``line`` is 1-based. ``tag`` is where the
    attributes of the tag stand, for :func:`launcher.demo.references.attributes_of`.
    """

    start: int
    end: int
    value: str
    kind: str
    line: int
    element: str = ""
    attribute: str = ""
    tag: tuple[int, int] = (0, 0)


class Lines:
    """Counts lines forward through a file, each byte once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0
        self._line = 1

    def at(self, position: int) -> int:
        """Return the line of ``position``; positions come in almost rising order."""
        if position < self._position:
            return self._line - self._data.count(b"\n", position, self._position)
        self._line += self._data.count(b"\n", self._position, position)
        self._position = position
        return self._line


def trim(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space at its ends."""
    text = data[start:end]
    start += len(text) - len(text.lstrip(b" \t\n\f\r"))
    return start, start + len(text.strip(b" \t\n\f\r"))


# In CSS a quoted string may not hold a bare line end; an escape may hold anything.
_CSS_DOUBLE = rb'"((?:[^"\\\n\r\f]|\\(?s:.))*+)"'
_CSS_SINGLE = rb"'((?:[^'\\\n\r\f]|\\(?s:.))*+)'"
_CSS_URL = (
    rb"url\([ \t\n\f\r]*+(?:"
    + _CSS_DOUBLE + rb"|" + _CSS_SINGLE + rb"|(?![\"'])((?:[^\"'()\\ \t\n\f\r]|\\(?s:.))*+))[ \t\n\f\r]*+\)"
)  # fmt: skip
_CSS = re.compile(
    rb"/\*(?s:.*?)(?:\*/|\Z)"
    rb"|@namespace[^;]*+"
    rb"|(?P<import>@import[ \t\n\f\r]*+)(?:" + _CSS_URL + rb"|" + _CSS_DOUBLE + rb"|" + _CSS_SINGLE + rb")"
    rb"|(?<![\w-])" + _CSS_URL + rb"|(?<![\w])(?P<set>(?:-webkit-)?image-set\()"
    rb'|"(?:[^"\\\n\r\f]|\\(?s:.))*+"?+'
    rb"|'(?:[^'\\\n\r\f]|\\(?s:.))*+'?+"
    rb"|\\(?s:.)",
    re.IGNORECASE,
)
# Each CSS reference has one of these. To look for one after the other is many times as fast as for all at once.
_CSS_HINTS = (b"url(", b"@import", b"image-set(")
_IMAGE_SET = re.compile(rb"(type\()?" + _CSS_DOUBLE + rb"|(type\()?" + _CSS_SINGLE + rb"|" + _CSS_URL + rb"|[()]", re.I)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\n\f\r])?|(\r\n|[\n\r\f])|(.))", re.DOTALL)


def scan_css(data: bytes) -> Iterator[Reference]:
    """Yield every reference of a CSS file in order; comments and plain strings hold none."""
    yield from scan_css_in(data, "css-url", Lines(data), offset=0)


def scan_css_in(data: bytes, kind: str, lines: Lines, *, offset: int) -> Iterator[Reference]:
    """Yield the references of CSS that stands at ``offset`` of a file."""
    small = data.lower()
    if not any(hint in small for hint in _CSS_HINTS):
        return
    position = 0
    while found := _CSS.search(data, position):
        position = max(found.end(), found.start() + 1)
        if found.group("set"):
            position, spans = _image_set(data, position)
        elif found.lastindex:
            # The last group that closed is the text of a url or a string.
            spans = [found.span(found.lastindex)]
        else:
            continue
        named = "css-import" if found.group("import") and kind == "css-url" else kind
        for span in spans:
            start, end = trim(data, *span)
            value = unescape_css(data[start:end].decode("utf-8", "surrogateescape"))
            yield Reference(start + offset, end + offset, value, named, lines.at(start + offset))


def _image_set(data: bytes, position: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the end of the image-set() that opened before ``position`` and the spans of its images."""
    depth = 1
    spans: list[tuple[int, int]] = []
    for found in _IMAGE_SET.finditer(data, position):
        sign = found.group()
        if sign in {b"(", b")"}:
            depth += 1 if sign == b"(" else -1
            if depth == 0:
                return found.end(), spans
            continue
        if found.group(1) or found.group(3):
            depth += 1  # the string of type("image/avif") names a format
            continue
        spans += [found.span(index) for index in (2, 4, 5, 6, 7) if found.span(index)[0] >= 0]
    return len(data), spans


def unescape_css(text: str) -> str:
    """Return CSS text with its escapes decoded."""
    return _CSS_ESCAPE.sub(_css_escape, text) if "\\" in text else text


def _css_escape(found: re.Match[str]) -> str:
    digits, line_end, sign = found.groups()
    if digits:
        code = int(digits, 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "�"
    return "" if line_end else str(sign)
