"""Real pictures into the slots of a real site."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from launcher.bundle.pack import pack
from launcher.errors import PictureError, TargetError
from launcher.site.install import install
from launcher.site.put import How, put, put_folder
from launcher.site.slots import read_slots
from launcher.site.status import status
from launcher.site.uninstall import uninstall
from tests.site.test_faults import comparable
from tests.support.demos import INDEX, photograph, small_demo
from tests.support.pictures import picture as make_picture
from tests.support.plans import picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("put")
    files: dict[str, str | bytes] = {
        "index.html": INDEX,
        "images/bread-160x100.jpg": photograph(160, 100),
        "images/bread.webp": photograph(320, 200, "WEBP"),
        "images/logo.png": make_picture("PNG", "RGBA", (60, 60)),
        "images/team/anna.jpg": photograph(50, 50),
    }
    return pack(small_demo(place / "demo", files), place / "b.launcher.zip").path


@pytest.fixture
def site(bundle: Path, tmp_path: Path) -> Path:
    install(bundle, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    build_file_tree(tmp_path / "mine", {"photo.png": photograph(900, 600, "PNG"), "notes.txt": "hello"})
    return tmp_path / "mine/photo.png"


def facts(path: Path) -> tuple[str | None, tuple[int, int]]:
    with Image.open(path) as image:
        return image.format, image.size


def states(site: Path) -> dict[str, str]:
    return {slot.name: slot.state for picture in read_slots(site).pictures for slot in picture.slots}


def test_a_picture_goes_into_all_its_sizes_and_formats_and_is_the_owners(site: Path, mine: Path) -> None:
    result = put(site, "images/bread.jpg", mine)
    wanted = ["images/bread-160x100.jpg", "images/bread.jpg", "images/bread.webp"]
    assert sorted(str(placed.slot.path) for placed in result.placed) == wanted
    assert [facts(site / path) for path in wanted] == [("JPEG", (160, 100)), ("JPEG", (320, 200)), ("WEBP", (320, 200))]
    found = status(site)
    assert (found.yours, found.changed) == (tuple(wanted), ())
    assert [str(one.slots[0].path) for one in result.still_open] == ["images/logo.png", "images/team/anna.jpg"]
    assert set(uninstall(site).kept) == set(wanted)


def test_one_file_alone_is_replaced_on_request(site: Path, mine: Path) -> None:
    put(site, "images/bread.jpg", mine, only=True)
    assert status(site).yours == ("images/bread.jpg",)


def test_a_picture_may_be_put_again_and_what_came_in_by_other_means_stays(site: Path, mine: Path) -> None:
    put(site, "images/bread.jpg", mine)
    (site / "images/bread.webp").write_bytes(b"by hand")
    result = put(site, "images/bread.jpg", mine, how=How("stretch"))
    assert [str(slot.path) for slot in result.skipped] == ["images/bread.webp"]
    assert (site / "images/bread.webp").read_bytes() == b"by hand"
    with pytest.raises(TargetError, match="something else there already") as caught:
        put(site, "images/bread.webp", mine)
    assert caught.value.hint == "--overwrite replaces it"
    put(site, "images/bread.webp", mine, overwrite=True)
    assert status(site).changed == ()


def test_a_slot_that_the_owner_removed_is_filled_when_it_is_named(site: Path, mine: Path) -> None:
    (site / "images/team/anna.jpg").unlink()
    put(site, "images/team/anna.jpg", mine)
    assert facts(site / "images/team/anna.jpg") == ("JPEG", (50, 50))


def test_a_dry_run_fits_everything_and_changes_nothing(site: Path, mine: Path) -> None:
    before = picture(site)
    result = put(site, "images/logo.png", mine, dry_run=True)
    assert [placed.size > 0 for placed in result.placed] == [True]
    assert picture(site) == before


def test_paths_are_taken_from_the_site_from_here_and_absolute(
    site: Path, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site.parent)
    (site.parent / "link").symlink_to(site)
    for path in ("./images/logo.png", "site/images/logo.png", "link/images/logo.png", str(site / "images/logo.png")):
        assert str(put(site, path, mine).placed[0].slot.path) == "images/logo.png"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("images/lugo.png", r'is not there in this site \(did you mean "images/logo.png"\?\)'),
        ("index.html", "index.html is no placeholder"),
        ("../mine/photo.png", "is not inside the site"),
        ("/etc/passwd", "is not inside the site"),
        ("images/../../x", "is not inside the site"),
        (".launcher/receipt.json", "is not there"),
        (".", "is not there"),
    ],
)
def test_a_path_that_is_no_slot_is_refused(site: Path, mine: Path, path: str, message: str) -> None:
    before = picture(site)
    with pytest.raises(TargetError, match=message):
        put(site, path, mine)
    assert picture(site) == before


def test_a_link_in_place_of_a_slot_is_neither_followed_nor_replaced(site: Path, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (site / "images/logo.png").unlink()
    (site / "images/logo.png").symlink_to(tmp_path / "precious")
    for overwrite, message in ((False, "something else there already"), (True, "no regular file")):
        with pytest.raises(TargetError, match=message):
            put(site, "images/logo.png", mine, overwrite=overwrite)
    assert (tmp_path / "precious").read_text() == "precious"
    assert (site / "images/logo.png").is_symlink()


@pytest.mark.parametrize("kind", ["text", "missing", "folder", "pipe", "huge"])
def test_a_file_that_is_no_picture_is_refused_and_nothing_is_changed(site: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file"
    if kind == "text":
        file.write_text("hello")
    elif kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "huge":
        with file.open("wb") as stream:
            stream.truncate(200 * 1024 * 1024)
    before = picture(site)
    with pytest.raises(PictureError) as caught:
        put(site, "images/logo.png", file)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(f"{file}: it ")
    assert picture(site) == before


def test_a_folder_fills_what_its_names_say_in_one_go(site: Path, tmp_path: Path) -> None:
    folder = build_file_tree(
        tmp_path / "mine",
        {
            "Bread.PNG": photograph(640, 400, "PNG"),
            "images/logo.jpg": photograph(90, 90),
            "holiday.jpg": photograph(20, 20),
            "notes.txt": "hello",
            "anna.txt": "no picture at all",
            ".hidden/anna.jpg": photograph(50, 50),
        },
    )
    result = put_folder(site, folder)
    assert {str(placed.slot.path): placed.file.name for placed in result.placed} == {
        "images/bread.jpg": "Bread.PNG",
        "images/bread.webp": "Bread.PNG",
        "images/bread-160x100.jpg": "Bread.PNG",
        "images/logo.png": "logo.jpg",
    }
    assert result.unmatched == ("anna.txt", "holiday.jpg", "notes.txt")
    assert [str(one.slots[0].path) for one in result.still_open] == ["images/team/anna.jpg"]
    assert states(site)["images/team/anna.jpg"] == "open"


def test_one_bad_file_in_a_folder_and_nothing_is_changed(site: Path, tmp_path: Path) -> None:
    cut = make_picture("JPEG", size=(300, 200))[:4000]
    folder = build_file_tree(
        tmp_path / "mine", {"bread.png": photograph(40, 40, "PNG"), "anna.jpg": cut, "logo.jpg": cut}
    )
    before = picture(site)
    with pytest.raises(PictureError, match="2 files cannot be used") as caught:
        put_folder(site, folder)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        str(folder / "logo.jpg"), str(folder / "anna.jpg")
    ]  # fmt: skip
    assert comparable(picture(site)) == comparable(before)


def test_names_that_may_mean_two_slots_are_refused_by_name(site: Path, tmp_path: Path) -> None:
    data = photograph(20, 20)
    folder = build_file_tree(
        tmp_path / "mine", {"anna.jpg": data, "anna.png": data, "a/logo.png": data, "logo.gif": data}
    )
    (folder / "anna.jpg").rename(folder / "anna.webp")
    with pytest.raises(PictureError) as caught:
        put_folder(site, folder)
    assert caught.value.problems == ("anna.png or anna.webp may be for images/team/anna.jpg",)


def test_a_copy_of_the_site_puts_only_what_is_no_placeholder(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (copy / "images/team").mkdir(parents=True)
    for path in ("images/logo.png", "images/team/anna.jpg"):
        (copy / path).write_bytes((site / path).read_bytes())
    (copy / "images/team/anna.jpg").write_bytes(photograph(500, 500))
    result = put_folder(site, copy)
    assert [str(placed.slot.path) for placed in result.placed] == ["images/team/anna.jpg"]
    assert result.unmatched == ("images/logo.png",)


def test_what_the_owner_has_put_elsewise_is_skipped(site: Path, tmp_path: Path) -> None:
    (site / "images/logo.png").write_bytes(b"by hand")
    folder = build_file_tree(tmp_path / "mine", {"logo.png": photograph(60, 60, "PNG")})
    assert [str(slot.path) for slot in put_folder(site, folder).skipped] == ["images/logo.png"]
    assert (site / "images/logo.png").read_bytes() == b"by hand"
    put_folder(site, folder, overwrite=True)
    assert facts(site / "images/logo.png") == ("PNG", (60, 60))


def test_a_folder_that_is_none_is_refused(site: Path, mine: Path) -> None:
    for folder in (mine, site / "nowhere"):
        with pytest.raises(TargetError, match="no folder with pictures"):
            put_folder(site, folder)


def test_the_slots_bytes_are_a_new_picture_of_its_own(site: Path, mine: Path) -> None:
    put(site, "images/logo.png", mine)
    with Image.open(io.BytesIO((site / "images/logo.png").read_bytes())) as image:
        assert (image.mode, image.size) == ("RGBA", (60, 60))
