"""What real sites write into an export arrives in a WordPress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.php_values import serialise_php
from tests.support.command import launcher
from tests.support.trees import build_file_tree
from tests.support.wild_exports import comment, content, export_of, item, media, meta
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress_sources import STYLE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wordpress.site import Sites

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress-wild")]

UPLOADS = "https://demo.example/wp-content/uploads"
SIZES = {"medium": {"file": "hero-300x200.jpg", "width": 300, "height": 200}}
HERO = serialise_php({"width": 2560, "height": 1707, "sizes": SIZES, "original_image": "hero.jpg"})
NOTE = 'a:1:{s:4:"note";s:8:"one\r\ntwo";}'
MAIN = '<category domain="nav_menu" nicename="main">Main</category>'
FIELDS = {"type": "post_type", "object_id": "3", "object": "post", "icon": "star"}
PARTS = (
    "<wp:tag><wp:tag_slug>sun</wp:tag_slug><wp:tag_name>Sun</wp:tag_name></wp:tag>",
    media(2, "2024/05/hero-scaled.jpg", HERO),
    media(6, "2024/05/hero-scaled.jpg", HERO),
    item(
        3,
        "first",
        more='<category domain="tag" nicename="sun">Sun</category>'
        '<category domain="Project_Type" nicename="a">A</category>'
        + content(f'<img class="wp-image-6" src="{UPLOADS}/2024/05/hero-300x200.jpg">')
        + meta("box", NOTE)
        + meta("_thumbnail_id", "6")
        + comment(id="4", author="Ann", author_url="http://", approved="1"),
    ),
    item("", "second", more=comment(id="4", author="Bob", approved="1"), status="in-progress"),
    item(
        5, "entry", "nav_menu_item", MAIN + "".join(meta(f"_menu_item_{name}", text) for name, text in FIELDS.items())
    ),
)


def test_what_real_sites_write_arrives(sites: Sites, tmp_path: Path) -> None:
    build_file_tree(tmp_path / "demo", {"clinic/style.css": STYLE.partition("body")[0], "clinic/index.php": "<?php"})
    (tmp_path / "demo/content.xml").write_text(export_of(*PARTS, version="1.0"), newline="", encoding="utf-8")
    bundle = tmp_path / "a.launcher.zip"
    site = sites.new(tmp_path / "site", NEWER)
    for command in (("pack", tmp_path / "demo", "-o", bundle), ("install", bundle, site.folder, "--yes")):
        done = launcher(*command)
        assert done.code == 0, done.err
    posts = site.sql("SELECT post_name, post_status FROM wp_posts WHERE post_name IN ('first', 'second') ORDER BY 1")
    assert posts == [["first", "publish"], ["second", "in-progress"]]
    terms = site.sql(
        "SELECT x.taxonomy, t.slug FROM wp_term_relationships r JOIN wp_term_taxonomy x USING (term_taxonomy_id)"
        " JOIN wp_terms t USING (term_id) JOIN wp_posts p ON p.ID = r.object_id WHERE p.post_name = 'first'"
        " AND x.taxonomy <> 'category' ORDER BY 1"
    )
    assert terms == [["post_tag", "sun"], ["Project_Type", "a"]]
    [[box]] = site.sql("SELECT HEX(meta_value) FROM wp_postmeta WHERE meta_key = 'box'")
    assert bytes.fromhex(box).decode() == NOTE
    assert site.sql("SELECT meta_value FROM wp_postmeta WHERE meta_key = '_menu_item_icon'") == [["star"]]
    assert site.sql("SELECT comment_author FROM wp_comments WHERE comment_author IN ('Ann', 'Bob') ORDER BY 1") == [
        ["Ann"],
        ["Bob"],
    ]
    [[text]] = site.sql("SELECT post_content FROM wp_posts WHERE post_name = 'first'")
    picture = text.partition("/uploads/")[2].partition('"')[0]
    assert (site.content / "uploads" / picture).is_file()
    [[number]] = site.sql("SELECT meta_value FROM wp_postmeta WHERE meta_key = '_thumbnail_id'")
    assert f'class="wp-image-{number}"' in text
