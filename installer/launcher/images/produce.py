"""Produce the bytes that a bundle gets for a decided file, drawing each distinct placeholder once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.errors import DemoError
from launcher.images.drawing_pool import TOO_MUCH_HERE, WORTH_A_POOL, DrawingPool, Picture, Shelf, work_of

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

    from launcher.images.decide import FileDecision
    from launcher.images.ledger import Recipe
    from launcher.images.samples import Library


class Placeholders:
    """Draws placeholders, each recipe once, and keeps them in temporary files.

    With more than one of ``jobs``, what is ordered ahead is drawn by as many child processes once there is enough of
    it to be worth their start. A very large picture is never drawn in this process.
    """

    def __init__(self, library: Library, jobs: int = 1) -> None:
        self.library = library
        self._jobs = jobs
        self._own = Shelf()
        self._made: dict[Recipe, Picture] = {}
        self._ordered: dict[Recipe, Future[Picture] | None] = {}
        self._waiting = 0
        self._pool: DrawingPool | None = None

    def __enter__(self) -> Placeholders:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.close()
        self._own.close()

    def order(self, recipe: Recipe) -> None:
        """Say that a placeholder will be wanted, so that it can be drawn meanwhile."""
        if self._jobs < 2 or self.library.folder is None or recipe in self._made or recipe in self._ordered:
            return
        if self._pool is not None:
            self._ordered[recipe] = self._pool.draw(recipe)
            return
        self._ordered[recipe] = None
        self._waiting += work_of(recipe)
        if self._waiting > WORTH_A_POOL:
            pool = self._started()
            self._ordered = {each: pool.draw(each) for each in self._ordered}

    def get(self, recipe: Recipe) -> bytes:
        """Return the placeholder of a recipe, drawn now or before; CannotDraw says why there is none."""
        picture = self._made.get(recipe)
        if picture is None:
            picture = self._made[recipe] = self._draw(recipe)
        return picture.read()

    def _draw(self, recipe: Recipe) -> Picture:
        if recipe in self._ordered:
            self._waiting -= work_of(recipe)
        drawn = self._ordered.pop(recipe, None)
        if drawn is None and work_of(recipe) > TOO_MUCH_HERE and self.library.folder is not None:
            drawn = self._started().draw(recipe)
        if drawn is not None:
            return drawn.result()
        from launcher.images.draw import draw

        data = draw(recipe, self.library)
        start = self._own.end
        self._own.write(data)
        return Picture(self._own, start, len(data))

    def _started(self) -> DrawingPool:
        if self._pool is None:
            assert self.library.folder is not None
            self._pool = DrawingPool(self.library.folder, self._jobs)
        return self._pool


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
