"""Find pictures that are written byte by byte: percent-encoded, as escapes in a string, as a list of numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from launcher.images.inline.found import TOO_MUCH, FoundImage, Patience, judge, kind_of
from launcher.images.inline.scan import numeral_runs
from launcher.images.inline.writing import Writing
from launcher.images.ledger import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_A_STRING = "a picture stands in a string of escaped bytes"
_IN_A_LIST = "a picture stands in a list of numbers"
# Letters of a beginning that tell whether it is worth reading on.
_TASTE = 600


def _escaped(byte: int) -> bytes:
    """Return a pattern for one byte: as itself where it is a letter or digit, or in any escape."""
    digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{byte:02x}")
    itself = f"|{chr(byte)}" if chr(byte).isascii() and chr(byte).isalnum() else ""
    escapes = (
        rf"%(?:25)*{digits}|\\{{1,16}}x{digits}|\\{{1,16}}u00{digits}|\\{{1,16}}0?{byte:o}|&#{byte};|&#[xX]0*{digits};"
    )
    return f"(?:{escapes}{itself})".encode()


def _all_escaped(data: bytes) -> bytes:
    return b"".join(map(_escaped, data))


_START = re.compile(
    b"|".join(map(_all_escaped, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")))
    + rb"|(?i:data(?P<head>(?::|%(?:25)*3a)[^\s\"'<>()]{0,160}?(?:,|%(?:25)*2c)))"
)
# What _START begins with, as a set of single bytes: by that the regular expressions skip fast.
_ANCHOR = re.compile(rb"[%\\&](?:25|\\){0,16}+[xXuU#0]{0,4}+(?:89|[fF]{2}|211|377|137|255|47|52|107|122|71|82)")
_WORDS = (b"GIF", b"RIFF", b"data%", b"DATA%", b"Data%")
_PERCENT_TEXT = re.compile(rb"[^\s\"'<>()\\]*")
_STRING = re.compile(rb"[^\"'<>\r\n]*")
# The same where the quotation mark is known that ends it: it may stand inside behind a backslash, or twice as in SQL.
_QUOTED = {
    b'"': re.compile(rb'(?:[^"\\\r\n]|\\.|"")*+', re.DOTALL),
    b"'": re.compile(rb"(?:[^'\\\r\n]|\\.|'')*+", re.DOTALL),
}
_BYTE = re.compile(
    rb"\\{1,16}(?:x([0-9a-fA-F]{2})|u00([0-9a-fA-F]{2})|([0-7]{1,3})|([abfnrtve0]))|&\#(\d{1,3});|&\#[xX]0*([0-9a-fA-F]{1,2});"
)
_LETTERS = dict(zip(b"abfnrtve0", b"\a\b\f\n\r\t\v\x1b\0", strict=True))


def find_octets(data: bytes, start: int, end: int, patience: Patience) -> Iterator[FoundImage]:
    """Yield pictures in a run of signs that are percent-encoded or written with escapes."""
    if data.find(b"%", start, end) < 0 and data.find(b"\\", start, end) < 0 and data.find(b"&#", start, end) < 0:
        return
    position = start
    for place in sorted(_anchors(data, start, end)):
        match = _START.match(data, place) if place >= position or place < start else None
        found = _read(data, match, patience) if match else None
        if found is not None:
            yield found
            position = found.end


def _anchors(data: bytes, start: int, end: int) -> Iterator[int]:
    if data[max(0, start - 5) : start].lower() == b"data:":
        yield start - 5  # the colon ends a run
    for match in _ANCHOR.finditer(data, start, end):
        yield match.start()
    for word in _WORDS:
        place = data.find(word, start, end)
        while place >= 0:
            yield place
            place = data.find(word, place + 1, end)


def _read(data: bytes, match: re.Match[bytes], patience: Patience) -> FoundImage | None:
    if match["head"]:
        if b"base64" in match["head"].lower():
            return None
        return _read_percent(data, match.end(), match["head"], patience)
    sign = data[match.start() : match.end() + 12]
    if b"\\" in sign or b"&#" in sign:
        return _read_string(data, match.start(), patience)
    return _read_percent(data, match.start(), b"", patience) if b"%" in sign else None


def _read_percent(data: bytes, start: int, head: bytes, patience: Patience) -> FoundImage | None:
    """Read percent-encoded bytes; texts are passed over, for what is inside is found by itself."""
    beginning = _PERCENT_TEXT.match(data, start, start + _TASTE)
    if beginning is None or b"%" not in beginning[0]:
        return None
    levels = _levels(head, beginning[0])
    if kind_of(_unquote(beginning[0], levels)).group in {"svg", "text", "other", "font"}:
        return None
    text = _PERCENT_TEXT.match(data, start)
    assert text is not None
    payload = _unquote(text[0], levels)
    inline = Inline(start, len(text[0]), "percent")
    found = FoundImage(inline, payload, kind_of(payload), Writing("percent", levels=levels))
    return _judged(found, patience, declared=bool(head))


def _judged(found: FoundImage, patience: Patience, *, declared: bool = False) -> FoundImage | None:
    judged = judge(found, declared=declared)
    if judged is None and patience.lose(found.inline.length):
        return replace(found, refusal=TOO_MUCH)
    return judged


def _levels(head: bytes, text: bytes) -> int:
    """Return how often the payload of a data: URI is percent-encoded: once more than its head."""
    sample = re.search(rb"%((?:25)*)", head)
    if sample is not None:
        return 2 + len(sample[1]) // 2
    # A percent sign of the payload itself is %25 too, but no picture begins with one.
    sample = re.search(rb"%((?:25)*)", text)
    return 1 + len(sample[1]) // 2 if sample else 1


def _unquote(text: bytes, levels: int) -> bytes:
    for _ in range(levels):
        text = unquote_to_bytes(text)
    return text


def _read_string(data: bytes, start: int, patience: Patience) -> FoundImage | None:
    """Read a string of escaped bytes. Its escapes mean different things in different languages: it is only named."""
    if kind_of(_unescape(data[start : start + _TASTE])).group != "raster":
        return None
    quote = data[start - 1 : start]
    text = _QUOTED.get(quote, _STRING).match(data, start)
    assert text is not None
    payload = _unescape(text[0].replace(quote * 2, quote) if quote in _QUOTED else text[0])
    inline = Inline(start, len(text[0]), "bytes")
    found = FoundImage(inline, payload, kind_of(payload), Writing("bytes"), refusal=_IN_A_STRING)
    return _judged(found, patience)


def _unescape(text: bytes) -> bytes:
    def byte(match: re.Match[bytes]) -> bytes:
        digits = match[1] or match[2] or match[6]
        if digits:
            return bytes([int(digits, 16)])
        if match[4]:
            return bytes([_LETTERS[match[4][0]]])
        return bytes([int(match[3], 8) & 255 if match[3] else int(match[5]) & 255])

    return _BYTE.sub(byte, text)


_COMMA = rb"(?:\s{0,64}+,\s{0,64}+|\s{1,64}+)"


def _listed(data: bytes) -> bytes:
    """Return a pattern for a list of bytes as numbers: decimal, signed, or hexadecimal."""

    def number(byte: int) -> bytes:
        digits = "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{byte:02x}")
        signed = f"|{byte - 256}" if byte > 127 else ""
        return rf"(?:0*{byte}{signed}|0[xX]{digits})".encode()

    def bare(byte: int) -> bytes:
        return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{byte:02x}").encode()

    return b"(?:" + _COMMA.join(map(number, data)) + b"|" + rb"[ \t:]".join(map(bare, data)) + b")"


_LIST_START = re.compile(
    rb"(?<![\w.-])(?:" + b"|".join(map(_listed, (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"))) + rb")(?![\w.])"
)
_NUMBERS = re.compile(rb"(?:-?(?:0[xX][0-9a-fA-F]{1,2}|[0-9a-fA-F]{1,3}),?\s{0,64}+)*")
_NUMBER = re.compile(rb"-?(?:0[xX][0-9a-fA-F]{1,2}|[0-9a-fA-F]{1,3})")


def find_lists(data: bytes) -> Iterator[FoundImage]:
    """Yield pictures that are lists of numbers, such as ``[137, 80, 78, 71]``."""
    position, patience = 0, Patience(len(data))
    for start, end in numeral_runs(data):
        for match in _LIST_START.finditer(data, max(start, position), end):
            if match.start() < position:
                continue
            found = _read_list(data, match, patience)
            if found is not None:
                yield found
                position = found.end


def _read_list(data: bytes, match: re.Match[bytes], patience: Patience) -> FoundImage | None:
    if kind_of(_numbers(data[match.start() : match.start() + _TASTE])).group != "raster":
        return None
    text = _NUMBERS.match(data, match.start())
    assert text is not None
    plain = text[0].rstrip(b", \t\r\n")
    payload = _numbers(plain)
    inline = Inline(match.start(), len(plain), "bytes")
    found = FoundImage(inline, payload, kind_of(payload), Writing("bytes"), refusal=_IN_A_LIST)
    return _judged(found, patience)


def _numbers(text: bytes) -> bytes:
    """Return the bytes that a list of numbers means, up to one that is none."""
    base = 16 if b"," not in text else 10
    found = bytearray()
    for number in _NUMBER.findall(text):
        try:
            found.append(int(number, 16 if b"x" in number.lower() else base) & 255)
        except ValueError:
            break
    return bytes(found)
