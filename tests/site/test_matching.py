from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.images.ledger import LedgerEntry, Recipe
from launcher.site.matching import Matches, match_files
from launcher.site.slots import Slot, group

SITE = "images/hero.jpg images/hero-300x200.jpg images/hero.webp team/anna.png gallery/01.jpg shop/01.jpg logo.png"


def match(files: str, site: str = SITE) -> Matches:
    slots = []
    for path in site.split():
        side = 30 if "x" in path else 300
        recipe = Recipe("", "jpeg", side, side, style="plain")
        entry = LedgerEntry(PurePosixPath(path), "jpeg", side, side, "placeholder", recipe)
        slots.append(Slot(entry, "open", ()))
    return match_files(map(PurePosixPath, files.split()), group(slots))


def found(files: str, site: str = SITE) -> dict[str, str]:
    matches = match(files, site)
    assert matches.ambiguous == ()
    return {str(slot.path): str(file) for slot, file in matches.found}


@pytest.mark.parametrize(
    "file", ["team/anna.png", "team/anna.webp", "TEAM/Anna.JPG", "anna.tif", "Anna", "anna-large.jpg"]
)
def test_a_name_matches_whatever_its_folder_case_and_format(file: str) -> None:
    assert found(file) == {"team/anna.png": file}


def test_all_sizes_and_formats_take_the_file_of_their_picture() -> None:
    assert set(found("hero.png")) == {"images/hero.jpg", "images/hero.webp", "images/hero-300x200.jpg"}
    assert set(found("hero-2048x1366.png").values()) == {"hero-2048x1366.png"}


def test_a_file_for_one_size_is_for_that_size_alone() -> None:
    assert found("hero.jpg hero-300x200.png") == {
        "images/hero.jpg": "hero.jpg",
        "images/hero.webp": "hero.jpg",
        "images/hero-300x200.jpg": "hero-300x200.png",
    }


def test_the_exact_name_wins_over_the_same_name_in_another_format() -> None:
    assert found("team/anna.jpg team/anna.png") == {"team/anna.png": "team/anna.png"}
    assert match("team/anna.jpg team/anna.png").unmatched == (PurePosixPath("team/anna.jpg"),)


def test_a_name_that_two_pictures_have_is_refused_by_name() -> None:
    assert match("01.jpg").ambiguous == ("01.jpg may be for gallery/01.jpg or shop/01.jpg",)
    assert found("shop/01.webp") == {"shop/01.jpg": "shop/01.webp"}


def test_two_files_for_one_slot_are_refused_by_name() -> None:
    assert match("anna.gif anna.webp").ambiguous == ("anna.gif or anna.webp may be for team/anna.png",)
    assert match("hero-1024x768.gif hero-2048x1536.gif").ambiguous == (
        "hero-1024x768.gif or hero-2048x1536.gif may be for images/hero.jpg",
    )


@pytest.mark.parametrize("file", ["nobody.jpg", "other/anna.png", "her.jpg", "images", ".png"])
def test_a_file_that_means_no_slot_is_said_to_be_left(file: str) -> None:
    assert match(file) == Matches((), (PurePosixPath(file),), ())
