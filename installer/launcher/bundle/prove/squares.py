"""Grey squares that pictures are compared by, kept in a temporary file: memory does not grow with their number."""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.bundle.prove.likeness import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

# How little a grey square may hold, compressed, for equal pixels to mean anything.
_LEAST_DETAIL = 160


@dataclass(slots=True)
class Squares:
    """Grey squares in a temporary file, with the number of whose they are."""

    owners: list[int] = field(default_factory=list)
    file: tempfile.SpooledTemporaryFile[bytes] = field(
        default_factory=lambda: tempfile.SpooledTemporaryFile[bytes](16 * 1024 * 1024)
    )

    def add(self, owner: int, squares: tuple[bytes, ...]) -> None:
        """Note the squares of one picture."""
        for pixels in squares:
            self.owners.append(owner)
            self.file.write(pixels)

    def read(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield the squares from ``start`` to before ``end``, each with its owner."""
        for index in range(start, min(end, len(self.owners))):
            self.file.seek(index * SIDE * SIDE)
            yield self.owners[index], self.file.read(SIDE * SIDE)

    def close(self) -> None:
        """Remove the file."""
        self.file.close()


def has_detail(square: bytes) -> bool:
    """Say whether a square holds so much that equal pixels mean something."""
    return len(zlib.compress(square, 1)) >= _LEAST_DETAIL
