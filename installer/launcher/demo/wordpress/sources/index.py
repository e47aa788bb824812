"""A first look through exports: what there is, under which number, so that references can be put in on a second one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.demo.content.text import slugify
from launcher.demo.wordpress.document import Author, Term
from launcher.demo.wordpress.rules import REF, type_problem
from launcher.demo.wordpress.sources.attachments import MediaFile, media_file
from launcher.demo.wordpress.sources.terms import NAV_MENU, add_term, meet_term, term_key
from launcher.demo.wordpress.sources.wxr import number_in, read_wxr
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from launcher.demo.wordpress.sources.privacy import Privacy
    from launcher.demo.wordpress.sources.wxr import Element

MENU_ITEM = "nav_menu_item"
#: Of what nobody is shown, and no bundle needs.
SKIPPED_STATUS = frozenset({"trash", "auto-draft"})
#: Types of posts in which plugins keep what visitors wrote to the site, with their addresses.
RECEIVED = frozenset((
    "edd_payment", "feedback", "flamingo_contact", "flamingo_inbound", "flamingo_outbound", "give_payment", "nf_sub",
    "shop_order", "shop_order_refund", "shop_subscription",
))  # fmt: skip
_MENU_FIELDS = frozenset(
    f"_menu_item_{name}"
    for name in ("type", "menu_item_parent", "object_id", "object", "target", "classes", "xfn", "url", "orphaned")
)


@dataclass(slots=True)
class RawMenuItem:
    """An entry of a menu as an export has it: numbers of posts, its fields by the names after ``_menu_item_``."""

    number: int
    menu: str
    title: str
    order: int
    description: str
    attribute: str
    fields: dict[str, str]
    meta: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Index:
    """Everything in some exports but the texts of posts."""

    title: str = ""
    tagline: str = ""
    language: str = ""
    addresses: list[str] = field(default_factory=list)
    authors: dict[str, Author] = field(default_factory=dict)  # by login
    author_numbers: dict[int, str] = field(default_factory=dict)  # -> ref
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)  # by taxonomy and slug
    term_numbers: dict[int, str] = field(default_factory=dict)  # -> ref
    menus: dict[str, str] = field(default_factory=dict)  # slug -> name
    menu_numbers: dict[int, str] = field(default_factory=dict)  # of terms -> slug
    menu_items: list[RawMenuItem] = field(default_factory=list)
    refs: dict[int, str] = field(default_factory=dict)  # of posts, by number
    types: dict[str, str] = field(default_factory=dict)  # by ref
    media: dict[int, MediaFile] = field(default_factory=dict)  # of attachments
    files: dict[str, int] = field(default_factory=dict)  # place of a file -> attachment
    doubles: set[int] = field(default_factory=set)  # attachments of a file that one before them has: its reference
    skipped: dict[str, int] = field(default_factory=dict)  # kind -> how many were left out
    _taken: set[str] = field(default_factory=set)  # references

    def skip(self, kind: str) -> None:
        """Count something that is left out."""
        self.skipped[kind] = self.skipped.get(kind, 0) + 1

    def free_ref(self, *wanted: str) -> str:
        """Return the first of some references that nothing has yet, or one like the last; it is taken then."""
        ref = next((one for one in wanted if one not in self._taken), wanted[-1])
        while ref in self._taken:
            ref += "-2"
        self._taken.add(ref)
        return ref


class Numbering:
    """Numbers of items, told in their order: the export's own, and one below 0 for an item that has none."""

    def __init__(self) -> None:
        self._without = 0

    def of(self, item: Element) -> int:
        """Return the number of the next item."""
        number = number_in(item.get("wp:post_id"))
        if not number:
            self._without += 1
        return number or -self._without


def index_of(paths: Iterable[Path], privacy: Privacy) -> Index:
    """Return the index of exports that belong together; DemoError for one that cannot be read."""
    index = Index()
    numbering = Numbering()
    for path in paths:
        for part in read_wxr(path):
            if part.name == "channel":
                _add_channel(index, part)
            elif part.name == "wp:author":
                _add_author(index, part, privacy)
            elif part.name == "item":
                _add_item(index, part, numbering.of(part), path, privacy)
            else:
                add_term(index, part)
    for numbers in (index.author_numbers, index.term_numbers, index.menu_numbers):
        numbers.pop(0, None)  # of those that the export gives no number
    return index


