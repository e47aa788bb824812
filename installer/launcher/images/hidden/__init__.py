"""Find pictures inside files that are none: in fonts, programs, unknown binaries, and texts with binary parts.

Nothing is decoded to pixels. A file is read in windows, so memory does not grow with its length.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.hidden.encoded import find_encoded
from launcher.images.hidden.fonts import FontParts, has_tail, read_font
from launcher.images.hidden.magic import MAGICS
from launcher.images.hidden.part import FILE_BUDGET, Budget, Part, SearchLimit
from launcher.images.hidden.streams import STREAM, Unpacked, unpack_brotli, unpack_deflate
from launcher.images.kinds import HEAD_SIZE, Kind, identify
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["FILE_BUDGET", "PACKED", "Budget", "Hidden", "find_hidden", "find_hidden_in", "has_binary"]

# Read at a time, and how much of it is read again with the next window: the encoded text of a picture whose beginning
# is in one window must show its header there, behind 64 KiB of Exif.
_WINDOW = 4 * 1024 * 1024
_OVERLAP = 128 * 1024
# A stream in a stream in a stream: no one does it more often for a good reason.
_DEEPEST = 4

#: What a whole file is that shows no picture, and could be unpacked by a script to one.
PACKED = "compressed data"
_GZIP = 0x1F
# What searching a stream costs, however short it is, in the bytes of :class:`Budget`.
_COST_OF_A_STREAM = 16 * 1024
_NO_NAME = PurePosixPath()
_SHOWING = frozenset({"raster", "video", "pdf", "design", "archive", "flash"})
# A dump is read at once; a text that is longer than this is left out anyway.
_LONGEST_DUMP = 64 * 1024 * 1024
# What `mysqldump` writes for bytes that a string cannot hold as they are.
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_PLAIN = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a"}
_CONTROL = bytes({*range(0x08), *range(0x0E, 0x20), 0x7F} - {0x1B})


@dataclass(frozen=True, slots=True)
class Hidden:
    """A picture, or what could hold one, inside a file of another kind: where it begins, and what it is in words.

    ``offset`` counts in the file itself; of what is inside a compressed stream it is where that stream begins.
    """

    offset: int
    what: str

    def __str__(self) -> str:
        return f"{self.what} at byte {self.offset:,}"


def find_hidden(source: Source, kind: Kind, budget: Budget | None = None) -> Hidden | None:
    """Return the first picture that is found in a font, text or other file of a known kind, None where there is none.

    What cannot be searched counts as found. Inline pictures of a text are for :mod:`launcher.images.inline`; here they
    count only where they are in no text. OSError where a file cannot be read.
    """
    budget = budget or Budget()
    try:
        if kind.group == "font":
            return _find_in_font(source, kind, budget)
        if kind.group in {"text", "svg"}:
            return _Search(source, budget, _DEEPEST).run(encoded=False) or _find_in_dump(source, budget)
        return _Search(source, budget, _DEEPEST).run() or _find_in_unknown(source, kind, budget)
    except SearchLimit:
        most = FILE_BUDGET // 2**20
        return Hidden(0, f"more compressed data or beginnings of pictures than can be searched, {most} MiB of a file,")


def find_hidden_in(file: Path, kind: Kind) -> Hidden | None:
    """Do as :func:`find_hidden` for a file on the disk."""
    with file.open("rb") as opened:
        source = Source(b"", size=os.fstat(opened.fileno()).st_size, descriptor=opened.fileno())
        return find_hidden(source, kind)


def has_binary(data: bytes) -> bool:
    """Say whether a text has bytes that no text has, so that a picture could stand among them as it is."""
    return len(data.translate(None, _CONTROL)) != len(data)


def _find_in_font(source: Source, kind: Kind, budget: Budget) -> Hidden | None:
    try:
        parts = read_font(Part(source, 0, budget), kind.format)
    except UnreadableImage:
        return Hidden(0, "a font directory that cannot be read")
    found = _Search(source, budget, _DEEPEST).run()
    if found is not None:
        return _in_table(found, parts)
    for start, end in parts.streams:
        unpacked = unpack_brotli(source, start, end, budget)
        if unpacked is None:
            return Hidden(start, "compressed tables that cannot be read")
        found = _inside(unpacked, start, budget, _DEEPEST)
        if found is not None:
            return found
    if has_tail(source, parts.end):
        return Hidden(parts.end, f"{source.size - parts.end:,} bytes after the end of the font")
    return None


def _in_table(found: Hidden, parts: FontParts) -> Hidden:
    table = parts.table_at(found.offset)
    return Hidden(found.offset, f'{found.what} in the font\'s table "{table}"') if table else found


def _find_in_unknown(source: Source, kind: Kind, budget: Budget) -> Hidden | None:
    if kind.format != "binary":
        return None
    return _find_in_dump(source, budget) or _find_in_bare_stream(source, budget)


def _find_in_dump(source: Source, budget: Budget) -> Hidden | None:
    """Search a text whose bytes are escaped as a dump of MySQL has them, where a picture has ``\\0`` for each zero."""
    if source.size > _LONGEST_DUMP or has_binary(source.upto(0, 32)):
        return None
    data = source.upto(0, source.size)
    if b"\\0" not in data:
        return None
    found = _Search(Source(_ESCAPED.sub(_plain, data)), budget, _DEEPEST).run(encoded=False)
    if found is None:
        return None
    offset = found.offset
    for escape in _ESCAPED.finditer(data):
        if escape.start() >= offset:
            break
        offset += 1
    return Hidden(offset, found.what)


def _plain(escape: re.Match[bytes]) -> bytes:
    return _PLAIN.get(escape[1], escape[1])


def _find_in_bare_stream(source: Source, budget: Budget) -> Hidden | None:
    """Take a whole file for brotli or deflate data, which have no magic bytes: `app.js.br` is such a file."""
    for unpack in (_whole_brotli, _whole_deflate):
        unpacked = unpack(source, budget)
        if unpacked is None:
            continue
        whole = unpacked.taken == source.size
        found = _inside(unpacked, 0, budget, _DEEPEST - 1)
        if whole:
            return found or Hidden(0, PACKED)
    return None


def _whole_brotli(source: Source, budget: Budget) -> Unpacked | None:
    return unpack_brotli(source, 0, source.size, budget)


def _whole_deflate(source: Source, budget: Budget) -> Unpacked | None:
    return unpack_deflate(source, 0, -15, budget)


def _inside(unpacked: Unpacked, place: int, budget: Budget, depth: int) -> Hidden | None:
    """Search what a stream at ``place`` holds."""
    with unpacked as inner:
        budget.spend(_COST_OF_A_STREAM)
        kind = identify(inner.upto(0, HEAD_SIZE), name=_NO_NAME)
        if kind.group in _SHOWING:
            return Hidden(place, f"a compressed {kind.format.upper()} file")
        found = _Search(inner, budget, depth).run()
    return None if found is None else Hidden(place, f"compressed data with {found.what} in it")


@dataclass(frozen=True, slots=True)
class _Window:
    """Bytes from ``start`` on. What begins ``fresh`` bytes into it, or later, comes again with the next one."""

    start: int
    data: bytes
    fresh: int


@dataclass(frozen=True, slots=True)
class _Search:
    """One pass over bytes for everything that has a beginning of its own."""

    source: Source
    budget: Budget
    depth: int

    def run(self, *, encoded: bool = True) -> Hidden | None:
        """Return the first that is found; ``encoded`` says whether base64 counts."""
        for window in self._windows():
            found = min(filter(None, (self._magics(window), self._streams(window))), key=_by_place, default=None)
            if found is None and encoded:
                text = find_encoded(window.data)
                found = text and Hidden(window.start + text[0], text[1])
            if found is not None:
                return found
        return None

    def _windows(self) -> Iterator[_Window]:
        start = 0
        while start < self.source.size:
            data = self.source.upto(start, _WINDOW + _OVERLAP)
            last = start + len(data) >= self.source.size
            window = _Window(start, data, len(data) if last else _WINDOW)
            yield window
            start += window.fresh

    def _magics(self, window: _Window) -> Hidden | None:
        """Return the first in the file, so that an archive is named before the pictures in it."""
        found = None
        limit = window.fresh
        for magic in MAGICS:
            for match in magic.pattern.finditer(window.data):
                place = match.start() - magic.back
                if place >= limit:
                    break
                if window.start + place < 0:
                    continue
                what = _judge(magic.check, Part(self.source, window.start + place, self.budget))
                if what is not None:
                    found, limit = Hidden(window.start + place, what), place
                    break
        return found

    def _streams(self, window: _Window) -> Hidden | None:
        position = 0
        while (match := STREAM.search(window.data, position)) and match.start() < window.fresh:
            position = match.start() + 1
            place = window.start + match.start()
            wbits = 31 if match[0][0] == _GZIP else 15
            unpacked = unpack_deflate(self.source, place, wbits, self.budget)
            if unpacked is None:
                continue
            if self.depth == 0:
                unpacked.close()
                return Hidden(place, "compressed data inside compressed data, too deep to be searched")
            # What is searched unpacked need not be taken for the beginning of another stream.
            position += unpacked.taken
            found = _inside(unpacked, place, self.budget, self.depth - 1)
            if found is not None:
                return found
        return None


def _by_place(found: Hidden) -> int:
    return found.offset


def _judge(check: Callable[[Part], str | None], part: Part) -> str | None:
    try:
        return check(part)
    except (UnreadableImage, IndexError, ValueError):
        return None  # a field that points nowhere: no such picture
