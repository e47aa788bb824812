"""Draw the placeholders of a ledger again, each recipe once, and say which pictures are not theirs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

from launcher.images.draw import draw
from launcher.images.drawing_pool import Digest, DrawingPool
from launcher.images.orders import Orders
from launcher.images.verify import same_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.images.ledger import LedgerEntry, Recipe
    from launcher.images.samples import Library


class Redrawing:
    """Compares by digest, and looks at a picture itself only where that differs.

    Neither pictures nor what was drawn are held, so memory does not grow with them; with more than one of ``jobs``,
    as many processes draw what was ordered.
    """

    def __init__(self, library: Library, jobs: int = 1) -> None:
        self._library = library
        self._orders = Orders(library, jobs, DrawingPool.digest, self._digest)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()

    def prepare(self) -> None:
        """Start the processes that draw, for much will be ordered soon."""
        self._orders.prepare()

    def order(self, recipe: Recipe) -> None:
        """Say that a recipe will be compared, so that it can be drawn meanwhile."""
        self._orders.order(recipe)

    def difference(self, entry: LedgerEntry, sha256: str, read: Callable[[], bytes]) -> str | None:
        """Return None where a picture is the placeholder of ``entry``, else why it is not.

        ``sha256`` is of the picture, and ``read`` returns it where the digest alone does not prove it. CannotDraw
        where its recipe cannot be drawn.
        """
        recipe = entry.recipe
        if recipe is None or self._orders.get(recipe).sha256 != sha256:
            return self._look(entry, read())
        return None

    def _look(self, entry: LedgerEntry, data: bytes) -> str | None:
        if entry.recipe is not None and self._orders.is_too_much_here(entry.recipe):
            return self._orders.pool.difference(entry.recipe, data).result()
        return same_picture(entry, data, self._library)

    def _digest(self, recipe: Recipe) -> Digest:
        data = draw(recipe, self._library)
        return Digest(len(data), hashlib.sha256(data).hexdigest())
