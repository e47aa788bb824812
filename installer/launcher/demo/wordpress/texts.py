"""Every text of a site document that may have tokens: to look at, and to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from launcher.demo.wordpress.document import (
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
from launcher.demo.wordpress.lazy_posts import LazyPosts, map_posts
from launcher.demo.wordpress.stored import FLOAT, ID, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Where something stands in a document: names of fields, and numbers of entries. That of a post from a part begins with
#: its file and line.
Keys: TypeAlias = tuple[str | int, ...]
#: Told where a text stands, the text, and whether it is HTML; returns what takes its place.
Change: TypeAlias = Callable[[Keys, str, bool], str]

# The fields of each class that are texts with tokens, each with whether it is HTML. All others are references, names
# and dates, or hold things that are looked at in turn.
_TEXTS: Mapping[type, Mapping[str, bool]] = {
    SiteDocument: {"title": False, "tagline": False},
    Theme: {"css": False},
    Author: dict.fromkeys(("name", "first_name", "last_name", "description", "url", "email"), False),
    Term: {"name": True, "description": True},
    Post: {"title": True, "content": True, "excerpt": True},
    Comment: {"author": True, "content": True, "email": False, "url": False},
    Menu: {"name": True},
    MenuItem: {"title": True, "url": False, "description": True, "attribute": False},
    Widget: {},
}
_LEAVES = (File, Size)


def change_texts(document: SiteDocument, change: Change) -> SiteDocument:
    """Return the document with every text as ``change`` returns it; what it leaves alone is the same object.

    Texts of posts that are not in memory are changed each time the posts are gone through.
    """
    changed: SiteDocument = _change(document, (), change)
    return changed


def texts_of(thing: SiteDocument | Post, keys: Keys = ()) -> Iterator[tuple[Keys, str, bool]]:
    """Yield every text that may have tokens: where it stands below ``keys``, the text, whether it is HTML."""
    if isinstance(thing, SiteDocument) and isinstance(thing.posts, LazyPosts):
        yield from texts_of(replace(thing, posts=()), keys)
        for index, post in enumerate(thing.posts):
            yield from texts_of(post, (*keys, "posts", index))
        return
    found: list[tuple[Keys, str, bool]] = []

    def look(keys: Keys, text: str, html: bool) -> str:  # noqa: FBT001 - as a Change is called
        found.append((keys, text, html))
        return text

    _change(thing, keys, look)
    yield from found


def references_in(thing: SiteDocument | Post, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Yield the ``$id`` of every structure, with where below ``keys`` the structure stands."""
    for place, structure in _structures(thing, keys):
        for reference in _ids(structure.value):
            yield place, reference


def _change(value: Any, keys: Keys, change: Change) -> Any:
    known = _TEXTS.get(type(value))
    if known is None:
        return _change_other(value, keys, change)
    changes = {}
    for field in fields(value):
        old = getattr(value, field.name)
        html = known.get(field.name)
        if html is not None:
            new = change((*keys, field.name), old, html) if old else old
        elif isinstance(old, LazyPosts):
            new = _change_lazily(old, (*keys, field.name), change)
        elif old and not isinstance(old, (str, int)) and not _is_names(old):
            new = _change(old, (*keys, field.name), change)
        else:
            continue
        if new is not old:
            changes[field.name] = new
    return replace(value, **changes) if changes else value


def _change_lazily(posts: LazyPosts, keys: Keys, change: Change) -> Sequence[Post]:
    def changed(index: int, post: Post) -> Post:
        new: Post = _change(post, (*keys, index), change)
        return new

    return map_posts(posts, changed)


def _is_names(value: Any) -> bool:
    """Say whether it is a list of references or names, such as the terms of a post; a stored text is in a pair."""
    return isinstance(value, tuple) and isinstance(value[0], str)


def _change_other(value: Any, keys: Keys, change: Change) -> Any:
    if isinstance(value, str):  # a stored one
        return change(keys, value, False)  # noqa: FBT003 - as a Change is called
    if isinstance(value, Structure):
        new = _change_plain(value.value, keys, change)
        return value if new is value.value else Structure(new)
    if isinstance(value, _LEAVES):
        return value
    if isinstance(value, Mapping):
        mapping = {key: _change(item, (*keys, key), change) for key, item in value.items()}
        return value if all(mapping[key] is item for key, item in value.items()) else mapping
    assert isinstance(value, tuple)
    items = tuple(_change_item(item, (*keys, index), change) for index, item in enumerate(value))
    return value if all(new is old for new, old in zip(items, value, strict=True)) else items


def _change_item(item: Any, keys: Keys, change: Change) -> Any:
    if not isinstance(item, tuple):
        return _change(item, keys, change)
    key, stored = item  # of a meta field
    new = _change(stored, keys, change)
    return item if new is stored else (key, new)


def _change_plain(value: Any, keys: Keys, change: Change) -> Any:
    if isinstance(value, str):
        return change(keys, value, False)  # noqa: FBT003 - as a Change is called
    if isinstance(value, list):
        items = [_change_plain(item, keys, change) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if isinstance(value, dict) and mark_of(value) not in {ID, FLOAT}:
        mapping = {key: _change_plain(item, keys, change) for key, item in value.items()}
        return value if all(mapping[key] is item for key, item in value.items()) else mapping
    return value


def _structures(value: Any, keys: Keys) -> Iterator[tuple[Keys, Structure]]:
    if isinstance(value, Structure):
        yield keys, value
    elif type(value) in _TEXTS:
        for field in fields(value):
            yield from _structures(getattr(value, field.name), (*keys, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _structures(item, (*keys, key))
    elif isinstance(value, (tuple, LazyPosts)):
        for index, item in enumerate(value):
            yield from _structures(item[1] if isinstance(item, tuple) else item, (*keys, index))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if mark_of(value) == ID:
            yield value[ID]
        else:
            for item in value.values():
                yield from _ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from _ids(item)
