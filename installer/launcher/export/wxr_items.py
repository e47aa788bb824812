"""Write the items of WXR: posts with their comments, and entries of menus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import Structure, size_path
from launcher.demo.wordpress.php_values import serialise_php
from launcher.export.numbers import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.demo.wordpress.document import Comment, File, Menu, MenuItem, Meta, Post, SiteDocument, Stored
    from launcher.export.numbers import Addresses, FlatItem, Numbers
    from launcher.export.xml import XmlWriter

_NO_DATE = "0000-00-00 00:00:00"


@dataclass(frozen=True, slots=True)
class TermName:
    """What an item says of a term."""

    taxonomy: str
    slug: str
    name: str


class ItemWriter:
    """Writes items of a document whose tokens are replaced; ``names`` are those of its terms and menus by reference."""

    def __init__(
        self,
        document: SiteDocument,
        names: Mapping[str, TermName],
        numbers: Numbers,
        addresses: Addresses,
        writer: XmlWriter,
    ) -> None:
        self._names = names
        self._numbers = numbers
        self._addresses = addresses
        self._xml = writer
        self._logins = {author.ref: author.login for author in document.authors}
        entries = {item.object for menu in document.menus for item in _entries(menu.items) if item.type == "post_type"}
        self._types = {post.ref: post.type for post in document.posts if post.ref in entries} if entries else {}

    def post(self, post: Post) -> None:
        """Write a post, page, attachment or whatever else it is, with its terms, meta fields and comments."""
        number = self._numbers.of(post.ref)
        self._xml.open("item")
        self._head(post.title, number, self._logins.get(post.author, ""), post.date_gmt or post.date)
        self._xml.cdata("content:encoded", post.content)
        self._xml.cdata("excerpt:encoded", post.excerpt)
        self._row(
            {
                "post_id": number,
                "post_date": post.date or _NO_DATE,
                "post_date_gmt": post.date_gmt or _NO_DATE,
                "post_modified": post.modified or post.date or _NO_DATE,
                "post_modified_gmt": post.modified_gmt or post.date_gmt or _NO_DATE,
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
            self._category(self._names[ref])
        write_meta(self._xml, "wp:postmeta", (*_own_meta(post, self._numbers), *post.meta), self._numbers)
        for comment in post.comments:
            self._comment(comment)
        self._xml.close()

    def menu_item(self, menu: Menu, flat: FlatItem) -> None:
        """Write an entry of a menu, which is a post as well."""
        item = flat.item
        self._xml.open("item")
        self._head(item.title, flat.number, "", "")
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
        self._category(self._names[menu.ref])
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
        write_meta(self._xml, "wp:postmeta", (*meta.items(), *item.meta), self._numbers)
        self._xml.close()

    def _head(self, title: str, number: int, login: str, date: str) -> None:
        """Begin an item. Its guid is its own: One Click Demo Import leaves out what has that of an item before it."""
        address = guid(self._addresses, number)
        self._xml.cdata("title", title)
        self._xml.text("link", address)
        self._xml.text("pubDate", _rfc_date(date))
        self._xml.cdata("dc:creator", login)
        self._xml.text("guid", address, {"isPermaLink": "false"})
        self._xml.text("description", "")

    def _row(self, fields: dict[str, str | int]) -> None:
        for name, value in fields.items():
            if isinstance(value, int):
                self._xml.text(f"wp:{name}", value)
            else:
                self._xml.cdata(f"wp:{name}", value)

    def _category(self, term: TermName) -> None:
        self._xml.cdata("category", term.name, {"domain": term.taxonomy, "nicename": term.slug})

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
        write_meta(self._xml, "wp:commentmeta", comment.meta, self._numbers)
        self._xml.close()

    def _target(self, flat: FlatItem) -> tuple[int, str]:
        """Return the number and kind of what an entry leads to: a custom one has its own number."""
        item = flat.item
        if item.type == "post_type":
            return self._numbers.of(item.object), self._types[item.object]
        if item.type == "taxonomy":
            return self._numbers.of(item.object), self._names[item.object].taxonomy
        return flat.number, item.object or "custom"


def _entries(items: tuple[MenuItem, ...]) -> Iterator[MenuItem]:
    for item in items:
        yield item
        yield from _entries(item.children)


def guid(addresses: Addresses, number: int) -> str:
    """Return what an item is known by, all over the world."""
    return f"{addresses.site}/?p={number}"


def write_meta(writer: XmlWriter, element: str, meta: Meta, numbers: Numbers) -> None:
    """Write meta fields, each as an ``element``."""
    for key, value in meta:
        writer.open(element)
        writer.cdata("wp:meta_key", key)
        writer.cdata("wp:meta_value", _stored_text(value, numbers))
        writer.close()


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
    sizes = {
        name: {
            "file": size_path(file.path, size).name,
            "width": size.width,
            "height": size.height,
            "mime-type": mime_type,
        }
        for name, size in file.sizes.items()
    }
    return {"width": file.width, "height": file.height, "file": str(file.path), "sizes": sizes}


def _stored_text(stored: Stored, numbers: Numbers) -> str:
    return serialise_php(plain_value(stored, numbers)) if isinstance(stored, Structure) else stored


def _rfc_date(date: str) -> str:
    """Return a date as RSS has it; the first day of all for what has none."""
    moment = datetime.fromisoformat(date).replace(tzinfo=UTC) if date else datetime(1970, 1, 1, tzinfo=UTC)
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
