"""Bytes that header readers look at: a file's window or a whole picture in memory."""

from __future__ import annotations

import os

#: What is read at once from a file; most headers fit in the first window.
WINDOW = 16 * 1024


class UnreadableImage(Exception):  # noqa: N818 - says what the file is, as in "left out: unreadable image"
    """The bytes have an image's first bytes, and no header that can be read; the text is the reason."""


class Source:
    """Random access to the bytes of a picture; a file is read in windows, so memory does not grow with it."""

    __slots__ = ("_descriptor", "_size", "_start", "_window")

    def __init__(self, data: bytes, *, size: int | None = None, descriptor: int | None = None) -> None:
        """``data`` is the beginning, and all of it where no ``descriptor`` leads on."""
        self._window = data
        self._start = 0
        self._descriptor = descriptor
        self._size = len(data) if descriptor is None and size is None else size

    @property
    def size(self) -> int:
        """How many bytes there are. Few headers need it, and asking the system costs as much as reading most."""
        if self._size is None:
            assert self._descriptor is not None
            self._size = os.fstat(self._descriptor).st_size
        return self._size

    def at(self, offset: int, length: int) -> bytes:
        """Return exactly ``length`` bytes from ``offset``; UnreadableImage where the picture ends before."""
        start = offset - self._start
        if start < 0 or start + length > len(self._window):
            self._move(offset, length)
            start = 0
        found = self._window[start : start + length]
        if len(found) != length:
            raise UnreadableImage("it is cut short")
        return found

    def number(self, offset: int, length: int, order: str) -> int:
        """Return the unsigned number in ``length`` bytes at ``offset``; ``order`` is "big" or "little"."""
        return int.from_bytes(self.at(offset, length), "big" if order == "big" else "little")

    def upto(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes from ``offset``, or those that are there."""
        return self.at(offset, max(0, min(length, self.size - offset)))

    def behind_blocks(self, offset: int) -> int:
        """Return where a chain of blocks ends that say their length in their first byte, the last of them 0."""
        while True:
            size = self.at(offset, 1)[0]
            if size == 0:
                return offset + 1
            offset += 1 + size
            if size == 255:
                # Encoders fill every block but the last: all first bytes of the window are compared at once.
                firsts = self._window[offset - self._start :: 256]
                offset += 256 * (len(firsts) - len(firsts.lstrip(b"\xff")))

    def _move(self, offset: int, length: int) -> None:
        if self._descriptor is None or offset < 0 or offset + length > self.size:
            raise UnreadableImage("it is cut short")
        self._window = os.pread(self._descriptor, max(length, 4 * WINDOW), offset)
        self._start = offset
