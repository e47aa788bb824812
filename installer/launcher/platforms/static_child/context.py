"""What templates see: the content model as plain values. docs/static-platform.md lists every field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from markupsafe import Markup

from launcher.demo.content.comments import approved_comments
from launcher.demo.content.markdown import MarkdownRenderer
from launcher.demo.content.text import shorten, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from launcher.demo.content.articles import Article, Picture
    from launcher.demo.content.comments import Comment
    from launcher.demo.content.library import Library
    from launcher.demo.content.people import MenuItem

    Values = dict[str, Any]

#: Words a minute that a person reads.
READING_SPEED = 220
#: How many newest posts of a term are looked at for related ones, so that a big blog costs no square of its size.
_RELATED_DEPTH = 100

#: Pages with these slugs lend their text to a page that exists anyway.
SPECIAL_SLUGS = ("home", "blog", "search", "404")


class Images:
    """The sizes of the bundle's images, by root-relative URL."""

    def __init__(self, sizes: Mapping[str, Sequence[int]]) -> None:
        self._sizes = sizes

    def size(self, src: str) -> dict[str, int] | None:
        """Return width and height; None for an image that is not in the bundle."""
        path = unquote(str(src).partition("?")[0].partition("#")[0]).lstrip("/")
        size = self._sizes.get(path)
        return {"width": size[0], "height": size[1]} if size else None

    def require(self, src: str) -> dict[str, int]:
        """Return width and height, as templates ask for them; ValueError for an image that is not in the bundle."""
        size = self.size(src)
        if size is None:
            raise ValueError(f'there is no image "{src}" in the bundle')
        return size

    def values(self, picture: Picture | None) -> Values | None:
        """Return a picture with its size, width and height being None where they are not known."""
        if picture is None:
            return None
        size: Values = {"width": None, "height": None, **(self.size(picture.src) or {})}
        return {"src": picture.src, "alt": picture.alt, "caption": picture.caption, **size}


class SiteModel:
    """All posts, pages, authors and terms of a site as the values that templates see."""

    def __init__(
        self, site: Values, library: Library, images: Images, markdown: MarkdownRenderer | None = None
    ) -> None:
        self.site = site
        self.library = library
        self._images = images
        self._markdown = markdown or MarkdownRenderer(images.size)
        #: What the search index knows of each article, by URL.
        self.texts: dict[str, str] = {}
        self.authors = self._authors()
        self.categories = _Terms("category", library.posts)
        self.tags = _Terms("tag", library.posts)
        self.posts = [self._article(post, f"/blog/{quote(post.slug)}/") for post in library.posts]
        self.pages = [
            self._article(page, "/" if page.slug == "home" else f"/{quote(page.slug)}/") for page in library.pages
        ]
        #: Posts and pages as lists show them, without their content.
        self.post_summaries = [summary(post) for post in self.posts]
        self.page_summaries = [
            summary(page) for page in self.pages if page["slug"] not in SPECIAL_SLUGS or page["slug"] == "home"
        ]
        self._link_posts()

    def blank(self, kind: str, title: str, url: str, **fields: Any) -> Values:
        """Return a page of ``kind`` with every field that a page has, ``fields`` set."""
        page: Values = {
            "kind": kind, "title": title, "menu_title": title, "description": "", "url": url,
            "canonical": self.site["url"] + url, "slug": "", "date": "", "updated": "", "image": None,
            "content": Markup(""), "excerpt": "", "toc": [], "word_count": 0, "reading_minutes": 0, "author": None,
            "categories": [], "tags": [], "comments": False, "comment_tree": [], "comment_count": 0, "previous": None,
            "next": None, "related": [], "extra": {}, "order": 0, "posts": [], "pager": None, "term": None,
        }  # fmt: skip
        page.update(fields)
        return page

    def menus(self, url: str) -> Values:
        """Return the menus as the page at ``url`` shows them."""
        return {name: [_menu_item(item, url) for item in items] for name, items in self.library.menus.items()}

    def _authors(self) -> dict[str, Values]:
        counts = Counter(post.author for post in self.library.posts)
        return {
            author.key: {
                "key": author.key,
                "name": author.name,
                "role": author.role,
                "bio": author.bio,
                "portrait": self._images.values(author.portrait),
                "links": [{"title": link.title, "url": link.url} for link in author.links],
                "url": f"/author/{author.key}/",
                "count": counts[author.key],
            }
            for author in self.library.authors.values()
        }

    def _article(self, article: Article, url: str) -> Values:
        rendered = self._markdown.render(article.body)
        self.texts[url] = rendered.text
        words = rendered.text.count(" ") + 1 if rendered.text else 0
        excerpt = article.excerpt or shorten(rendered.lead)
        comments = approved_comments(self.library.comments.get(article.slug, [])) if article.kind == "post" else []
        return self.blank(
            article.kind,
            article.title,
            url,
            menu_title=article.menu_title or article.title,
            description=article.description or excerpt,
            slug=article.slug,
            date=article.date,
            updated=article.updated,
            image=self._images.values(article.image),
            content=Markup(rendered.html),  # noqa: S704  # the demo's author wrote it; comments go through the cleaner
            excerpt=excerpt,
            toc=[heading._asdict() for heading in rendered.toc],
            word_count=words,
            reading_minutes=max(1, round(words / READING_SPEED)) if words else 0,
            author=self.authors.get(article.author),
            categories=[self.categories.by_slug[slugify(name)] for name in article.categories]
            if article.kind == "post"
            else [],
            tags=[self.tags.by_slug[slugify(name)] for name in article.tags] if article.kind == "post" else [],
            comments=article.comments,
            comment_tree=[_comment(comment) for comment in comments],
            comment_count=_count(comments),
            extra=article.extra,
            order=article.order,
        )

    def _link_posts(self) -> None:
        """Give every post its neighbours and the posts that share most terms with it."""
        summaries = self.post_summaries
        for index, post in enumerate(self.posts):
            post["previous"] = summaries[index + 1] if index + 1 < len(summaries) else None
            post["next"] = summaries[index - 1] if index else None
            shared: Counter[int] = Counter()
            for terms, weight, own in ((self.categories, 2, post["categories"]), (self.tags, 3, post["tags"])):
                for term in own:
                    for other in terms.posts[term["slug"]][:_RELATED_DEPTH]:
                        shared[other] += weight
            del shared[index]
            nearest = sorted(shared, key=lambda other: (-shared[other], other))[:3]
            post["related"] = [summaries[other] for other in nearest]


