"""Importing into a real WordPress on MariaDB, in processor time of PHP and server: ``python -m benchmarks.wordpress``.

1,000 posts, 20 pages, 200 attachments with their sizes, 1,000 comments and 30 menu items; each figure is the median of
three runs into fresh sites. It needs what `make wordpress` needs. ``--posts N`` makes it smaller or larger.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import report
from launcher.demo.wordpress.document import Comment, File, Menu, MenuItem, Post, SiteDocument, Size, Structure, Term
from launcher.demo.wordpress.writing import site_bytes
from launcher.platforms.wordpress.php import run_job
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress.database import running_server
from tests.support.wordpress.site import Sites

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 3
SIZES = {
    "medium": Size(300, 200),
    "large": Size(1024, 683),
    "thumbnail": Size(150, 150),
    "medium_large": Size(768, 512),
}


def make_document(posts: int) -> SiteDocument:
    """Return a document of ``posts`` posts and what goes with them."""
    chance = random.Random(1)
    words = ["calm", "muscle", "release", "walk", "breath", "shoulder", "morning", "table", "light", "water"]

    def text(number: int) -> str:
        picture = f"attachment/{number % max(1, posts // 5)}"
        paragraphs = "".join(
            f"<!-- wp:paragraph --><p>{' '.join(chance.choices(words, k=80))}</p><!-- /wp:paragraph -->\n"
            for _ in range(6)
        )
        image = f'<img class="wp-image-{{launcher:id:{picture}}}"/>'
        return f'{paragraphs}<!-- wp:image {{"id":{{launcher:id:{picture}}}}} -->{image}<!-- /wp:image -->'

    terms = tuple(Term(f"category/{n}", "category", f"c{n}", f"Category {n}") for n in range(20))
    articles = tuple(
        Post(
            f"post/{number}",
            "post",
            f"post-{number}",
            f"Post {number}",
            text(number),
            date=f"2024-01-{number % 28 + 1:02d} 10:00:00",
            terms=(f"category/{number % 20}", f"category/{(number + 7) % 20}"),
            thumbnail=f"attachment/{number % max(1, posts // 5)}",
            meta=(("layout", Structure({"columns": 2, "sidebar": "left"})), ("subtitle", "Some text")),
            comments=(Comment(f"comment/{number}", "Cy", "Nice", "2024-02-01 10:00:00", "2024-02-01 10:00:00"),),
        )
        for number in range(posts)
    )
    pages = tuple(Post(f"page/{n}", "page", f"page-{n}", f"Page {n}", date="2024-01-01 10:00:00") for n in range(20))
    attachments = tuple(
        Post(
            f"attachment/{n}",
            "attachment",
            f"picture-{n}",
            f"Picture {n}",
            status="inherit",
            date="2024-01-01 10:00:00",
            mime_type="image/jpeg",
            file=File(PurePosixPath("x"), PurePosixPath(f"2024/01/picture-{n}.jpg"), 1500, 1000, SIZES),
        )
        for n in range(max(1, posts // 5))
    )
    menu = Menu(
        "nav_menu/main", "main", "Main", ("primary",), tuple(MenuItem(f"Entry {n}", url=f"/{n}") for n in range(30))
    )
    return SiteDocument(terms=terms, posts=(*articles, *pages, *attachments), menus=(menu,))


def lay_pictures(uploads: Path, document: SiteDocument) -> None:
    """Put the files of the attachments there, as the transaction does before an import."""
    for post in document.posts:
        if post.file is not None:
            path = uploads / post.file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            for name in (path.name, *(f"{path.stem}-{size.width}x{size.height}.jpg" for size in SIZES.values())):
                (path.parent / name).write_bytes(b"picture")


def cost(server: int, work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of ``work`` by the clock, and those of processor time of its processes and of the server."""

    def used() -> float:
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        ticks = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[11:13]
        spent = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + spent

    began, before = time.perf_counter(), used()
    work()
    return time.perf_counter() - began, used() - before


def _import(folder: Path, document: Path, digest: str, added: int) -> None:
    answer = run_job("import", folder, document=document, bundle="demo", digest=digest)
    assert answer["added"] == added, answer


def main() -> int:
    """Print a row a figure; exit code 1 where a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    posts = parser.parse_args().posts
    document = make_document(posts)
    data = site_bytes(document)
    digest = hashlib.sha256(data).hexdigest()
    found: dict[str, list[tuple[float, float]]] = {"import": [], "the same again": [], "check": [], "take it out": []}
    with running_server() as server, tempfile.TemporaryDirectory() as place:
        sites = Sites(server, Path(place))
        payload = Path(place, "document")
        payload.write_bytes(data)
        for run in range(RUNS):
            site = sites.new(Path(place, f"site-{run}"), NEWER)
            lay_pictures(site.uploads, document)
            jobs: dict[str, Callable[[], Any]] = {
                "import": lambda: _import(site.folder, payload, digest, len(document.posts) + posts + 20 + 31),  # noqa: B023 - called at once
                "the same again": lambda: _import(site.folder, payload, digest, 0),  # noqa: B023 - called at once
                "check": lambda: run_job("check", site.folder, bundle="demo"),  # noqa: B023 - called at once
                "take it out": lambda: run_job("undo", site.folder, bundle="demo"),  # noqa: B023 - called at once
            }
            for name, job in jobs.items():
                found[name].append(cost(server.process.pid, job))
    limits = {"import": 5.0, "the same again": 1.0}
    failed = False
    what = f"{posts:,} posts, {posts // 5} pictures, {posts:,} comments, 30 menu items"
    for name, costs in found.items():
        clock, processor = (statistics.median(values) for values in zip(*costs, strict=True))
        limit = limits.get(name)
        met = limit is None or processor <= limit
        failed = failed or not met
        said = f"processor {processor:.2f} s, clock {clock:.2f} s"
        report(
            f"{what}: {name}" if name == "import" else name, said, f"at most {limit:.0f} s" if limit else "", met=met
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
