"""The theme with its settings, menus and sidebars of a site document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.wordpress import rules
from launcher.demo.wordpress.document import Menu, MenuItem, Structure, Theme, Widget
from launcher.demo.wordpress.reading_posts import read_sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.demo.wordpress.reading_fields import SiteFields

_ITEM = (
    "title", "type", "object", "url", "target", "classes", "relation", "description", "attribute", "children", "meta",
)  # fmt: skip
_TYPES = ("custom", "post_type", "taxonomy", "post_type_archive")


def read_theme(fields: SiteFields) -> Theme | None:
    """Return the theme that is activated; None where the document has none."""
    theme = fields.below("theme")
    if theme is None:
        return None
    theme.only("stylesheet", "template", "mods", "sizes", "css")
    form = "the name of a theme's folder"
    mods = theme.stored_by_name("mods")
    for name in mods:
        if not name or "\0" in name:
            raise theme.wrong(f"{name!a} is no name of a setting", "mods", name)
    return Theme(
        stylesheet=theme.matching("stylesheet", rules.THEME_FOLDER, form, empty=False),
        template=theme.matching("template", rules.THEME_FOLDER, form),
        mods=mods,
        sizes=read_sizes(theme, "sizes"),
        css=theme.long("css"),
    )


def read_menu(fields: SiteFields) -> Menu:
    """Return a classic menu."""
    fields.only("ref", "slug", "name", "locations", "items")
    return Menu(
        ref=fields.reference("ref", empty=False),
        slug=fields.plain("slug", rules.LONGEST_SLUG, empty=False),
        name=fields.plain("name", rules.LONGEST_SLUG, empty=False),
        locations=fields.texts("locations", ()),
        items=tuple(_items(fields, "items", 1)),
    )


def _items(fields: SiteFields, key: str, depth: int) -> Iterator[MenuItem]:
    for item in fields.every(key, "a menu entry"):
        if depth > rules.MENU_DEPTH:
            raise fields.wrong(f"the menu is nested more than {rules.MENU_DEPTH} levels deep", key)
        item.only(*_ITEM)
        kind = item.choice("type", _TYPES, "custom")
        thing = item.reference("object") if kind in {"post_type", "taxonomy"} else item.plain("object", 20)
        if (kind == "custom") == bool(thing):
            what = "which has none" if thing else 'which lacks its "object"'
            raise item.wrong(f'"type" is {kind}, {what}', "object" if thing else "type")
        yield MenuItem(
            title=item.short("title", rules.LONGEST_TEXT),
            type=kind,
            object=thing,
            url=item.matching("url", rules.MENU_ADDRESS, "an address that is no script"),
            target=item.matching("target", rules.MENU_TARGET, "a target such as _blank"),
            classes=item.texts("classes", ()),
            relation=item.plain("relation", rules.LONGEST_NAME),
            description=item.long("description"),
            attribute=item.short("attribute", rules.LONGEST_TEXT),
            children=tuple(_items(item, "children", depth + 1)),
            meta=item.meta(),
        )


def read_sidebars(fields: SiteFields) -> dict[str, tuple[Widget, ...]]:
    """Return the widgets of each sidebar by the sidebar's name."""
    sidebars = fields.below("sidebars")
    if sidebars is None:
        return {}
    for name in sidebars.mapping:
        # A sidebar of this name is how WordPress says which version of the list it is.
        if not name.strip() or len(name) > rules.LONGEST_NAME or name == "array_version":
            raise sidebars.wrong(f'"{name[:60]}" is no name of a sidebar', name)
    return {name: tuple(_widgets(sidebars, name)) for name in sidebars.mapping}


def _widgets(fields: SiteFields, key: str) -> Iterator[Widget]:
    for widget in fields.every(key, "a widget"):
        widget.only("base", "settings")
        settings = widget.mapping.get("settings", {})
        stored = widget.stored(settings, "settings")
        if not isinstance(settings, dict) or not isinstance(stored, Structure):
            raise widget.wrong('"settings" must be a mapping', "settings")
        yield Widget(widget.matching("base", rules.KEY, "small letters, digits, _ and -", empty=False), stored)
