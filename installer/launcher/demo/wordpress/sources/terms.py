"""Terms and menus of an export: described in parts of their own, or named by the items that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.content.text import slugify
from launcher.demo.wordpress.document import Term
from launcher.demo.wordpress.rules import LONGEST_SLUG, LONGEST_TAXONOMY, REF, TAXONOMY
from launcher.demo.wordpress.sources.wxr import line_in, number_in

if TYPE_CHECKING:
    from launcher.demo.wordpress.sources.index import Index
    from launcher.demo.wordpress.sources.wxr import Element

NAV_MENU = "nav_menu"


def term_key(part: Element) -> tuple[str, str]:
    """Return taxonomy and slug of the term that a ``category`` of an item names; the slug may be "" (WXR 1.0)."""
    taxonomy = part.attributes.get("domain", "category").strip()
    # WXR 1.0 calls tags so, as wordpress-importer knows (WP_Import::process_posts).
    return "post_tag" if taxonomy == "tag" else taxonomy, _slug(part.attributes.get("nicename", ""))


def add_term(index: Index, part: Element) -> None:
    """Note a term that a part of the export describes."""
    if part.name == "wp:category":
        taxonomy, slug, name = "category", part.get("wp:category_nicename"), part.get("wp:cat_name")
        parent, description = part.get("wp:category_parent"), part.get("wp:category_description")
    elif part.name == "wp:tag":
        taxonomy, slug, name = "post_tag", part.get("wp:tag_slug"), part.get("wp:tag_name")
        parent, description = "", part.get("wp:tag_description")
    else:
        taxonomy, slug, name = part.get("wp:term_taxonomy"), part.get("wp:term_slug"), part.get("wp:term_name")
        parent, description = part.get("wp:term_parent"), part.get("wp:term_description")
    taxonomy, slug = taxonomy.strip(), _slug(slug) or _slug(slugify(name))
    if taxonomy == NAV_MENU:
        _add_menu(index, slug, name)
        index.menu_numbers[number_in(part.get("wp:term_id"))] = slug
        return
    meta = tuple(part.pairs("wp:termmeta"))
    ref = _ref(index, taxonomy, slug)
    if not ref:
        index.skip("term that cannot be one of a WordPress")
        return
    index.terms[taxonomy, slug] = Term(
        ref, taxonomy, slug, line_in(name, LONGEST_SLUG) or slug, description, _slug(parent), meta
    )
    index.term_numbers[number_in(part.get("wp:term_id"))] = ref


def meet_term(index: Index, part: Element) -> None:
    """Note a term that an item has and no part of the export describes, as in exports of a single type of posts."""
    taxonomy, slug = term_key(part)
    if taxonomy == NAV_MENU:
        _add_menu(index, slug, part.text)
    elif (taxonomy, slug) not in index.terms:
        ref = _ref(index, taxonomy, slug)
        if ref:
            index.terms[taxonomy, slug] = Term(ref, taxonomy, slug, line_in(part.text, LONGEST_SLUG) or slug)


def _add_menu(index: Index, slug: str, name: str) -> None:
    index.menus.setdefault(slug, line_in(name, LONGEST_SLUG) or slug)


def _ref(index: Index, taxonomy: str, slug: str) -> str:
    """Return a reference for a term, "" where no term can be called so."""
    known = index.terms.get((taxonomy, slug))
    if known is not None:
        return known.ref
    ref = f"{taxonomy}/{slug}"
    if len(taxonomy) > LONGEST_TAXONOMY or not TAXONOMY.fullmatch(taxonomy):
        return ""
    if not slug or not REF.fullmatch(ref):
        return ""
    return index.free_ref(ref)


def _slug(text: str) -> str:
    """Return a slug that can stand in a reference; WordPress makes none with a brace."""
    return line_in(text.replace("{", "").replace("}", ""), LONGEST_SLUG)
