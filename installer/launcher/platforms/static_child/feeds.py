"""What the platform makes without a template: feed, sitemap, robots, search index, redirects."""

from __future__ import annotations

import json
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING, Any

from launcher.demo.content.text import parse_date, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: How many posts a feed has, and how much of a page the search knows, in letters.
FEED_POSTS = 20
SEARCH_TEXT = 20_000

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def rss(site: Mapping[str, Any], posts: Sequence[Mapping[str, Any]], contents: Sequence[str]) -> bytes:
    """Return an RSS 2.0 feed of ``posts``, newest first; ``contents`` is their HTML with absolute links."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<rss version="2.0" {_NAMESPACES}>',
        "<channel>",
        f"<title>{xml_text(site['title'])}</title>",
        f"<link>{xml_text(site['url'])}/</link>",
        f"<description>{xml_text(site['description'] or site['title'])}</description>",
        f"<language>{xml_text(site['language'])}</language>",
        f'<atom:link href="{xml_text(site["url"])}/feed.xml" rel="self" type="application/rss+xml"/>',
    ]
    if posts:
        lines.append(f"<lastBuildDate>{rfc822(posts[0]['updated'] or posts[0]['date'])}</lastBuildDate>")
    for post, content in zip(posts, contents, strict=True):
        url = xml_text(site["url"] + post["url"])
        lines += [
            "<item>",
            f"<title>{xml_text(post['title'])}</title>",
            f"<link>{url}</link>",
            f'<guid isPermaLink="true">{url}</guid>',
            f"<pubDate>{rfc822(post['date'])}</pubDate>",
        ]
        if post["author"]:
            lines.append(f"<dc:creator>{xml_text(post['author']['name'])}</dc:creator>")
        lines += [f"<category>{xml_text(term['name'])}</category>" for term in (*post["categories"], *post["tags"])]
        lines.append(f"<description>{xml_text(post['excerpt'])}</description>")
        lines.append(f"<content:encoded>{xml_text(content)}</content:encoded>")
        lines.append("</item>")
    lines += ["</channel>", "</rss>", ""]
    return "\n".join(lines).encode()


def rfc822(text: str) -> str:
    """Return an ISO date as RSS wants it, in UTC and English on every machine."""
    moment = parse_date(text).astimezone(UTC)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} +0000"


def sitemap(site_url: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """Return a sitemap of (root-relative URL, ISO date or "") pairs."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for url, date in pages:
        modified = f"<lastmod>{xml_text(_w3c(date))}</lastmod>" if date else ""
        lines.append(f"<url><loc>{xml_text(site_url + url)}</loc>{modified}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def _w3c(date: str) -> str:
    """Return a date as sitemaps want it: a time needs its zone."""
    return date if len(date) == 10 else parse_date(date).isoformat()


def robots(site_url: str) -> bytes:
    """Return a robots.txt that allows everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}/sitemap.xml\n".encode()


def search_index(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the search index as a script, which a page opened from a folder can load where it cannot fetch JSON."""
    # No sign that could end a script element or a line of JavaScript stands in it as such.
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.launcherSearchIndex = {text};\n".encode()


def redirect(language: str, title: str, url: str, canonical: str) -> str:
    """Return a page that leads from an old address to ``url``, root-relative."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={escape(url)}">\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{escape(canonical)}">\n</head>\n'
        f'<body>\n<p><a href="{escape(url)}">{escape(title)}</a></p>\n</body>\n</html>\n'
    )
