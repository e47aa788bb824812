"""The bytes behind a candidate, and how much looking at candidates may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from struct import Struct

#: What looking into one file may cost: bytes that are inflated, and bytes that candidates are judged by.
FILE_BUDGET = 256 * 1024 * 1024
# A file can be made of nothing but candidates; each look at one costs as much as this many bytes.
_COST_OF_A_LOOK = 512


class SearchLimit(Exception):  # noqa: N818 - says what happened, as in "left out: it takes too long to be searched"
    """A file has so many candidates or inflates to so much that it cannot be searched in a sensible time."""


class Budget:
    """How much may still be spent: on one file, and so on all files together, where ``total`` is their budget."""

    def __init__(self, left: int = FILE_BUDGET, total: Budget | None = None) -> None:
        self._left = left
        self._total = total

    @property
    def is_spent(self) -> bool:
        """Whether more was asked for than there was."""
        return self._left < 0

    def spend(self, cost: int) -> None:
        """Take ``cost`` off; SearchLimit where nothing is left."""
        self._left -= cost
        if self._left < 0:
            raise SearchLimit
        if self._total is not None:
            self._total.spend(cost)


class Part(Source):
    """All of ``whole`` from ``offset`` on, as a source of its own whose reading is counted."""

    __slots__ = ("_budget", "_offset", "_whole")

    def __init__(self, whole: Source, offset: int, budget: Budget) -> None:
        super().__init__(b"", size=whole.size - offset)
        self._whole = whole
        self._offset = offset
        self._budget = budget

    def at(self, offset: int, length: int) -> bytes:
        """Return exactly ``length`` bytes from ``offset``; UnreadableImage where the bytes end before."""
        self._budget.spend(_COST_OF_A_LOOK + length)
        if offset < 0 or offset + length > self.size:
            raise UnreadableImage("it is cut short")
        return self._whole.at(self._offset + offset, length)

    def byte(self, offset: int) -> int:
        """Return the byte at ``offset``."""
        return self.at(offset, 1)[0]

    def unpack(self, form: Struct, offset: int) -> tuple[Any, ...]:
        """Return the fields that stand at ``offset``."""
        return form.unpack(self.at(offset, form.size))

    def behind_blocks(self, offset: int) -> int:
        """Return where a chain of blocks ends, each of which is looked at."""
        while size := self.at(offset, 1)[0]:
            offset += 1 + size
        return offset + 1

    def head(self, length: int) -> bytes:
        """Return the first ``length`` bytes, or those that are there."""
        return self.upto(0, length)
