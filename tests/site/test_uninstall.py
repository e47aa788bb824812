from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.site import system
from launcher.site.folder import Folder
from launcher.site.lock import Lock
from launcher.site.recover import recover
from launcher.site.session import Settings
from launcher.site.transaction import Manner, apply
from launcher.site.uninstall import plan_uninstall, uninstall
from tests.support.faults import CountedCalls, DyingCalls, Killed
from tests.support.plans import SITE, make_plan, picture
from tests.support.trees import build_file_tree, read_file_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_an_unchanged_site_goes_without_a_trace(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "sites" / "clinic")
    result = uninstall(tmp_path / "sites" / "clinic")
    assert list(tmp_path.iterdir()) == []
    assert result.removed == tuple(sorted(SITE))
    assert (result.name, result.version, result.kept, result.removed_target) == ("clinic", "1.0.0", (), True)
    assert result.left_over == ""


def test_a_folder_that_was_there_before_stays(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir(mode=0o711)
    before = picture(tmp_path)
    apply(make_plan(), tmp_path / "site")
    assert not uninstall(tmp_path / "site").removed_target
    assert picture(tmp_path) == before


def test_what_the_owner_changed_or_added_stays_and_is_named(tmp_path: Path) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)
    (site / "index.html").write_text("<h1>Mine</h1>")
    build_file_tree(site, {"assets/mine.css": "b {}", "shop/cart.html": "new"})
    (site / "blog/first/draft").mkdir()
    (site / "latest").symlink_to("blog")
    (site / "assets/css/site.css").unlink()
    planned = plan_uninstall(site)
    result = uninstall(site)
    assert result.changed == ("index.html",)
    assert result.added == ("assets/mine.css", "blog/first/draft/", "latest", "shop/cart.html")
    assert result.kept == ("assets/mine.css", "blog/first/draft/", "index.html", "latest", "shop/cart.html")
    assert result.removed == ("assets/empty.js", "blog/first/index.html", "images/photo.bin")
    assert (planned.removed, planned.kept) == (result.removed, result.kept)
    assert read_file_tree(site) == {
        "index.html": b"<h1>Mine</h1>",
        "assets/mine.css": b"b {}",
        "shop/cart.html": b"new",
    }
    assert sorted(path.name for path in site.iterdir()) == ["assets", "blog", "index.html", "latest", "shop"]
    assert not result.removed_target


def test_planning_an_uninstall_changes_nothing(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    before = picture(tmp_path)
    assert plan_uninstall(tmp_path / "site").removed_target
    assert picture(tmp_path) == before


@pytest.mark.parametrize("link", ["images", "blog/first", "index.html"])
def test_what_a_link_of_the_owner_leads_to_is_safe(tmp_path: Path, link: str) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)
    (site / link).rename(tmp_path / "elsewhere")
    (site / link).symlink_to(tmp_path / "elsewhere")
    before = picture(tmp_path / "elsewhere") if (tmp_path / "elsewhere").is_dir() else {}
    result = uninstall(site)
    assert link in result.kept
    assert (site / link).is_symlink()
    assert (tmp_path / "elsewhere").exists()
    if before:
        assert picture(tmp_path / "elsewhere") == before


def test_a_file_that_became_a_folder_stays(tmp_path: Path) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)
    (site / "index.html").unlink()
    build_file_tree(site / "index.html", {"mine.txt": "mine"})
    result = uninstall(site)
    assert read_file_tree(site) == {"index.html/mine.txt": b"mine"}
    assert result.changed == ("index.html",)


@pytest.mark.parametrize("before", [True, False])
def test_a_file_that_is_changed_at_the_last_moment_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)

    class Busy(CountedCalls):
        """The owner saves the page after it was compared, right before or right after it is kept."""

        def link(self, folder: int, name: str, new_folder: int, new_name: str) -> None:
            if before and name == "site.css":
                (site / "assets/css/site.css").write_text("mine, and longer than before")
            super().link(folder, name, new_folder, new_name)
            if not before and name == "site.css":
                (site / "assets/css/site.css").write_text("mine, and longer than before")

    monkeypatch.setattr(system, "calls", Busy())
    result = uninstall(site)
    assert result.changed == ("assets/css/site.css",)
    assert read_file_tree(site) == {"assets/css/site.css": b"mine, and longer than before"}


