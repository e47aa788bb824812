"""What must not follow what is installed is refused, and a plan is no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.site.install import install
from launcher.site.status import status
from launcher.site.upgrade import upgrade
from launcher.site.upgrade_plan import Manner, plan_upgrade
from tests.support.plans import picture
from tests.support.versions import NEW, OLD, bundle, ours

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    install(bundle(tmp_path, OLD, "1.0.0"), tmp_path / "site")
    return tmp_path / "site"


def test_an_older_version_needs_a_word(site: Path, tmp_path: Path) -> None:
    older = bundle(tmp_path, NEW, "0.9.0")
    with pytest.raises(TargetError, match=r"small 1\.0\.0 is installed, and 0\.9\.0 is older"):
        upgrade(older, site)
    upgrade(older, site, manner=Manner(downgrade=True))
    assert (status(site).version, ours(site)) == ("0.9.0", NEW)


def test_another_bundle_is_refused_by_name(site: Path, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"the bundle is other, and here is small 1\.0\.0"):
        upgrade(bundle(tmp_path, {"other.txt": b"x"}, "2", name="other"), site)


def test_a_plan_changes_nothing(site: Path, tmp_path: Path) -> None:
    before = picture(site)
    with plan_upgrade(bundle(tmp_path, NEW, "1.1.0"), site) as planned:
        assert planned.result.changed
    assert picture(site) == before
