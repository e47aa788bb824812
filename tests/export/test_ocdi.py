from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from launcher.demo.wordpress.document import File, Menu, Post, SiteDocument, Structure, Theme, Widget
from launcher.demo.wordpress.php_values import parse_php
from launcher.export.numbers import Addresses, Numbers
from launcher.export.ocdi import customizer_file, hook_file, settings_file, widgets_file

ADDRESSES = Addresses("https://demo.example", "https://media.example/uploads", "https://demo.example/theme")
SITE = SiteDocument(
    title="Demo",
    timezone="Europe/Vienna",
    permalinks="/%postname%/",
    front_page="page/home",
    posts_page="page/about/news",
    theme=Theme(
        "clinic-child",
        "clinic",
        mods={
            "accent": "pine",
            "custom_logo": Structure({"$id": "page/home"}),
            "nav_menu_locations": Structure({"primary": {"$id": "nav_menu/main"}}),
            "ratio": Structure({"$float": "1.5"}),
        },
        css="body { color: red }",
    ),
    options={"clinic_notice": "on"},
    posts=(
        Post("page/home", "page", "home", "Home"),
        Post("page/about", "page", "about", "About"),
        Post("page/about/news", "page", "news", "News", parent="page/about"),
        Post("hero", "attachment", "hero", "Hero", file=File(PurePosixPath("x"), PurePosixPath("2024/05/hero.jpg"))),
    ),
    menus=(Menu("nav_menu/main", "main", "Main", ("primary", "footer")),),
    sidebars={
        "sidebar-1": (
            Widget("text", Structure({"title": "Hello", "text": "{launcher:url:/about/}", "filter": True})),
            Widget("nav_menu", Structure({"nav_menu": {"$id": "nav_menu/main"}})),
            Widget("text", Structure({"ratio": {"$float": "0.5"}})),
        )
    },
)
NUMBERS = Numbers(SITE, 100)


def test_widgets_stand_under_their_sidebar_kind_and_number() -> None:
    found = json.loads(widgets_file(SITE, NUMBERS, ADDRESSES))
    assert found == {
        "sidebar-1": {
            "text-1": {"title": "Hello", "text": "https://demo.example/about/", "filter": True},
            "nav_menu-1": {"nav_menu": NUMBERS.of("nav_menu/main")},
            "text-2": {"ratio": 0.5},
        }
    }


def test_a_float_that_json_has_no_form_for_is_null() -> None:
    widget = Widget("text", Structure({"a": {"$float": "NAN"}, "b": {"$float": "-INF"}, "c": {"$float": "1.5"}}))
    found = json.loads(widgets_file(replace(SITE, sidebars={"s": (widget,)}), NUMBERS, ADDRESSES))
    assert found == {"s": {"text-1": {"a": None, "b": None, "c": 1.5}}}


def test_the_customizer_has_the_parent_theme_its_settings_and_no_numbers_of_menus() -> None:
    value: Any = parse_php(customizer_file(SITE, NUMBERS, ADDRESSES).encode())
    assert value == {
        "template": "clinic",
        "mods": {"accent": "pine", "custom_logo": NUMBERS.of("page/home"), "ratio": {"$float": "1.5"}},
        "options": {"clinic_notice": "on"},
        "wp_css": "body { color: red }",
    }


def test_a_theme_without_a_parent_is_its_own() -> None:
    site = replace(SITE, theme=Theme("clinic"))
    assert parse_php(customizer_file(site, NUMBERS, ADDRESSES).encode())["template"] == "clinic"


def test_settings_name_what_an_import_numbers_anew_in_another_way() -> None:
    settings = json.loads(settings_file("Clinic", SITE, NUMBERS, ADDRESSES))
    home, news, hero = (
        f"https://demo.example/?p={NUMBERS.of(ref)}" for ref in ("page/home", "page/about/news", "hero")
    )
    assert settings["pages"] == {
        "page_on_front": {"guid": home, "path": "home"},
        "page_for_posts": {"guid": news, "path": "about/news"},
    }
    assert settings["menus"] == {"primary": "main", "footer": "main"}
    assert settings["media"] == {"address": "https://media.example/uploads/", "files": {hero: "2024/05/hero.jpg"}}
    assert settings["options"] == {"blogname": "Demo", "timezone_string": "Europe/Vienna"}
    assert settings["permalinks"] == "/%postname%/"


@pytest.mark.skipif(not shutil.which("php"), reason="needs php")
def test_the_hook_is_php_that_does_nothing_outside_of_wordpress() -> None:
    done = subprocess.run(["php"], input=hook_file(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
