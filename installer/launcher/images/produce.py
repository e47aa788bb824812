"""Produce the bytes that a bundle gets for a decided file, drawing each distinct placeholder once."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from launcher.errors import DemoError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from launcher.images.decide import FileDecision
    from launcher.images.ledger import Recipe
    from launcher.images.samples import Library


class Placeholders:
    """Draws placeholders and keeps them in a temporary file, so that memory does not grow with their number."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._places: dict[Recipe, tuple[int, int]] = {}
        self._end = 0

    def __enter__(self) -> Placeholders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def get(self, recipe: Recipe) -> bytes:
        """Return the placeholder of a recipe, drawn now or before."""
        from launcher.images.draw import draw

        place = self._places.get(recipe)
        if place is not None:
            self._spool.seek(place[0])
            return self._spool.read(place[1])
        data = draw(recipe, self.library)
        try:
            self._spool.seek(self._end)
            self._spool.write(data)
        except OSError as error:
            raise DemoError(f"drawn images cannot be kept: {error.strerror}", where=tempfile.gettempdir()) from error
        self._places[recipe] = (self._end, len(data))
        self._end += len(data)
        return data


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
