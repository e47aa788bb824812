from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.site.folder import Folder
from launcher.site.receipt_file import receipts_of
from launcher.site.status import status
from launcher.site.transaction import apply
from tests.support.plans import SITE, make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.platforms.plan import Place


def test_a_site_as_it_was_installed_is_clean(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    found = status(tmp_path / "site")
    assert found.clean
    assert (found.name, found.version, found.platform) == ("clinic", "1.0.0", "static")
    assert (found.target, found.unchanged) == (str(tmp_path / "site"), len(SITE))


def test_changed_added_and_lost_files_are_told_apart(tmp_path: Path) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)
    (site / "index.html").write_text("<h1>WELCOME</h1>")  # of the same length
    (site / "images/photo.bin").unlink()
    (site / "images/photo.bin").mkdir()
    (site / "assets/empty.js").unlink()
    (site / "blog/first").rename(site / "moved")
    (site / "blog/first").symlink_to("../moved")
    (site / "empty").mkdir()
    os.mkfifo(site / "pipe")
    found = status(site)
    assert found.changed == ("images/photo.bin", "index.html")
    assert found.lost == ("assets/empty.js", "blog/first/index.html")
    assert found.added == ("blog/first", "empty/", "moved/index.html", "pipe")
    assert (found.unchanged, found.clean) == (1, False)


def test_what_was_there_before_the_install_counts_as_added(tmp_path: Path) -> None:
    build_file_tree(tmp_path / "site", {"blog/old.html": "mine"})
    apply(make_plan(), tmp_path / "site")
    assert status(tmp_path / "site").added == ("blog/old.html",)


def test_a_mode_or_a_date_is_no_change(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    (tmp_path / "site/index.html").chmod(0o600)
    os.utime(tmp_path / "site/index.html", (0, 0))
    assert status(tmp_path / "site").clean


@pytest.mark.parametrize("exists", [True, False])
def test_a_change_right_after_the_install_that_keeps_size_and_date_is_seen(tmp_path: Path, exists: bool) -> None:
    site = tmp_path / "site"
    if exists:
        site.mkdir()
    apply(make_plan(), site)
    before = (site / "index.html").stat()
    (site / "index.html").write_bytes(b"<h1>WELCOME</h1>")
    os.utime(site / "index.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert status(site).changed == ("index.html",)


class SlowImport:
    """An import that takes long enough for the owner to edit a page meanwhile."""

    name = "test/slow"
    title = "importing"
    payload = None

    def __init__(self, page: Path) -> None:
        self._page = page
        self.data: dict[str, str] = {}

    def do(self, place: Place) -> None:  # noqa: ARG002 - the protocol's signature
        self._page.write_bytes(b"<h1>WELCOME</h1>")

    def undo(self, place: Place) -> None:
        """Leave the page."""

    def check(self, place: Place) -> bool:  # noqa: ARG002 - the protocol's signature
        return self._page.read_bytes() == b"<h1>WELCOME</h1>"


@pytest.mark.parametrize("exists", [True, False])
def test_a_change_during_the_install_is_seen(tmp_path: Path, exists: bool) -> None:
    site = tmp_path / "site"
    if exists:
        site.mkdir()
    apply(make_plan(actions=(SlowImport(site / "index.html"),)), site)
    assert status(site).changed == ("index.html",)


def test_a_copy_of_a_site_is_compared_by_content(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    shutil.copytree(tmp_path / "site", tmp_path / "copy")
    assert status(tmp_path / "copy").clean
    (tmp_path / "copy/index.html").write_text("<h1>WELCOME</h1>")
    assert status(tmp_path / "copy").changed == ("index.html",)


def test_an_untouched_site_is_not_read_again(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    with Folder.open(tmp_path / "site") as folder:
        receipt = receipts_of(folder)[0]
    assert receipt is not None
    assert [file.path for file in receipt.files if file.stamp is None] == []


def test_looking_changes_nothing(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    before = picture(tmp_path)
    status(tmp_path / "site")
    assert picture(tmp_path) == before


def test_the_status_is_json_too(tmp_path: Path) -> None:
    apply(make_plan(), tmp_path / "site")
    value = json.loads(json.dumps(status(tmp_path / "site").to_json()))
    assert value["name"] == "clinic"
    assert value["unchanged"] == len(SITE)
    assert value["changed"] == value["added"] == value["lost"] == []


@pytest.mark.parametrize("target", ["nowhere", "empty"])
def test_where_nothing_is_installed_that_is_said(tmp_path: Path, target: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TargetError, match=r"no such folder|nothing is installed here"):
        status(tmp_path / target)


def test_looking_loads_nothing_heavy() -> None:
    code = "import launcher.site.status, sys; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "launcher.site.receipt_file" in loaded
    heavy = {
        "ctypes",
        "hashlib",
        "datetime",
        "http",
        "importlib.metadata",
        "jinja2",
        "PIL",
        "requests",
        "rich",
        "subprocess",
        "yaml",
    }
    assert not loaded & heavy


def test_of_a_wordpress_only_what_is_in_our_folders_counts_as_added(tmp_path: Path) -> None:
    build_file_tree(tmp_path, {"wp-load.php": "", "wp-content/themes/other/style.css": ""})
    plan = make_plan({"wp-content/themes/clinic/style.css": "ours"})
    apply(replace(plan, platform="wordpress"), tmp_path)
    assert status(tmp_path).clean
    build_file_tree(tmp_path, {"wp-content/themes/clinic/mine.css": ""})
    assert status(tmp_path).added == ("wp-content/themes/clinic/mine.css",)
