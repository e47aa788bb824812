"""Split a Markdown file into its front matter and its text."""

from __future__ import annotations

import re
from typing import NamedTuple

from launcher.demo.documents import Document, load_yaml
from launcher.errors import ContentError

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n)")
_END = re.compile(r"^---[ \t]*(?:\r\n|\n|\Z)", re.MULTILINE)


class Parts(NamedTuple):
    """A file's front matter, the Markdown after it, and the line that this begins on."""

    document: Document
    body: str
    body_line: int


def split_front_matter(text: str, *, where: str) -> Parts:
    """Return the parts of a file that begins with ``---``; ContentError where it has no front matter."""
    text = text.removeprefix("\ufeff")
    opening = _FENCE.match(text)
    if opening is None:
        raise ContentError(
            "the file does not begin with front matter", where=where, line=1, hint="begin with ---, title: ..., ---"
        )
    closing = _END.search(text, opening.end())
    if closing is None:
        raise ContentError("the front matter has no closing ---", where=where, line=1)
    yaml = text[opening.end() : closing.start()]
    document = load_yaml(yaml.encode(), where=where, error=ContentError, first_line=2)
    return Parts(document, text[closing.end() :], text.count("\n", 0, closing.end()) + 1)
