"""Posts and pages: front matter read strictly into an :class:`Article`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from launcher.demo.content.front_matter import split_front_matter
from launcher.demo.content.text import parse_date, slugify
from launcher.demo.fields import Fields

if TYPE_CHECKING:
    from datetime import datetime

    from launcher.errors import LauncherError

_KEYS = (
    "title", "slug", "date", "updated", "author", "categories", "tags", "excerpt", "description", "image", "template",
    "draft", "comments", "redirect_from", "order", "menu_title", "extra",
)  # fmt: skip
_PART = re.compile(r"\w[\w.~-]*")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that front matter or an author names."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A post or page as its file says; ``fields`` gives errors the line of a key."""

    path: str
    kind: Literal["post", "page"]
    title: str
    slug: str
    date: str
    moment: datetime | None
    updated: str
    author: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    excerpt: str
    description: str
    image: Picture | None
    template: str
    draft: bool
    comments: bool
    redirect_from: tuple[str, ...]
    order: int
    menu_title: str
    extra: dict[str, Any]
    body: str
    body_line: int
    fields: Fields

    def wrong(self, message: str, *keys: str | int) -> LauncherError:
        """Return a ContentError at the line of a front matter key."""
        return self.fields.wrong(message, *keys)


def read_article(text: str, *, path: str, kind: Literal["post", "page"]) -> Article:
    """Return the article in a Markdown file; ContentError with file and line for anything that is wrong in it."""
    parts = split_front_matter(text, where=path)
    fields = Fields(parts.document, title="the front matter")
    fields.only(*_KEYS)
    is_post = kind == "post"
    date, moment = read_date(fields, "date", required=is_post)
    return Article(
        path=path,
        kind=kind,
        title=fields.text("title", empty=False),
        slug=_slug(fields, path, deep=not is_post),
        date=date,
        moment=moment,
        updated=read_date(fields, "updated")[0],
        author=fields.text("author", ""),
        categories=_terms(fields, "categories"),
        tags=_terms(fields, "tags"),
        excerpt=" ".join(fields.text("excerpt", "").split()),
        description=" ".join(fields.text("description", "").split()),
        image=read_picture(fields, "image"),
        template=fields.text("template", ""),
        draft=fields.boolean("draft", default=False),
        comments=fields.boolean("comments", default=is_post),
        redirect_from=_redirects(fields),
        order=fields.integer("order", 0, least=-(10**6), most=10**6),
        menu_title=fields.text("menu_title", ""),
        extra=_extra(fields),
        body=parts.body,
        body_line=parts.body_line,
        fields=fields,
    )


def read_date(fields: Fields, key: str, *, required: bool = False) -> tuple[str, datetime | None]:
    """Return a date as written, in ISO form, and as a moment; an empty string and None where there is none."""
    text = fields.text(key) if required else fields.text(key, "")
    if not text and not required:
        return "", None
    try:
        moment = parse_date(text)
    except ValueError as error:
        problem = str(error) if "is no date" in str(error) else f'"{text}" is a date that does not exist'
        raise fields.wrong(f'"{key}": {problem}', key) from error
    return text.replace(" ", "T"), moment


def read_picture(fields: Fields, key: str) -> Picture | None:
    """Return the picture under ``key``; None where there is none."""
    inner = fields.inner(key)
    if inner is None:
        return None
    inner.only("src", "alt", "caption")
    return Picture(inner.text("src", empty=False), inner.text("alt", ""), inner.text("caption", ""))


def _slug(fields: Fields, path: str, *, deep: bool) -> str:
    """Return the slug: as written, or made from the file's name; a page's may hold slashes."""
    stem = PurePosixPath(path).stem
    text = fields.text("slug", "").strip("/") or (stem if _PART.fullmatch(stem) else slugify(stem))
    parts = text.split("/")
    if not all(_PART.fullmatch(part) for part in parts) or (len(parts) > 1 and not deep):
        form = "letters, digits, hyphens" + (" and slashes" if deep else "")
        raise fields.wrong(f'"slug" must be {form}, not "{text}"', "slug")
    return text


def _terms(fields: Fields, key: str) -> tuple[str, ...]:
    names = tuple(" ".join(name.split()) for name in fields.texts(key, ()))
    for index, name in enumerate(names):
        if not slugify(name):
            raise fields.wrong(f'"{key}" has "{name}", which has no letter or digit', key, index)
        if name in names[:index]:
            raise fields.wrong(f'"{key}" has "{name}" twice', key, index)
    return names


def _redirects(fields: Fields) -> tuple[str, ...]:
    paths = fields.texts("redirect_from", ())
    for index, path in enumerate(paths):
        if not path.startswith("/") or path.startswith("//") or re.search(r"[?#\\]|/\.\.?(?:/|$)", path) or path == "/":
            raise fields.wrong(
                f'"redirect_from" must hold paths such as /old/page/, not "{path}"', "redirect_from", index
            )
    return paths


def _extra(fields: Fields) -> dict[str, Any]:
    inner = fields.inner("extra")
    return {} if inner is None else inner.mapping
