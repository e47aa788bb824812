"""Check that the parts of a site document fit together: each reference once, each one that is named there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from launcher.demo.fields import did_you_mean
from launcher.demo.wordpress.rules import MAX_DEPTH
from launcher.demo.wordpress.texts import references_in, texts_of
from launcher.demo.wordpress.tokens import OPENING, find_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from launcher.demo.wordpress.document import MenuItem, SiteDocument
    from launcher.demo.wordpress.texts import Keys


class _Thing(NamedTuple):
    """What has a reference: ``kind`` is author, term, post, comment or menu; ``parent`` may be ""."""

    keys: Keys
    kind: str
    type: str
    parent: str


def document_problems(document: SiteDocument) -> Iterator[tuple[Keys, str]]:
    """Yield what is wrong between the parts of a document, with where: the same order every time."""
    things: dict[str, _Thing] = {}
    for ref, thing in _things(document):
        if ref in things:
            yield (*thing.keys, "ref"), f'the reference "{ref}" stands here twice'
        else:
            things[ref] = thing
    yield from _doubles(document)
    yield from _names(document, things)
    yield from _families(things)
    for keys, ref in references_in(document):
        if ref not in things:
            yield keys, _unknown(ref, things)
    for keys, text, _ in texts_of(document):
        if OPENING in text:
            yield from _tokens(document, keys, text, things)


def _things(document: SiteDocument) -> Iterator[tuple[str, _Thing]]:
    for index, author in enumerate(document.authors):
        yield author.ref, _Thing(("authors", index), "author", "", "")
    for index, term in enumerate(document.terms):
        yield term.ref, _Thing(("terms", index), "term", term.taxonomy, term.parent)
    for index, post in enumerate(document.posts):
        yield post.ref, _Thing(("posts", index), "post", post.type, post.parent)
        for number, comment in enumerate(post.comments):
            keys = ("posts", index, "comments", number)
            yield comment.ref, _Thing(keys, "comment", post.ref, comment.parent)
    for index, menu in enumerate(document.menus):
        yield menu.ref, _Thing(("menus", index), "menu", "", "")


def _doubles(document: SiteDocument) -> Iterator[tuple[Keys, str]]:
    """Yield what a database can hold once, and the document has twice."""
    lists: Sequence[tuple[str, str, list[str]]] = (
        # WordPress compares logins without heed of case.
        ("authors", "login", [author.login.casefold() for author in document.authors]),
        ("terms", "slug", [f"{term.taxonomy}/{term.slug}" for term in document.terms]),
        ("menus", "slug", [menu.slug for menu in document.menus]),
        ("posts", "file", ["" if post.file is None else str(post.file.path).casefold() for post in document.posts]),
    )
    for name, field, values in lists:
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value and value in seen:
                yield (name, index, field), f'"{field}" is one that another of the {name} has: {value}'
            seen.add(value)


def _names(document: SiteDocument, things: dict[str, _Thing]) -> Iterator[tuple[Keys, str]]:
    """Yield each field that names what is not there, or is of another kind."""
    for keys, ref, kind, kind_of in _named(document):
        if not ref:
            continue
        thing = things.get(ref)
        if thing is None:
            yield keys, _unknown(ref, things)
        elif thing.kind != kind or (kind_of and thing.type != kind_of):
            yield keys, f'"{ref}" is no {kind_of if kind == "post" and kind_of else kind}'
    if document.front_page and document.front_page == document.posts_page:
        yield ("posts_page",), "the front page cannot list the posts too: name another page"


def _named(document: SiteDocument) -> Iterator[tuple[Keys, str, str, str]]:
    """Yield where a reference stands, the reference, and of which kind and type what it names must be."""
    yield ("front_page",), document.front_page, "post", "page"
    yield ("posts_page",), document.posts_page, "post", "page"
    for index, term in enumerate(document.terms):
        yield ("terms", index, "parent"), term.parent, "term", term.taxonomy
    for index, post in enumerate(document.posts):
        keys: Keys = ("posts", index)
        yield (*keys, "author"), post.author, "author", ""
        yield (*keys, "parent"), post.parent, "post", ""
        yield (*keys, "thumbnail"), post.thumbnail, "post", "attachment"
        for number, ref in enumerate(post.terms):
            yield (*keys, "terms", number), ref, "term", ""
        for number, comment in enumerate(post.comments):
            yield (*keys, "comments", number, "parent"), comment.parent, "comment", post.ref
            yield (*keys, "comments", number, "user"), comment.user, "author", ""
    for index, menu in enumerate(document.menus):
        yield from _named_by_entries(menu.items, ("menus", index, "items"))


def _named_by_entries(items: Sequence[MenuItem], keys: Keys) -> Iterator[tuple[Keys, str, str, str]]:
    kinds = {"post_type": "post", "taxonomy": "term"}
    for index, item in enumerate(items):
        if item.type in kinds:
            yield (*keys, index, "object"), item.object, kinds[item.type], ""
        yield from _named_by_entries(item.children, (*keys, index, "children"))


def _families(things: dict[str, _Thing]) -> Iterator[tuple[Keys, str]]:
    """Yield what is its own ancestor, or has more of them than a page can show."""
    depths: dict[str, int] = {"": 0}
    for start, first in things.items():
        line: list[str] = []
        ref = start
        while ref not in depths and ref in things and ref not in line and len(line) <= MAX_DEPTH:
            line.append(ref)
            ref = things[ref].parent
        if ref in line or len(line) > MAX_DEPTH or len(line) + depths.get(ref, 0) > MAX_DEPTH:
            what = "its own parent, by however many others" if ref in line else f"more than {MAX_DEPTH} levels deep"
            yield (*first.keys, "parent"), f'"{start}" is {what}'
            depths[start] = 0  # said once; what is below it is not told again
            continue
        for place, member in enumerate(reversed(line), start=1):
            depths[member] = depths.get(ref, 0) + place


def _tokens(document: SiteDocument, keys: Keys, text: str, things: dict[str, _Thing]) -> Iterator[tuple[Keys, str]]:
    try:
        for token in find_tokens(text):
            if token.kind == "id" and token.argument not in things:
                yield keys, _unknown(token.argument, things)
            elif token.kind == "theme" and document.theme is None:
                yield keys, f'"{text[token.start : token.end]}" needs a theme, and the document has none'
    except ValueError as error:
        yield keys, str(error)


def _unknown(ref: str, things: dict[str, _Thing]) -> str:
    return f'there is no "{ref}"{did_you_mean(ref, things) if len(things) < 2000 else ""}'