def test_a_page_that_an_editor_replaces_at_the_last_moment_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)

    class Busy(CountedCalls):
        def remove_file(self, folder: int, name: str) -> None:
            if name == "empty.js" and not (site / "new").exists():
                (site / "new").write_text("mine")
                (site / "new").rename(site / "index.html")
            super().remove_file(folder, name)

    monkeypatch.setattr(system, "calls", Busy())
    assert uninstall(site).changed == ("index.html",)
    assert read_file_tree(site) == {"index.html": b"mine"}


def test_an_uninstalled_site_can_be_installed_again(tmp_path: Path) -> None:
    build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    for _ in range(2):
        apply(make_plan(), tmp_path / "site")
        uninstall(tmp_path / "site")
    assert read_file_tree(tmp_path / "site") == {"notes.txt": b"mine"}


@pytest.mark.parametrize("target", ["nowhere", "empty", "file", "empty/below"])
def test_where_nothing_is_installed_nothing_is_removed(tmp_path: Path, target: str) -> None:
    build_file_tree(tmp_path, {"file": "mine"})
    (tmp_path / "empty").mkdir()
    before = picture(tmp_path)
    with pytest.raises(TargetError):
        uninstall(tmp_path / target)
    assert picture(tmp_path) == before


def test_a_site_that_was_moved_is_uninstalled_where_it_is(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "sites" / "clinic")
    (tmp_path / "other").mkdir()
    (tmp_path / "sites" / "clinic").rename(tmp_path / "other" / "clinic")
    uninstall(tmp_path / "other" / "clinic")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "sites"]


def test_what_a_killed_uninstall_had_begun_is_finished_by_the_next_command(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")

    class Killed(CountedCalls):
        def remove_file(self, folder: int, name: str) -> None:
            super().remove_file(folder, name)
            if name == "photo.bin":
                os._exit(9)

    child = os.fork()
    if child == 0:
        system.calls = Killed()
        uninstall(tmp_path / "site")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert recover(tmp_path / "site") == (str(tmp_path / "site"), "cleared", "")
    assert list(tmp_path.iterdir()) == []


def test_what_is_in_our_own_folder_and_not_ours_stays_and_is_named(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    build_file_tree(tmp_path / "site" / ".launcher", {"notes.txt": "mine"})
    assert uninstall(tmp_path / "site").left_over == ".launcher"
    assert read_file_tree(tmp_path) == {"site/.launcher/notes.txt": b"mine"}


def test_an_uninstall_that_is_killed_adds_nothing_to_the_originals(
    worlds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: set[str] = set()
    for last in itertools.count():
        site = build_file_tree(worlds / str(last) / "site", {"index.html": "mine", "blog/first/index.html": "mine too"})
        apply(make_plan(), site, manner=Manner(overwrite=True))
        kept = {path.name for path in (site / ".launcher/originals").iterdir()}
        with monkeypatch.context() as patch:
            patch.setattr(system, "calls", DyingCalls(last))
            try:
                uninstall(site)
            except Killed:
                pass
            else:
                break
        if (site / ".launcher/originals").exists():
            assert {path.name for path in (site / ".launcher/originals").iterdir()} <= kept
    assert len(kept) == 2
    assert last > 40


def test_a_target_goes_with_the_last_bundle_also_where_another_command_took_the_other_one_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "sites/clinic"
    apply(make_plan({"a.html": "a"}, name="alpha"), site)
    apply(make_plan({"b.html": "b"}, name="beta"), site)
    holder = Lock(Folder.open(site))
    holder.take()

    class Waiting(CountedCalls):
        def pause(self, seconds: float) -> None:  # noqa: ARG002 - the signature is the real one's
            holder.release()
            uninstall(site, bundle="beta")

    monkeypatch.setattr(system, "calls", Waiting())
    assert uninstall(site, bundle="alpha", settings=Settings(wait=60)).removed_target
    assert list(tmp_path.iterdir()) == []
