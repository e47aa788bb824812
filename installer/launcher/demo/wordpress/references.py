"""Check that the parts of a site document fit together: each reference once, each one that is named there."""

from __future__ import annotations

from dataclasses import replace
from sys import getsizeof
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from launcher.demo.fields import did_you_mean
from launcher.demo.wordpress.rules import MAX_DEPTH
from launcher.demo.wordpress.texts import references_in, texts_of
from launcher.demo.wordpress.tokens import OPENING, find_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from launcher.demo.wordpress.document import MenuItem, Post, SiteDocument
    from launcher.demo.wordpress.texts import Keys


#: How much memory the references of a document may take together: about a million of them.
MOST_INDEX = 256 * 1024 * 1024
_ENTRY = 128  # bytes of a reference's place in the index, beside its text

#: More questions to one thing of a document: told the thing (a document without its posts, or a post) and its place.
Also: TypeAlias = "Callable[[SiteDocument | Post, Keys], Iterable[tuple[Keys, str]]]"


class _Thing(NamedTuple):
    """What has a reference: ``kind`` is author, term, post, comment or menu; ``parent`` may be ""."""

    kind: str
    type: str
    parent: str


def document_problems(document: SiteDocument, also: Also | None = None) -> Iterator[tuple[Keys, str]]:
    """Yield what is wrong between the parts of a document, with where: the same order every time.

    The posts are gone through twice, and only their references are kept. ``also`` is asked about what is right so far.
    """
    index = _Index()
    yield from index.problems(document)
    if index.is_full:
        return
    check = _Check(document, index.things, also)
    yield from check.frame()
    for number, post in enumerate(document.posts):
        yield from check.post(post, _post_keys(post, number))


def _post_keys(post: Post, number: int) -> Keys:
    """Return where a post stands: its file and line where it has them, else its place among all."""
    return (post.origin,) if post.origin else ("posts", number)


class _Index:
    """Everything of a document that has a reference."""

    def __init__(self) -> None:
        self.things: dict[str, _Thing] = {}
        self.is_full = False
        self._room = MOST_INDEX
        self._alike: dict[_Thing, _Thing] = {}  # most posts share theirs
        self._seen: dict[str, set[str]] = {}

    def problems(self, document: SiteDocument) -> Iterator[tuple[Keys, str]]:
        """Learn what there is, and yield what stands there twice, or is more than can be kept."""
        for index, author in enumerate(document.authors):
            yield from self._add(("authors", index), author.ref, _Thing("author", "", ""))
            # WordPress compares logins without heed of case.
            yield from self._once("authors", ("authors", index, "login"), author.login.casefold())
        for index, term in enumerate(document.terms):
            yield from self._add(("terms", index), term.ref, _Thing("term", term.taxonomy, term.parent))
            yield from self._once("terms", ("terms", index, "slug"), f"{term.taxonomy}/{term.slug}")
        for index, menu in enumerate(document.menus):
            yield from self._add(("menus", index), menu.ref, _Thing("menu", "", ""))
            yield from self._once("menus", ("menus", index, "slug"), menu.slug)
        for index, post in enumerate(document.posts):
            keys = _post_keys(post, index)
            yield from self._add(keys, post.ref, _Thing("post", post.type, post.parent))
            if post.file is not None:
                yield from self._once("posts", (*keys, "file"), str(post.file.path).casefold())
            for number, comment in enumerate(post.comments):
                thing = _Thing("comment", post.ref, comment.parent)
                yield from self._add((*keys, "comments", number), comment.ref, thing)
            if self._room < 0:
                self.is_full = True
                yield (
                    keys,
                    "with this one there are more things in the document than can be kept apart, about a million",
                )
                return

    def _add(self, keys: Keys, ref: str, thing: _Thing) -> Iterator[tuple[Keys, str]]:
        if ref in self.things:
            yield (*keys, "ref"), f'the reference "{ref}" stands here twice'
            return
        if not thing.parent and thing.kind != "comment":
            thing = self._alike.setdefault(thing, thing)
        self.things[ref] = thing
        self._room -= _ENTRY + getsizeof(ref) + (getsizeof(thing.parent) if thing.parent else 0)

    def _once(self, things: str, keys: Keys, value: str) -> Iterator[tuple[Keys, str]]:
        """Yield what a database can hold once, and the document has twice."""
        seen = self._seen.setdefault(things, set())
        if value in seen:
            yield keys, f'"{keys[-1]}" is one that another of the {things} has: {value}'
        elif value:
            seen.add(value)
            self._room -= _ENTRY + getsizeof(value)


