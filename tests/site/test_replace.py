"""Files of the owner's in place of installed ones: all of them or none, whatever fails."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.platforms.plan import BytesContent
from launcher.site import system
from launcher.site.folder import Folder
from launcher.site.replace import replace_files
from launcher.site.status import Fingerprint, status
from launcher.site.transaction import apply
from launcher.site.uninstall import uninstall
from tests.site.test_faults import FAULTS, Fault, broken, comparable, fail_each_in_turn
from tests.support.faults import CountedCalls, NoLinks
from tests.support.plans import make_plan, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEW = {"images/photo.bin": b"a photograph of mine", "index.html": b"<h1>Mine</h1>", "assets/empty.js": b"mine()"}


def seen(site: Path) -> dict[str, Fingerprint | None]:
    with Folder.open(site) as folder:
        looks = {path: folder.look(path) for path in NEW}
    return {path: look and Fingerprint.of(look) for path, look in looks.items()}


def replace(site: Path, more: bytes = b"") -> None:
    replace_files(site, {path: BytesContent(data + more) for path, data in NEW.items()}, seen(site))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    apply(make_plan(), tmp_path / "site")
    return tmp_path / "site"


def test_what_was_put_is_there_and_is_the_owners(site: Path) -> None:
    (site / "assets/empty.js").unlink()
    (site / "blog/first/index.html").write_text("changed")
    replace(site)
    assert {path: (site / path).read_bytes() for path in NEW} == NEW
    found = status(site)
    assert (found.yours, found.changed, found.lost) == (tuple(sorted(NEW)), ("blog/first/index.html",), ())
    assert not {"staging", "backup", "journal"} & {path.name for path in (site / ".launcher").iterdir()}
    assert set(uninstall(site).kept) == {*NEW, "blog/first/index.html"}
    assert {path: (site / path).read_bytes() for path in NEW} == NEW


def test_what_was_put_and_changed_again_is_changed(site: Path) -> None:
    replace(site)
    (site / "index.html").write_text("changed again")
    assert status(site).changed == ("index.html",)
    assert not status(site).clean


def test_a_file_has_the_mode_that_the_install_gave_it(site: Path) -> None:
    before = (site / "index.html").stat().st_mode
    replace(site)
    assert (site / "index.html").stat().st_mode == before


@pytest.mark.parametrize("change", ["changed", "removed", "a link", "a folder"])
def test_what_was_changed_meanwhile_stays_and_nothing_is_replaced(site: Path, change: str) -> None:
    looked = seen(site)
    path = site / "index.html"
    path.unlink()
    if change == "changed":
        path.write_text("<h1>Changed</h1>")
    elif change == "a link":
        path.symlink_to("assets/css/site.css")
    elif change == "a folder":
        path.mkdir()
    before = picture(site)
    contents = {name: BytesContent(data) for name, data in NEW.items()}
    with pytest.raises(TargetError, match="changed meanwhile"):
        replace_files(site, contents, looked)
    assert comparable(picture(site)) == comparable(before)


def test_a_file_that_was_not_installed_is_refused(site: Path) -> None:
    (site / "mine.html").write_text("mine")
    for path in ("mine.html", "../outside", ".launcher/receipt.json"):
        with pytest.raises(TargetError, match="no file that was installed"):
            replace_files(site, {path: BytesContent(b"x")}, {path: None})


@pytest.mark.parametrize(("fault", "after"), FAULTS)
def test_a_failing_replacement_leaves_the_site_as_it_was(
    worlds: Path, monkeypatch: pytest.MonkeyPatch, fault: Fault, after: bool
) -> None:
    def world(place: Path) -> Callable[[], object]:
        place.mkdir()
        apply(make_plan(), place / "site")
        (place / "site/assets/empty.js").unlink()
        return lambda: replace(place / "site")

    assert fail_each_in_turn(world, worlds, monkeypatch, fault, after=after) >= 15


def test_a_file_system_without_hard_links_does_as_well(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = 0
    for failing in range(60):
        before = picture(site)
        monkeypatch.setattr(system, "calls", NoLinks(errno.EPERM, failing, broken))
        try:
            replace(site, str(failing).encode())
        except TargetError:
            failed += 1
            assert comparable(picture(site)) == comparable(before)
        else:
            monkeypatch.setattr(system, "calls", CountedCalls())
            assert status(site).yours == tuple(sorted(NEW))
    assert failed >= 15


def test_the_receipt_keeps_what_it_knew(site: Path) -> None:
    receipt = site / ".launcher/receipt.json"
    before = json.loads(receipt.read_text())
    replace(site)
    after = json.loads(receipt.read_text())
    (bundle,) = after["bundles"]
    assert [file.pop("put", None) is not None for file in bundle["files"]].count(True) == len(NEW)
    assert after == before
