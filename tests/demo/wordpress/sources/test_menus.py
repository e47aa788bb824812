from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.document import MenuItem
from tests.support.wild_exports import document_of, item, meta, site_of

if TYPE_CHECKING:
    from pathlib import Path

MAIN = '<category domain="nav_menu" nicename="main"></category>'


def entry(number: int | str, parent: int | str = 0, more: str = "", **fields: str) -> str:
    named = {"type": "custom", "menu_item_parent": str(parent), "url": "/x/", **fields}
    return item(
        number,
        f"e{number}",
        "nav_menu_item",
        MAIN + "".join(meta(f"_menu_item_{k}", v) for k, v in named.items()) + more,
    )


def entries(folder: Path, *parts: str) -> tuple[MenuItem, ...]:
    (menu,) = document_of(folder, *parts).menus
    assert menu.name == "main"
    return menu.items


def test_fields_of_plugins_come_along_with_their_entry(tmp_path: Path) -> None:
    (found,) = entries(tmp_path, entry(1, more=meta("_menu_item_icon", "star") + meta("mega", "a:1:{i:0;i:1;}")))
    assert found.meta == (("_menu_item_icon", "star"), ("mega", "a:1:{i:0;i:1;}"))


def test_entries_without_numbers_or_with_the_same_are_each_there_once(tmp_path: Path) -> None:
    found = entries(tmp_path, *(entry("") for _ in range(20)), entry(5), entry(5), entry(6, 5))
    assert len(found) == 21
    assert [len(one.children) for one in found].count(1) == 1


@pytest.mark.parametrize("url", ["javascript:void(0)", " JavaScript:;", 'x"y', "a\tb"])
def test_an_entry_that_leads_to_a_script_leads_nowhere(tmp_path: Path, url: str) -> None:
    assert entries(tmp_path, entry(1, url=url, target="new window"))[0] == MenuItem("e1", url="#")


def test_an_address_for_mail_reaches_nobody(tmp_path: Path) -> None:
    assert entries(tmp_path, entry(1, url="mailto:amara@mail.com"))[0].url == "mailto:hello@example.com"


def test_entries_deeper_than_a_menu_may_be_are_left_out_and_named(tmp_path: Path) -> None:
    parts = [entry(number, number - 1) for number in range(1, 30)]
    site = site_of(tmp_path, *parts)
    entries(tmp_path, *parts)
    site.document()
    assert site.skipped == {"menu entry without its target": 1}


def test_classes_that_are_no_list_are_kept(tmp_path: Path) -> None:
    assert entries(tmp_path, entry(1, classes='a:1:{i:1;s:4:"wide";}'))[0].classes == ("wide",)
