from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.platforms.table import PLATFORMS, find_platform
from tests.support.memory_bundle import MemoryBundle

if TYPE_CHECKING:
    from pathlib import Path


def test_static_takes_every_demo(tmp_path: Path) -> None:
    for platforms in (["static"], ["hugo"], ["wordpress", "static"]):
        manifest = MemoryBundle({}, platforms=platforms).manifest
        assert find_platform(None, tmp_path, manifest).name == "static"
        assert find_platform("static", tmp_path, manifest) is PLATFORMS["static"]


def test_an_unknown_platform_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r'there is no platform "statics" \(did you mean "static"\?\)'):
        find_platform("statics", tmp_path, MemoryBundle({}).manifest)


def test_a_folder_that_is_a_wordpress_is_told_from_others(tmp_path: Path) -> None:
    both = MemoryBundle({}, platforms=["static", "wordpress"]).manifest
    assert find_platform(None, tmp_path, both).name == "static"
    (tmp_path / "wp-load.php").touch()
    assert find_platform(None, tmp_path, both).name == "wordpress"
    assert find_platform("static", tmp_path, both).name == "static"


def test_a_demo_for_wordpress_alone_is_no_static_site(tmp_path: Path) -> None:
    manifest = MemoryBundle({}, platforms=["wordpress"]).manifest
    assert find_platform(None, tmp_path, manifest).name == "wordpress"


def test_telling_platforms_apart_imports_nothing_of_what_a_document_is_made_of() -> None:
    script = (
        "import sys, launcher.platforms.table;"
        "assert not [name for name in sys.modules if name.startswith('launcher.demo.wordpress')]"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
