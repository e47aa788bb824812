"""Produce the bytes that a bundle gets for a decided file, drawing each distinct placeholder once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.errors import DemoError
from launcher.images.drawing_pool import DrawingPool, Picture, Shelf
from launcher.images.orders import Orders

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from launcher.images.decision import FileDecision
    from launcher.images.ledger import Recipe
    from launcher.images.samples import Library


class Placeholders:
    """Draws placeholders, each recipe once and with as many as ``jobs`` processes, and keeps them in temporary files.

    A very large picture is never drawn in this process.
    """

    def __init__(self, library: Library, jobs: int = 1) -> None:
        self.library = library
        self._shelf = Shelf()
        self._orders = Orders(library, jobs, DrawingPool.draw, self._draw)

    def __enter__(self) -> Placeholders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._orders.close()
        self._shelf.close()

    def order(self, recipe: Recipe) -> None:
        """Say that a placeholder will be wanted, so that it can be drawn meanwhile."""
        self._orders.order(recipe)

    def get(self, recipe: Recipe) -> bytes:
        """Return the placeholder of a recipe, drawn now or before; CannotDraw says why there is none."""
        return self._orders.get(recipe).read()

    def _draw(self, recipe: Recipe) -> Picture:
        from launcher.images.draw import draw

        data = draw(recipe, self.library)
        start = self._shelf.end
        self._shelf.write(data)
        return Picture(self._shelf, start, len(data))


def produce(decision: FileDecision) -> bytes | Path:
    """Return what stands in the bundle for a decided file: bytes, or a file to copy as it is.

    Works while the iteration of :func:`launcher.images.decide.decide` that gave the decision has not ended.
    Raises DemoError where the source cannot be read any more.
    """
    if decision.action == "copy":
        return decision.source
    placeholders = decision.placeholders
    if placeholders is None or decision.action == "leave-out":
        raise ValueError("a file that is left out, or that decide() did not decide about, has no content")
    if decision.action == "rewrite":
        return _rewrite(decision, placeholders)
    entry = decision.entries[0]
    if entry.recipe is not None:
        return placeholders.get(entry.recipe)
    return placeholders.library.medium(entry.sample).file


def _rewrite(decision: FileDecision, placeholders: Placeholders) -> bytes:
    from launcher.images.text import rewrite

    try:
        data = decision.source.read_bytes()
    except OSError as error:
        raise DemoError(f"the file cannot be read: {error.strerror}", where=decision.source) from error
    return rewrite(data, decision.spans, placeholders)
