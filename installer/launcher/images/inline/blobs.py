"""Long base64 of a text that begins like no picture: a picture may stand further on in it, or be compressed in it."""

from __future__ import annotations

import re

from launcher.images.inline.found import FoundImage, kind_of
from launcher.images.inline.signs import Signs, read_signs
from launcher.images.inline.writing import Writing
from launcher.images.ledger import Inline
from launcher.images.probe.source import Source

#: Why a text is left out in which a picture is cut up.
IN_PIECES = "an inline picture is put together from pieces"

# Signs from which on base64 is looked into, and those from which on it may be the rest of a picture: more than any
# digest or signature has.
_SHORTEST = 1024
_SHORTEST_REST = 256
_LONG = re.compile(rb"[A-Za-z0-9+/_-]{%d,}+" % _SHORTEST_REST)
# A line of base64, as mails have it.
_LINE = re.compile(rb"[A-Za-z0-9+/]{60,160}+(?=\r?\n)")
_BREAKS = (b"\r", b"\n")
_SHORTEST_LINE = 60


class Blobs:
    """The base64 of one text that is no picture from its first byte on.

    ``stray`` is the first that could be the rest of a picture whose beginning stands elsewhere, None without one.
    """

    def __init__(self, data: bytes) -> None:
        from launcher.images.hidden import Budget

        self._data = data
        self._budget = Budget()
        self._end = 0  # of what has been looked into
        self.stray: FoundImage | None = None

    def look(self, start: int, end: int) -> list[FoundImage]:
        """Return what shows a picture in the run of signs from ``start`` to ``end``, and the lines that follow it."""
        start = max(start, self._end)
        if end - start < _SHORTEST_LINE or (end - start < _SHORTEST_REST and self._data[end : end + 1] not in _BREAKS):
            return []
        pattern = _LONG if end - start >= _SHORTEST_REST else _LINE
        for match in pattern.finditer(self._data, start, end + 2):
            if match.start() >= self._end:
                signs = read_signs(self._data, match.start())
                self._end = signs.ends[-1]
                found = self._judge(signs)
                if found is not None:
                    return [found]
        return []

    def _judge(self, signs: Signs) -> FoundImage | None:
        from launcher.images.hidden import PACKED, find_hidden

        payload = signs.payload()
        if len(payload) < _SHORTEST_REST * 3 // 4 or payload.isascii() or self._is_declared(signs.start):
            return None
        kind = kind_of(payload)
        inline = Inline(signs.start, signs.end - signs.start, "base64")
        found = FoundImage(inline, payload, kind, Writing("base64"), refusal=IN_PIECES)
        if len(payload) >= _SHORTEST * 3 // 4:
            hidden = find_hidden(Source(payload), kind, self._budget)
            if hidden is not None and hidden.what != PACKED:
                return FoundImage(inline, payload, kind, Writing("base64"), refusal=f"base64 in it has {hidden} inside")
        if kind.format == "binary" and self.stray is None:
            self.stray = found
        return None

    def _is_declared(self, start: int) -> bool:
        """Say whether a data: URI announces it: what that holds has been looked into."""
        return self._data[max(0, start - 7) : start].lower() == b"base64,"
