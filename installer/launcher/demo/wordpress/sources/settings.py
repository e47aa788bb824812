"""Read what One Click Demo Import has beside an export: widgets, the customizer's settings, settings of Redux."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from launcher.bundle.json_gate import JsonRefused
from launcher.demo.wordpress.document import Structure, Widget
from launcher.demo.wordpress.php_values import NotPhp, parse_php
from launcher.demo.wordpress.rules import option_problem
from launcher.demo.wordpress.stored import read_stored, stored_json
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from launcher.demo.wordpress.document import Stored
    from launcher.demo.wordpress.sources.index import Index
    from launcher.demo.wordpress.sources.posts import PostMaker

_MAX_BYTES = 16 * 1024 * 1024
_MAX_DEPTH = 50
_BASE = re.compile(r"([a-z0-9_-]+?)-\d+")
# What WordPress notes for itself with numbers of another site, and what an old fault of it leaves.
_NO_MODS = frozenset({"0", "custom_css_post_id", "sidebars_widgets"})
# No sidebars that are shown; the last says which form WordPress keeps them in.
_NO_SIDEBARS = frozenset({"wp_inactive_widgets", "orphaned_widgets_1", "array_version"})
# Fields of WordPress's own widgets and settings that hold the number of a post or menu.
_MENU_FIELDS = frozenset({"nav_menu"})
_POST_FIELDS = frozenset({"attachment_id", "custom_logo", "site_icon", "site_logo", "header_image_id", "page_id"})


@dataclass(slots=True)
class Customizer:
    """Settings of a theme, by its folder's name: of the parent, where it has one."""

    template: str
    mods: dict[str, Stored] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)  # place of the theme -> slug of a menu
    options: dict[str, Stored] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # page_on_front, page_for_posts -> ref
    css: str = ""
    refused: list[str] = field(default_factory=list)  # names of options that no bundle may set


def read_widgets(path: Path, index: Index, maker: PostMaker) -> dict[str, tuple[Widget, ...]]:
    """Return the widgets of a ``.wie`` or ``.json`` file by sidebar; DemoError for what is none."""
    value = _json(path, "the widgets")
    if not isinstance(value, dict):
        raise DemoError("the widgets must be a JSON object of sidebars", where=path)
    sidebars: dict[str, tuple[Widget, ...]] = {}
    for sidebar, widgets in value.items():
        if sidebar in _NO_SIDEBARS or not widgets:
            continue
        if not isinstance(widgets, dict):
            raise DemoError(f'the sidebar "{sidebar[:80]}" must be a JSON object of widgets', where=path)
        sidebars[sidebar] = tuple(_widget(name, widgets[name], path, index, maker) for name in widgets)
    return sidebars


def _widget(name: str, settings: Any, path: Path, index: Index, maker: PostMaker) -> Widget:
    match = _BASE.fullmatch(name)
    if match is None or not isinstance(settings, (dict, list)):
        raise DemoError(f'"{name[:80]}" is no widget: its name must be a kind and a number, such as text-2', where=path)
    if isinstance(settings, list):  # PHP has one form for both, and writes no settings as []
        settings = {str(number): item for number, item in enumerate(settings)}
    changed = _referring(maker.structure(settings), index)
    with _storable(path):
        stored_json(Structure(changed))
    return Widget(match[1], Structure(changed))


def read_customizer(path: Path, index: Index, maker: PostMaker) -> Customizer:
    """Return what a ``.dat`` file of Customizer Export/Import says; DemoError for what is none, or has objects."""
    data = _bytes(path, "the customizer's settings")
    try:
        value = parse_php(data.strip())
    except NotPhp as error:
        raise DemoError(f"the customizer's settings cannot be read: {error}", where=path) from error
    if not isinstance(value, dict) or not isinstance(value.get("template"), str):
        raise DemoError("the file has no settings of a theme: it must be an array with a template", where=path)
    css = value.get("wp_css")
    found = Customizer(value["template"], css=css if isinstance(css, str) else "")
    options = _mapping(value.get("options"))
    with _storable(path):
        for name, item in _mapping(value.get("mods")).items():
            _take_mod(found, name, item, index, maker)
        for name, item in options.items():
            _take_option(found, name, item, index, maker)
    if options.get("show_on_front") == "posts":  # the pages are those of before
        found.pages.clear()
    return found


