"""An export of a large site goes the whole way, and no process ever holds much of it."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.support import peak
from tests.support.command import launcher
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress.large_export import large_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.wordpress.site import Sites, WordPressSite

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress-large")]

THOROUGH = os.environ.get("WORDPRESS_TESTS") == "thorough"
#: Bytes of the export and of that of the next version: very many, or just enough for a document in two parts.
SIZE, NEXT_SIZE = (500_000_000, 500_000_000) if THOROUGH else (9_000_000, 2_000_000)
MOST_MEGABYTES = 200


@dataclass
class Journey:
    """Commands one after the other, each with its seconds and the peak of its largest process."""

    folder: Path
    record: Callable[[str, object], None]

    def run(self, *arguments: str | Path) -> str:
        """Run a command that succeeds and return what it says."""
        file, began = self.folder / "peak", time.monotonic()
        done = launcher(*arguments, under=(sys.executable, peak.__file__, str(file)), seconds=3600)
        assert done.code == 0, done.err
        megabytes = int(file.read_text()) / 1000
        figure = f"{megabytes:.0f} MB, {time.monotonic() - began:.0f} s"
        self.record(f"large site: {arguments[0]} ({SIZE // 10**6} MB)", figure)
        print(arguments[0], figure)
        assert megabytes < MOST_MEGABYTES, arguments[0]
        return done.out


def posts_of(site: WordPressSite) -> list[str]:
    """Return how many posts and comments there are, and a text of the posts."""
    [row] = site.sql(
        "SELECT COUNT(*), (SELECT COUNT(*) FROM wp_comments c JOIN wp_posts q ON q.ID = c.comment_post_ID"
        " WHERE q.post_name LIKE 'post-%' AND q.comment_count = 1), COUNT(DISTINCT SUBSTRING(post_content, 1, 40)),"
        " MAX(REGEXP_SUBSTR(post_content, '[0-9.]+(?=</a>)')) FROM wp_posts WHERE post_name LIKE 'post-%'"
    )
    return row


@pytest.mark.timeout(7200)  # half a gigabyte takes half an hour, and a busy machine longer
def test_a_large_export_is_packed_installed_exported_upgraded_and_taken_out_in_little_memory(
    sites: Sites, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    journey = Journey(tmp_path, record_property)
    site = sites.new(tmp_path / "site", NEWER)
    bundles, counts = {}, {}
    for version, size in (("1.0", SIZE), ("1.1", NEXT_SIZE)):
        source = tmp_path / f"demo-{version}"
        counts[version] = large_site(source, size, version=version)
        bundles[version] = tmp_path / f"{version}.launcher.zip"
        journey.run("pack", source, "-o", bundles[version])
    count = counts["1.0"]
    journey.run("validate", bundles["1.0"])
    journey.run("install", bundles["1.0"], site.folder, "--yes")
    assert posts_of(site)[:2] == [str(count), str(count)]
    assert posts_of(site)[3] == "1.0"
    [action] = json.loads(journey.run("status", site.folder, "--json"))["actions"]
    assert (action["unchanged"], action["changed"], action["lost"]) == (2 * count + 2, [], [])
    journey.run("export", bundles["1.0"], "--format", "wxr", "-o", tmp_path / "exported")
    assert (tmp_path / "exported/content.xml").stat().st_size > SIZE * 0.9
    journey.run("upgrade", site.folder, bundles["1.1"], "--yes")
    assert posts_of(site)[0] == str(counts["1.1"])
    assert posts_of(site)[3] == "1.1"
    site.sql("UPDATE wp_posts SET post_title = 'Mine' WHERE post_name = 'post-7'")
    journey.run("uninstall", site.folder)
    assert posts_of(site)[0] == "1"
    assert not (site.content / "themes/large").exists()
