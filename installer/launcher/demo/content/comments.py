"""Comments on an article as a tree, their bodies cut down to the XHTML that comments may use."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from launcher.demo.content.articles import read_date
from launcher.demo.documents import Document, load_yaml
from launcher.demo.fields import Fields, describe
from launcher.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: Which elements a comment may hold, each with the attributes it may have; templates show it as ``comment_allowed``.
ALLOWED = (
    ("a", ("href", "title")), ("abbr", ("title",)), ("acronym", ("title",)), ("b", ()), ("blockquote", ("cite",)),
    ("cite", ()), ("code", ()), ("del", ("datetime",)), ("em", ()), ("i", ()), ("q", ("cite",)), ("s", ()),
    ("strike", ()), ("strong", ()),
)  # fmt: skip

# 100,000 nested elements cost the cleaner 42 s; no comment written by a person comes near these limits.
MAX_BODY = 64 * 1024
MAX_MARKUP = 1000
MAX_DEPTH = 30

_LINK = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
# Control and format characters, line separators: a person does not see them, a program may heed them.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class Comment:
    """A comment; ``body`` is HTML of the allow-list alone, ``replies`` are in order of date.

    Only an ``approved`` one is for visitors; the others wait, with all replies to them.
    """

    id: str
    parent: str
    author: str
    url: str
    date: str
    moment: datetime
    body: str
    approved: bool
    replies: list[Comment] = field(default_factory=list)


def clean_body(html: str) -> str:
    """Return ``html`` without any element or attribute that is not in :data:`ALLOWED`; text stays.

    Links lead to http and https alone. ValueError where the body is larger or deeper than any comment is.
    """
    import nh3

    if len(html) > MAX_BODY:
        raise ValueError(f"the comment is longer than {MAX_BODY} letters")
    if html.count("<") > MAX_MARKUP:
        raise ValueError(f"the comment has more than {MAX_MARKUP} tags")
    return nh3.clean(
        _CONTROL_IN_TEXT.sub("", html),
        tags={tag for tag, _ in ALLOWED},
        # An empty "*" replaces the cleaner's own list of attributes that are fine everywhere (title, lang).
        attributes={"*": set(), **{tag: set(attributes) for tag, attributes in ALLOWED}},
        attribute_filter=_filter_attribute,
        link_rel=None,
        url_schemes={"http", "https"},
        strip_comments=True,
    )


def _has_unseen(text: str) -> bool:
    return any(unicodedata.category(character) in _UNSEEN for character in text)


def _filter_attribute(_tag: str, attribute: str, value: str) -> str | None:
    """Drop what a browser might read in another way than a person: control characters, links without a host."""
    if _has_unseen(value):
        return None
    if attribute in {"href", "cite"} and not _LINK.fullmatch(value):
        return None
    return value


def read_comments(text: str, *, path: str) -> list[Comment]:
    """Return the comments of a file as a tree, oldest first; a reply to one that waits waits too."""
    document = load_yaml(text.encode(), where=path, error=ContentError)
    if document.value is None:
        return []
    if not isinstance(document.value, list):
        raise ContentError(f"the file must be a list of comments, not {describe(document.value)}", where=path, line=1)
    found: dict[str, Comment] = {}
    parents: dict[str, tuple[str, Fields]] = {}
    for index in range(len(document.value)):
        fields, comment = _comment(document, index)
        if comment.id in parents:
            raise fields.wrong(f'the id "{comment.id}" stands here twice', "id")
        parents[comment.id] = (comment.parent, fields)
        found[comment.id] = comment
    _check_parents(parents)
    return _tree(found)


def approved_comments(comments: Sequence[Comment]) -> list[Comment]:
    """Return the tree of what visitors may see."""
    return [replace(comment, replies=approved_comments(comment.replies)) for comment in comments if comment.approved]


def _comment(document: Document, index: int) -> tuple[Fields, Comment]:
    fields = Fields(document, index, title="a comment")
    fields.only("id", "parent", "author", "url", "date", "body", "approved")
    url = fields.text("url", "").strip()
    if url and (not _LINK.fullmatch(url) or _has_unseen(url)):
        raise fields.wrong(f'"url" must be an http or https address, not {url!a}', "url")
    try:
        body = clean_body(fields.text("body", empty=False))
    except ValueError as error:
        raise fields.wrong(str(error), "body") from error
    date, moment = read_date(fields, "date", required=True)
    assert moment is not None
    comment = Comment(
        id=_identifier(fields, "id"),
        parent=_identifier(fields, "parent") if fields.mapping.get("parent") is not None else "",
        author=fields.text("author", empty=False),
        url=url,
        date=date,
        moment=moment,
        body=body.strip(),
        approved=fields.boolean("approved", default=False),
    )
    return fields, comment


def _identifier(fields: Fields, key: str) -> str:
    """Return an id; a number is as good as a word."""
    value = fields.mapping.get(key)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else fields.text(key)
    if not _ID.fullmatch(text):
        raise fields.wrong(f'"{key}" must be letters, digits, - and _, not "{text}"', key)
    return text


def _check_parents(parents: dict[str, tuple[str, Fields]]) -> None:
    """Refuse a reply to nothing, a circle of replies, and a thread that is deeper than a page can show."""
    for start, (first, fields) in parents.items():
        parent, depth = first, 0
        while parent:
            if parent not in parents:
                raise fields.wrong(f'comment "{start}" replies to "{parent}", which is not here', "parent")
            depth += 1
            if depth > MAX_DEPTH or parent == start:
                raise fields.wrong(f'comment "{start}" is in a circle or more than {MAX_DEPTH} replies deep', "parent")
            parent = parents[parent][0]


def _tree(found: dict[str, Comment]) -> list[Comment]:
    roots: list[Comment] = []
    for comment in sorted(found.values(), key=lambda item: item.moment):
        (found[comment.parent].replies if comment.parent else roots).append(comment)
    return roots
