"""What One Click Demo Import takes: content as WXR, widgets, the customizer's settings, and a hook for the rest.

Formats: inc/WidgetImporter.php and inc/CustomizerImporter.php of that plugin, which are those of Widget Importer &
Exporter (JSON by sidebar) and Customizer Export/Import (PHP's ``serialize``).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.php_values import serialise_php
from launcher.export.numbers import json_value, numbered, plain_value
from launcher.export.wxr_items import guid

if TYPE_CHECKING:
    from launcher.demo.wordpress.document import Post, SiteDocument
    from launcher.export.numbers import Addresses, Numbers


def widgets_file(document: SiteDocument, numbers: Numbers, addresses: Addresses) -> str:
    """Return the widgets by sidebar, each under its kind and a number."""
    counted: Counter[str] = Counter()
    sidebars: dict[str, dict[str, Any]] = {}
    for sidebar, widgets in numbered(replace(document, posts=()), numbers, addresses).sidebars.items():
        inner = sidebars.setdefault(sidebar, {})
        for widget in widgets:
            counted[widget.base] += 1
            settings = json_value(plain_value(widget.settings, numbers))
            inner[f"{widget.base}-{counted[widget.base]}"] = settings
    return json.dumps(sidebars, ensure_ascii=False)


def customizer_file(document: SiteDocument, numbers: Numbers, addresses: Addresses) -> str:
    """Return the settings of the theme; the plugin takes them only where its parent theme is the active one."""
    document = numbered(replace(document, posts=()), numbers, addresses)
    theme = document.theme
    assert theme is not None
    mods = {
        name: plain_value(stored, numbers) for name, stored in theme.mods.items() if name != "nav_menu_locations"
    }  # locations hold numbers of menus, which an import gives anew: the hook sets them
    options = {name: plain_value(stored, numbers) for name, stored in document.options.items()}
    value = {"template": theme.template or theme.stylesheet, "mods": mods, "options": options, "wp_css": theme.css}
    return serialise_php(value)


def settings_file(name: str, document: SiteDocument, numbers: Numbers, addresses: Addresses) -> str:
    """Return what the hook sets after the import.

    Numbers are given anew: menus are named by slug, pages by guid and path, media by guid and the address in texts.
    """
    posts = _with_parents(document, {document.front_page, document.posts_page})

    def path(ref: str) -> str:
        above = path(posts[ref].parent) if posts[ref].parent else ""
        return f"{above}/{posts[ref].slug}" if above else posts[ref].slug

    pages = {"page_on_front": document.front_page, "page_for_posts": document.posts_page}
    options = {
        "blogname": document.title,
        "blogdescription": document.tagline,
        "timezone_string": document.timezone,
        "posts_per_page": document.posts_per_page,
    }
    settings = {
        "name": name,
        "pages": {
            option: {"guid": guid(addresses, numbers.of(ref)), "path": path(ref)}
            for option, ref in pages.items()
            if ref
        },
        "menus": {location: menu.slug for menu in document.menus for location in menu.locations},
        "media": {
            "address": f"{addresses.uploads}/",
            "files": {
                guid(addresses, numbers.of(post.ref)): str(post.file.path)
                for post in document.posts
                if post.file is not None
            },
        },
        "options": {key: value for key, value in options.items() if value},
        "permalinks": document.permalinks,
    }
    return json.dumps(settings, ensure_ascii=False, indent=1) + "\n"


def _with_parents(document: SiteDocument, wanted: set[str]) -> dict[str, Post]:
    """Return posts and those above them, by reference; the others need not be in memory."""
    found: dict[str, Post] = {}
    while missing := wanted - found.keys() - {""}:
        found |= {post.ref: post for post in document.posts if post.ref in missing}
        wanted = {post.parent for post in found.values()}
    return found


def hook_file() -> str:
    """Return the PHP that a theme's functions.php requires; it registers the demo and sets the rest after an import."""
    return Path(__file__).with_name("demo-import.php").read_text(encoding="utf-8")
