"""Bytes that header readers look at: a file's window or a whole picture in memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from struct import Struct

# What is read at once behind the beginning: first little, for most readers look at one place more, then many times as
# much, for who comes again walks to the end.
_FIRST_WINDOW, _LAST_WINDOW = 8 * 1024, 1024 * 1024
_GROWTH = 16
# No file system has longer files; the system takes no offset that needs more bits.
_LAST_OFFSET = 1 << 62


class UnreadableImage(Exception):  # noqa: N818 - says what the file is, as in "left out: unreadable image"
    """The bytes have an image's first bytes, and no header that can be read; the text is the reason."""


class Source:
    """Random access to the bytes of a picture; a file is read in windows, so memory does not grow with it."""

    __slots__ = ("_ahead", "_descriptor", "_size", "_start", "_window", "beginning")

    def __init__(self, data: bytes, descriptor: int | None = None, *, size: int | None = None) -> None:
        """``data`` is the beginning, and all of it where no ``descriptor`` leads on."""
        self.beginning = self._window = data
        self._start = 0
        self._ahead = _FIRST_WINDOW
        self._descriptor = descriptor
        self._size = len(data) if descriptor is None and size is None else size

    @property
    def size(self) -> int:
        """How many bytes there are. Few headers need it, and asking the system costs as much as reading most."""
        if self._size is None:
            assert self._descriptor is not None
            self._size = os.fstat(self._descriptor).st_size
        return self._size

    def expect_walk(self) -> None:
        """Say that all will be looked at, so that much is read at once."""
        self._ahead = _LAST_WINDOW

    def at(self, offset: int, length: int) -> bytes:
        """Return exactly ``length`` bytes from ``offset``; UnreadableImage where the picture ends before."""
        start = offset - self._start
        if start < 0 or start + length > len(self._window):
            self._move(offset, length)
            start = 0
        return self._window[start : start + length]

    def byte(self, offset: int) -> int:
        """Return the byte at ``offset``; UnreadableImage where the picture ends before."""
        start = offset - self._start
        if not 0 <= start < len(self._window):
            self._move(offset, 1)
            start = 0
        return self._window[start]

    def unpack(self, form: Struct, offset: int) -> tuple[Any, ...]:
        """Return the fields that stand at ``offset``; UnreadableImage where the picture ends before."""
        start = offset - self._start
        if start < 0 or start + form.size > len(self._window):
            self._move(offset, form.size)
            start = 0
        return form.unpack_from(self._window, start)

    def number(self, offset: int, length: int, order: str) -> int:
        """Return the unsigned number in ``length`` bytes at ``offset``; ``order`` is "big" or "little"."""
        return int.from_bytes(self.at(offset, length), "big" if order == "big" else "little")

    def upto(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes from ``offset``, or those that are there; UnreadableImage behind the end."""
        if offset > self.size:
            raise UnreadableImage("it is cut short")
        return self.at(offset, min(length, self.size - offset))

    def behind_blocks(self, offset: int) -> int:
        """Return where a chain of blocks ends that say their length in their first byte, the last of them 0."""
        while True:
            start = offset - self._start
            if not 0 <= start < len(self._window):
                self._move(offset, 1)
                start = 0
            size = self._window[start]
            if size == 0:
                return offset + 1
            if size == 255:
                # Encoders fill every block but the last: all first bytes of the window are compared at once.
                firsts = self._window[start::256]
                offset += 256 * (len(firsts) - len(firsts.lstrip(b"\xff")))
            else:
                offset += 1 + size

    def _move(self, offset: int, length: int) -> None:
        """Read a window that begins at ``offset`` and has at least ``length`` bytes."""
        if self._descriptor is None or not 0 <= offset < _LAST_OFFSET:
            raise UnreadableImage("it is cut short")
        # A header may ask for more than there is, and room for it is made before anything is read.
        if length > self._ahead and offset + length > self.size:
            raise UnreadableImage("it is cut short")
        window = os.pread(self._descriptor, max(length, self._ahead), offset)
        if len(window) < length:
            raise UnreadableImage("it is cut short")
        self._window, self._start = window, offset
        self._ahead = min(_GROWTH * self._ahead, _LAST_WINDOW)
