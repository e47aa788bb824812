"""Unpack the compressed streams inside a file, within bounds, so that what is in them can be searched."""

from __future__ import annotations

import re
import tempfile
import zlib
from typing import TYPE_CHECKING, Protocol

from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.images.hidden.part import Budget

#: Where a gzip or zlib stream may begin.
STREAM = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|x[\x01\x5e\x9c\xda]", re.DOTALL)
#: Shorter streams hold no picture worth the name.
SHORTEST = 64
_PIECE = 64 * 1024
_FIRST_PIECE = 512
# An unpacked stream of at most this many bytes stays in memory.
_IN_MEMORY = 4 * 1024 * 1024
# A look that fails at once has its price too: setting up the decoder.
_COST_OF_A_TRY = 512


class Unpacked:
    """What a stream holds, and how many bytes it took."""

    def __init__(self, file: tempfile.SpooledTemporaryFile[bytes], size: int, taken: int) -> None:
        self._file = file
        self.size = size
        self.taken = taken

    def __enter__(self) -> Source:
        if self.size <= _IN_MEMORY:
            self._file.seek(0)
            return Source(self._file.read())
        self._file.rollover()
        self._file.flush()
        return Source(b"", size=self.size, descriptor=self._file.fileno())

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what was unpacked."""
        self._file.close()


class _Decoder(Protocol):
    """Decodes in bounded steps, as zlib and brotli do in their own ways."""

    ended: bool

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data`` decodes to, in bounded pieces; ValueError where it does not."""

    def unused(self) -> int:
        """Return how many bytes of what was given were not taken, once it has ended."""


class _Inflate:
    """zlib, gzip and raw deflate, by the same numbers as in :mod:`zlib`."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)
        self.ended = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        while data and not self.ended:
            try:
                yield self._stream.decompress(data, _PIECE)
            except zlib.error as error:
                raise ValueError("no deflate stream") from error
            data, self.ended = self._stream.unconsumed_tail, self._stream.eof

    def unused(self) -> int:
        return len(self._stream.unused_data)


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # ships no types

        self._error = brotli.error
        self._stream = brotli.Decompressor()
        self.ended = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            yield piece
            while not self._stream.is_finished() and not self._stream.can_accept_more_data():
                yield self._stream.process(b"", output_buffer_limit=_PIECE)
        except self._error as error:
            raise ValueError("no brotli stream") from error
        self.ended = self._stream.is_finished()

    def unused(self) -> int:
        return 0


def unpack_deflate(source: Source, offset: int, wbits: int, budget: Budget) -> Unpacked | None:
    """Return what the deflate stream at ``offset`` holds, None where there is none that goes on for a few bytes.

    A stream that breaks later counts with what it held so far. SearchLimit where the budget ends.
    """
    return _unpack(source, offset, source.size, _Inflate(wbits), budget)


def unpack_brotli(source: Source, start: int, end: int, budget: Budget) -> Unpacked | None:
    """Do as :func:`unpack_deflate` for a brotli stream."""
    return _unpack(source, start, end, _Brotli(), budget)


def _unpack(source: Source, start: int, end: int, decoder: _Decoder, budget: Budget) -> Unpacked | None:
    budget.spend(_COST_OF_A_TRY)
    file = tempfile.SpooledTemporaryFile[bytes](_IN_MEMORY)
    size, position, length = 0, start, _FIRST_PIECE
    try:
        while position < end and not decoder.ended:
            data = source.upto(position, min(length, end - position))
            position += len(data)
            length = _PIECE
            for piece in decoder.decode(data):
                budget.spend(len(piece))
                size += len(piece)
                file.write(piece)
    except (ValueError, UnreadableImage):
        pass
    except BaseException:
        file.close()
        raise
    if size < SHORTEST:
        file.close()
        return None
    return Unpacked(file, size, position - start - decoder.unused() if decoder.ended else 0)
