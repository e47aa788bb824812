"""The same bytes as others may have hidden them: base64, hexadecimal digits, percent signs, compressed streams.

A view is what a part of a file decodes to, and views are looked into again. Nothing here is strict: a wrong guess is
only bytes that resemble nothing.
"""

from __future__ import annotations

import binascii
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: A view of a view of a view; deeper ones are not looked for.
DEEPEST = 3
#: Bytes that the views of one piece of a file may have together.
MOST_BYTES = 192 * 1024 * 1024
#: What decodes to less shows no picture.
SHORTEST = 48

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_RUN = 40
_MARKED = bytes(0x41 if byte in _LETTERS else 0x20 for byte in range(256))
_SEPARATOR = rb"(?:[\"']\s*\+\s*[\"']|\\[nrt]|\\|[\"'\s,;])++"
_BASE64 = re.compile(
    rb"(?:[A-Za-z0-9+/_-]++|\\/|%2[BbFf]|(?<=[A-Za-z0-9+/_-]{24})" + _SEPARATOR + rb"(?=[A-Za-z0-9+/_-]{4}))*+"
)
_SEPARATORS = re.compile(_SEPARATOR)
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){64,}+")
_NUMBERS = (
    (b"\\x", re.compile(rb"(?:\\x[0-9a-fA-F]{2}){32,}+"), re.compile(rb"\\x(..)"), 16),
    (b"\\u00", re.compile(rb"(?:\\u00[0-9a-fA-F]{2}){32,}+"), re.compile(rb"\\u00(..)"), 16),
    (b"0x", re.compile(rb"(?:0x[0-9a-fA-F]{1,2}[\s,]*+){32,}+"), re.compile(rb"0x([0-9a-fA-F]{1,2})"), 16),
    (b",", re.compile(rb"(?:\d{1,3}\s*+,\s*+){64,}+\d{0,3}"), re.compile(rb"(\d{1,3})"), 10),
)
_PERCENT = re.compile(rb"(?:%[0-9A-Fa-f]{2}[^%\s\"'<>()]{0,64}+){16,}+")
_STREAM = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|(?<!IDAT)(?<!fdAT..)x[\x01\x5e\x9c\xda]", re.DOTALL)
_ENTRY = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class View:
    """Bytes of a file as they are (``how`` is empty) or decoded; ``offset`` is where in the file they begin."""

    how: str
    offset: int
    data: bytes

    def inside(self, how: str, offset: int, data: bytes) -> View:
        """Return a view of a part of this one. Of what is decoded, offsets are those of where it was found."""
        return View(
            f"{how} in {self.how}" if self.how else how, self.offset if self.how else self.offset + offset, data
        )

    def where(self, place: int) -> str:
        """Say where in the file the byte at ``place`` is; empty for the file's beginning."""
        if self.how:
            return f"{self.how} at byte {self.offset:,}"
        at = self.offset + place
        return f"at byte {at:,}" if at else ""


def unfold(data: bytes, offset: int = 0) -> Iterator[View]:
    """Yield bytes of a file that begin at ``offset``, and then every view of them."""
    left = MOST_BYTES
    waiting = [(View("", offset, data), 0)]
    while waiting:
        view, depth = waiting.pop()
        yield view
        if depth == DEEPEST:
            continue
        for decoder in _DECODERS:
            for how, place, decoded in decoder(view.data, left):
                left -= len(decoded)
                if len(decoded) >= SHORTEST and left > 0:
                    waiting.append((view.inside(how, place, decoded), depth + 1))


_Found = tuple[str, int, bytes]


def _base64(data: bytes, left: int) -> Iterator[_Found]:
    """Decode runs of base64 at all four places of a sign; line breaks, quotes and escapes between them fall away."""
    marked = data.translate(_MARKED)
    position = 0
    while (start := marked.find(b"A" * _RUN, position)) >= 0 and left > 0:
        found = _BASE64.match(data, start)
        assert found is not None
        position = max(found.end(), start + _RUN)
        text = found[0]
        if b"%" in text:
            text = unquote_to_bytes(text)
        text = _SEPARATORS.sub(b"", text).replace(b"-", b"+").replace(b"_", b"/")
        for phase in range(4):
            part = text[phase : len(text) - ((len(text) - phase) % 4 == 1)]
            left -= len(part)
            yield "base64", start, binascii.a2b_base64(part + b"=" * (-len(part) % 4))


