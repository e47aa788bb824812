"""`launcher images`: the shopping list of a site, as a person and as a program asks for it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.command import launcher
from tests.support.demos import packed, photograph, small_demo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("images")
    demo = small_demo(place / "demo", {"images/bread@2x.jpg": photograph(640, 400)})
    return packed(demo, place / "b.launcher.zip")


@pytest.fixture
def site(bundle: Path, tmp_path: Path) -> Path:
    assert launcher("install", bundle, tmp_path / "site", "--yes").code == 0
    return tmp_path / "site"


def test_the_table_is_data_and_the_summary_is_talk(site: Path) -> None:
    outcome = launcher("images", site)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[0].split() == ["picture", "size", "aspect", "format", "state", "used", "on"]
    assert lines[1].split() == ["images/bread@2x.jpg", "640×400", "8:5", "jpeg", "open", "index.html"]
    assert lines[2].split() == ["images/bread.jpg", "320×200", "8:5", "jpeg", "open"]
    assert outcome.err == f"1 picture still to be replaced in {site}; 0 pictures replaced, 0 removed.\n"


def test_every_format_holds_every_file(site: Path) -> None:
    value = json.loads(launcher("images", site, "--json").out)
    assert [slot["path"] for slot in value["pictures"][0]["slots"]] == ["images/bread@2x.jpg", "images/bread.jpg"]
    assert len(list(csv.reader(io.StringIO(launcher("images", site, "--format", "csv").out)))) == 3
    assert "images/bread@2x.jpg" in launcher("images", site, "--format", "html").out


def test_the_list_goes_into_a_file(site: Path, tmp_path: Path) -> None:
    outcome = launcher("images", site, "--format", "csv", "-o", tmp_path / "list.csv")
    assert (outcome.code, outcome.out) == (0, "")
    assert "images/bread.jpg" in (tmp_path / "list.csv").read_text()
    failed = launcher("images", site, "--format", "csv", "-o", tmp_path / "no" / "list.csv")
    assert failed.code == 1
    assert failed.error == f"{tmp_path}/no/list.csv: the list cannot be written: No such file or directory"


def test_only_what_is_open_is_listed_on_request(site: Path) -> None:
    (site / "images/bread.jpg").write_bytes(b"mine")
    assert "images/bread.jpg" in launcher("images", site, "--open").out
    (site / "images/bread@2x.jpg").write_bytes(b"mine")
    outcome = launcher("images", site, "--open")
    assert outcome.out == ""
    assert outcome.err == f"0 pictures still to be replaced in {site}; 1 picture replaced, 0 removed.\n"


def test_a_folder_in_which_nothing_is_installed_has_no_list(tmp_path: Path) -> None:
    outcome = launcher("images", tmp_path)
    assert outcome.code == 1
    assert outcome.error == f"{tmp_path}: nothing is installed here by Launcher"
