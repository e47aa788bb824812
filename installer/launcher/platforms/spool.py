"""A temporary file that holds many rendered files one after another."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from launcher.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CHUNK = 256 * 1024


class Spool:
    """A folder of our own with one file in it; both are gone when the context ends."""

    def __init__(self) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="launcher-", ignore_cleanup_errors=True)
            self.path = Path(self._folder.name) / "spool"
            self.path.touch(mode=0o600)
        except OSError as error:
            where = tempfile.gettempdir()
            raise TargetError(f"no temporary file can be made: {error.strerror}", where=where) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def fill(self, chunks: Iterable[bytes]) -> SpooledContent:
        """Write all chunks at the end and return them as content; TargetError where there is no room for them."""
        try:
            with self.path.open("ab") as stream:
                start = stream.tell()
                size = sum(map(stream.write, chunks))
        except OSError as error:
            raise TargetError(f"what is to be installed cannot be kept: {error.strerror}", where=self.path) from error
        return self.content(start, size)

    def content(self, offset: int, size: int) -> SpooledContent:
        """Return the piece of ``size`` bytes at ``offset`` as content; TargetError where the file ends before it."""
        return SpooledContent(self.path, offset, size, _digest(self.path, offset, size))


@dataclass(frozen=True, slots=True)
class SpooledContent:
    """A piece of a spool; readable while the spool's context lasts."""

    path: Path
    offset: int
    size: int
    sha256: str

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in order; each call starts anew."""
        yield from _read(self.path, self.offset, self.size)


def _read(path: Path, offset: int, size: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(offset)
        while size > 0:
            piece = stream.read(min(size, _CHUNK))
            if not piece:
                raise TargetError("the temporary file is shorter than it was", where=path)
            size -= len(piece)
            yield piece


def _digest(path: Path, offset: int, size: int) -> str:
    digest = hashlib.sha256()
    for piece in _read(path, offset, size):
        digest.update(piece)
    return digest.hexdigest()