def _add_channel(index: Index, part: Element) -> None:
    index.title = index.title or part.get("title").strip()
    index.tagline = index.tagline or part.get("description").strip()
    index.language = index.language or part.get("language").strip()
    # Of a network of sites wp:base_site_url is the first one, with other sites below it.
    blog = part.get("wp:base_blog_url").strip() or part.get("wp:base_site_url").strip()
    for address in (blog, part.get("link").strip()):
        if address and address not in index.addresses:
            index.addresses.append(address)


def _add_author(index: Index, part: Element, privacy: Privacy) -> None:
    login = part.get("wp:author_login").strip()
    if not login or login in index.authors:
        return
    privacy.email(part.get("wp:author_email").strip())
    author = author_of(index, login, part.get("wp:author_display_name").strip(), privacy)
    index.author_numbers[number_in(part.get("wp:author_id"))] = author.ref


def author_of(index: Index, login: str, name: str, privacy: Privacy) -> Author:
    """Return the author with a login, made where no export describes them."""
    known = index.authors.get(login)
    if known is None:
        new, shown = privacy.login(login, name)
        known = index.authors[login] = Author(index.free_ref(f"author/{new}"), new, shown)
    return known


def _add_item(index: Index, part: Element, number: int, path: Path, privacy: Privacy) -> None:
    kind, status = part.get("wp:post_type").strip() or "post", part.get("wp:status").strip()
    if number in index.refs and kind != MENU_ITEM:
        raise DemoError(
            f"two posts have the number {number}",
            where=path,
            line=part.line,
            hint="exports of different sites are packed one by one: name the files of one in launcher.yaml",
        )
    for one in part.every("category"):
        meet_term(index, one)
    if status in SKIPPED_STATUS:
        index.skip(f"{kind} in the trash" if status == "trash" else f"unfinished {kind}")
    elif kind == MENU_ITEM:
        _add_menu_item(index, part, number)
    elif type_problem(kind):
        index.skip(kind)
    elif kind in RECEIVED:
        index.skip(f"{kind}, which visitors sent")
    else:
        login = part.get("dc:creator").strip()
        if login:
            author_of(index, login, "", privacy)
        if kind == "attachment" and not _add_media(index, part, number):
            return
        index.refs[number] = ref = _ref(index, kind, part.get("wp:post_name") or slugify(part.get("title")), number)
        index.types[ref] = kind


def _ref(index: Index, kind: str, slug: str, number: int) -> str:
    # A type may be called like what has references of its own.
    folder = f"post/{kind}" if kind in {"author", "comment", "nav_menu"} else kind
    refs = (f"{folder}/{slug or number}", f"{folder}/{number}")
    return index.free_ref(*(ref for ref in refs if REF.fullmatch(ref)))


def _add_menu_item(index: Index, part: Element, number: int) -> None:
    keys = (term_key(one) for one in part.every("category"))
    menu = next((slug for taxonomy, slug in keys if taxonomy == NAV_MENU), "")
    meta = list(part.pairs("wp:postmeta"))
    fields = {key.removeprefix("_menu_item_"): value for key, value in meta if key in _MENU_FIELDS}
    others = tuple((key, value) for key, value in meta if key not in _MENU_FIELDS)
    texts = part.get("title"), number_in(part.get("wp:menu_order"))
    index.menu_items.append(
        RawMenuItem(number, menu, *texts, part.get("content:encoded"), part.get("excerpt:encoded"), fields, others)
    )


def _add_media(index: Index, part: Element, number: int) -> bool:
    """Note the file of an attachment; False where there is no post to be made of it.

    Nothing may refer to one that nothing can stand for. Plugins for several languages make an attachment for each of
    them, all of one file: what names one of these names the first.
    """
    meta = dict(part.pairs("wp:postmeta"))
    url = part.get("wp:attachment_url").strip() or part.get("guid").strip()
    attached, data = meta.get("_wp_attached_file", ""), meta.get("_wp_attachment_metadata", "")
    file = media_file(url, attached, data, part.get("wp:post_date"))
    if file is None:
        index.skip("attachment that no sample can stand for")
        return False
    first = index.files.get(file.place)
    if first is not None and index.media[first].old == file.old and (attached or index.media[first].url == url):
        index.refs[number] = index.refs[first]
        index.doubles.add(number)
        index.skip("attachment of a file that another one has")
        return False
    while file.place in index.files:  # names that differ in capital letters alone, or by their hosts
        file = file.beside()
    index.files[file.place] = number
    index.media[number] = file
    return True
