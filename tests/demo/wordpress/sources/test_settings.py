from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from launcher.demo.wordpress.document import Structure
from launcher.demo.wordpress.php_values import serialise_php
from launcher.errors import DemoError
from tests.support.wild_exports import document_of, item, media

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.wordpress.document import SiteDocument

HOME = item(1, "home", "page") + item(2, "other")


def customised(folder: Path, **value: Any) -> SiteDocument:
    path = folder / "customizer.dat"
    path.write_text(serialise_php({"template": "clinic", **value}))
    return document_of(folder, HOME, customizer=path, theme="clinic")


def test_a_widget_without_settings_has_none(tmp_path: Path) -> None:
    path = tmp_path / "widgets.wie"
    path.write_text('{"sidebar-1": {"calendar-2": [], "list-3": ["a"]}}')
    empty, listed = document_of(tmp_path, HOME, widgets=path).sidebars["sidebar-1"]
    assert (empty.base, empty.settings) == ("calendar", Structure({}))
    assert listed.settings == Structure({"0": "a"})


def test_a_widget_of_a_gallery_refers_to_its_pictures(tmp_path: Path) -> None:
    path = tmp_path / "widgets.wie"
    path.write_text('{"sidebar-1": {"media_gallery-2": {"ids": [2, 9], "columns": 2}}, "array_version": 3}')
    (widget,) = document_of(tmp_path, media(2, "2024/a.jpg"), widgets=path).sidebars["sidebar-1"]
    assert widget.settings == Structure({"ids": [{"$id": "attachment/file-2"}, 9], "columns": 2})


@pytest.mark.parametrize("kind", ["widgets", "redux"])
@pytest.mark.parametrize("value", ['{"$id": 5}', '"\\ud83d"', "1e9999", "99999999999999999999", '{"$object": 1}'])
def test_a_value_that_cannot_be_stored_is_an_error_of_its_file(tmp_path: Path, kind: str, value: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(f'{{"sidebar-1": {{"text-1": {{"a": {value}}}}}}}')
    files: dict[str, Any] = {"widgets": path} if kind == "widgets" else {"redux": {"clinic": path}}
    with pytest.raises(DemoError, match="cannot be") as caught:
        document_of(tmp_path, HOME, **files)
    assert caught.value.where == str(path)


def test_what_wordpress_notes_for_itself_stays_out_of_the_settings_of_a_theme(tmp_path: Path) -> None:
    mods = {"custom_css_post_id": 2, "sidebars_widgets": {"time": 1}, "accent": "red", "maps_api_key": "abc"}
    theme = customised(tmp_path, mods=mods).theme
    assert theme is not None
    assert theme.mods == {"accent": "red"}


def test_pages_that_are_none_are_not_the_front_page(tmp_path: Path) -> None:
    assert customised(tmp_path, options={"page_on_front": "2"}).front_page == ""
    assert customised(tmp_path, options={"page_on_front": "1", "show_on_front": "posts"}).front_page == ""
    both = customised(tmp_path, options={"page_on_front": "1", "page_for_posts": "1"})
    assert (both.front_page, both.posts_page) == ("page/home", "")


def test_secrets_are_no_settings(tmp_path: Path) -> None:
    options = {"clinic_access_token": "abc", "clinic": {"smtp_pass": "abc", "shipping_text": "Free"}}
    assert customised(tmp_path, options=options).options == {
        "clinic": Structure({"smtp_pass": "", "shipping_text": "Free"})
    }
