"""How a text that PHP serialised may be escaped where it stands, and how many bytes an escape stands for."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: How a quotation mark may be escaped, and so everything inside.
QUOTE = rb"\\*+\"|\\+u0022|&(?:amp;)*(?:quot|\#34);|%(?:25)*22"
#: A byte is written with at most this many where a form can tell: ``\\\\\\\\u0000``, or a percent sign twice encoded.
WIDEST = 12
#: What one and the same quotation mark leaves open about a text: whether quotation marks of the other kind, or of this
#: kind, are doubled, and whether it has entities of HTML.
Dialect = Literal["plain", "apostrophes doubled", "quotes doubled", "entities"]

_BACKSLASH = rb"\\{1,64}+(?:u[dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^\\])"
_ONE_BACKSLASH = re.compile(
    rb"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to escape: what an escape looks like, and what it stands for."""

    escapes: re.Pattern[bytes]
    meaning: Callable[[bytes], bytes]

    def length(self, text: bytes) -> int:
        """Return how many bytes ``text`` stands for."""
        return len(text) + sum(len(self.meaning(found[0])) - len(found[0]) for found in self.escapes.finditer(text))

    def end(self, data: bytes, start: int, count: int) -> int | None:
        """Return where ``count`` bytes are over that begin at ``start``; None where an escape straddles the end."""
        position = start
        for found in self.escapes.finditer(data, start, min(len(data), start + count * WIDEST)):
            plain = found.start() - position
            if plain >= count:
                break
            count -= plain + len(self.meaning(found[0]))
            position = found.end()
            if count <= 0:
                break
        return position + count if 0 <= count <= len(data) - position else None


def dialects(data: bytes) -> Iterator[Dialect]:
    """Yield the dialects that ``data`` could be written in."""
    yield "plain"
    if b"''" in data:
        yield "apostrophes doubled"
    if b'""' in data:
        yield "quotes doubled"
    if b"&" in data:
        yield "entities"


def form_of(quote: bytes, dialect: Dialect) -> Form | None:
    """Return how a text is escaped in which a quotation mark looks like ``quote``; None for no way that is known."""
    if quote == b'"':
        return _BARE[dialect]
    if quote[:1] in {b"&", b"%"}:
        return _ENTITIES if quote[:1] == b"&" else _URL
    marks = quote.count(b"\\")
    if quote.endswith(b"u0022"):
        return _backslashes(marks.bit_length(), doubled=False)
    levels = (marks + 1).bit_length() - 1
    if marks + 1 != 1 << levels or levels > 4:
        return None
    return _backslashes(levels, doubled=dialect == "apostrophes doubled")


@cache
def _backslashes(levels: int, *, doubled: bool) -> Form:
    """Return the form of JSON and of SQL, ``levels`` times one in the other.

    They differ in ``\\u00e9`` alone, which nothing writes in SQL, and in apostrophes, which some double there.
    """

    def meaning(escape: bytes) -> bytes:
        if escape == b"''":
            return b"'"
        for _ in range(levels):
            escape = _ONE_BACKSLASH.sub(_without_backslash, escape)
        return escape

    return Form(re.compile(rb"''|" + _BACKSLASH if doubled else _BACKSLASH, re.DOTALL), meaning)


def _without_backslash(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes.fromhex((found[1] + found[2]).decode()).decode("utf-16-be").encode()
    if found[3]:
        return chr(int(found[3], 16)).encode("utf-8", "surrogatepass")
    return found[4]


def _percent(escape: bytes) -> bytes:
    while len(escape) > 1:
        escape = unquote_to_bytes(escape)
    return escape


def _entity(escape: bytes) -> bytes:
    return html.unescape(escape.decode("ascii")).encode("utf-8", "surrogatepass")


def _half(escape: bytes) -> bytes:
    return escape[:1]


_ENTITIES = Form(re.compile(rb"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});"), _entity)
_URL = Form(re.compile(rb"%(?:25)*[0-9a-fA-F]{2}"), _percent)
_BARE: dict[Dialect, Form] = {
    "plain": Form(re.compile(rb"(?!)"), bytes),
    "apostrophes doubled": Form(re.compile(rb"''"), _half),
    "quotes doubled": Form(re.compile(rb'""'), _half),
    "entities": _ENTITIES,
}
