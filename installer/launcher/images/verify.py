"""Prove that a picture in a bundle is the placeholder that its recipe draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launcher.images.ledger import LedgerEntry
    from launcher.images.samples import Library


def same_picture(entry: LedgerEntry, data: bytes, library: Library | None = None) -> str | None:
    """Draw the placeholder of ``entry`` again and compare: None where ``data`` is proven, else why it is not."""
    from launcher.images.draw import CannotDraw, draw

    if entry.recipe is None:
        return "the ledger has no recipe for it"
    try:
        drawn = draw(entry.recipe, library)
    except CannotDraw as error:
        return str(error)
    if drawn == data:
        return None
    from launcher.images.compare import compare

    return compare(entry.recipe.format, drawn, data)
