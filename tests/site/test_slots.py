"""What an installed site still has of ours, read from the site alone."""

from __future__ import annotations

import base64
import csv
import io
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.pack import pack
from launcher.errors import TargetError
from launcher.site.install import install
from launcher.site.slot_list import render_csv, render_html
from launcher.site.slots import Slots, read_slots
from tests.support.demos import INDEX, photograph, small_demo

if TYPE_CHECKING:
    from pathlib import Path

DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("slots")
    files: dict[str, str | bytes] = {
        "index.html": INDEX.replace("</body>", '<img src="images/bread.webp"></body>'),
        "shop/index.html": '<link rel=stylesheet href=../css/site.css><p class="offer"></p>',
        "css/site.css": f".offer {{ background: url(../images/=a.png) }} a {{ x: url(data:image/gif;base64,{DOT}) }}",
        "images/bread-160x100.jpg": photograph(160, 100),
        "images/bread.webp": photograph(320, 200, "WEBP"),
        "images/=a.png": photograph(30, 20, "PNG"),
        "images/unused.png": photograph(40, 40, "PNG"),
    }
    return pack(small_demo(place / "demo", files), place / "b.launcher.zip").path


@pytest.fixture
def site(bundle: Path, tmp_path: Path) -> Path:
    install(bundle, tmp_path / "site")
    return tmp_path / "site"


def states(slots: Slots) -> dict[str, str]:
    return {slot.name: slot.state for picture in slots.pictures for slot in picture.slots}


def test_sizes_and_formats_of_one_picture_are_one_entry_the_largest_first(site: Path) -> None:
    slots = read_slots(site)
    bread = next(picture for picture in slots.pictures if len(picture.slots) > 1)
    assert [slot.name for slot in bread.slots] == [
        "images/bread.jpg", "images/bread.webp", "images/bread-160x100.jpg"
    ]  # fmt: skip
    first = bread.slots[0]
    assert (first.entry.width, first.entry.height, first.aspect, first.entry.format) == (320, 200, "8:5", "jpeg")
    assert slots.count("open") == len(slots.pictures) == 4


def test_each_knows_the_pages_that_show_it(site: Path) -> None:
    (site / "mine.html").write_text("<img src=images/unused.png>")
    pages = {slot.name: slot.pages for picture in read_slots(site).pictures for slot in picture.slots}
    assert pages["images/bread.jpg"] == ("index.html",)
    assert pages["images/bread-160x100.jpg"] == ()
    assert pages["images/=a.png"] == ("shop/index.html",)
    assert pages["images/unused.png"] == ("mine.html",)


def test_what_the_owner_replaced_or_removed_is_no_longer_open(site: Path) -> None:
    (site / "images/bread.jpg").write_bytes(photograph(320, 200))
    (site / "images/unused.png").unlink()
    slots = read_slots(site)
    found = states(slots)
    assert found["images/bread.jpg"] == "yours"
    assert found["images/bread-160x100.jpg"] == "open"
    assert found["images/unused.png"] == "lost"
    assert (slots.count("open"), slots.count("yours"), slots.count("lost")) == (3, 0, 1)
    assert [picture.slots[0].name for picture in slots.only_open().pictures] == [
        picture.slots[0].name for picture in slots.pictures if picture.state == "open"
    ]


def test_an_inline_placeholder_is_open_until_it_is_out_of_the_text(site: Path) -> None:
    (name,) = [name for name in states(read_slots(site)) if "@" in name]
    css = site / "css/site.css"
    css.write_text("/* mine */" + css.read_text())
    assert states(read_slots(site))[name] == "open"
    css.write_text(re.sub(r"base64,[^)]*", "base64," + base64.b64encode(b"mine").decode(), css.read_text()))
    assert states(read_slots(site))[name] == "yours"


def test_a_spreadsheet_gets_a_line_a_file_and_no_formula(site: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(read_slots(site)))))
    assert len(rows) == 6
    hostile = next(row for row in rows if row["path"].endswith("=a.png"))
    assert not any(value.startswith("=") for row in rows for value in row.values())
    assert hostile["pages"] == "shop/index.html"
    assert hostile["uses"] == "background"
    assert len({row["picture"] for row in rows}) == 4


def test_the_page_shows_what_is_to_be_replaced_and_loads_nothing(site: Path) -> None:
    (site / "images/unused.png").write_bytes(b"mine")
    page = render_html(read_slots(site))
    assert "To replace" in page
    assert "Replaced by you" in page
    assert "also as images/bread.webp 320 × 200; images/bread-160x100.jpg 160 × 100" in page
    assert page.count("<img ") == 3
    assert re.findall(r'(?:src|href)="(?!#)', page) == []


def test_a_receipt_whose_pictures_make_no_sense_is_one_clear_error(site: Path) -> None:
    receipt = site / ".launcher/receipt.json"
    receipt.write_text(receipt.read_text().replace('"format": "jpeg"', '"format": 7'))
    with pytest.raises(TargetError, match="damaged"):
        read_slots(site)


def test_a_page_that_cannot_be_read_hides_no_picture(site: Path) -> None:
    (site / "linked.html").symlink_to("/etc/passwd")
    (site / "huge.html").write_bytes(b"<img src=images/unused.png>" + bytes(17 * 1024 * 1024))
    assert len(states(read_slots(site))) == 6
    assert PurePosixPath("huge.html") not in {
        use.page for picture in read_slots(site).pictures for slot in picture.slots for use in slot.uses
    }
