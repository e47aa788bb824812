"""``launcher upgrade``, ``recover`` and what they say, as scripts and people meet them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from launcher.site.folder import Folder
from launcher.site.lock import Lock
from tests.support.bundles import write_bundle
from tests.support.command import launcher
from tests.support.plans import picture

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"<!doctype html>\n<title>Site</title>\n<p>one</p>\n<p>two</p>\n<p>three</p>\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "old.zip", {"index.html": PAGE, "gone.txt": b"gone"}, version="1.0.0")
    write_bundle(tmp_path / "new.zip", {"index.html": PAGE.replace(b"one", b"ONE"), "b.txt": b"b"}, version="1.1.0")
    assert launcher("install", "old.zip", "site", "--yes", cwd=tmp_path).code == 0
    return tmp_path


def test_a_dry_run_shows_a_diff_and_changes_nothing(place: Path) -> None:
    before = picture(place)
    outcome = launcher("upgrade", "site", "new.zip", "--dry-run", cwd=place)
    assert outcome.code == 0
    assert "replace   index.html\n" in outcome.out
    assert "-<p>one</p>\n+<p>ONE</p>\n" in outcome.out
    assert "remove    gone.txt\n" in outcome.out
    assert "Nothing was changed." in outcome.err
    value = json.loads(launcher("upgrade", "site", "new.zip", "--dry-run", "--json", cwd=place).out)
    (page,) = [file for file in value["files"] if file["path"] == "index.html"]
    assert page["fate"] == "replace"
    assert "+<p>ONE</p>" in page["diff"]
    assert picture(place) == before


def test_what_lies_beside_is_named_and_a_second_upgrade_says_that_all_is_well(place: Path) -> None:
    (place / "site/index.html").write_bytes(PAGE.replace(b"one", b"mine"))
    outcome = launcher("upgrade", "site", "new.zip", cwd=place)
    assert outcome.code == 0
    assert "offer     index.html -> index.html.launcher-new\n" in outcome.out
    assert "hint: 1 new version lies beside files that you changed" in outcome.err
    assert "  offered  index.html.launcher-new\n" in launcher("status", "site", cwd=place).out
    again = launcher("upgrade", "site", "new.zip", cwd=place)
    assert (again.code, again.out) == (0, "")
    assert "up to date" in again.err


def test_a_limit_holds_for_the_new_bundle_and_is_raised(place: Path) -> None:
    before = picture(place)
    refused = launcher("upgrade", "site", "new.zip", "--limit", "entries=2", cwd=place)
    assert refused.code == 1
    assert "more than 2 entries" in refused.err
    assert "--limit entries=VALUE" in refused.err
    assert picture(place) == before
    assert launcher("upgrade", "site", "new.zip", "--limit", "entries=3", cwd=place).code == 0


def test_an_older_version_is_an_error_with_a_way_out(place: Path) -> None:
    launcher("upgrade", "site", "new.zip", cwd=place)
    outcome = launcher("upgrade", "site", "old.zip", cwd=place)
    assert outcome.code == 1
    assert "hint: --downgrade" in outcome.err
    assert launcher("upgrade", "site", "old.zip", "--downgrade", cwd=place).code == 0


@pytest.mark.parametrize("command", [["upgrade", "site", "new.zip"], ["uninstall", "site"], ["recover", "site"]])
def test_a_target_that_is_busy_has_its_own_exit_code(place: Path, command: list[str]) -> None:
    with Folder.open(place / "site") as folder:
        lock = Lock(folder)
        lock.take()
        before = picture(place)
        outcome = launcher(*command, "--wait", "0.1", cwd=place)
        assert outcome.code == 3
        assert "is working on it" in outcome.error
        assert "--wait" in outcome.err
        assert picture(place) == before
        lock.release()


def test_a_recovery_says_what_it_found(place: Path) -> None:
    assert "nothing was interrupted" in launcher("recover", "site", cwd=place).err
    (place / "site/.launcher/staging").mkdir()
    value = json.loads(launcher("recover", "site", "--json", cwd=place).out)
    assert value == {"target": str(place / "site"), "outcome": "cleared", "command": ""}


def test_files_that_are_there_are_listed_in_a_dry_run(place: Path) -> None:
    (place / "other").mkdir()
    (place / "other/index.html").write_bytes(PAGE)
    (place / "other/gone.txt").write_text("mine")
    assert launcher("install", "old.zip", "other", "--yes", cwd=place).code == 1
    outcome = launcher("install", "old.zip", "other", "--yes", "--adopt", "--overwrite", "--dry-run", cwd=place)
    words = {line.split()[-1]: line.split()[0] for line in outcome.out.splitlines()}
    assert words == {"index.html": "adopt", "gone.txt": "over", "site.yaml": "write"}
    assert launcher("install", "old.zip", "other", "--yes", "--adopt", "--overwrite", cwd=place).code == 0
    removed = launcher("uninstall", "other", cwd=place)
    assert removed.out == "restore gone.txt\nkeep    index.html\n"
    assert (place / "other/gone.txt").read_text() == "mine"
