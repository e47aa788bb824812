from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from launcher.demo.wordpress.document import Size
from launcher.errors import TargetError
from launcher.platforms.wordpress.target import is_configured, is_wordpress, owner_of, read_core, read_probe
from tests.support.trees import build_file_tree


def core(place: Path, version: str = "6.5.2") -> Path:
    build_file_tree(place, {"wp-load.php": "<?php", "wp-includes/version.php": f"<?php\n$wp_version = '{version}';\n"})
    return place


def answer(place: Path, **changes: Any) -> dict[str, Any]:
    return {
        "version": "6.5.2",
        "php": "8.2.0",
        "content_dir": str(place / "wp-content"),
        "themes_dir": str(place / "wp-content" / "themes"),
        "uploads_dir": str(place / "wp-content" / "uploads"),
        "sizes": {"thumbnail": {"width": 150, "height": 150, "crop": True}},
        **changes,
    }


def test_a_core_is_known_by_its_loader(tmp_path: Path) -> None:
    assert not is_wordpress(tmp_path)
    assert is_wordpress(core(tmp_path))
    assert read_core(tmp_path).version == "6.5.2"


def test_a_configuration_may_lie_above_unless_another_wordpress_is_there(tmp_path: Path) -> None:
    site = core(tmp_path / "public")
    assert not is_configured(site)
    (tmp_path / "wp-config.php").write_text("<?php")
    assert is_configured(site)
    (tmp_path / "wp-settings.php").write_text("<?php")
    assert not is_configured(site)
    (site / "wp-config.php").write_text("<?php")
    assert is_configured(site)


@pytest.mark.parametrize("version", ["6.0.9", "5.9", "4.0-beta1"])
def test_a_wordpress_that_is_too_old_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(TargetError, match=f"WordPress {version}, and 6.1 is the oldest"):
        read_core(core(tmp_path, version))


@pytest.mark.parametrize("version", ["6.1", "6.10.1", "7.0-alpha-12345"])
def test_newer_ones_are_not(tmp_path: Path, version: str) -> None:
    assert read_core(core(tmp_path, version)).version == version


def test_folders_and_sizes_are_what_the_site_says(tmp_path: Path) -> None:
    site = read_probe(answer(tmp_path, uploads_dir=str(tmp_path / "media")), tmp_path)
    assert (site.content, site.uploads) == (PurePosixPath("wp-content"), PurePosixPath("media"))
    assert site.sizes == {"thumbnail": Size(150, 150, crop=True)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"content_dir": "/srv/elsewhere/content"}, "its content folder is /srv/elsewhere/content"),
        ({"themes_dir": "/srv/themes"}, "its themes folder is /srv/themes"),
        ({"uploads_dir": "/srv/uploads"}, "its uploads folder is /srv/uploads"),
    ],
)
def test_a_site_that_cannot_be_used_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TargetError, match=message):
        read_probe(answer(tmp_path, **changes), tmp_path)


def test_uploads_behind_a_link_that_leads_out_are_refused(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (site / "wp-content").mkdir(parents=True)
    (site / "wp-content" / "uploads").symlink_to(elsewhere)
    with pytest.raises(TargetError, match="its uploads folder"):
        read_probe(answer(site), site)


def test_root_installs_for_the_owner_of_the_site(tmp_path: Path) -> None:
    site = core(tmp_path)
    if os.geteuid() == 0:
        os.chown(site / "wp-load.php", 1234, 1235)
    assert owner_of(site) == ("1234:1235" if os.geteuid() == 0 else "")
