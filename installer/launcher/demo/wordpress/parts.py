"""A site document in parts: a ``site.json`` without posts, and files beside it with a post a line.

However many posts there are, one is in memory at a time. The parts are ``site/posts-0001.jsonl`` and so on, beside a
``site.json`` that says how many there are (``parts``). A document that is short enough is a ``site.json`` alone.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from launcher.demo.documents import Document
from launcher.demo.wordpress.reading_fields import SiteFields
from launcher.demo.wordpress.reading_posts import read_post
from launcher.demo.wordpress.rules import LONGEST_POST, MAX_PARTS
from launcher.demo.wordpress.writing import chunks_of_lines, post_line
from launcher.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from launcher.demo.wordpress.document import Post, SiteDocument

#: The document, and the folder of its parts, in the folder of a bundle's WordPress part.
FRAME, FOLDER = PurePosixPath("site.json"), PurePosixPath("site")
#: About how long a part is; one with a single long post is longer.
PART_BYTES = 8 * 1024 * 1024
#: How long a part may be at most.
LONGEST_PART = LONGEST_POST + 1
# Of one post.
_MAX_DEPTH = 128
_MAX_VALUES = 500_000


def part_path(number: int) -> PurePosixPath:
    """Return where a part stands, beside the document; the first is number 1."""
    return FOLDER / f"posts-{number:04d}.jsonl"


def write_parts(
    folder: Path, frame: SiteDocument, posts: Iterable[Post], part_bytes: int = PART_BYTES
) -> list[PurePosixPath]:
    """Write a document of ``frame`` and ``posts`` into an empty folder and return its files, relative to that.

    One that is no longer than ``part_bytes`` has no parts. ContentError for a post that is longer than a part may be,
    OSError where nothing can be written.
    """
    (folder / FOLDER).mkdir()
    with _Writer(folder, part_bytes) as writer:
        for post in posts:
            line = post_line(post)
            if len(line) > LONGEST_POST:
                message = (
                    f"the post is {len(line):,} bytes long with all that is its own, and {LONGEST_POST:,} is the most"
                )
                raise ContentError(message, where=post.ref)
            writer.add(line)
    if writer.count <= 1:
        lines = (folder / part_path(1)).read_bytes().splitlines() if writer.count else []
        whole = b"".join(chunks_of_lines(frame, lines))
        if len(whole) <= part_bytes:
            (folder / FRAME).write_bytes(whole)
            return [FRAME]
    with (folder / FRAME).open("wb") as file:
        file.writelines(chunks_of_lines(frame, (), parts=writer.count))
    return [FRAME, *map(part_path, range(1, writer.count + 1))]


class _Writer:
    """Writes lines into files of about the same length."""

    def __init__(self, folder: Path, part_bytes: int) -> None:
        self._folder = folder
        self._room = 0
        self._part_bytes = part_bytes
        self._file: IO[bytes] | None = None
        self._stack = ExitStack()
        self.count = 0

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, line: bytes) -> None:
        if self._file is None or len(line) >= self._room:
            self._stack.close()
            self.count += 1
            if self.count > MAX_PARTS:
                raise ContentError(f"the site document has more than {MAX_PARTS} parts", where=FRAME)
            self._file = self._stack.enter_context((self._folder / part_path(self.count)).open("wb"))
            self._room = self._part_bytes
        self._room -= self._file.write(line + b"\n")


def parts_problem(names: Iterable[PurePosixPath], count: int) -> tuple[PurePosixPath, str] | None:
    """Return the first of the files beside a document, or that should be there, that is wrong, and why.

    ``names`` are those that stand in the folder of the parts, ``count`` is how many the document says there are.
    """
    there = set(names)
    wanted = dict.fromkeys(map(part_path, range(1, count + 1)))
    for path in wanted:
        if path not in there:
            return path, f'the site document says "parts": {count}, and this one is missing'
    for path in sorted(there):
        if path not in wanted:
            return path, f'the site document says "parts": {count}, and this is none of them'
    return None


def read_part(data: bytes, *, where: PurePosixPath) -> Iterator[Post]:
    """Yield the posts of a part; ContentError with the line of what is wrong."""
    start, number = 0, 1
    while start < len(data):
        end = data.find(b"\n", start)
        if end < 0:
            raise ContentError("the last line has no end: the part is cut off", where=where, line=number)
        if end - start > LONGEST_POST:
            message = f"the post is {end - start:,} bytes long, and {LONGEST_POST:,} is the most"
            raise ContentError(message, where=where, line=number)
        yield _read_line(data[start:end], where, number)
        start, number = end + 1, number + 1


def _read_line(line: bytes, where: PurePosixPath, number: int) -> Post:
    from launcher.bundle.json_gate import JsonRefused, load_json

    try:
        value = load_json(line, max_bytes=LONGEST_POST, max_depth=_MAX_DEPTH, max_values=_MAX_VALUES)
    except JsonRefused as error:
        raise ContentError(f"the post cannot be read: {error}", where=where, line=number) from error
    fields = SiteFields(_Line(value, str(where), ContentError, number=number), title="the post")
    return read_post(fields, f"{where}:{number}")


@dataclass(frozen=True, slots=True)
class _Line(Document):
    """What stands on one line of a file."""

    number: int = 0

    def line(self, *_keys: str | int) -> int:
        """Return the line, where everything of it stands."""
        return self.number
