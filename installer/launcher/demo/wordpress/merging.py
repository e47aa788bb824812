"""Add one site document to another: what an author writes by hand to what is made of the demo's articles."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import SiteDocument, Theme
from launcher.demo.wordpress.lazy_posts import LazyPosts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from launcher.demo.wordpress.document import Post

_LISTS = ("authors", "terms", "posts", "menus")
_MAPPINGS = ("options", "sidebars")


def merge(base: SiteDocument, additions: SiteDocument) -> SiteDocument:
    """Return ``base`` with what ``additions`` says.

    A field of theirs that is not empty wins. Entries of lists are added after those of the base; one with the
    reference of one of the base takes its place. Options and sidebars are joined by name, and so are the settings of a
    theme where both are of the same one.
    """
    changes: dict[str, Any] = {}
    for field in fields(SiteDocument):
        mine, theirs = getattr(base, field.name), getattr(additions, field.name)
        if not theirs:
            continue
        if field.name in _LISTS:
            changes[field.name] = _joined(mine, theirs)
        elif field.name in _MAPPINGS:
            changes[field.name] = {**mine, **theirs}
        elif field.name == "theme":
            changes[field.name] = _theme(mine, theirs)
        else:
            changes[field.name] = theirs
    return replace(base, **changes)


def _joined(mine: Sequence[Any], theirs: Sequence[Any]) -> Sequence[Any]:
    if isinstance(theirs, LazyPosts):
        return _joined_lazily(tuple(mine), theirs)
    instead = {entry.ref: entry for entry in theirs}
    kept = [instead.pop(entry.ref, entry) for entry in mine]
    return (*kept, *(entry for entry in theirs if entry.ref in instead))


def _joined_lazily(mine: tuple[Post, ...], theirs: LazyPosts) -> LazyPosts:
    """Return posts of which only those are in memory that were before, and what takes the place of some of them."""
    if not mine:
        return theirs
    taken = {entry.ref for entry in mine}
    instead = {entry.ref: entry for entry in theirs if entry.ref in taken}

    def joined() -> Iterator[Post]:
        yield from (instead.get(entry.ref, entry) for entry in mine)
        yield from (entry for entry in theirs if entry.ref not in taken)

    return LazyPosts(joined)


def _theme(mine: Theme | None, theirs: Theme) -> Theme:
    if mine is None or mine.stylesheet != theirs.stylesheet:
        return theirs
    return Theme(
        stylesheet=theirs.stylesheet,
        template=theirs.template or mine.template,
        mods={**mine.mods, **theirs.mods},
        sizes={**mine.sizes, **theirs.sizes},
        css=theirs.css or mine.css,
    )
