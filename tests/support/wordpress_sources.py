"""A theme with an export of its site, to be packed."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import (
    Author,
    Comment,
    File,
    Menu,
    MenuItem,
    Post,
    SiteDocument,
    Size,
    Structure,
    Term,
)
from launcher.export.numbers import Addresses, Numbers
from launcher.export.wxr import write_wxr
from tests.support.pictures import picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDRESSES = Addresses("https://demo.example", "https://demo.example/wp-content/uploads", "https://demo.example/theme")
STYLE = """/*
Theme Name: Quiet Clinic
Version: 1.2.0
License: GNU General Public License v2 or later
Author: Amara <amara@example.com>
*/
body { background: url(img/ground.png) url(https://images.unsplash.com/photo-1?w=640&h=480) }
"""
HERO = Post(
    "attachment/hero",
    "attachment",
    "hero",
    "Hero",
    status="inherit",
    mime_type="image/jpeg",
    file=File(
        PurePosixPath("images/hero.jpg"), PurePosixPath("2024/05/hero.jpg"), 1600, 900, {"medium": Size(300, 169)}
    ),
    meta=(("_wp_attachment_image_alt", "A studio"),),
)
ARTICLE = Post(
    "post/hello",
    "post",
    "hello",
    "Hello & <welcome>",
    '<!-- wp:image {"id":{launcher:id:attachment/hero}} -->\n<img class="wp-image-{launcher:id:attachment/hero}" '
    'src="{launcher:upload:2024/05/hero.jpg}"> <a href="{launcher:url:/about/}">about</a> {launcher:literal}x} ]]> end',
    date="2024-05-06 07:08:09",
    date_gmt="2024-05-06 05:08:09",
    author="author/amara",
    thumbnail="attachment/hero",
    terms=("category/news", "category/local"),
    sticky=True,
    comments_open=True,
    meta=(("colour", Structure({"main": "pine", "hero": {"$id": "attachment/hero"}})), ("raw", 's:9:"wrong";')),
    comments=(
        Comment("comment/1", "Ann", "First", "2024-05-07 00:00:00", "2024-05-06 22:00:00", user="author/amara"),
        Comment("comment/2", "Bob", "Second", "2024-05-08 00:00:00", "", parent="comment/1", approved=False),
    ),
)
SITE = SiteDocument(
    title="Demo",
    tagline="A demo",
    authors=(Author("author/amara", "amara", "Amara L.", email="amara@example.com"),),
    # A child before its parent, as an author may write it.
    terms=(
        Term("category/local", "category", "local", "Local", parent="category/news"),
        Term("category/news", "category", "news", "News"),
    ),
    posts=(ARTICLE, HERO),
    menus=(
        Menu(
            "nav_menu/main",
            "main",
            "Main",
            ("primary",),
            (
                MenuItem("Hello", "post_type", "post/hello", children=(MenuItem("Away", url="https://example.com/"),)),
                MenuItem("News", "taxonomy", "category/news", classes=("wide",)),
            ),
        ),
    ),
)


def export_text(document: SiteDocument, addresses: Addresses = ADDRESSES, first: int = 1000) -> str:
    """Return a document as WXR."""
    stream = io.StringIO()
    write_wxr(document, Numbers(document, first), addresses, stream)
    return stream.getvalue()


def theme_and_export(folder: Path, *more: Post, menus: Sequence[Menu] = SITE.menus) -> Path:
    """Make a folder with a theme and ``content.xml``; the article has a picture on another host."""
    build_file_tree(
        folder,
        {
            "clinic/style.css": STYLE,
            "clinic/index.php": "<?php get_header();",
            "clinic/img/ground.png": picture("PNG", "RGB", (40, 30)),
        },
    )
    remote = '<img src="https://images.unsplash.com/photo-2?w=800&h=600" alt="">'
    article = replace(SITE.posts[0], content=SITE.posts[0].content + remote)
    site = replace(SITE, posts=(article, *SITE.posts[1:], *more), menus=tuple(menus))
    (folder / "content.xml").write_text(export_text(site), newline="")
    return folder
