from __future__ import annotations

import hashlib
import os
import select
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from launcher.errors import DemoError
from launcher.images.child import Child
from launcher.images.draw import CannotDraw, draw
from launcher.images.drawing_pool import DrawingPool, Shelf
from launcher.images.ledger import Recipe
from tests.support.samples import build_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.images.samples import Library

PHOTO = Recipe("hills", "jpeg", 320, 200, label=True)
#: Takes much longer to draw than it takes to kill the process that does.
HUGE = Recipe("hills", "jp2", 7000, 7000)


@pytest.fixture
def pool(library: Library) -> Iterator[DrawingPool]:
    assert library.folder is not None
    with DrawingPool(library.folder, 2) as pool:
        yield pool


def children(of: int | None = None) -> set[int]:
    """Return the processes that this one, or another, started and that have not been waited for."""
    lists = Path(f"/proc/{of or os.getpid()}/task").glob("*/children")
    return {int(number) for file in lists for number in file.read_text().split()}


def test_pictures_are_those_that_this_process_draws(pool: DrawingPool, library: Library) -> None:
    recipes = [Recipe("hills", form, 120 + n, 90) for n in range(3) for form in ("jpeg", "png", "webp", "gif")]
    drawn = [pool.draw(recipe) for recipe in recipes]
    for recipe, picture in zip(recipes, drawn, strict=True):
        assert picture.result().read() == draw(recipe, library)


def test_a_digest_is_that_of_the_picture(pool: DrawingPool, library: Library) -> None:
    data = draw(PHOTO, library)
    assert pool.digest(PHOTO).result() == (len(data), hashlib.sha256(data).hexdigest())


def test_a_picture_is_compared_where_it_is_drawn(pool: DrawingPool, library: Library) -> None:
    data = draw(PHOTO, library)
    assert pool.difference(PHOTO, data).result() is None
    assert pool.difference(PHOTO, data[:-1] + b"x").result() == "its bytes are not those of the placeholder"


def test_a_recipe_that_cannot_be_drawn_says_why_and_the_next_one_is_drawn(pool: DrawingPool) -> None:
    with pytest.raises(CannotDraw, match='there is no sample image "lost"'):
        pool.draw(Recipe("lost", "png", 10, 10)).result()
    assert pool.draw(PHOTO).result().length


def test_a_sample_that_went_away_is_named(tmp_path: Path) -> None:
    library = build_library(tmp_path)
    (tmp_path / "scenes" / "hills.jpg").unlink()
    assert library.folder is not None
    with DrawingPool(library.folder, 1) as pool, pytest.raises(DemoError, match=r"hills\.jpg: the sample image"):
        pool.draw(PHOTO).result()


def test_a_killed_process_is_one_error_and_the_next_picture_gets_another(pool: DrawingPool) -> None:
    before = children()
    drawing = pool.draw(HUGE)
    while not drawing.done():
        for worker in children() - before:
            with suppress(ProcessLookupError):  # it was waited for meanwhile
                os.kill(worker, signal.SIGKILL)
    with pytest.raises(CannotDraw, match="it was killed, or reached a limit"):
        drawing.result()
    assert pool.draw(PHOTO).result().length


def test_closing_ends_a_drawing_at_once_and_leaves_no_process(library: Library) -> None:
    before = children()
    assert library.folder is not None
    with DrawingPool(library.folder, 2) as pool:
        pool.digest(PHOTO).result()
        drawing = [pool.draw(HUGE) for _ in range(4)]
        assert children() - before
    assert children() <= before
    assert all(future.done() for future in drawing)


def test_no_process_outlives_a_killed_parent(tmp_path: Path) -> None:
    library = build_library(tmp_path / "library")
    script = (
        "import sys; from pathlib import Path\n"
        "from launcher.images.drawing_pool import DrawingPool; from launcher.images.ledger import Recipe\n"
        "pool = DrawingPool(Path(sys.argv[1]), 2)\n"
        "[f.result() for f in [pool.digest(Recipe('hills', 'jpeg', 90 + n, 90)) for n in range(20)]]\n"
        "print('drawn', flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(library.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"drawn\n"
    handles = [os.pidfd_open(worker) for worker in children(parent.pid)]
    assert handles
    parent.kill()
    parent.communicate()
    for handle in handles:
        ended, _, _ = select.select([handle], [], [], 60)
        assert ended
        os.close(handle)


def test_a_full_shelf_is_the_error_of_its_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: Path("/dev/full").open("w+b", buffering=0))  # noqa: SIM115 - the shelf closes it
    shelf = Shelf()
    with pytest.raises(DemoError, match="drawn images cannot be kept: No space left on device"):
        shelf.write(bytes(10))
    shelf.close()


def test_what_the_sink_raises_comes_through_and_ends_the_child(library: Library) -> None:
    def refuse(data: bytes) -> None:
        raise DemoError("the disk is full")

    job = {"do": "keep", "recipes": [PHOTO.to_json()], "library": str(library.folder)}
    with Child("launcher.images.drawing_child") as child:
        with pytest.raises(DemoError, match="the disk is full"):
            child.ask(job, sink=refuse)
        pieces: list[bytes] = []
        child.ask(job, sink=pieces.append)
    assert b"".join(pieces) == draw(PHOTO, library)
