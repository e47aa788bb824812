"""`launcher images`: the shopping list of a site, as a person and as a program asks for it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from launcher.site.folder import Folder
from launcher.site.lock import Lock
from tests.support.command import launcher
from tests.support.demos import packed, photograph, small_demo
from tests.support.plans import picture

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


def test_a_picture_is_put_in_place_and_said_to_be_the_owners(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.png").write_bytes(photograph(500, 400, "PNG"))
    outcome = launcher("images", "put", site, "images/bread.jpg", tmp_path / "mine.png", "--gravity", "north-west")
    assert outcome.code == 0
    small = "it is smaller than the slot, 500×400 for 640×400, and is enlarged 1.3 times"
    assert outcome.err.splitlines() == [
        f"warning: {tmp_path}/mine.png, for images/bread@2x.jpg: {small}",
        f"Put 2 files in place in {site}; 0 pictures still to be replaced.",
    ]
    assert [line.split()[0] for line in outcome.out.splitlines()] == ["put", "put"]
    said = launcher("status", site).out
    assert "  yours    images/bread.jpg\n  yours    images/bread@2x.jpg\n" in said
    assert launcher("status", "--exit-code", site).code == 0


def test_quiet_means_errors_alone(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.png").write_bytes(photograph(50, 40, "PNG"))
    outcome = launcher("images", "put", site, "images/bread.jpg", tmp_path / "mine.png", "-q")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_a_folder_is_put_in_place(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/bread.webp").write_bytes(photograph(700, 700, "WEBP"))
    (tmp_path / "mine/other.jpg").write_bytes(photograph(70, 70))
    dry = launcher("images", "put", site, "--from", tmp_path / "mine", "--dry-run")
    assert dry.err == f"Would put 2 files in place in {site}; 0 pictures still to be replaced. Nothing was changed.\n"
    assert "1 picture still to be replaced" in launcher("images", site).err
    value = json.loads(launcher("images", "put", site, "--from", tmp_path / "mine", "--json").out)
    assert [placed["path"] for placed in value["placed"]] == ["images/bread@2x.jpg", "images/bread.jpg"]
    assert (value["unmatched"], value["open"]) == (["other.jpg"], [])


def test_what_cannot_be_used_is_listed(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.jpg").write_text("no picture")
    outcome = launcher("images", "put", site, "images/bread.jpg", tmp_path / "mine.jpg")
    assert outcome.code == 1
    assert outcome.err.splitlines() == [
        "error: a file cannot be used",
        f"  {tmp_path}/mine.jpg: it is no picture that can be read; save it as JPEG, PNG or WebP",
        "hint: nothing was changed",
    ]


def test_a_target_that_is_called_put_can_be_reached(site: Path, tmp_path: Path) -> None:
    site.rename(tmp_path / "put")
    assert launcher("images", "./put", cwd=tmp_path).out.count("images/bread") == 2
    assert launcher("images", "--open", "put", cwd=tmp_path).out.count("images/bread") == 2
    assert launcher("images", "put", cwd=tmp_path).code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["images/bread.jpg"],
        ["a", "b", "--from", "."],
        ["--from", ".", "--only"],
        ["a", "b", "--focus", "2,0"],
        ["a", "b", "--focus", "left"],
        ["a", "b", "--focus", "0,0", "--gravity", "north"],
        ["a", "b", "--background", "#12"],
        ["a", "b", "--quality", "0"],
        ["a", "b", "--fit", "squeeze"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    outcome = launcher("images", "put", tmp_path, *arguments)
    assert outcome.code == 2
    assert "Usage: launcher images put" in outcome.err


def test_a_colour_and_a_point_are_taken_as_people_write_them(site: Path, tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "mine.png").write_bytes(photograph(100, 400, "PNG"))
    for colour, wanted in (
        ("#f00", (255, 0, 0)),
        ("00ff00", (0, 255, 0)),
        ("#0000ffff", (0, 0, 255)),
        ("BLACK", (0, 0, 0)),
    ):
        arguments = ("--fit", "pad", "--background", colour, "--focus", "100%, 0.5", "--quality", "95", "--only")
        assert launcher("images", "put", site, "images/bread.jpg", tmp_path / "mine.png", *arguments).code == 0
        with Image.open(site / "images/bread.jpg") as image:
            beside = image.convert("RGB").crop((10, 50, 40, 150)).resize((1, 1))
        # JPEG keeps a colour of its own to a few levels.
        assert all(abs(a - b) < 8 for a, b in zip(beside.tobytes(), wanted, strict=True)), colour


def test_a_site_that_is_busy_is_waited_for_and_then_has_its_own_exit_code(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.png").write_bytes(photograph(400, 300, "PNG"))
    before = picture(site)
    with Folder.open(site) as folder:
        lock = Lock(folder)
        lock.take()
        outcome = launcher("images", "put", site, "images/bread.jpg", tmp_path / "mine.png", "--wait", "0.1")
        lock.release()
    assert outcome.code == 3
    assert "is working on it" in outcome.error
    assert picture(site) == before


def test_pictures_are_put_where_the_state_is_elsewhere(bundle: Path, tmp_path: Path) -> None:
    site, state = tmp_path / "public", tmp_path / "state"
    assert launcher("install", bundle, site, "--yes", "--state", state).code == 0
    (tmp_path / "mine.png").write_bytes(photograph(400, 300, "PNG"))
    outcome = launcher(
        "images", "put", site, "images/bread.jpg", tmp_path / "mine.png", "--state", state, "--no-sync", "--json"
    )
    assert json.loads(outcome.out)["placed"]
    assert "yours" in launcher("images", site, "--state", state).out
