"""Everything in a demo's content folder, read and checked against itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.demo.content.articles import Article, read_article
from launcher.demo.content.comments import Comment, read_comments
from launcher.demo.content.people import Author, MenuItem, read_authors, read_menus
from launcher.demo.documents import load_yaml
from launcher.demo.fields import did_you_mean
from launcher.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATA_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(slots=True)
class Library:
    """A demo's content: posts newest first, pages by order and title, and drafts, which are in neither."""

    posts: list[Article] = field(default_factory=list)
    pages: list[Article] = field(default_factory=list)
    authors: dict[str, Author] = field(default_factory=dict)
    menus: dict[str, tuple[MenuItem, ...]] = field(default_factory=dict)
    comments: dict[str, list[Comment]] = field(default_factory=dict)  # by the post's slug
    data: dict[str, Any] = field(default_factory=dict)
    drafts: list[Article] = field(default_factory=list)


def read_library(files: Mapping[str, str], *, root: str) -> Library:
    """Return the content in ``files`` (path in the demo -> text), all of which stand below the folder ``root``.

    ContentError, with file and line, for a file that has no place in the content model and for anything wrong in one.
    """
    library = Library()
    commented: dict[str, str] = {}
    for path in sorted(files):
        name = PurePosixPath(path).relative_to(root)
        folder, stem = str(name.parent), name.stem
        if folder in {"posts", "pages"} and name.suffix == ".md":
            article = read_article(files[path], path=path, kind="post" if folder == "posts" else "page")
            if article.draft:
                library.drafts.append(article)
            else:
                (library.posts if article.kind == "post" else library.pages).append(article)
        elif str(name) == "authors.yaml":
            library.authors = read_authors(files[path], path=path)
        elif str(name) == "menus.yaml":
            library.menus = read_menus(files[path], path=path)
        elif folder == "comments" and name.suffix == ".yaml":
            library.comments[stem] = read_comments(files[path], path=path)
            commented[stem] = path
        elif folder == "data" and name.suffix == ".yaml":
            library.data[_data_name(stem, path)] = load_yaml(files[path].encode(), where=path, error=ContentError).value
        else:
            raise ContentError(
                "the file has no place in the content model",
                where=path,
                hint="posts/*.md, pages/*.md, comments/*.yaml, data/*.yaml, authors.yaml and menus.yaml have",
            )
    # The slug settles the order of posts of one moment, so that it never depends on file names' order alone.
    library.posts.sort(key=lambda post: post.slug)
    library.posts.sort(key=lambda post: post.moment, reverse=True)  # type: ignore[arg-type,return-value]  # set for posts
    library.pages.sort(key=lambda page: (page.order, page.title, page.slug))
    _check(library, commented, {draft.slug for draft in library.drafts if draft.kind == "post"})
    return library


def _data_name(stem: str, path: str) -> str:
    if not _DATA_NAME.fullmatch(stem):
        raise ContentError(
            "a data file's name must be letters, digits and _, so that templates can say data.NAME", where=path
        )
    return stem


def _check(library: Library, commented: Mapping[str, str], drafts: set[str]) -> None:
    """Refuse an author that is not there and comments on nothing."""
    for article in (*library.posts, *library.pages):
        if article.author and article.author not in library.authors:
            hint = did_you_mean(article.author, library.authors)
            raise article.wrong(f'there is no author "{article.author}" in authors.yaml{hint}', "author")
    slugs = {post.slug for post in library.posts}
    for slug, path in commented.items():
        if slug not in slugs and slug not in drafts:
            raise ContentError(f'there is no post with the slug "{slug}"{did_you_mean(slug, slugs)}', where=path)
