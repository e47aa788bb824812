"""Make menus of the entries that an export keeps among its posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import Menu, MenuItem
from launcher.demo.wordpress.php_values import NotPhp, parse_php
from launcher.demo.wordpress.rules import (
    LONGEST_NAME,
    LONGEST_SLUG,
    LONGEST_TYPE,
    MENU_ADDRESS,
    MENU_DEPTH,
    MENU_TARGET,
)
from launcher.demo.wordpress.sources.wxr import number_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from launcher.demo.wordpress.sources.index import Index, RawMenuItem
    from launcher.demo.wordpress.sources.posts import PostMaker


def menus_of(index: Index, locations: Mapping[str, str], maker: PostMaker) -> tuple[Menu, ...]:
    """Return the menus of exports, by slug; ``locations`` says which menu (its slug) a place of the theme shows.

    An entry whose post or term is not in the exports is left out with those below it, as an importer does, and counted
    as skipped.
    """
    raw: dict[str, list[RawMenuItem]] = {}
    for item in index.menu_items:
        raw.setdefault(item.menu, []).append(item)
    return tuple(
        Menu(
            f"nav_menu/{slug}",
            slug,
            maker.name(name, LONGEST_SLUG),
            tuple(sorted(place for place, shown in locations.items() if shown == slug)),
            _Tree(index, raw.get(slug, ()), maker).items(0, 1),
        )
        for slug, name in sorted(index.menus.items())
        if slug
    )


class _Tree:
    def __init__(self, index: Index, raw: Sequence[RawMenuItem], maker: PostMaker) -> None:
        self._index = index
        self._maker = maker
        known = {item.number: item for item in reversed(raw)}  # the first of each number
        self._below: dict[int, list[RawMenuItem]] = {}
        for item in sorted(known.values(), key=lambda item: (item.order, item.number)):
            parent = number_in(item.fields.get("menu_item_parent", ""))
            self._below.setdefault(parent if parent in known else 0, []).append(item)

    def items(self, parent: int, depth: int) -> tuple[MenuItem, ...]:
        found = []
        for raw in self._below.get(parent, []):
            made = self._item(raw, depth) if depth <= MENU_DEPTH else None
            if made is None:
                self._index.skip("menu entry without its target")
            else:
                found.append(made)
        return tuple(found)

    def _item(self, raw: RawMenuItem, depth: int) -> MenuItem | None:
        fields, text = raw.fields, self._maker.text
        kind = fields.get("type", "custom")
        number = number_in(fields.get("object_id", ""))
        target = ""
        if kind == "post_type":
            target = self._index.refs.get(number, "")
        elif kind == "taxonomy":
            target = self._index.term_numbers.get(number, "")
        elif kind == "post_type_archive":
            target = self._maker.name(fields.get("object", ""), LONGEST_TYPE)
        if kind != "custom" and not target:
            return None
        return MenuItem(
            text(raw.title),
            kind if kind in {"post_type", "taxonomy", "post_type_archive"} else "custom",
            target,
            _address(text(fields.get("url", ""))) if kind == "custom" else "",
            _matching(MENU_TARGET, fields.get("target", "")),
            _classes(fields.get("classes", "")),
            self._maker.name(fields.get("xfn", ""), LONGEST_NAME),
            text(raw.description.strip()),
            text(raw.attribute),
            self.items(raw.number, depth + 1),
            tuple(self._maker.meta(raw.meta)),
        )


def _address(text: str) -> str:
    """Return an address of an entry; one that is a script leads nowhere, as an entry of that kind means to."""
    return text if re.fullmatch(MENU_ADDRESS, text) else "#"


def _matching(pattern: str, text: str) -> str:
    return text if re.fullmatch(pattern, text) else ""


def _classes(text: str) -> tuple[str, ...]:
    try:
        value = parse_php(text.encode())
    except NotPhp:
        return ()
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return tuple(item for item in values if isinstance(item, str) and item)
