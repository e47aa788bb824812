"""Write a site document as WXR 1.2, the export format of WordPress, which ``wordpress-importer`` reads.

Format: wp-admin/includes/export.php of WordPress. It holds no options, menu locations, widgets or theme settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from launcher.export.numbers import flat_items, numbered, parents_first
from launcher.export.wxr_items import ItemWriter, TermName, write_meta
from launcher.export.xml import XmlWriter

if TYPE_CHECKING:
    from typing import TextIO

    from launcher.demo.wordpress.document import SiteDocument, Term
    from launcher.export.numbers import Addresses, Numbers

_NAMESPACES = {
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/1.2/",
}
_GENERATOR = "https://wordpress.org/?v=6.5"  # importers look at the version alone, of what could have written this


def write_wxr(document: SiteDocument, numbers: Numbers, addresses: Addresses, stream: TextIO) -> int:
    """Write the document; return how many of its texts had characters that XML has no form for.

    Control characters are spaces then, others U+FFFD.
    """
    return _Channel(numbered(document, numbers, addresses), numbers, addresses, XmlWriter(stream)).write()


class _Channel:
    """Writes what stands around the items: the site, its authors and terms."""

    def __init__(self, document: SiteDocument, numbers: Numbers, addresses: Addresses, writer: XmlWriter) -> None:
        self._document = document
        self._numbers = numbers
        self._addresses = addresses
        self._xml = writer
        self._names = {term.ref: TermName(term.taxonomy, term.slug, term.name) for term in document.terms}
        self._names |= {menu.ref: TermName("nav_menu", menu.slug, menu.name) for menu in document.menus}

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
        for term in parents_first(document.terms):  # importers look for a term's parent when they meet the term
            self._term(term)
        for menu in document.menus:
            self._taxonomy("wp:term", menu.ref, "nav_menu", menu.slug, menu.name, "", "")
            xml.close()
        xml.text("generator", _GENERATOR)
        self._items()
        xml.close()
        xml.raw("</rss>")
        return xml.replaced

    def _items(self) -> None:
        """Write posts, then menus: an importer makes a menu's entry of a post only if it has met the post."""
        writer = ItemWriter(self._document, self._names, self._numbers, self._addresses, self._xml)
        for post in self._document.posts:
            writer.post(post)
        first = self._numbers.next
        for menu in self._document.menus:
            items = flat_items(menu.items, first)
            first += len(items)
            for item in items:
                writer.menu_item(menu, item)

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
        parent = self._names[term.parent].slug if term.parent else ""
        element = {"category": "wp:category", "post_tag": "wp:tag"}.get(term.taxonomy, "wp:term")
        self._taxonomy(element, term.ref, term.taxonomy, term.slug, term.name, parent, term.description)
        write_meta(self._xml, "wp:termmeta", term.meta, self._numbers)
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
