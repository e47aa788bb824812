"""Prove the placeholders of a bundle: what the ledger's recipes draw is what stands in the files."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple, Self

from launcher.bundle.check.manifest_text import pixels_of
from launcher.bundle.findings import Finding
from launcher.bundle.json_gate import load_json
from launcher.bundle.manifest_reading import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from launcher.images.draw import CannotDraw
from launcher.images.drawing_pool import DrawingEnded
from launcher.images.ledger import DRAWING, Recipe
from launcher.images.redraw import Redrawing
from launcher.images.samples import shipped_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from launcher.bundle.limits import Limits
    from launcher.bundle.read import BundleReader
    from launcher.images.ledger import LedgerEntry
    from launcher.progress import Progress


#: With more placeholders it is likely that other processes will draw them.
_MANY = 200
#: More different ones would be held twice while the manifest is read, which takes most of the memory.
_MOST_EARLY = 10_000
_KEY = b'"recipe":'
# As they stand in a manifest, but for those of drawings, which have an object inside.
_RECIPE = re.compile(_KEY + rb"(\{[^{}]*\})")


class _Claim(NamedTuple):
    """A picture that was met: what the ledger says of it, its SHA-256, and the line of an inline one."""

    entry: LedgerEntry
    sha256: str
    line: int | None


class PlaceholderProof:
    """Draws in other processes from the start, takes claims while files are read, and settles them at the end."""

    _reader: BundleReader

    def __init__(self, jobs: int) -> None:
        self._redrawing = Redrawing(shipped_library(), jobs)
        self._claims: list[_Claim] = []

    def prepare(self, manifest: bytes, limits: Limits) -> None:
        """Let what is likely to be the recipes of a manifest be drawn, while it is read, where they are many.

        Whether they are any will be seen; here they are bounded.
        """
        found = dict.fromkeys(_RECIPE.findall(manifest)) if manifest.count(_KEY) > _MANY else {}
        if not 0 < len(found) <= _MOST_EARLY:
            return
        self._redrawing.prepare()
        recipes = []
        for text in found:
            try:
                value = load_json(text, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH, max_values=MAX_VALUES)
                recipes.append(Recipe.from_json(value))
            except ValueError:  # who reads the manifest says so
                return
        if pixels_of(recipes) <= limits.drawn_pixels:
            self._order(recipes)

    def order(self, reader: BundleReader) -> None:
        """Let all recipes of a ledger be drawn."""
        self._reader = reader
        self._order(entry.recipe for entry in reader.manifest.images if entry.recipe is not None)

    def _order(self, recipes: Iterable[Recipe]) -> None:
        for recipe in recipes:
            if recipe.drawing == DRAWING:
                self._redrawing.order(recipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._redrawing.__exit__()

    def claim(self, entry: LedgerEntry, sha256: str, line: int | None = None) -> None:
        """Note that a picture with this SHA-256 stands where ``entry`` says that a placeholder is."""
        self._claims.append(_Claim(entry, sha256, line))

    def settle(self, progress: Progress) -> Iterator[Finding]:
        """Yield a finding for each claim that is not true."""
        progress.step("drawing", len(self._claims))
        others = []
        for claim in self._claims:
            recipe = claim.entry.recipe
            if recipe is not None and recipe.drawing != DRAWING:
                others.append((claim, recipe.drawing))
            else:
                yield from self._settle(claim)
            progress.advance()
        if others:
            yield _of_other_version(*others[0], count=len(others))

    def _settle(self, claim: _Claim) -> Iterator[Finding]:
        entry, path = claim.entry, str(claim.entry.path)
        try:
            reason = self._redrawing.difference(entry, claim.sha256, lambda: self._read(claim))
        except DrawingEnded as error:
            message = f"the placeholder cannot be drawn again: {error}"
            yield Finding("image-unchecked", "error", message, path, claim.line)
            return
        except CannotDraw as error:
            reason = str(error)
        if reason is not None:
            message = f"the image is not the placeholder that the ledger describes: {reason}"
            yield Finding("image-differs", "error", message, path, claim.line)

    def _read(self, claim: _Claim) -> bytes:
        """Read a picture once more, which had its right place and hash a moment ago."""
        from launcher.images.inline import find_inline

        data = self._reader.read(claim.entry.path)
        if claim.entry.inline is None:
            return data
        for found in find_inline(data):
            if hashlib.sha256(found.data).hexdigest() == claim.sha256:
                return found.data
        raise AssertionError("an inline picture was there and is gone")


def _of_other_version(claim: _Claim, drawing: int, *, count: int) -> Finding:
    """Return the one finding about all placeholders that this version does not draw: their cause is the same."""
    message = f"the drawing version of placeholders ({count:,}) is {drawing} and here {DRAWING}: they were not compared"
    hint = "validate it with the version of Launcher that the manifest names as its generator, or pack the demo again"
    return Finding("image-version", "error", message, str(claim.entry.path), claim.line, hint=hint)
