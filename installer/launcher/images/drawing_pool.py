"""Draw placeholders in several child processes at once, each driven by a thread of this one.

Recipes alone go out, so nothing untrusted is drawn there; each process has its limits, and none outlives the pool.
"""

from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

from launcher.errors import DemoError
from launcher.images.child import Child, Died, Limits, Trouble
from launcher.images.draw import CannotDraw

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from launcher.images.ledger import Recipe

_Result = TypeVar("_Result")

#: A picture of the most pixels, as RGBA with its mask and its scene, needs about 1 GiB; some encoders as much again.
_LIMITS = Limits(memory=3 * 1024**3, processor_seconds=240, clock_seconds=900)


class DrawingEnded(CannotDraw):
    """The process that drew a picture was killed, or reached a limit."""


class Digest(NamedTuple):
    """How long a drawn picture is, and its SHA-256 as hex digits."""

    size: int
    sha256: str


def usable_processors() -> int:
    """Return how many processors this process may use, at most eight: each drawing process takes about 150 MB."""
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
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="drawing")
        self._workers = [(Child("launcher.images.drawing_child", _LIMITS), Shelf()) for _ in range(jobs)]
        self._idle: SimpleQueue[tuple[Child, Shelf]] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, whatever they are doing, and drop the pictures."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child, _ in self._workers:
            child.interrupt()
        self._threads.shutdown(wait=True)
        for child, shelf in self._workers:
            child.close()
            shelf.close()

    def draw(self, recipe: Recipe) -> Future[Picture]:
        """Draw a picture that is read from the pool's shelves, while it is open."""

        def keep(child: Child, shelf: Shelf) -> Picture:
            start = shelf.end
            self._ask(child, "keep", recipe, sink=shelf.write)
            return Picture(shelf, start, shelf.end - start)

        return self._submit(keep)

    def digest(self, recipe: Recipe) -> Future[Digest]:
        """Draw a picture only to know its bytes again."""

        def digest(child: Child, _: Shelf) -> Digest:
            answer = self._ask(child, "digest", recipe)
            return Digest(answer["size"], answer["sha256"])

        return self._submit(digest)

    def difference(self, recipe: Recipe, given: bytes) -> Future[str | None]:
        """Draw a picture and say how ``given`` differs from it, as :func:`launcher.images.compare.compare` does."""

        def compare(child: Child, _: Shelf) -> str | None:
            difference: str | None = self._ask(child, "compare", recipe, given)["difference"]
            return difference

        return self._submit(compare)

    def _submit(self, work: Callable[[Child, Shelf], _Result]) -> Future[_Result]:
        def run() -> _Result:
            worker = self._idle.get()
            try:
                if self._closed:
                    raise DrawingEnded("the drawing was ended")
                return work(*worker)
            finally:
                self._idle.put(worker)

        return self._threads.submit(run)

    def _ask(
        self, child: Child, do: str, recipe: Recipe, *blobs: bytes, sink: Callable[[bytes], None] | None = None
    ) -> dict[str, Any]:
        job = {"do": do, "recipe": recipe.to_json(), "library": self._library}
        try:
            answer, _ = child.ask(job, *blobs, sink=sink)
        except Died as error:
            message = "the process that draws it ended before it was done: it was killed, or reached a limit"
            raise DrawingEnded(message) from error
        except Trouble as error:
            raise CannotDraw(str(error)) from error
        if "cannot" in answer:
            raise CannotDraw(answer["cannot"])
        if "lost" in answer:
            raise DemoError(answer["lost"], where=answer["where"])
        return answer
