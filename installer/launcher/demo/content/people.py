"""Authors and menus: ``authors.yaml`` and ``menus.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.demo.content.articles import Picture, read_picture
from launcher.demo.documents import load_yaml
from launcher.demo.fields import Fields
from launcher.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_SCHEMES = frozenset({"http:", "https:", "mailto:", "tel:", "sms:", "geo:"})
_MENU = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Link:
    """A title and where it leads."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Author:
    """Someone who writes; ``key`` is how articles name them."""

    key: str
    name: str
    role: str
    bio: str
    portrait: Picture | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of a menu and those below it."""

    title: str
    url: str
    children: tuple[MenuItem, ...]


def read_authors(text: str, *, path: str) -> dict[str, Author]:
    """Return the authors in the file's order, by key."""
    document = load_yaml(text.encode(), where=path, error=ContentError)
    if document.value is None:
        return {}
    everyone = Fields(document)
    authors: dict[str, Author] = {}
    for key in everyone.mapping:
        if not _KEY.fullmatch(key):
            raise everyone.wrong(f'an author\'s key must be small letters, digits and hyphens, not "{key}"', key)
        fields = Fields(document, key, title=f'the author "{key}"')
        fields.only("name", "role", "bio", "portrait", "links")
        authors[key] = Author(
            key=key,
            name=fields.text("name", empty=False),
            role=fields.text("role", ""),
            bio=fields.text("bio", ""),
            portrait=read_picture(fields, "portrait"),
            links=tuple(_links(fields)),
        )
    return authors


def _links(fields: Fields) -> Iterator[Link]:
    for link in fields.each("links", "a link"):
        link.only("title", "url")
        yield Link(link.text("title", empty=False), _address(link))


def _address(fields: Fields) -> str:
    """Return where a link leads. A visitor expects a place there, not a script that runs on a click."""
    url = fields.text("url", empty=False)
    # What a browser ignores on its way to the scheme: https://url.spec.whatwg.org/#url-parsing
    scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", url))
    if scheme and scheme[0].lower() not in _SCHEMES:
        schemes = ", ".join(sorted(_SCHEMES))
        raise fields.wrong(f'"url" must be a path or begin with one of {schemes} not "{scheme[0]}"', "url")
    return url


def read_menus(text: str, *, path: str) -> dict[str, tuple[MenuItem, ...]]:
    """Return the menus by name."""
    document = load_yaml(text.encode(), where=path, error=ContentError)
    if document.value is None:
        return {}
    fields = Fields(document)
    for name in fields.mapping:
        if not _MENU.fullmatch(name):
            raise fields.wrong(f'a menu\'s name must be letters, digits and _, not "{name}"', name)
    return {name: tuple(_items(fields, name)) for name in fields.mapping}


def _items(fields: Fields, key: str) -> Iterator[MenuItem]:
    for item in fields.each(key, "a menu entry"):
        item.only("title", "url", "children")
        yield MenuItem(item.text("title", empty=False), _address(item), tuple(_items(item, "children")))
