"""Menus: a navigation post for block themes, and a classic menu for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.document import Menu, MenuItem, Post
from launcher.platforms.wordpress_child import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from launcher.demo.content.people import MenuItem as Entry
    from launcher.platforms.wordpress_child.media import Media

#: What an address leads to: a reference and, as blocks call it, a type and its kind.
Target = tuple[str, str, str]
_MENU_TYPES = {"post-type": "post_type", "taxonomy": "taxonomy"}


class Navigation:
    """Turns menus into posts and menus; ``targets`` says what root-relative addresses lead to."""

    def __init__(self, targets: Mapping[str, Target], media: Media) -> None:
        self._targets = targets
        self._media = media

    def post(self, name: str, entries: Sequence[Entry]) -> Post:
        """Return the post that a navigation block shows."""
        content = blocks.joined(self._block(entry, top=True) for entry in entries)
        return Post(f"wp_navigation/{name}", "wp_navigation", name.replace("_", "-"), _title(name), content)

    def menu(self, name: str, entries: Sequence[Entry]) -> Menu:
        """Return the classic menu, at the location of its name."""
        items = tuple(map(self._item, entries))
        return Menu(f"nav_menu/{name}", name.replace("_", "-"), _title(name), (name,), items)

    def _block(self, entry: Entry, *, top: bool) -> str:
        target = self._targets.get(entry.url)
        attributes: dict[str, Any] = {"label": blocks.text(entry.title)}
        if target is not None:
            attributes |= {"type": target[1], "id": f"{{launcher:id:{target[0]}}}"}
        attributes |= {"url": self._media.address(entry.url), "kind": target[2] if target else "custom"}
        if not entry.children:
            return blocks.block("navigation-link", attributes | {"isTopLevelLink": top})
        inner = blocks.joined(self._block(child, top=False) for child in entry.children)
        return blocks.block("navigation-submenu", attributes | {"isTopLevelItem": top}, inner)

    def _item(self, entry: Entry) -> MenuItem:
        target = self._targets.get(entry.url)
        children = tuple(map(self._item, entry.children))
        if target is None:
            return MenuItem(entry.title, url=self._media.address(entry.url), children=children)
        return MenuItem(entry.title, type=_MENU_TYPES[target[2]], object=target[0], children=children)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
