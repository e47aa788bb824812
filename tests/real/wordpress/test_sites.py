"""The sites that the other tests work on are real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.wordpress.cores import DEBIAN, NEWER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wordpress.site import Sites


@pytest.mark.parametrize(("version", "sqlite"), [(DEBIAN, False), (NEWER, False), (NEWER, True)])
def test_a_site_is_a_working_wordpress(sites: Sites, tmp_path: Path, version: str, sqlite: bool) -> None:
    site = sites.new(tmp_path / "site", version, sqlite=sqlite)
    found = site.php(
        "return [get_bloginfo('name'), get_bloginfo('version'), wp_count_posts()->publish, wp_get_theme()->exists()];"
    )
    assert found[0] == "The owner&#039;s site"
    assert found[1].startswith("6.1." if version == DEBIAN else "6.5")
    assert (int(found[2]), found[3]) == (1, True)


def test_sites_share_no_rows(sites: Sites, tmp_path: Path) -> None:
    one, other = (sites.new(tmp_path / name, NEWER) for name in ("one", "other"))
    one.sql("UPDATE wp_posts SET post_title = 'changed'")
    assert one.fingerprint() != other.fingerprint()
    sites.renew(one, NEWER)
    assert one.fingerprint() == other.fingerprint()
