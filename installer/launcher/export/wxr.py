"""Write a site document as WXR 1.2, the export format of WordPress, which ``wordpress-importer`` reads.

Format: wp-admin/includes/export.php of WordPress. It holds no options, menu locations, widgets or theme settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from launcher.demo.wordpress.document import Structure
from launcher.demo.wordpress.php_values import serialise_php
from launcher.export.numbers import flat_items, numbered, plain_value
from launcher.export.xml import XmlWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from launcher.demo.wordpress.document import Comment, File, Menu, MenuItem, Meta, Post, SiteDocument, Stored, Term
    from launcher.export.numbers import Addresses, FlatItem, Numbers

_NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_NO_DATE = "0000-00-00 00:00:00"
_GENERATOR = "https://wordpress.org/?v=6.5"  # importers look at the version alone, of what could have written this


@dataclass(frozen=True, slots=True)
class _Slug:
    """What an item says of a term."""

    taxonomy: str
    slug: str
    name: str


def write_wxr(document: SiteDocument, numbers: Numbers, addresses: Addresses, stream: TextIO) -> int:
    """Write the document; return how many of its texts had characters that XML has no form for (they are U+FFFD)."""
    return _Export(numbered(document, numbers, addresses), numbers, addresses, XmlWriter(stream)).write()


class _Export:
    def __init__(self, document: SiteDocument, numbers: Numbers, addresses: Addresses, writer: XmlWriter) -> None:
        self._document = document
        self._numbers = numbers
        self._addresses = addresses
        self._xml = writer
        self._terms = {term.ref: _Slug(term.taxonomy, term.slug, term.name) for term in document.terms}
        self._terms |= {menu.ref: _Slug("nav_menu", menu.slug, menu.name) for menu in document.menus}
        self._logins = {author.ref: author.login for author in document.authors}
        entries = {item.object for menu in document.menus for item in _entries(menu.items) if item.type == "post_type"}
        self._types = {post.ref: post.type for post in document.posts if post.ref in entries} if entries else {}

    def write(self) -> int:
        xml, document = self._xml, self._document
        xml.raw('<?xml version="1.0" encoding="UTF-8" ?>')
        xml.raw('<rss version="2.0"' + "".join(f" xmlns:{k}={quoteattr(v)}" for k, v in _NAMESPACES.items()) + ">")
        xml.open("channel")
        for name, value in (
            ("title", document.title),
            ("link", self._addresses.site),
            ("description", document.tagline),
            ("language", document.language),
            ("wp:wxr_version", "1.2"),
            ("wp:base_site_url", self._addresses.site),
            ("wp:base_blog_url", self._addresses.site),
        ):
            xml.text(name, value)
        self._authors()
        for term in _parents_first(document.terms):
            self._term(term)
        for menu in document.menus:
            self._taxonomy("wp:term", menu.ref, "nav_menu", menu.slug, menu.name, "", "")
            xml.close()
        xml.text("generator", _GENERATOR)
        # An importer makes a menu's entry of a post only if it has met the post.
        for post in document.posts:
            self._post(post)
        first = self._numbers.next
        for menu in document.menus:
            items = flat_items(menu.items, first)
            first += len(items)
            for item in items:
                self._menu_item(menu, item)
        xml.close()
        xml.raw("</rss>")
        return xml.replaced

    def _authors(self) -> None:
        for author in self._document.authors:
            self._xml.open("wp:author")
            self._xml.text("wp:author_id", self._numbers.of(author.ref))
            for name, value in (
                ("login", author.login),
                ("email", author.email),
                ("display_name", author.name),
                ("first_name", author.first_name),
                ("last_name", author.last_name),
            ):
                self._xml.cdata(f"wp:author_{name}", value)
            self._xml.close()

    def _term(self, term: Term) -> None:
        parent = self._terms[term.parent].slug if term.parent else ""
        element = {"category": "wp:category", "post_tag": "wp:tag"}.get(term.taxonomy, "wp:term")
        self._taxonomy(element, term.ref, term.taxonomy, term.slug, term.name, parent, term.description)
        self._meta("wp:termmeta", term.meta)
        self._xml.close()

    def _taxonomy(  # noqa: PLR0917 - the fields of a term, each once
        self, element: str, ref: str, taxonomy: str, slug: str, name: str, parent: str, description: str
    ) -> None:
        """Begin the element of a term, whose parts have other names for each kind."""
        xml = self._xml
        xml.open(element)
        xml.text("wp:term_id", self._numbers.of(ref))
        pairs: tuple[tuple[str, str], ...]
        if element == "wp:category":
            pairs = ("category_nicename", slug), ("category_parent", parent), ("cat_name", name)
            last = "category_description"
        elif element == "wp:tag":
            pairs, last = (("tag_slug", slug), ("tag_name", name)), "tag_description"
        else:
            pairs = ("term_taxonomy", taxonomy), ("term_slug", slug), ("term_parent", parent), ("term_name", name)
            last = "term_description"
        for key, value in (*pairs, (last, description)):
            xml.cdata(f"wp:{key}", value)

    def _post(self, post: Post) -> None:
        self._xml.open("item")
        self._head(post.title, self._link(post), post.author, post.date_gmt or post.date)
        self._xml.cdata("content:encoded", post.content)
        self._xml.cdata("excerpt:encoded", post.excerpt)
        self._row(
            {
                "post_id": self._numbers.of(post.ref),
                "post_date": post.date or _NO_DATE,
                "post_date_gmt": post.date_gmt or (_NO_DATE if post.status == "draft" else post.date or _NO_DATE),
                "post_modified": post.modified or post.date or _NO_DATE,
                "post_modified_gmt": post.modified_gmt or post.date_gmt or post.date or _NO_DATE,
                "comment_status": "open" if post.comments_open else "closed",
                "ping_status": "open" if post.pings_open else "closed",
                "post_name": post.slug,
                "status": "inherit" if post.type == "attachment" else post.status,
                "post_parent": self._numbers.of(post.parent),
                "menu_order": post.order,
                "post_type": post.type,
                "post_password": post.password,
                "is_sticky": int(post.sticky),
            }
        )
        if post.file is not None:
            self._xml.cdata("wp:attachment_url", f"{self._addresses.uploads}/{post.file.path}")
        for ref in post.terms:
            self._category(self._terms[ref])
        self._meta("wp:postmeta", (*_own_meta(post, self._numbers), *post.meta))
        for comment in post.comments:
            self._comment(comment)
        self._xml.close()

    def _link(self, post: Post) -> str:
        return f"{self._addresses.site}/?p={self._numbers.of(post.ref)}"

    def _head(self, title: str, link: str, author: str, date: str) -> None:
        self._xml.cdata("title", title)
        self._xml.text("link", link)
        self._xml.text("pubDate", _rfc_date(date))
        self._xml.cdata("dc:creator", self._logins.get(author, ""))
        self._xml.raw(f'\t\t<guid isPermaLink="false">{link.replace("&", "&amp;")}</guid>')
        self._xml.text("description", "")

    def _row(self, fields: dict[str, str | int]) -> None:
        for name, value in fields.items():
            if isinstance(value, int):
                self._xml.text(f"wp:{name}", value)
            else:
                self._xml.cdata(f"wp:{name}", value)

    def _category(self, term: _Slug) -> None:
        self._xml.cdata("category", term.name, {"domain": term.taxonomy, "nicename": term.slug})

    def _meta(self, element: str, meta: Meta) -> None:
        for key, value in meta:
            self._xml.open(element)
            self._xml.cdata("wp:meta_key", key)
            self._xml.cdata("wp:meta_value", _stored_text(value, self._numbers))
            self._xml.close()

    def _comment(self, comment: Comment) -> None:
        self._xml.open("wp:comment")
        self._row(
            {
                "comment_id": self._numbers.of(comment.ref),
                "comment_author": comment.author,
                "comment_author_email": comment.email,
                "comment_author_url": comment.url,
                "comment_author_IP": "",
                "comment_date": comment.date,
                "comment_date_gmt": comment.date_gmt or comment.date,
                "comment_content": comment.content,
                "comment_approved": "1" if comment.approved else "0",
                "comment_type": comment.type,
                "comment_parent": self._numbers.of(comment.parent),
                "comment_user_id": self._numbers.of(comment.user),
            }
        )
        self._meta("wp:commentmeta", comment.meta)
        self._xml.close()

    def _menu_item(self, menu: Menu, flat: FlatItem) -> None:
        item = flat.item
        self._xml.open("item")
        self._head(item.title, item.url or self._addresses.site, "", "")
        self._xml.cdata("content:encoded", item.description)
        self._xml.cdata("excerpt:encoded", item.attribute)
        dates = dict.fromkeys(("post_date", "post_date_gmt", "post_modified", "post_modified_gmt"), _NO_DATE)
        self._row(
            {
                "post_id": flat.number,
                **dates,
                "comment_status": "closed",
                "ping_status": "closed",
                "post_name": f"{menu.slug}-{flat.place}",
                "status": "publish",
                "post_parent": 0,
                "menu_order": flat.place,
                "post_type": "nav_menu_item",
                "post_password": "",
                "is_sticky": 0,
            }
        )
        self._category(_Slug("nav_menu", menu.slug, menu.name))
        target, kind = self._target(flat)
        meta: dict[str, Stored] = {
            "_menu_item_type": item.type,
            "_menu_item_menu_item_parent": str(flat.parent),
            "_menu_item_object_id": str(target),
            "_menu_item_object": kind,
            "_menu_item_target": item.target,
            "_menu_item_classes": Structure(list(item.classes) or [""]),
            "_menu_item_xfn": item.relation,
            "_menu_item_url": item.url if item.type == "custom" else "",
        }
        self._meta("wp:postmeta", (*meta.items(), *item.meta))
        self._xml.close()

    def _target(self, flat: FlatItem) -> tuple[int, str]:
        """Return the number and kind of what an entry leads to: a custom one has its own number."""
        item = flat.item
        if item.type == "post_type":
            return self._numbers.of(item.object), self._types[item.object]
        if item.type == "taxonomy":
            return self._numbers.of(item.object), self._terms[item.object].taxonomy
        return flat.number, item.object or "custom"


def _entries(items: tuple[MenuItem, ...]) -> Iterator[MenuItem]:
    for item in items:
        yield item
        yield from _entries(item.children)


def _own_meta(post: Post, numbers: Numbers) -> list[tuple[str, Stored]]:
    """Return the meta fields that stand for fields of the document."""
    meta: list[tuple[str, Stored]] = []
    if post.thumbnail:
        meta.append(("_thumbnail_id", str(numbers.of(post.thumbnail))))
    if post.template:
        meta.append(("_wp_page_template", post.template))
    if post.file is not None:
        meta.append(("_wp_attached_file", str(post.file.path)))
        if post.file.width:
            meta.append(("_wp_attachment_metadata", Structure(_picture(post.file, post.mime_type))))
    return meta


def _picture(file: File, mime_type: str) -> dict[str, Any]:
    stem, suffix = str(file.path.with_suffix("").name), file.path.suffix
    sizes = {
        name: {
            "file": f"{stem}-{size.width}x{size.height}{suffix}",
            "width": size.width,
            "height": size.height,
            "mime-type": mime_type,
        }
        for name, size in file.sizes.items()
    }
    return {"width": file.width, "height": file.height, "file": str(file.path), "sizes": sizes}


def _stored_text(stored: Stored, numbers: Numbers) -> str:
    return serialise_php(plain_value(stored, numbers)) if isinstance(stored, Structure) else stored


def _parents_first(terms: tuple[Term, ...]) -> list[Term]:
    """Return terms so that each comes after its parent: importers look for that, by its slug, when they meet a term."""
    by_ref = {term.ref: term for term in terms}
    done: dict[str, Term] = {}

    def add(term: Term) -> None:
        if term.ref not in done:
            if term.parent:
                add(by_ref[term.parent])
            done[term.ref] = term

    for term in terms:
        add(term)
    return list(done.values())


def _rfc_date(date: str) -> str:
    """Return a date as RSS has it; the first day of all for what has none."""
    moment = datetime.fromisoformat(date).replace(tzinfo=UTC) if date else datetime(1970, 1, 1, tzinfo=UTC)
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
