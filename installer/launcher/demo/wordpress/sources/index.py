"""A first look through exports: what there is, under which number, so that references can be put in on a second one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.demo.content.text import slugify
from launcher.demo.wordpress.document import Author, Term
from launcher.demo.wordpress.rules import LONGEST_NAME, LONGEST_SLUG, REF, type_problem
from launcher.demo.wordpress.sources.attachments import MediaFile, media_file
from launcher.demo.wordpress.sources.wxr import number_in, read_wxr
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from launcher.demo.wordpress.document import Meta
    from launcher.demo.wordpress.sources.privacy import Privacy
    from launcher.demo.wordpress.sources.wxr import Element

MENU_ITEM = "nav_menu_item"
#: Of what nobody is shown, and no bundle needs.
SKIPPED_STATUS = frozenset({"trash", "auto-draft"})


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
    skipped: dict[str, int] = field(default_factory=dict)  # kind -> how many were left out


def index_of(paths: Iterable[Path], privacy: Privacy) -> Index:
    """Return the index of exports that belong together; DemoError for one that cannot be read."""
    index = Index()
    taken: set[str] = set()
    for path in paths:
        for part in read_wxr(path):
            if part.name == "channel":
                _add_channel(index, part)
            elif part.name == "wp:author":
                _add_author(index, part, privacy)
            elif part.name == "item":
                _add_item(index, part, path, taken, privacy)
            else:
                _add_term(index, part)
    return index


def _add_channel(index: Index, part: Element) -> None:
    index.title = index.title or part.get("title").strip()
    index.tagline = index.tagline or part.get("description").strip()
    index.language = index.language or part.get("language").strip()
    for name in ("wp:base_blog_url", "wp:base_site_url", "link"):
        address = part.get(name).strip()
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
        known = index.authors[login] = Author(f"author/{new}", new, shown)
    return known


def _add_term(index: Index, part: Element) -> None:
    if part.name == "wp:category":
        taxonomy, slug, name = "category", part.get("wp:category_nicename"), part.get("wp:cat_name")
        parent, description = part.get("wp:category_parent"), part.get("wp:category_description")
    elif part.name == "wp:tag":
        taxonomy, slug, name = "post_tag", part.get("wp:tag_slug"), part.get("wp:tag_name")
        parent, description = "", part.get("wp:tag_description")
    else:
        taxonomy, slug, name = part.get("wp:term_taxonomy"), part.get("wp:term_slug"), part.get("wp:term_name")
        parent, description = part.get("wp:term_parent"), part.get("wp:term_description")
    slug = slug or slugify(name)
    if taxonomy == "nav_menu":
        index.menus.setdefault(slug, name)
        index.menu_numbers[number_in(part.get("wp:term_id"))] = slug
        return
    meta = tuple((one.get("wp:meta_key"), one.get("wp:meta_value")) for one in part.every("wp:termmeta"))
    term = _term(taxonomy, slug, name, description, parent, meta)
    if term is not None:
        index.terms[taxonomy, slug] = term
        index.term_numbers[number_in(part.get("wp:term_id"))] = term.ref


def _term(  # noqa: PLR0917 - the fields of a term, each once
    taxonomy: str, slug: str, name: str, description: str = "", parent: str = "", meta: Meta = ()
) -> Term | None:
    """Return a term with the parent's slug for now; None where it cannot be one."""
    ref = f"{taxonomy}/{slug}"
    if not taxonomy or not slug or not REF.fullmatch(ref) or len(slug) > LONGEST_SLUG:
        return None
    return Term(ref, taxonomy, slug, (name or slug)[:LONGEST_NAME], description, parent, meta)


def _add_item(index: Index, part: Element, path: Path, taken: set[str], privacy: Privacy) -> None:
    kind, number = part.get("wp:post_type") or "post", number_in(part.get("wp:post_id"))
    if number in index.refs and kind != MENU_ITEM:
        raise DemoError(f"two posts have the number {number}", where=path, line=part.line)
    for one in part.every("category"):
        _meet_term(index, one)
    if part.get("wp:status") in SKIPPED_STATUS:
        _skip(index, f"{kind} in the trash" if part.get("wp:status") == "trash" else f"unfinished {kind}")
    elif kind == MENU_ITEM:
        _add_menu_item(index, part, number)
    elif type_problem(kind):
        _skip(index, kind)
    else:
        if part.get("dc:creator").strip():
            author_of(index, part.get("dc:creator").strip(), "", privacy)
        if kind == "attachment" and not _add_media(index, part, number):
            return
        index.refs[number] = ref = _free_ref(
            kind, part.get("wp:post_name") or slugify(part.get("title")), number, taken
        )
        index.types[ref] = kind


def _meet_term(index: Index, part: Element) -> None:
    """Note a term that an item has and no part of the export describes, as in exports of a single type of posts."""
    taxonomy, slug = part.attributes.get("domain", "category"), part.attributes.get("nicename", "")
    if taxonomy == "nav_menu":
        index.menus.setdefault(slug, part.text)
    elif (taxonomy, slug) not in index.terms:
        term = _term(taxonomy, slug, part.text)
        if term is not None:
            index.terms[taxonomy, slug] = term


def _add_menu_item(index: Index, part: Element, number: int) -> None:
    menu = next((one.attributes.get("nicename", "") for one in part.every("category")
                 if one.attributes.get("domain") == "nav_menu"), "")  # fmt: skip
    fields = {
        one.get("wp:meta_key").removeprefix("_menu_item_"): one.get("wp:meta_value")
        for one in part.every("wp:postmeta")
        if one.get("wp:meta_key").startswith("_menu_item_")
    }
    texts = part.get("title"), number_in(part.get("wp:menu_order"))
    index.menu_items.append(
        RawMenuItem(number, menu, *texts, part.get("content:encoded"), part.get("excerpt:encoded"), fields)
    )


def _add_media(index: Index, part: Element, number: int) -> bool:
    """Note the file of an attachment; False where nothing can stand for it, and so nothing may refer to it."""
    meta = {one.get("wp:meta_key"): one.get("wp:meta_value") for one in part.every("wp:postmeta")}
    url = part.get("wp:attachment_url").strip() or part.get("guid").strip()
    attached, data = meta.get("_wp_attached_file", ""), meta.get("_wp_attachment_metadata", "")
    file = media_file(url, attached, data, part.get("wp:post_date"))
    if file is None:
        _skip(index, "attachment that no sample can stand for")
        return False
    index.media[number] = file
    return True


def _free_ref(kind: str, slug: str, number: int, taken: set[str]) -> str:
    wanted = f"{kind}/{slug or number}"
    ref = wanted if REF.fullmatch(wanted) and wanted not in taken else f"{kind}/{number}"
    while ref in taken:
        ref += "-2"
    taken.add(ref)
    return ref


def _skip(index: Index, kind: str) -> None:
    index.skipped[kind] = index.skipped.get(kind, 0) + 1
