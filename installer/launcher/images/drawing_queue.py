"""In which order pictures are drawn that were ordered: scene by scene, some at a time.

A process that draws one scene after another scales each of them once; and between two pictures it would wait for this
process, which reads files meanwhile.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Future

    from launcher.images.ledger import Recipe

#: What is asked of a process at once: so many pictures, and so much work unless one alone is more.
_MOST_AT_ONCE = 16
_WORK_AT_ONCE = 6_000_000
#: What a picture costs beside its pixels.
_EACH = 100_000


def work_of(recipe: Recipe) -> int:
    """Return about how many pixels it takes to draw a recipe."""
    return recipe.width * recipe.height * recipe.frames + _EACH


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A picture to be drawn, what to ``do`` with it ("keep", "digest", "compare"), and where the result goes."""

    do: str
    recipe: Recipe
    result: Future[Any]
    blobs: tuple[bytes, ...] = ()


@dataclass(slots=True)
class _Turn:
    """The scene that a worker is at, and how many of its pictures are left of those that were ordered when it came."""

    scene: str
    left: int


class DrawingQueue:
    """Gives orders to workers, which are threads. The scene that waits longest is next, and one worker draws it.

    A worker stays with a scene for all that was ordered when it came to it, and no longer: what is wanted first is
    never far behind.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Order]] = {}  # the scene that waits longest is first
        self._turns: dict[int, _Turn] = {}
        self._changed = threading.Condition()
        self._closed = False

    def put(self, order: Order) -> None:
        """Add an order; one that comes after the end is never drawn."""
        with self._changed:
            self._waiting.setdefault(order.recipe.sample, deque()).append(order)
            self._changed.notify()

    def take(self, worker: int) -> list[Order]:
        """Wait for orders and return the next for a worker, none once the queue is closed."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._turns.pop(worker, None)
                self._changed.wait()
            if self._closed:
                return []
            return self._next_of(self._turn(worker))

    def close(self) -> list[Order]:
        """Let every worker end, and return the orders that nobody took."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            left = [order for orders in self._waiting.values() for order in orders]
            self._waiting.clear()
            return left

    def _turn(self, worker: int) -> _Turn:
        turn = self._turns.get(worker)
        if turn is None or not turn.left or turn.scene not in self._waiting:
            busy = {other.scene for number, other in self._turns.items() if number != worker}
            # Where others are at all scenes that wait, the one with the most to do is shared.
            most = max(self._waiting, key=lambda scene: len(self._waiting[scene]))
            scene = next((scene for scene in self._waiting if scene not in busy), most)
            turn = self._turns[worker] = _Turn(scene, len(self._waiting[scene]))
        return turn

    def _next_of(self, turn: _Turn) -> list[Order]:
        waiting = self._waiting.pop(turn.scene)
        orders = [waiting.popleft()]
        work = work_of(orders[0].recipe)
        while waiting and len(orders) < min(_MOST_AT_ONCE, turn.left) and waiting[0].do == orders[0].do:
            work += work_of(waiting[0].recipe)
            if work > _WORK_AT_ONCE:
                break
            orders.append(waiting.popleft())
        turn.left = max(0, turn.left - len(orders))
        if waiting and turn.left:
            self._waiting = {turn.scene: waiting, **self._waiting}
        elif waiting:  # what is left came after all that other scenes wait for
            self._waiting[turn.scene] = waiting
        return orders
