"""Decide where ordered recipes are drawn: in this process, or in a pool of others once there is enough to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from launcher.images.drawing_pool import DrawingPool
from launcher.images.drawing_queue import work_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from launcher.images.ledger import Recipe
    from launcher.images.samples import Library

_Result = TypeVar("_Result")

#: Work from which a pool is worth its start, and work that is always left to a process of the pool, so that this one
#: stays small; see :func:`work_of`.
WORTH_A_POOL = 20_000_000
TOO_MUCH_HERE = 6_000_000


class Orders(Generic[_Result]):
    """Draws each recipe once: ``far`` asks a pool, ``near`` does it here.

    With more than one of ``jobs``, what is ordered ahead is drawn by as many processes. A library that was read from
    no folder is drawn from here alone, for no other process knows it.
    """

    def __init__(
        self,
        library: Library,
        jobs: int,
        far: Callable[[DrawingPool, Recipe], Future[_Result]],
        near: Callable[[Recipe], _Result],
    ) -> None:
        self._folder = library.folder
        self._jobs = jobs
        self._far = far
        self._near = near
        self._made: dict[Recipe, _Result] = {}
        self._ordered: dict[Recipe, Future[_Result] | None] = {}
        self._waiting = 0
        self._pool: DrawingPool | None = None

    def close(self) -> None:
        """End the processes of the pool, whatever they are doing."""
        if self._pool is not None:
            self._pool.close()

    def prepare(self) -> None:
        """Start the processes of the pool, for much will be ordered soon."""
        if self._jobs > 1 and self._folder is not None:
            self.pool.start()

    def order(self, recipe: Recipe) -> None:
        """Say that a recipe will be wanted, so that it can be drawn meanwhile."""
        if self._jobs < 2 or self._folder is None or recipe in self._made or recipe in self._ordered:
            return
        if self._pool is not None:
            self._ordered[recipe] = self._far(self._pool, recipe)
            return
        self._ordered[recipe] = None
        self._waiting += work_of(recipe)
        if self._waiting > WORTH_A_POOL:
            pool = self.pool
            self._ordered = {each: self._far(pool, each) for each in self._ordered}

    def get(self, recipe: Recipe) -> _Result:
        """Return what came of a recipe, drawn now or before; CannotDraw says why there is nothing."""
        if recipe not in self._made:
            self._made[recipe] = self._draw(recipe)
        return self._made[recipe]

    def _draw(self, recipe: Recipe) -> _Result:
        if recipe in self._ordered:
            self._waiting -= work_of(recipe)
        drawn = self._ordered.pop(recipe, None)
        if drawn is None and self.is_too_much_here(recipe):
            drawn = self._far(self.pool, recipe)
        return self._near(recipe) if drawn is None else drawn.result()

    def is_too_much_here(self, recipe: Recipe) -> bool:
        """Say whether a recipe is left to the pool however little there is to do."""
        return self._folder is not None and work_of(recipe) > TOO_MUCH_HERE

    @property
    def pool(self) -> DrawingPool:
        """The pool, started now or before."""
        if self._pool is None:
            assert self._folder is not None
            self._pool = DrawingPool(self._folder, self._jobs)
        return self._pool