class _Terms:
    """The categories or tags of all posts."""

    def __init__(self, kind: str, posts: Sequence[Article]) -> None:
        self.kind = kind
        self.by_slug: dict[str, Values] = {}
        #: Indexes into the list of posts, newest first, by slug.
        self.posts: dict[str, list[int]] = {}
        key = "categories" if kind == "category" else "tags"
        for index, post in enumerate(posts):
            for place, name in enumerate(getattr(post, key)):
                slug = slugify(name)
                term = self.by_slug.setdefault(
                    slug, {"name": name, "slug": slug, "url": f"/{kind}/{quote(slug)}/", "count": 0}
                )
                if term["name"] != name:
                    message = f'the {kind} "{name}" has the same address as "{term["name"]}"; write both the same way'
                    raise post.wrong(message, key, place)
                term["count"] += 1
                self.posts.setdefault(slug, []).append(index)

    def all(self) -> list[Values]:
        """Return the terms by name."""
        return sorted(self.by_slug.values(), key=lambda term: (term["name"].casefold(), term["slug"]))


_SUMMARY = (
    "kind", "title", "menu_title", "description", "url", "canonical", "slug", "date", "updated", "image", "excerpt",
    "word_count", "reading_minutes", "author", "categories", "tags", "comments", "comment_count", "extra", "order",
)  # fmt: skip


def summary(page: Mapping[str, Any]) -> Values:
    """Return what lists show of an article."""
    return {key: page[key] for key in _SUMMARY}


def _menu_item(item: MenuItem, url: str) -> Values:
    children = [_menu_item(child, url) for child in item.children]
    current = item.url == url
    below = item.url.startswith("/") and item.url.endswith("/") and item.url != "/" and url.startswith(item.url)
    return {
        "title": item.title,
        "url": item.url,
        "current": current,
        "active": current or below or any(child["active"] for child in children),
        "children": children,
    }


def _comment(comment: Comment) -> Values:
    return {
        "id": comment.id,
        "author": comment.author,
        "url": comment.url,
        "date": comment.date,
        "body": Markup(comment.body),  # noqa: S704  # cleaned by launcher.demo.content.comments
        "replies": [_comment(reply) for reply in comment.replies],
    }


def _count(comments: Iterable[Comment]) -> int:
    return sum(1 + _count(comment.replies) for comment in comments)
