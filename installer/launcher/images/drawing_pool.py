"""Draw placeholders in several child processes at once, each driven by a thread of this one.

Recipes alone go out, so nothing untrusted is drawn there; each process has its limits, and none outlives the pool.
"""

from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from launcher.errors import DemoError
from launcher.images.child import Child, Died, Limits, Trouble
from launcher.images.draw import CannotDraw
from launcher.images.drawing_queue import DrawingQueue, Order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from launcher.images.ledger import Recipe

#: A picture of the most pixels, as RGBA with its mask and its scene, needs about 1 GiB; some encoders as much again.
_LIMITS = Limits(memory=3 * 1024**3, processor_seconds=240, clock_seconds=900)


class DrawingEnded(CannotDraw):
    """The process that drew a picture was killed, or reached a limit."""


class Digest(NamedTuple):
    """How long a drawn picture is, and its SHA-256 as hex digits."""

    size: int
    sha256: str


def usable_processors() -> int:
    """Return how many processors this process may use, at most eight: each drawing process takes about 200 MB."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        count = os.cpu_count() or 1
    return min(8, max(1, count))


class Shelf:
    """A temporary file on which pictures are put one after another, so that memory does not grow with their number."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._lock = threading.Lock()
        self.end = 0

    def close(self) -> None:
        """Drop all pictures."""
        self._file.close()

    def write(self, data: bytes) -> None:
        """Append ``data``; DemoError where the disk does not take it."""
        with self._lock:
            try:
                self._file.seek(self.end)
                self._file.write(data)
            except OSError as error:
                message = f"drawn images cannot be kept: {error.strerror}"
                raise DemoError(message, where=tempfile.gettempdir()) from error
            self.end += len(data)

    def read(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes that were written at ``offset``."""
        with self._lock:
            self._file.seek(offset)
            return self._file.read(length)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture on a shelf."""

    shelf: Shelf
    offset: int
    length: int

    def read(self) -> bytes:
        """Return its bytes."""
        return self.shelf.read(self.offset, self.length)


class DrawingPool:
    """Processes that draw the recipes of one library; started when there is work, ended when the pool is closed.

    A result that raises CannotDraw says why there is no picture: the recipe, a limit, or a process that was killed.
    """

    def __init__(self, library: Path, jobs: int) -> None:
        """``library`` is the folder of the samples."""
        self._library = str(library)
        self._closed = False
        self._queue = DrawingQueue()
        self._workers = [(Child("launcher.images.drawing_child", _LIMITS), Shelf()) for _ in range(jobs)]
        self._threads = [
            threading.Thread(target=self._serve, args=(number, *worker), name=f"drawing-{number}", daemon=True)
            for number, worker in enumerate(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start all processes before anything is ordered, which takes them about as long as drawing ten pictures."""
        for child, _ in self._workers:
            with suppress(Trouble):  # who orders a picture is told
                child.start()

    def close(self) -> None:
        """End all processes, whatever they are doing, and drop the pictures."""
        self._closed = True
        _fail(self._queue.close(), DrawingEnded("the drawing was ended"))
        for child, _ in self._workers:
            child.interrupt()
        for thread in self._threads:
            thread.join()
        for child, shelf in self._workers:
            child.close()
            shelf.close()

    def draw(self, recipe: Recipe) -> Future[Picture]:
        """Draw a picture that is read from the pool's shelves, while it is open."""
        return self._put("keep", recipe)

    def digest(self, recipe: Recipe) -> Future[Digest]:
        """Draw a picture only to know its bytes again."""
        return self._put("digest", recipe)

    def difference(self, recipe: Recipe, given: bytes) -> Future[str | None]:
        """Draw a picture and say how ``given`` differs from it, as :func:`launcher.images.compare.compare` does."""
        return self._put("compare", recipe, given)

    def _put(self, do: str, recipe: Recipe, *blobs: bytes) -> Future[Any]:
        result: Future[Any] = Future()
        self._queue.put(Order(do, recipe, result, blobs))
        return result

    def _serve(self, number: int, child: Child, shelf: Shelf) -> None:
        while orders := self._queue.take(number):
            try:
                self._fill(orders, child, shelf)
            except BaseException as error:  # who waits for the results raises it
                _fail(orders, error)

    def _fill(self, orders: Sequence[Order], child: Child, shelf: Shelf) -> None:
        """Let the child draw some pictures, and note what came of each."""
        start = shelf.end
        try:
            answer = self._ask(orders, child, shelf)
        except (Died, Trouble) as error:
            if len(orders) > 1 and not self._closed:
                # One of them is at fault, and the others are not to suffer for it.
                for order in orders:
                    self._fill([order], child, shelf)
                return
            message = "the process that draws it ended before it was done: it was killed, or reached a limit"
            raise (DrawingEnded(message) if isinstance(error, Died) else CannotDraw(str(error))) from error
        starts = accumulate((drawn.get("size", 0) for drawn in answer), initial=start)
        for order, drawn, offset in zip(orders, answer, starts, strict=False):
            if "cannot" in drawn:
                order.result.set_exception(CannotDraw(drawn["cannot"]))
            elif "lost" in drawn:
                order.result.set_exception(DemoError(drawn["lost"], where=drawn["where"]))
            elif order.do == "keep":
                order.result.set_result(Picture(shelf, offset, drawn["size"]))
            elif order.do == "digest":
                order.result.set_result(Digest(drawn["size"], drawn["sha256"]))
            else:
                order.result.set_result(drawn["difference"])

    def _ask(self, orders: Sequence[Order], child: Child, shelf: Shelf) -> list[dict[str, Any]]:
        if self._closed:
            raise DrawingEnded("the drawing was ended")
        recipes = [order.recipe.to_json() for order in orders]
        job = {"do": orders[0].do, "recipes": recipes, "library": self._library}
        blobs = [blob for order in orders for blob in order.blobs]
        answer, _ = child.ask(job, *blobs, sink=shelf.write)
        drawn: list[dict[str, Any]] = answer["drawn"]
        return drawn


def _fail(orders: Sequence[Order], error: BaseException) -> None:
    """Let who waits for a result that has not come know why."""
    for order in orders:
        if not order.result.done():
            order.result.set_exception(error)
