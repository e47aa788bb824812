"""The ledger's entry of a file that stands for one on another host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.ledger import LedgerEntry, Recipe

if TYPE_CHECKING:
    from launcher.images.recipes import RecipeMaker
    from launcher.images.remote.pictures import Brought
    from launcher.images.samples import Library


def entry_of(brought: Brought, makers: RecipeMaker, library: Library) -> LedgerEntry:
    """Return the entry: a placeholder, or for a film or sound a sample of its kind, which ``library`` has."""
    if brought.medium:
        from launcher.images.choose import choose_medium

        medium = choose_medium(library, brought.medium, brought.info.width, brought.info.height)
        assert medium is not None, "an address of a kind without a sample is left as it is"
        size = (medium.width, medium.height)
        return LedgerEntry(brought.path, medium.format, *size, "sample", sample=medium.name, origin=brought.origin)
    recipe = _recipe(brought, makers)
    size = (recipe.width, recipe.height)
    return LedgerEntry(brought.path, recipe.format, *size, "placeholder", recipe=recipe, origin=brought.origin)


def _recipe(brought: Brought, makers: RecipeMaker) -> Recipe:
    info = brought.info
    if info.format != "svg":
        return makers.raster(brought.path, info)
    # Of a drawing nothing but its size is known.
    width, height = str(info.width), str(info.height)
    return makers.svg("svg", (("height", height), ("viewBox", f"0 0 {width} {height}"), ("width", width)))
