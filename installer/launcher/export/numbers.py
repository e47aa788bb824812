"""Numbers for the things of a site document, and a document in which they stand instead of references."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from launcher.demo.wordpress.document import Structure
from launcher.demo.wordpress.stored import FLOAT, ID, mark_of
from launcher.demo.wordpress.texts import change_texts
from launcher.demo.wordpress.tokens import OPENING, replace_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from launcher.demo.wordpress.document import MenuItem, SiteDocument, Stored
    from launcher.demo.wordpress.texts import Keys
    from launcher.demo.wordpress.tokens import Token


class _Below(Protocol):
    """What may stand below another of its kind."""

    @property
    def ref(self) -> str: ...
    @property
    def parent(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Below)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the site, its uploads and its theme are to be reached; none ends with a slash.

    ``uploads`` is where importers find media. What they leave there is ``copied`` to the site's uploads by hand.
    """

    site: str
    uploads: str
    theme: str
    copied: frozenset[str] = frozenset()

    def upload(self, path: str) -> str:
        """Return the address of a file in uploads."""
        return f"{self.site}/wp-content/uploads/{path}" if path in self.copied else f"{self.uploads}/{path}"


class Numbers:
    """The number of each thing of a document, from ``first`` on, no two the same; ``next`` is the first that is free.

    ``wordpress-importer`` gives a post the number that it had where that is free, so that numbers which hardly any site
    has keep block references right. It takes the comments of a post by number: one comes before its answers.
    """

    def __init__(self, document: SiteDocument, first: int) -> None:
        self._numbers: dict[str, int] = {}
        for things in (document.authors, document.terms, document.menus):
            self._count((thing.ref for thing in things), first)
        comments: list[str] = []  # after all posts, which are gone through once
        for post in document.posts:
            self._count(iter((post.ref,)), first)
            comments += (comment.ref for comment in parents_first(post.comments))
        self._count(iter(comments), first)
        self.next = first + len(self._numbers)

    def _count(self, refs: Iterator[str], first: int) -> None:
        for ref in refs:
            self._numbers[ref] = first + len(self._numbers)

    def of(self, ref: str) -> int:
        """Return the number of what a reference names; 0 for an empty one."""
        return self._numbers[ref] if ref else 0


def parents_first(things: Iterable[_Thing]) -> list[_Thing]:
    """Return terms or comments in their order, but each after the one that it stands below."""
    by_ref = {thing.ref: thing for thing in things}
    done: dict[str, _Thing] = {}
    for thing in by_ref.values():
        line = [thing]
        while line[-1].parent in by_ref and line[-1].parent not in done:
            line.append(by_ref[line[-1].parent])
        for one in reversed(line):
            done[one.ref] = one
    return list(done.values())


def numbered(document: SiteDocument, numbers: Numbers, addresses: Addresses) -> SiteDocument:
    """Return the document with tokens replaced by numbers and addresses; references in fields stay as they are."""

    def replaced(token: Token) -> str:
        if token.kind == "id":
            return str(numbers.of(token.argument))
        if token.kind == "literal":
            return OPENING
        path = token.argument.lstrip("/")
        if token.kind == "upload":
            return addresses.upload(path)
        return f"{addresses.theme if token.kind == 'theme' else addresses.site}/{path}"

    def change(_keys: Keys, text: str, markup: bool) -> str:  # noqa: FBT001 - as a Change is called
        def in_place(token: Token) -> str:
            new = replaced(token)
            return html.escape(new) if markup and token.kind in {"url", "upload", "theme"} else new

        return replace_tokens(text, in_place)

    return change_texts(document, change)


def plain_value(stored: Stored, numbers: Numbers) -> Any:
    """Return a stored value with the numbers of what its ``$id`` name."""
    return _plain(stored.value, numbers) if isinstance(stored, Structure) else stored


def _plain(value: Any, numbers: Numbers) -> Any:
    if isinstance(value, list):
        return [_plain(item, numbers) for item in value]
    if isinstance(value, dict):
        if mark_of(value) == ID:
            return numbers.of(value[ID])
        if mark_of(value) == FLOAT:
            return value
        return {key: _plain(item, numbers) for key, item in value.items()}
    return value


def json_value(value: Any) -> Any:
    """Return a plain value as JSON has it: floats are numbers (null where they are none), objects are mappings."""
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        if mark_of(value) == FLOAT:
            number = float(value[FLOAT])
            return number if isfinite(number) else None
        inner: Mapping[str, Any] = value["$object"] if mark_of(value) == "$object" else value
        return {key: json_value(item) for key, item in inner.items()}
    return value


@dataclass(frozen=True, slots=True)
class FlatItem:
    """An entry of a menu with its number, its parent's (0: none) and its place from 1 on."""

    item: MenuItem
    number: int
    parent: int
    place: int


def flat_items(items: tuple[MenuItem, ...], first: int) -> list[FlatItem]:
    """Return the entries of a menu in the order in which they are shown, numbered from ``first`` on."""
    found: list[FlatItem] = []

    def add(level: tuple[MenuItem, ...], parent: int) -> None:
        for item in level:
            number = first + len(found)
            found.append(FlatItem(replace(item, children=()), number, parent, len(found) + 1))
            add(item.children, number)

    add(items, 0)
    return found
