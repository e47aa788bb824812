"""Locked, recovered, tidy: how every command meets a target, and where its state is."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from launcher.errors import BusyError, TargetError
from launcher.site import system
from launcher.site.change import Change, change_installed
from launcher.site.folder import Folder
from launcher.site.handle import OpenFolder
from launcher.site.lock import Lock
from launcher.site.ownership import check_ownership, parse_mode, parse_owner
from launcher.site.receipt import Ownership
from launcher.site.recover import recover
from launcher.site.session import Settings
from launcher.site.status import status
from launcher.site.transaction import Manner, apply
from launcher.site.uninstall import uninstall
from tests.support.actions import Rows, make_database, read_rows, register
from tests.support.faults import CountedCalls, DyingCalls, Killed
from tests.support.plans import SITE, make_plan, picture
from tests.support.trees import build_file_tree, read_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.site.receipt import Receipt


class Releasing(CountedCalls):
    """Does not wait, but lets the holder of a lock finish while somebody does."""

    def __init__(self, lock: Lock) -> None:
        super().__init__()
        self._lock = lock

    def pause(self, seconds: float) -> None:
        super().pause(seconds)
        self._lock.release()


def test_who_waits_gets_the_lock_when_it_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apply(make_plan(), tmp_path / "site")
    with Folder.open(tmp_path / "site") as folder:
        lock = Lock(folder)
        lock.take()
        with pytest.raises(BusyError, match="is working on it"):
            uninstall(tmp_path / "site")
        with pytest.raises(BusyError):
            recover(tmp_path / "site")
        monkeypatch.setattr(system, "calls", Releasing(lock))
        uninstall(tmp_path / "site", settings=Settings(wait=60))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("exists", [True, False])
def test_the_state_can_be_outside_of_the_web_root(tmp_path: Path, exists: bool) -> None:
    site, place = tmp_path / "www" / "site", tmp_path / "state"
    if exists:
        build_file_tree(site, {"notes.txt": "mine"})
    before = picture(tmp_path)
    apply(make_plan(), site, settings=Settings(state=place))
    assert (place / "receipt.json").is_file()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert (site / ".launcher").read_text().endswith(f"{place}\n")
    assert status(site).unchanged == len(SITE)  # found again without being told
    with pytest.raises(TargetError, match="its state is in"):
        status(site, state=tmp_path / "elsewhere")
    uninstall(site)
    assert picture(tmp_path) == before


def test_one_state_folder_is_for_one_target(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "one", settings=Settings(state=tmp_path / "state"))
    before = picture(tmp_path)
    with pytest.raises(TargetError, match="it holds the state of"):
        apply(make_plan(), tmp_path / "two", settings=Settings(state=tmp_path / "state"))
    after = picture(tmp_path)
    before.pop("state/lock")
    after.pop("state/lock")
    assert after == before


def test_the_environment_says_where_the_state_of_new_targets_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(make_plan(), tmp_path / "old")
    monkeypatch.setenv("LAUNCHER_STATE", str(tmp_path / "state"))
    apply(make_plan(), tmp_path / "site")
    assert (tmp_path / "state/receipt.json").exists()
    assert status(tmp_path / "old").clean
    monkeypatch.delenv("LAUNCHER_STATE")
    uninstall(tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_state_folder_on_another_disk_is_refused(tmp_path: Path, worlds: Path) -> None:
    if worlds.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs two file systems")
    site = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    before = picture(tmp_path)
    for target in (site, tmp_path / "new"):
        with pytest.raises(TargetError, match="on another file system"):
            apply(make_plan(), target, settings=Settings(state=worlds / "state"))
    assert (picture(tmp_path), list(worlds.iterdir())) == (before, [])


@pytest.mark.parametrize("text", ["mine", "launcher-state: 1\nrelative\n", "launcher-state: 1\n/a/../b\n", ""])
def test_a_file_in_the_place_of_the_state_that_names_none_is_refused(tmp_path: Path, text: str) -> None:
    site = build_file_tree(tmp_path / "site", {".launcher": text})
    before = picture(tmp_path)
    for operation in (lambda: apply(make_plan(), site), lambda: status(site), lambda: uninstall(site)):
        with pytest.raises(TargetError, match=r"\.launcher: it should be a folder"):
            operation()
    assert picture(tmp_path) == before


def test_a_status_recovers_first_and_says_so_where_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)
    database = make_database(tmp_path / "rows.db")
    plan = make_plan(actions=(Rows(database, "clinic", ("one",)),))
    site = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    counted = CountedCalls()
    monkeypatch.setattr(system, "calls", counted)
    apply(plan, site)
    last = next(number for number, name in enumerate(counted.names) if name == "remove_file journal")
    uninstall(site)
    monkeypatch.setattr(system, "calls", DyingCalls(last))
    with pytest.raises(Killed):
        apply(plan, site)
    monkeypatch.setattr(system, "calls", DyingCalls(0))
    with pytest.raises(Killed):
        status(site)
    monkeypatch.setattr(system, "calls", CountedCalls())
    assert status(site).unchanged == len(SITE)
    assert read_rows(database) == [("mine", "kept"), ("clinic", "one")]
    assert recover(site).outcome == "nothing"
    uninstall(site)
    assert read_rows(database) == [("mine", "kept")]


def test_where_nothing_is_installed_a_recovery_leaves_nothing(tmp_path: Path) -> None:
    site = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    assert recover(site).outcome == "nothing"
    assert read_file_tree(tmp_path) == {"site/notes.txt": b"mine"}
    with pytest.raises(TargetError, match="no such folder"):
        recover(tmp_path / "nowhere")


def test_a_torn_journal_was_never_in_force(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    state = tmp_path / "site/.launcher"
    (state / "journal").write_bytes(b'{"journal": 1, "size": 100, "sha256": "x"}\n{"comm')
    assert recover(tmp_path / "site").outcome == "cleared"
    assert status(tmp_path / "site").clean
    (state / "journal").write_bytes(b"{")
    build_file_tree(state, {"backup/r0": "precious"})
    with pytest.raises(TargetError, match="damaged") as caught:
        recover(tmp_path / "site")
    assert "backup" in str(caught.value.hint)
    assert (state / "backup/r0").read_text() == "precious"


def test_a_journal_of_a_newer_launcher_is_left_to_it(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    journal = tmp_path / "site/.launcher/journal"
    journal.write_bytes(b'{"journal": 2}\n')
    for operation in (recover, status, uninstall):
        with pytest.raises(TargetError, match="a newer Launcher was interrupted here"):
            operation(tmp_path / "site")
    assert journal.exists()


@pytest.mark.parametrize("path", ["../outside", ".launcher/lock", "/etc/x", "a//b"])
def test_a_journal_that_leads_out_of_the_site_is_refused(tmp_path: Path, path: str) -> None:
    from launcher.site.journal import Journal, write_journal
    from launcher.site.steps.files import Remove
    from launcher.site.steps.step import Seen

    apply(make_plan(), tmp_path / "site")
    (tmp_path / "outside").write_text("precious")
    with Folder.open(tmp_path / "site/.launcher") as state:
        seen = Seen(1, 8, 1, "0" * 64)
        write_journal(state, Journal("x", (Remove(path, "backup/r0", seen),)), sync=False)
    with pytest.raises(TargetError, match="damaged"):
        recover(tmp_path / "site")
    assert (tmp_path / "outside").read_text() == "precious"


def test_a_change_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    before = picture(tmp_path / "site")
    before.pop(".launcher/lock")

    def decide(folder: OpenFolder, receipt: Receipt) -> Change:
        assert folder.look("index.html") is not None
        return Change({}, receipt)

    change_installed(tmp_path / "site", decide, command="test")
    after = picture(tmp_path / "site")
    after.pop(".launcher/lock")
    assert after == before


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@needs_root
@pytest.mark.parametrize("exists", [True, False])
def test_new_files_get_the_owner_and_the_modes_that_are_wanted(tmp_path: Path, exists: bool) -> None:
    site = tmp_path / "site"
    if exists:
        site.mkdir()
    plan = make_plan({"a/page.html": "x", "site.yaml": "secret"})
    apply(plan, site, manner=Manner(ownership=Ownership("12345:23456", "640/750")))
    found = {path.relative_to(site).as_posix(): path.lstat() for path in site.rglob("*")}
    for path in ("a", "a/page.html", "site.yaml"):
        assert (found[path].st_uid, found[path].st_gid) == (12345, 23456)
    modes = {path: stat.S_IMODE(found[path].st_mode) for path in ("a", "a/page.html", "site.yaml")}
    assert modes == {"a": 0o750, "a/page.html": 0o640, "site.yaml": 0o600}
    assert site.stat().st_uid == (0 if exists else 12345)
    uninstall(site)
    assert site.exists() is exists


@needs_root
def test_a_replaced_file_keeps_its_owner(tmp_path: Path) -> None:
    site = build_file_tree(tmp_path / "site", {"index.html": "mine"})
    os.chown(site / "index.html", 12345, 23456)
    (site / "index.html").chmod(0o604)
    before = picture(site)
    apply(make_plan(), site, manner=Manner(overwrite=True))
    found = (site / "index.html").stat()
    assert (found.st_uid, found.st_gid) == (12345, 23456)
    assert uninstall(site).restored == ("index.html",)
    assert picture(site) == before
    assert (site / "index.html").stat().st_uid == 12345


def test_a_folder_in_a_shared_one_takes_its_group(tmp_path: Path) -> None:
    site = build_file_tree(tmp_path / "site", {"blog/mine.html": "mine"})
    (site / "blog").chmod(0o2775)
    apply(make_plan(), site)
    assert (site / "blog/first").stat().st_mode & stat.S_ISGID
    assert not (site / "images").stat().st_mode & stat.S_ISGID
    assert (site / "blog/first/index.html").stat().st_gid == (site / "blog").stat().st_gid


@pytest.mark.parametrize("owner", ["no-such-user", "0:no-such-group"])
def test_an_owner_who_does_not_exist_is_refused(owner: str) -> None:
    with pytest.raises(TargetError, match="there is no"):
        parse_owner(owner)


@pytest.mark.parametrize("mode", ["640/", "x", "9", "007", "640/640"])
def test_a_mode_that_makes_no_sense_is_refused(mode: str) -> None:
    with pytest.raises(TargetError):
        check_ownership("", mode)


def test_folders_can_be_entered_by_who_may_read_files() -> None:
    assert parse_mode("640") == (0o640, 0o750)
    assert parse_mode("0644/0711") == (0o644, 0o711)


def test_what_is_done_stays_done_when_its_state_elsewhere_cannot_be_looked_at_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    look, refused = OpenFolder.look, []

    def failing(folder: OpenFolder, path: str) -> os.stat_result | None:
        if (tmp_path / "state/receipt.json").exists() and (folder.where, path) == (tmp_path, "state"):
            refused.append(path)
            raise TargetError("the disk reports an error")
        return look(folder, path)

    monkeypatch.setattr(OpenFolder, "look", failing)
    apply(make_plan(), tmp_path / "site", settings=Settings(state=tmp_path / "state"))
    assert refused == ["state"]


def test_originals_outlive_a_lost_receipt_and_another_install(tmp_path: Path) -> None:
    site = build_file_tree(tmp_path / "site", {"index.html": "first"})
    apply(make_plan(), site, manner=Manner(overwrite=True))
    (site / ".launcher/receipt.json").unlink()
    (site / "index.html").write_text("second")
    apply(make_plan(), site, manner=Manner(adopt=True, overwrite=True))
    uninstall(site)
    assert (site / "index.html").read_text() == "second"
    assert [path.read_text() for path in (site / ".launcher/originals").iterdir()] == ["first"]