def _hexadecimal(data: bytes, _left: int) -> Iterator[_Found]:
    marked = data.translate(_HEX_MARKED)
    position = 0
    while (start := marked.find(b"A" * 128, position)) >= 0:
        found = _HEX.match(data, start)
        position = found.end() if found else start + 128
        if found:
            yield "hexadecimal", start, bytes.fromhex(found[0].decode())
            yield "hexadecimal", start, bytes.fromhex(found[0][1:-1].decode())


_HEX_MARKED = bytes(0x41 if byte in b"0123456789abcdefABCDEF" else 0x20 for byte in range(256))


def _numbers(data: bytes, _left: int) -> Iterator[_Found]:
    """Decode bytes written as numbers in a source: ``\\x41``, ``0x41, ``, ``65, ``."""
    for mark, run, number, base in _NUMBERS:
        # Digits and commas are too common in binaries for a search to be worth its time.
        if data.count(mark) < 32 or (mark == b"," and b"\0" in data):
            continue
        for found in run.finditer(data):
            values = [int(digits, base) for digits in number.findall(found[0])]
            if max(values) < 256:
                yield "numbers", found.start(), bytes(values)


def _percent(data: bytes, _left: int) -> Iterator[_Found]:
    if data.count(b"%") < 16:
        return
    for found in _PERCENT.finditer(data):
        yield "percent signs", found.start(), unquote_to_bytes(found[0])


def _streams(data: bytes, left: int) -> Iterator[_Found]:
    """Inflate what looks like the beginning of a gzip or zlib stream, or of an entry of a zip."""
    position = 0
    while (found := _STREAM.search(data, position)) and left > 0:
        position = found.start() + 1
        plain, taken = _inflate(data, found.start(), 47, left)
        if len(plain) >= SHORTEST:
            position = found.start() + max(taken, 1)
            left -= len(plain)
            yield "a compressed stream", found.start(), plain
    position = -1
    while (position := data.find(_ENTRY, position + 1)) >= 0 and left > 0:
        header = data[position : position + 30]
        if len(header) == 30 and header[8:10] == b"\x08\0":
            start = position + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            plain, _ = _inflate(data, start, -15, left)
            left -= len(plain)
            yield "an entry of a zip", position, plain


def _inflate(data: bytes, start: int, wbits: int, most: int) -> tuple[bytes, int]:
    """Inflate as far as it goes; return what it gave and how many bytes it took, zero where that is not known."""
    stream = zlib.decompressobj(wbits)
    try:
        plain = stream.decompress(data[start : start + 512], 8192)
    except zlib.error:
        return b"", 0
    parts, position = [plain], start + 512
    size = len(plain)
    try:
        while not stream.eof and size < most and (stream.unconsumed_tail or position < len(data)):
            piece = stream.unconsumed_tail or data[position : position + 65536]
            position += 0 if stream.unconsumed_tail else len(piece)
            parts.append(stream.decompress(piece, 1 << 20))
            size += len(parts[-1])
    except zlib.error:
        return b"".join(parts), 0
    return b"".join(parts), position - start - len(stream.unused_data) if stream.eof else 0


def _wide(data: bytes, _left: int) -> Iterator[_Found]:
    """Read UTF-16, and bytes that were taken for Latin-1 and written as UTF-8."""
    sample = data[:4096]
    if len(sample) > 64 and sample.count(0) * 5 > len(sample) * 2:
        yield "UTF-16", 0, data[::2] if sample[1::2].count(0) > sample[::2].count(0) else data[1::2]
    if data.count(b"\xc2") + data.count(b"\xc3") > 128:
        try:
            yield "Latin-1 in UTF-8", 0, data.decode("utf-8").encode("latin-1", "ignore")
        except UnicodeDecodeError:
            return


_DECODERS: tuple[Callable[[bytes, int], Iterator[_Found]], ...] = (
    _base64,
    _hexadecimal,
    _numbers,
    _percent,
    _streams,
    _wide,
)
