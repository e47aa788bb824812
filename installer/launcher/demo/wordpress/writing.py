"""Write a site document: one spelling, keys sorted, what is as by default left out, an entry of a list a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import (
    DOCUMENT_VERSION,
    Author,
    Comment,
    File,
    Menu,
    MenuItem,
    Post,
    SiteDocument,
    Size,
    Structure,
    Term,
    Theme,
    Widget,
)
from launcher.demo.wordpress.stored import stored_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Each entry of these stands on a line of its own, so that versions of a document can be compared line by line.
_LISTS = frozenset({"authors", "terms", "posts", "menus"})
_STORED = frozenset({"options", "mods"})
# The fields of each class, sorted, each with its default or a mark that it has none.
_FIELDS: Mapping[type, tuple[tuple[str, Any], ...]] = {
    kind: tuple(sorted(((one.name, one.default) for one in fields(kind) if one.compare), key=lambda pair: pair[0]))
    for kind in (SiteDocument, Theme, Author, Term, Post, Comment, File, Size, Menu, MenuItem, Widget)
}


def site_bytes(document: SiteDocument) -> bytes:
    """Return the one spelling of a document as JSON; ValueError for a stored value that cannot be spelled."""
    return b"".join(site_chunks(document, document.posts))


def site_chunks(document: SiteDocument, posts: Iterable[Post], *, parts: int = 0) -> Iterator[bytes]:
    """Yield the one spelling of a document that has ``posts`` for its posts, which need not be in memory at once.

    With ``parts`` it says that its posts stand in as many files beside it.
    """
    return chunks_of_lines(document, map(post_line, posts), parts=parts)


def chunks_of_lines(document: SiteDocument, posts: Iterable[bytes], *, parts: int = 0) -> Iterator[bytes]:
    """Yield what :func:`site_chunks` yields; of ``posts`` there are the lines that :func:`post_line` makes of them."""
    values = {"document": DOCUMENT_VERSION, **_object(replace(document, posts=()))}
    if parts:
        values["parts"] = parts
    separator = b"{"
    for key in sorted({*values, "posts"}):
        lines = iter(posts) if key == "posts" else map(_encode, values[key]) if key in _LISTS else None
        if lines is None:
            yield b"%s\n%s:%s" % (separator, _encode(key), _encode(values[key]))
            separator = b","
            continue
        first = next(lines, None)
        if first is None:
            continue
        yield b"%s\n%s:[\n%s" % (separator, _encode(key), first)
        for line in lines:
            yield b",\n" + line
        yield b"\n]"
        separator = b","
    yield b"\n}\n"


def post_line(post: Post) -> bytes:
    """Return the one spelling of a post, a line without its end; ValueError for a value that cannot be spelled."""
    return _encode(_object(post))


def _object(value: Any) -> dict[str, Any]:
    """Return a dataclass as a JSON object without what is as by default."""
    written = {}
    for name, default in _FIELDS[type(value)]:
        item = getattr(value, name)
        if item == default or (isinstance(item, Mapping) and not item):
            continue
        written[name] = _meta(item) if name == "meta" else _value(item, stored=name in _STORED)
    return written


def _value(value: Any, *, stored: bool) -> Any:
    if isinstance(value, (str, Structure)):
        return stored_json(value)
    if isinstance(value, int):
        return value
    if isinstance(value, PurePosixPath):
        return str(value)
    if isinstance(value, Mapping):
        return {key: stored_json(value[key]) if stored else _value(value[key], stored=False) for key in sorted(value)}
    if isinstance(value, tuple):
        return [_value(item, stored=False) for item in value]
    assert is_dataclass(value)
    return _object(value)


def _meta(meta: Any) -> list[list[Any]]:
    return [[key, stored_json(value)] for key, value in meta]


def _encode(value: Any) -> bytes:
    # Keys inside of stored values keep their order, which is that of a PHP array.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
