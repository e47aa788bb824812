"""Articles and their comments as rows of WordPress."""

from __future__ import annotations

from datetime import UTC
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from launcher.demo.content.text import parse_date, slugify
from launcher.demo.wordpress.document import Comment, Post, Structure, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from launcher.demo.content.articles import Article
    from launcher.demo.content.comments import Comment as Reply
    from launcher.demo.wordpress.document import Stored


class PostMaker:
    """Makes posts of articles; what they refer to must be in the same document."""

    def __init__(self, authors: Mapping[str, Any], categories: Mapping[str, Any], tags: Mapping[str, Any]) -> None:
        self._authors = {key: author.name for key, author in authors.items()}
        self._terms = (("category", categories), ("tag", tags))

    def terms(self) -> Iterator[Term]:
        """Yield the categories and tags."""
        for kind, terms in self._terms:
            taxonomy = "category" if kind == "category" else "post_tag"
            for slug, term in sorted(terms.items()):
                yield Term(f"{kind}/{slug}", taxonomy, slug, term["name"])

    def post(  # an article and the five things about it that are made elsewhere
        self, article: Article, content: str, *, excerpt: str, template: str, thumbnail: str, replies: Sequence[Reply]
    ) -> Post:
        """Return an article's row; a page whose slug has a slash is the child of the page before that."""
        parent, _, slug = article.slug.rpartition("/")
        date, date_gmt = _moment(article.date)
        modified, modified_gmt = _moment(article.updated)
        names = {"category": article.categories, "tag": article.tags} if article.kind == "post" else {}
        ref = f"{article.kind}/{article.slug}"
        return Post(
            ref=ref,
            type=article.kind,
            slug=slug,
            title=article.title,
            content=content,
            excerpt=excerpt,
            status="draft" if article.draft else "publish",
            # A draft has no date in UTC: it gets one on the day it is published.
            date=date or (date_gmt if article.draft else ""),
            date_gmt="" if article.draft else date_gmt,
            modified=modified,
            modified_gmt=modified_gmt,
            author=f"author/{article.author}" if article.author in self._authors else "",
            parent=f"page/{parent}" if parent else "",
            order=article.order,
            comments_open=article.comments,
            template=template,
            thumbnail=thumbnail,
            terms=tuple(
                f"{kind}/{slugify(name)}"
                for kind, known in self._terms
                for name in names.get(kind, ())
                if slugify(name) in known
            ),
            meta=tuple(_meta(article)),
            comments=tuple(self._comments(article, replies, "")),
        )

    def _comments(
        self, article: Article, replies: Sequence[Reply], parent: str, *, waits: bool = False
    ) -> Iterator[Comment]:
        for reply in replies:
            date, date_gmt = _moment(reply.date)
            ref = f"comment/{article.slug}/{reply.id}"
            users = [f"author/{key}" for key, name in self._authors.items() if name == reply.author]
            yield Comment(
                ref=ref,
                author=reply.author,
                content=reply.body,
                date=date,
                date_gmt=date_gmt,
                url=reply.url,
                parent=parent,
                user=users[0] if users else "",
                # WordPress itself would show a reply to a comment that waits, with nothing above it.
                approved=reply.approved and not waits,
            )
            yield from self._comments(article, reply.replies, ref, waits=waits or not reply.approved)


def missing_parents(pages: Sequence[Article]) -> Iterator[Post]:
    """Yield a page for each that a page's slug has before a slash and that no article is."""
    known = {page.slug for page in pages}
    for slug in sorted({str(parent) for page in pages for parent in PurePosixPath(page.slug).parents} - {"."} - known):
        parent, _, name = slug.rpartition("/")
        title = name.replace("-", " ").capitalize()
        yield Post(f"page/{slug}", "page", name, title, parent=f"page/{parent}" if parent else "")


def _moment(text: str) -> tuple[str, str]:
    """Return a date in the site's time or in UTC, the other being "": a day is one wherever the site is."""
    if not text:
        return "", ""
    if len(text) == 10:
        return f"{text} 00:00:00", ""
    return "", f"{parse_date(text).astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _meta(article: Article) -> Iterator[tuple[str, Stored]]:
    """Yield what an article has and WordPress keeps beside it: what its own redirects read, then what a theme may."""
    for address in article.redirect_from:
        name = PurePosixPath(unquote(address)).name
        # WordPress itself leads posts on from their old slug; a theme can do it for the whole address, and for pages.
        if article.kind == "post" and name != article.slug:
            yield "_wp_old_slug", name
        yield "redirect_from", address
    if article.description:
        yield "description", article.description
    if article.extra:
        yield "extra", Structure(article.extra)