def _take_mod(found: Customizer, name: str, item: Any, index: Index, maker: PostMaker) -> None:
    if name == "nav_menu_locations":
        numbers = {place: index.menu_numbers.get(number, "") for place, number in _numbers(item).items()}
        found.locations = {place: slug for place, slug in numbers.items() if slug}
    elif name not in _NO_MODS and not maker.is_secret(name, item):
        found.mods[name] = _stored(name, item, index, maker)


def _take_option(found: Customizer, name: str, item: Any, index: Index, maker: PostMaker) -> None:
    if name in {"page_on_front", "page_for_posts"}:
        ref = index.refs.get(_numbers({name: item}).get(name, 0), "")
        if index.types.get(ref) == "page":
            found.pages[name] = ref
    elif name in {"blogname", "blogdescription", "show_on_front"}:
        return  # the export says it, or the pages do
    elif option_problem(name):
        found.refused.append(name)
    elif not maker.is_secret(name, item):
        found.options[name] = _stored(name, item, index, maker)


def read_redux(path: Path, maker: PostMaker) -> Stored:
    """Return the settings in an export of Redux, to be kept as the theme's option; DemoError for what is none."""
    value = _json(path, "the settings of Redux")
    if not isinstance(value, dict):
        raise DemoError("the settings of Redux must be a JSON object", where=path)
    value.pop("redux-backup", None)
    with _storable(path):
        return read_stored(maker.structure(value))


def _stored(name: str, item: Any, index: Index, maker: PostMaker) -> Stored:
    return read_stored(_referring({name: maker.structure(item)}, index)[name])


@contextmanager
def _storable(path: Path) -> Iterator[None]:
    """Name the file where a document has no form for a value in it."""
    try:
        yield
    except ValueError as error:
        raise DemoError(f"a value in it cannot be stored: {error}", where=path) from error


def _referring(value: Any, index: Index, key: str = "") -> Any:
    """Return a value in which fields that are known to hold numbers of posts and menus hold references."""
    if isinstance(value, dict):
        return {name: _referring(item, index, name) for name, item in value.items()}
    if isinstance(value, list):  # "ids": the pictures of a gallery
        return [_referring(item, index, "attachment_id" if key == "ids" else "") for item in value]
    number = _numbers({key: value}).get(key, 0) if key in _MENU_FIELDS | _POST_FIELDS else 0
    if key in _MENU_FIELDS and number in index.menu_numbers:
        return {"$id": f"nav_menu/{index.menu_numbers[number]}"}
    if key in _POST_FIELDS and number in index.refs:
        return {"$id": index.refs[number]}
    return value


def _numbers(value: Any) -> dict[str, int]:
    """Return the entries of an array that are whole numbers, also as texts."""
    return {
        key: int(item)
        for key, item in _mapping(value).items()
        if not isinstance(item, bool) and (isinstance(item, int) or (isinstance(item, str) and item.isdecimal()))
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _json(path: Path, what: str) -> Any:
    from launcher.bundle.json_gate import check_structure, unique_keys

    data = _bytes(path, what).removeprefix(b"\xef\xbb\xbf")
    try:
        check_structure(data, max_depth=_MAX_DEPTH, max_values=1_000_000)
        return json.loads(data, object_pairs_hook=unique_keys, parse_float=lambda text: {"$float": text})
    except (JsonRefused, ValueError, RecursionError) as error:
        raise DemoError(f"{what} cannot be read: {error}", where=path) from error


def _bytes(path: Path, what: str) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise DemoError(f"{what} are longer than {_MAX_BYTES:,} bytes", where=path)
        return path.read_bytes()
    except OSError as error:
        raise DemoError(f"{what} cannot be read: {error.strerror}", where=path) from error
