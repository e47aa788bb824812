"""Make menus of the entries that an export keeps among its posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import Menu, MenuItem
from launcher.demo.wordpress.php_values import NotPhp, parse_php
from launcher.demo.wordpress.sources.wxr import number_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from launcher.demo.wordpress.sources.index import Index, RawMenuItem

_MOST_DEEP = 50


def menus_of(index: Index, locations: Mapping[str, str], text: Callable[[str], str]) -> tuple[Menu, ...]:
    """Return the menus of exports, by slug; ``locations`` says which menu (its slug) a place of the theme shows.

    ``text`` puts references into texts and addresses. An entry whose post or term is not in the exports is left out
    with those below it, as an importer does, and counted as skipped.
    """
    return tuple(
        Menu(
            f"nav_menu/{slug}",
            slug,
            name,
            tuple(sorted(place for place, shown in locations.items() if shown == slug)),
            _Tree(index, [item for item in index.menu_items if item.menu == slug], text).items(0, 0),
        )
        for slug, name in sorted(index.menus.items())
        if slug
    )


class _Tree:
    def __init__(self, index: Index, raw: Sequence[RawMenuItem], text: Callable[[str], str]) -> None:
        self._index = index
        self._text = text
        known = {item.number for item in raw}
        self._below: dict[int, list[RawMenuItem]] = {}
        for item in sorted(raw, key=lambda item: (item.order, item.number)):
            parent = number_in(item.fields.get("menu_item_parent", ""))
            self._below.setdefault(parent if parent in known else 0, []).append(item)

    def items(self, parent: int, depth: int) -> tuple[MenuItem, ...]:
        found = []
        for raw in self._below.get(parent, []):
            made = self._item(raw, depth) if depth < _MOST_DEEP else None
            if made is None:
                self._index.skipped["menu entry without its target"] = (
                    self._index.skipped.get("menu entry without its target", 0) + 1
                )
            else:
                found.append(made)
        return tuple(found)

    def _item(self, raw: RawMenuItem, depth: int) -> MenuItem | None:
        fields = raw.fields
        kind = fields.get("type", "custom")
        number = number_in(fields.get("object_id", ""))
        target = ""
        if kind == "post_type":
            target = self._index.refs.get(number, "")
        elif kind == "taxonomy":
            target = self._index.term_numbers.get(number, "")
        elif kind == "post_type_archive":
            target = fields.get("object", "")
        if kind != "custom" and not target:
            return None
        return MenuItem(
            self._text(raw.title),
            kind if kind in {"post_type", "taxonomy", "post_type_archive"} else "custom",
            target,
            self._text(fields.get("url", "")) if kind == "custom" else "",
            fields.get("target", ""),
            _classes(fields.get("classes", "")),
            fields.get("xfn", ""),
            self._text(raw.description.strip()),
            self._text(raw.attribute),
            self.items(raw.number, depth + 1),
        )


def _classes(text: str) -> tuple[str, ...]:
    try:
        value = parse_php(text.encode())
    except NotPhp:
        return ()
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else ()
