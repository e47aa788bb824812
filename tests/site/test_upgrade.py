"""Another version of a bundle comes into a site: what the bundle changed, and nothing that the owner made."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from launcher.demo.model import Option
from launcher.errors import ConflictError, TargetError
from launcher.site.install import install
from launcher.site.status import status
from launcher.site.transaction import Manner as InstallManner
from launcher.site.uninstall import uninstall
from launcher.site.upgrade import upgrade
from launcher.site.upgrade_plan import Manner, UpgradeResult
from tests.support.plans import picture
from tests.support.trees import build_file_tree
from tests.support.versions import NEW, OLD, PAGE, bundle, ours

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    install(bundle(tmp_path, OLD, "1.0.0"), tmp_path / "site")
    return tmp_path / "site"


def to_new(tmp_path: Path, manner: Manner | None = None, files: Mapping[str, bytes] = NEW) -> UpgradeResult:
    return upgrade(bundle(tmp_path, files, "1.1.0"), tmp_path / "site", manner=manner)


def test_an_untouched_site_becomes_what_a_fresh_install_would_be(site: Path, tmp_path: Path) -> None:
    result = to_new(tmp_path)
    assert ours(site) == NEW
    assert not (site / "old").exists()
    assert (result.old_version, result.version, result.changed) == ("1.0.0", "1.1.0", True)
    assert {row.path: row.fate for row in result.rows} == {
        "css/site.css": "replace", "index.html": "replace", "new/page.html": "add", "old/gone.html": "remove",
        "site.yaml": "replace",
    }  # fmt: skip
    assert status(site).clean
    assert status(site).version == "1.1.0"
    uninstall(site)
    assert not site.exists()


def test_what_the_owner_changed_stays_and_the_new_version_lies_beside(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_text("mine")
    (site / "same.txt").write_text("mine")
    (site / "old/gone.html").write_text("mine")
    (site / "css/site.css").unlink()
    result = to_new(tmp_path)
    assert ours(site) == {
        "index.html": b"mine", "index.html.launcher-new": NEW["index.html"], "same.txt": b"mine",
        "old/gone.html": b"mine", "new/page.html": NEW["new/page.html"],
    }  # fmt: skip
    assert result.paths("offer") == ("index.html",)
    assert result.paths("deleted") == ("css/site.css",)
    assert result.paths("yours") == ("old/gone.html",)
    assert status(site).offered == ("index.html.launcher-new",)
    assert (site / "index.html.launcher-new").stat().st_mode & 0o077 == 0
    kept = uninstall(site).kept
    assert kept == ("index.html", "old/gone.html", "same.txt")
    assert set(ours(site)) == set(kept)


def test_an_upgrade_to_what_is_there_writes_nothing(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_text("mine")
    to_new(tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in (site / ".launcher").iterdir()}
    picture_before = picture(site)
    assert not to_new(tmp_path).changed
    assert picture(site) == picture_before
    assert {path.name: path.stat().st_mtime_ns for path in (site / ".launcher").iterdir()} == before


def test_an_offer_is_renewed_and_withdrawn_when_it_is_taken(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_text("mine")
    to_new(tmp_path)
    newest = {**NEW, "index.html": PAGE.replace(b"one", b"ANOTHER")}
    upgrade(bundle(tmp_path, newest, "1.2.0"), site)
    assert ours(site)["index.html.launcher-new"] == newest["index.html"]
    (site / "index.html").write_bytes(newest["index.html"])
    last = {**newest, "css/site.css": b"b {}", "index.html": PAGE.replace(b"one", b"LAST")}
    upgrade(bundle(tmp_path, last, "1.3.0"), site)
    assert ours(site) == last


def test_an_offer_that_the_owner_edited_is_theirs(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_text("mine")
    to_new(tmp_path)
    (site / "index.html.launcher-new").write_text("half merged")
    newest = {**NEW, "index.html": PAGE.replace(b"one", b"ANOTHER")}
    upgrade(bundle(tmp_path, newest, "1.2.0"), site)
    assert ours(site)["index.html.launcher-new"] == b"half merged"
    assert ours(site)["index.html.launcher-new-2"] == newest["index.html"]


def test_texts_that_both_changed_are_merged_on_request(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_bytes(PAGE.replace(b"three", b"THREE"))
    (site / "index.html").chmod(0o640)
    result = to_new(tmp_path, Manner(merge="clean"))
    assert result.paths("merge") == ("index.html",)
    assert (site / "index.html").read_bytes() == PAGE.replace(b"one", b"ONE").replace(b"three", b"THREE")
    assert (site / "index.html").stat().st_mode & 0o777 == 0o640
    assert status(site).changed == ("index.html",)
    # The next merge starts from the version that was merged last.
    newest = {**NEW, "index.html": PAGE.replace(b"one", b"ONE").replace(b"Welcome", b"Hello")}
    upgrade(bundle(tmp_path, newest, "1.2.0"), site, manner=Manner(merge="clean"))
    assert (site / "index.html").read_bytes() == newest["index.html"].replace(b"three", b"THREE")


def test_a_merge_after_an_offer_starts_from_what_the_owner_had(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_bytes(PAGE.replace(b"three", b"THREE"))
    to_new(tmp_path)
    newest = {**NEW, "index.html": PAGE.replace(b"one", b"ONE").replace(b"Welcome", b"Hello")}
    upgrade(bundle(tmp_path, newest, "1.2.0"), site, manner=Manner(merge="clean"))
    assert (site / "index.html").read_bytes() == newest["index.html"].replace(b"three", b"THREE")
    assert "index.html.launcher-new" not in ours(site)


def test_a_line_that_both_changed_is_marked_only_on_request(site: Path, tmp_path: Path) -> None:
    (site / "index.html").write_bytes(PAGE.replace(b"one", b"mine"))
    assert to_new(tmp_path, Manner(merge="clean")).paths("offer") == ("index.html",)
    newest = {**NEW, "index.html": PAGE.replace(b"one", b"NEWEST")}
    result = upgrade(bundle(tmp_path, newest, "1.2.0"), site, manner=Manner(merge="markers"))
    assert result.paths("conflict") == ("index.html",)
    text = (site / "index.html").read_text()
    assert "<<<<<<< yours\n<p>mine</p>\n" in text
    assert "<p>NEWEST</p>\n>>>>>>> 1.2.0\n" in text


def test_a_new_file_in_the_place_of_one_of_the_owners_is_offered_adopted_or_overwrites(
    site: Path, tmp_path: Path
) -> None:
    build_file_tree(site, {"new/page.html": "mine", "more.html": "<p>more</p>\n"})
    files = {**NEW, "more.html": b"<p>more</p>\n"}
    result = to_new(tmp_path, files=files)
    assert (result.paths("offer"), result.paths("adopt")) == (("new/page.html",), ("more.html",))
    assert (site / "new/page.html").read_bytes() == b"mine"
    uninstall(site)
    assert ours(site) == {"new/page.html": b"mine", "more.html": b"<p>more</p>\n"}


def test_what_an_upgrade_overwrites_comes_back(site: Path, tmp_path: Path) -> None:
    build_file_tree(site, {"new/page.html": "mine"})
    to_new(tmp_path, Manner(overwrite=True))
    assert ours(site) == NEW
    upgrade(bundle(tmp_path, OLD, "1.2.0"), site)
    assert ours(site) == {**OLD, "new/page.html": b"mine"}
    uninstall(site)
    assert ours(site) == {"new/page.html": b"mine"}


def test_what_was_overwritten_comes_back_into_a_folder_that_an_upgrade_made(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build_file_tree(site, {"css/site.css": "mine"})
    install(bundle(tmp_path, OLD, "1.0.0"), site, manner=InstallManner(overwrite=True))
    shutil.rmtree(site / "css")
    to_new(tmp_path, files={**NEW, "css/new.css": b"h1 { margin: 0 }\n"})
    result = uninstall(site)
    assert result.restored == ("css/site.css",)
    assert ours(site) == {"css/site.css": b"mine"}


def test_a_file_becomes_a_folder_and_a_folder_a_file(site: Path, tmp_path: Path) -> None:
    files = {"index.html": PAGE, "css": b"no folder\n", "same.txt/page.html": b"<p>page</p>\n"}
    to_new(tmp_path, files=files)
    assert ours(site) == files
    upgrade(bundle(tmp_path, OLD, "1.2.0"), site)
    assert ours(site) == OLD
    uninstall(site)
    assert not site.exists()


def test_a_folder_that_the_owner_blocks_stops_the_upgrade(site: Path, tmp_path: Path) -> None:
    (site / "new").symlink_to(tmp_path)
    before = picture(site)
    with pytest.raises(ConflictError) as caught:
        to_new(tmp_path)
    assert caught.value.paths == ("new",)
    assert picture(site) == before


def test_answers_are_kept_and_only_new_options_are_asked(tmp_path: Path) -> None:
    first = [Option("site_title", "Title", "text", "Small"), Option("seats", "Seats", "int", 2)]
    second = [Option("site_title", "Title", "text", "Other"), Option("colour", "Colour", "text", "red")]
    install(bundle(tmp_path, OLD, "1.0.0", options=tuple(first)), tmp_path / "site", given={"site_title": "Ann's"})
    asked: list[str] = []

    def ask(option: Option) -> str:
        asked.append(option.key)
        return "blue"

    upgrade(bundle(tmp_path, NEW, "1.1.0", options=tuple(second)), tmp_path / "site", ask=ask)
    assert asked == ["colour"]
    text = (tmp_path / "site/site.yaml").read_text()
    assert "Ann's" in text
    assert "blue" in text
    assert "seats" not in text


def test_a_theme_and_an_add_on_live_in_one_target(site: Path, tmp_path: Path) -> None:
    add_on = bundle(tmp_path, {"shop/index.html": b"<p>shop</p>\n"}, "3.0", name="shop")
    install(add_on, site)
    assert (site / "site.shop.yaml").exists()
    with pytest.raises(TargetError, match="several bundles"):
        status(site)
    assert status(site, bundle="shop").clean
    with pytest.raises(ConflictError):
        to_new(tmp_path, files={**NEW, "shop/index.html": b"theirs"})
    upgrade(bundle(tmp_path, {"shop/index.html": b"<p>new shop</p>\n"}, "3.1", name="shop"), site)
    assert ours(site)["shop/index.html"] == b"<p>new shop</p>\n"
    uninstall(site, bundle="small")
    assert set(ours(site)) == {"shop/index.html", "site.shop.yaml"}
    uninstall(site)
    assert not site.exists()


def test_an_adopted_file_that_changes_in_the_bundle_comes_back_in_the_end(tmp_path: Path) -> None:
    site = build_file_tree(tmp_path / "site", {"index.html": PAGE})
    install(bundle(tmp_path, OLD, "1.0.0"), site, manner=InstallManner(adopt=True))
    to_new(tmp_path)
    assert ours(site) == NEW
    assert uninstall(site).restored == ("index.html",)
    assert ours(site) == {"index.html": PAGE}
