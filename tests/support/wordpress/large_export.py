"""A theme with an export of a large site: as many bytes of posts as asked for, with words that do not compress away."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Large</title>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://large.example.org</wp:base_site_url>
<wp:base_blog_url>https://large.example.org</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>amara</wp:author_login>
<wp:author_display_name>Amara L.</wp:author_display_name></wp:author>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>news</wp:category_nicename>
<wp:cat_name>News</wp:cat_name></wp:category>
"""
_ITEM = """<item><title>Post {number}</title><dc:creator>amara</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2024-05-06 07:08:09</wp:post_date>
<wp:post_date_gmt>2024-05-06 05:08:09</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:post_name>post-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent>
<wp:menu_order>0</wp:menu_order><wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>
<wp:is_sticky>0</wp:is_sticky><category domain="category" nicename="news"><![CDATA[News]]></category>
<wp:postmeta><wp:meta_key>source</wp:meta_key><wp:meta_value>{number}</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Ann</wp:comment_author>
<wp:comment_date>2024-05-07 00:00:00</wp:comment_date><wp:comment_content>Comment {number}</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved></wp:comment>
</item>
"""
_STYLE = "/*\nTheme Name: Large\nVersion: {version}\n*/\n"
_WORDS = 4_000


def large_site(folder: Path, size: int, *, each: int = 10_000, version: str = "1.0") -> int:
    """Write a theme and an export of at least ``size`` bytes, posts of ``each``; return how many posts it has.

    Each post has the ``version`` in it.
    """
    theme = folder / "large"
    (theme / "templates").mkdir(parents=True)
    (theme / "style.css").write_text(_STYLE.format(version=version))
    (theme / "templates/index.html").write_text("<!-- wp:post-title /--><!-- wp:post-content /-->")
    (theme / "ground.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    chance = random.Random(6)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 11))) for _ in range(_WORDS)]
    number = written = 0
    with (folder / "content.xml").open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_HEAD)
        while written < size:
            number += 1
            some = " ".join(chance.choices(words, k=each // 8))
            links = f'<a href="https://large.example.org/post-{number}/">{version}</a>'
            content = f"<!-- wp:paragraph -->\n<p>{links} {some}</p>\n<!-- /wp:paragraph -->"
            written += stream.write(_ITEM.format(number=number, content=content))
        stream.write("</channel></rss>\n")
    return number
