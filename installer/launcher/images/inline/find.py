"""Find the pictures of a text: the starts of encoded pictures in its long runs of signs, and what follows them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from launcher.images.inline.blobs import IN_PIECES, Blobs
from launcher.images.inline.found import TOO_MUCH, FoundImage, Patience, judge, kind_of
from launcher.images.inline.octets import find_octets
from launcher.images.inline.scan import sign_runs
from launcher.images.inline.signs import ESCAPED, SHORTEST_LINE, SHORTEST_PIECE, Signs, read_signs, unescaped
from launcher.images.inline.writing import Writing
from launcher.images.ledger import Inline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The beginnings of pictures in base64. Those of JPEG, BMP, icons, TIFF, AVIF and JPEG 2000 are too short to be looked
# for in the midst of other base64.
_BASE64_START = re.compile(
    rb"(?P<marker>[bB][aA][sS][eE]64,)"
    rb"|(?P<strong>iVBORw0KGgo|R0lGOD[dl]h|UklGR[A-Za-z0-9+/_-]{5,9}XRUJQ|OEJQUwAB|AAAADEpYTCAN|AAAADGpQICAN)"
    rb"|(?<![A-Za-z0-9+/_-])(?:/9j/|_9j_|Qk[0-3][A-Za-z0-9+/_-]{5}AAAA|AAAB[A-P]A|AAAC[A-P]A|SUkqA|TU0AK"
    rb"|AAAA[A-Za-z0-9+/_-]{2}Z0eXB|_0__U|/0//U)"
)
_HEX_START = re.compile(
    rb"89504[eE]470[dD]0[aA]1[aA]0[aA]|474946383[79]61|52494646[0-9a-fA-F]{8}57454250"
    rb"|(?<![0-9a-fA-F])(?:[fF]{2}[dD]8[fF]{2}|424[dD][0-9a-fA-F]{8}00000000|0000010[0-9a-fA-F]00|0000020[0-9a-fA-F]00"
    rb"|49492[aA]00|4[dD]4[dD]002[aA]|000000[0-9a-fA-F]{2}66747970|0000000[cC]6[aA]502020)"
)
_ESCAPES = re.compile(rb"(?P<space>(?:\\|%(?:25)*5[cC]){1,8}[rnt])|" + ESCAPED.pattern)
# Less than each beginning above, for a first look.
_SPARK = re.compile(
    rb"64,|iVBOR|R0lGO|UklGR|OEJQ|/9j/|_9j_|Qk[0-3]|AAA[ABC]|SUkq|TU0A|Z0eX|_0__|/0//|8950|4749|5249|[fF]{2}[dD]8|424[dD]"
    rb"|00000|4[dD]4|6[aA]5"
)
_CSS_BEFORE = re.compile(rb"(?:\\0{0,4}[2-7][0-9a-fA-F][ \t][A-Za-z0-9+/]{0,64})+\Z")
# A browser takes tabs and line breaks out of a URI wherever they stand (URL standard, 4.4).
_HEAD = re.compile(rb"(?P<quote>[\"'`]\s{0,64})?d[\t\r\n]?a[\t\r\n]?t[\t\r\n]?a\s*:\s*[^,\"'<>()]*\Z", re.IGNORECASE)
_HEAD_LEVELS = re.compile(rb"data%((?:25)*)3a[^\s\"'<>]*\Z", re.IGNORECASE)
_LONGEST_HEAD = 320
# What is decoded of a beginning to see whether it is worth reading on.
_TASTE = 96
# What goes on in another string is a picture in pieces from this many signs on: less is a table of beginnings.
_SHORTEST_CUT = 40
# Formats with so long a beginning that it is no chance where it stands in other base64.
_SURE = frozenset({"jpeg", "png", "gif", "webp"})
# Base64 of a text is looked into from this many signs on.
_SHORTEST_NESTED = 160


class _Start(NamedTuple):
    """Where encoded text may begin: its place, whether a ``data:`` URI announces it, and its percent levels.

    ``quote`` is the quotation mark that stands before such a URI.
    """

    place: int
    declared: bool
    levels: int
    hexadecimal: bool = False
    quote: bytes = b""


@dataclass(frozen=True, slots=True)
class _Plain:
    """A run without its escapes, and where each of its bytes came from."""

    text: bytes
    at: list[int]  # in text, behind each escape
    raw: list[int]  # the same places in the data
    start: int

    def place(self, index: int) -> int:
        known = bisect_right(self.at, index) - 1
        return self.raw[known] + index - self.at[known] if known >= 0 else self.start + index


def search(data: bytes, look_into: Callable[[FoundImage], FoundImage | None]) -> Iterator[FoundImage]:
    """Yield the pictures that are written in base64, hex digits, percent signs or escaped bytes, in order.

    ``look_into`` judges decoded SVGs and texts, in which there may be pictures again.
    """
    return _Search(data, look_into).run()


class _Search:
    """One search through one text."""

    def __init__(self, data: bytes, look_into: Callable[[FoundImage], FoundImage | None]) -> None:
        self._data = data
        self._look_into = look_into
        self._patience = Patience(len(data))
        self._blobs = Blobs(data)
        self._cut = False

    def run(self) -> Iterator[FoundImage]:
        position = 0
        for start, end in sign_runs(self._data):
            if position >= end:
                continue
            begin = max(position, self._before(start))
            found = [] if self._is_dull(begin, end) else self._in_run(begin, end)
            found = found or self._blobs.look(begin, end)
            for image in sorted(found, key=lambda image: image.inline.offset):
                if image.inline.offset >= position:
                    yield image
                    position = image.end
        if self._cut and self._blobs.stray is not None:
            yield self._blobs.stray

    def _in_run(self, start: int, end: int) -> list[FoundImage]:
        octets = find_octets(self._data, start, end, self._patience)
        found = [*self._hex(start, end), *octets, *self._base64(start, end)]
        return found or (self._nested(start) if end - start >= _SHORTEST_NESTED else [])

    def _is_dull(self, start: int, end: int) -> bool:
        """Say of a run, fast, that no picture can begin in it: most are paths, long names and digests."""
        data = self._data
        if end - start >= _SHORTEST_NESTED or self._after_comma(start):
            return False
        run = data[start:end]
        return not (_SPARK.search(run) or b"\\" in run or b"%" in run or b"&" in run)

    def _after_comma(self, start: int) -> bool:
        """Say whether a run may be a payload that a space parts from the head of its data: URI."""
        if not self._data[start - 1 : start].isspace():
            return False
        before = self._data[max(0, start - 40) : start].rstrip()
        return before[-1:] in {b",", b"C", b"c"} and b"64" in before

    def _before(self, start: int) -> int:
        """Return where a run really begins that a space in an escape of CSS cut in two."""
        if self._data[start - 1 : start] not in {b" ", b"\t"}:
            return start
        cut = _CSS_BEFORE.search(self._data, max(0, start - 80), start)
        return cut.start() if cut else start

    def _hex(self, start: int, end: int) -> Iterator[FoundImage]:
        matches = _HEX_START.finditer(self._data, start, end)
        return self._read_all(_Start(match.start(), declared=False, levels=0, hexadecimal=True) for match in matches)

    def _base64(self, start: int, end: int) -> Iterator[FoundImage]:
        return self._read_all(self._starts(start, end))

    def _read_all(self, starts: Iterator[_Start]) -> Iterator[FoundImage]:
        position = 0
        for start in starts:
            found = self._read(start) if start.place >= position else None
            if found is not None:
                yield found
                position = found.end

    def _starts(self, start: int, end: int) -> Iterator[_Start]:
        """Yield the places of a run where a picture in base64 could begin."""
        data = self._data
        if self._after_comma(start):
            before = _unescape(data[max(0, start - 40) : start]).rstrip()
            if before[-7:].lower() == b"base64,":
                yield self._head(start)
        plain = _plain(data, start, end)
        text, first, last = (data, start, end) if plain is None else (plain.text, 0, len(plain.text))
        for match in _BASE64_START.finditer(text, first, last):
            index = match.end() if match["marker"] else match.start()
            place = index if plain is None else plain.place(index)
            yield self._head(place) if match["marker"] else _Start(place, declared=False, levels=0)

    def _head(self, place: int) -> _Start:
        """Return a beginning behind what may be the head of a data: URI."""
        before = self._data[max(0, place - _LONGEST_HEAD) : place]
        levels = _HEAD_LEVELS.search(before)
        plain = _unescape(before).rstrip()
        head = _HEAD.search(plain[:-1]) if plain[-1:] == b"," else None
        quote = (head["quote"] or b"")[:1] if head else b""
        return _Start(place, head is not None, 1 + len(levels[1]) // 2 if levels else 0, quote=quote)

    def _read(self, start: _Start) -> FoundImage | None:
        """Read the picture at ``start``; None where there is none."""
        data = self._data
        shortest = SHORTEST_LINE if start.hexadecimal else SHORTEST_PIECE
        taste = read_signs(data, start.place, hexadecimal=start.hexadecimal, most=_TASTE, shortest=shortest)
        if not taste.pieces:
            return None
        kind = kind_of(taste.payload())
        if not (start.declared or kind.group in {"raster", "design"}):
            return None
        signs = read_signs(data, start.place, hexadecimal=start.hexadecimal, shortest=shortest)
        kind = kind_of(signs.payload())
        whole = signs.fit(kind.format, data, start.quote)
        found = self._judge(signs, start, declared=start.declared)
        long = signs.ends[-1] - start.place > _SHORTEST_CUT and kind.format in _SURE
        if not whole and kind.group == "raster" and (found or long) and signs.goes_on(data):
            return replace(found or self._unread(signs), refusal=IN_PIECES)
        if found is None:
            lost = self._patience.lose(signs.ends[-1] - start.place)
            return replace(self._unread(signs), refusal=TOO_MUCH) if lost else None
        self._patience.lose(signs.ends[-1] - signs.end)
        self._cut |= not whole and kind.group == "raster"
        return found

    def _judge(self, signs: Signs, start: _Start, *, declared: bool) -> FoundImage | None:
        payload, writing = signs.payload(), signs.writing(start.levels)
        inline = Inline(signs.start, signs.end - signs.start, writing.encoding)
        found = FoundImage(inline, payload, kind_of(payload), writing)
        if found.kind.group in {"svg", "text"}:
            return self._look_into(found) if declared else None
        return judge(found, declared=declared)

    def _unread(self, signs: Signs) -> FoundImage:
        inline = Inline(signs.start, signs.end - signs.start, "base64")
        return FoundImage(inline, signs.payload(), kind_of(signs.payload()), Writing("base64"))

    def _nested(self, start: int) -> list[FoundImage]:
        """Look into base64 of a text, which may have pictures in base64 again."""
        taste = read_signs(self._data, start, most=_TASTE)
        payload = taste.payload() if taste.pieces else b""
        if len(payload) < _TASTE // 2 or kind_of(payload).group not in {"text", "svg"} or not payload.isascii():
            return []
        found = self._judge(read_signs(self._data, start), _Start(start, declared=True, levels=0), declared=True)
        if found is None or found.drawing:
            return []
        return [replace(found, refusal="a picture stands in base64 inside of base64")]


def _plain(data: bytes, start: int, end: int) -> _Plain | None:
    """Return a run without escapes; None where it has none."""
    run = data[start:end]
    if b"\\" not in run and b"%" not in run and b"&" not in run:
        return None
    parts, at, raw, length, position = list[bytes](), list[int](), list[int](), 0, 0
    for escape in _ESCAPES.finditer(run):
        sign = b"\n" if escape["space"] else unescaped(escape)
        parts += (run[position : escape.start()], sign)
        length += escape.start() - position + len(sign)
        position = escape.end()
        if sign:
            # The sign itself begins where its escape does.
            at += (length - len(sign), length)
            raw += (start + escape.start(), start + position)
        else:
            at.append(length)
            raw.append(start + position)
    parts.append(run[position:])
    return _Plain(b"".join(parts), at, raw, start)


def _unescape(text: bytes) -> bytes:
    if b"%" in text and b"\\" not in text and b"&" not in text:
        while b"%25" in text:
            text = text.replace(b"%25", b"%")
        return unquote_to_bytes(text)
    return _ESCAPES.sub(lambda escape: b"\n" if escape["space"] else unescaped(escape), text)