class _Check:
    """Looks at one thing after the other, once it is known what there is."""

    def __init__(self, document: SiteDocument, things: dict[str, _Thing], also: Also | None) -> None:
        self._frame = replace(document, posts=())
        self._things = things
        self._also = also
        self._circles = dict(_families(things))

    def frame(self) -> Iterator[tuple[Keys, str]]:
        """Yield what is wrong with everything but the posts."""
        yield from self._look(self._frame, (), self._named())
        for index, term in enumerate(self._frame.terms):
            yield from self._family(("terms", index), term.ref)
        if self._frame.front_page and self._frame.front_page == self._frame.posts_page:
            yield ("posts_page",), "the front page cannot list the posts too: name another page"

    def post(self, post: Post, keys: Keys) -> Iterator[tuple[Keys, str]]:
        """Yield what is wrong with a post."""
        yield from self._look(post, keys, _named_by_post(post, keys))
        yield from self._family(keys, post.ref)
        for number, comment in enumerate(post.comments):
            yield from self._family((*keys, "comments", number), comment.ref)

    def _look(
        self, thing: SiteDocument | Post, keys: Keys, named: Iterable[tuple[Keys, str, str, str]]
    ) -> Iterator[tuple[Keys, str]]:
        wrong = False
        for problem in self._problems(thing, keys, named):
            wrong = True
            yield problem
        if self._also is not None and not wrong:  # a token that is written wrongly would be told twice
            yield from self._also(thing, keys)

    def _problems(
        self, thing: SiteDocument | Post, keys: Keys, named: Iterable[tuple[Keys, str, str, str]]
    ) -> Iterator[tuple[Keys, str]]:
        for place, ref, kind, kind_of in named:
            found = self._things.get(ref)
            if not ref:
                continue
            if found is None:
                yield place, _unknown(ref, self._things)
            elif found.kind != kind or (kind_of and found.type != kind_of):
                yield place, f'"{ref}" is no {kind_of if kind == "post" and kind_of else kind}'
        for place, ref in references_in(thing, keys):
            if ref not in self._things:
                yield place, _unknown(ref, self._things)
        for place, text, _ in texts_of(thing, keys):
            if OPENING in text:
                yield from self._tokens(place, text)

    def _named(self) -> Iterator[tuple[Keys, str, str, str]]:
        """Yield where a reference stands, the reference, and of which kind and type what it names must be."""
        frame = self._frame
        yield ("front_page",), frame.front_page, "post", "page"
        yield ("posts_page",), frame.posts_page, "post", "page"
        for index, term in enumerate(frame.terms):
            yield ("terms", index, "parent"), term.parent, "term", term.taxonomy
        for index, menu in enumerate(frame.menus):
            yield from _named_by_entries(menu.items, ("menus", index, "items"))

    def _family(self, keys: Keys, ref: str) -> Iterator[tuple[Keys, str]]:
        if ref in self._circles:
            yield (*keys, "parent"), f'"{ref}" is {self._circles[ref]}'

    def _tokens(self, keys: Keys, text: str) -> Iterator[tuple[Keys, str]]:
        try:
            for token in find_tokens(text):
                if token.kind == "id" and token.argument not in self._things:
                    yield keys, _unknown(token.argument, self._things)
                elif token.kind == "theme" and self._frame.theme is None:
                    yield keys, f'"{text[token.start : token.end]}" needs a theme, and the document has none'
        except ValueError as error:
            yield keys, str(error)


def _named_by_post(post: Post, keys: Keys) -> Iterator[tuple[Keys, str, str, str]]:
    yield (*keys, "author"), post.author, "author", ""
    yield (*keys, "parent"), post.parent, "post", ""
    yield (*keys, "thumbnail"), post.thumbnail, "post", "attachment"
    for number, ref in enumerate(post.terms):
        yield (*keys, "terms", number), ref, "term", ""
    for number, comment in enumerate(post.comments):
        yield (*keys, "comments", number, "parent"), comment.parent, "comment", post.ref
        yield (*keys, "comments", number, "user"), comment.user, "author", ""


def _named_by_entries(items: Sequence[MenuItem], keys: Keys) -> Iterator[tuple[Keys, str, str, str]]:
    kinds = {"post_type": "post", "taxonomy": "term"}
    for index, item in enumerate(items):
        if item.type in kinds:
            yield (*keys, index, "object"), item.object, kinds[item.type], ""
        yield from _named_by_entries(item.children, (*keys, index, "children"))


def _families(things: dict[str, _Thing]) -> Iterator[tuple[str, str]]:
    """Yield the reference of what is its own ancestor, or has more of them than a page can show, and which of it."""
    depths: dict[str, int] = {"": 0}
    for start, first in things.items():
        if not first.parent:
            continue
        line: list[str] = []
        ref = start
        while ref not in depths and ref in things and ref not in line and len(line) <= MAX_DEPTH:
            line.append(ref)
            ref = things[ref].parent
        if ref in line or len(line) > MAX_DEPTH or len(line) + depths.get(ref, 0) > MAX_DEPTH:
            yield (
                start,
                "its own parent, by however many others" if ref in line else f"more than {MAX_DEPTH} levels deep",
            )
            depths[start] = 0  # said once; what is below it is not told again
            continue
        for place, member in enumerate(reversed(line), start=1):
            depths[member] = depths.get(ref, 0) + place


def _unknown(ref: str, things: dict[str, _Thing]) -> str:
    return f'there is no "{ref}"{did_you_mean(ref, things) if len(things) < 2000 else ""}'
