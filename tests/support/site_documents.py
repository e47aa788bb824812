"""Site documents of every shape, for tests of what reads, writes and installs them."""

from __future__ import annotations

from pathlib import PurePosixPath

from hypothesis import strategies as st

from launcher.demo.wordpress.document import (
    Author,
    Comment,
    File,
    Menu,
    MenuItem,
    Meta,
    Post,
    SiteDocument,
    Size,
    Stored,
    Structure,
    Term,
    Theme,
    Widget,
)

_LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], exclude_characters="{}<>&\u2028")
LINES = st.text(_LETTERS, max_size=12)
WORDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0{"), max_size=30)
_PLAIN: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS, inner, max_size=3)
        | st.builds(lambda item: {"$object": {"a": item}}, inner)
    ),
    max_leaves=6,
)
STRUCTURES = st.builds(Structure, _PLAIN.filter(lambda value: not isinstance(value, str)))
STORED: st.SearchStrategy[Stored] = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{")) | STRUCTURES
)
METAS: st.SearchStrategy[Meta] = st.lists(st.tuples(WORDS, STORED), max_size=3).map(tuple)
_MOMENTS = st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")) | st.just("")
SIZES = st.dictionaries(WORDS, st.builds(Size, st.integers(1, 4000), st.integers(1, 4000), st.booleans()), max_size=2)


def documents() -> st.SearchStrategy[SiteDocument]:
    """Return documents whose parts fit together: of any author, term, post and menu there is a parent or target."""
    return st.integers(0, 3).flatmap(st.composite(_document))


def _document(draw: st.DrawFn, count: int) -> SiteDocument:
    authors = tuple(
        Author(f"author/{n}", f"user{n}", draw(WORDS), description=draw(_TEXTS), meta=draw(METAS)) for n in range(count)
    )
    terms = tuple(
        Term(f"category/{n}", "category", f"c{n}", draw(WORDS), parent=f"category/{n - 1}" if n else "")
        for n in range(count)
    )
    attachments = tuple(_attachment(draw, n) for n in range(count))
    pages = tuple(_page(draw, n, count) for n in range(count))
    items = tuple(
        MenuItem(draw(LINES), "post_type", f"page/{n}", children=(MenuItem("#", url="/x/"),)) for n in range(count)
    )
    return SiteDocument(
        title=draw(LINES),
        posts_per_page=draw(st.integers(0, 20)),
        front_page="page/0" if count else "",
        theme=Theme("clinic", mods=draw(st.dictionaries(WORDS, STORED, max_size=2)), sizes=draw(SIZES)),
        options=draw(st.dictionaries(WORDS.map(lambda word: f"clinic_{word}"), STORED, max_size=2)),
        authors=authors,
        terms=terms,
        posts=attachments + pages,
        menus=(Menu("nav_menu/main", "main", "Main", ("primary",), items),),
        sidebars={"sidebar-1": (Widget("text", Structure({"title": draw(_TEXTS)})),)} if count else {},
    )


def _attachment(draw: st.DrawFn, number: int) -> Post:
    path = PurePosixPath(f"2024/05/{number}.jpg")
    return Post(
        f"attachment/{path}",
        "attachment",
        f"a{number}",
        draw(LINES),
        status="inherit",
        mime_type="image/jpeg",
        file=File(PurePosixPath("wordpress/uploads") / path, path, 1600, 900, draw(SIZES)),
    )


def _page(draw: st.DrawFn, number: int, count: int) -> Post:
    comments = tuple(
        Comment(
            f"comment/{number}.{n}",
            draw(LINES),
            draw(WORDS),
            draw(_MOMENTS),
            "",
            parent=f"comment/{number}.{n - 1}" if n else "",
            user="author/0" if draw(st.booleans()) else "",
            approved=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 2)))
    )
    return Post(
        f"page/{number}",
        "page",
        f"p{number}",
        draw(LINES),
        draw(_TEXTS),
        status=draw(st.sampled_from(["publish", "draft", "future", "private"])),
        date=draw(_MOMENTS),
        author=f"author/{draw(st.integers(0, count - 1))}",
        parent=f"page/{number - 1}" if number else "",
        sticky=draw(st.booleans()),
        thumbnail="attachment/2024/05/0.jpg",
        terms=("category/0",),
        meta=draw(METAS),
        comments=comments,
    )
