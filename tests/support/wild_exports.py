"""Exports of WordPress as real sites and other programs write them, line by line."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.demo.wordpress.reading import read_site
from launcher.demo.wordpress.sources.site import ExportedSite, ExportFiles
from launcher.demo.wordpress.writing import site_chunks

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.wordpress.document import SiteDocument

UPLOADS = PurePosixPath("wordpress/uploads")
_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{0}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/{0}/"><channel><title>Demo</title>
<wp:wxr_version>{0}</wp:wxr_version><wp:base_site_url>https://demo.example</wp:base_site_url>
"""


def item(number: int | str = "", slug: str = "", kind: str = "post", more: str = "", **fields: str) -> str:
    """Return an item; ``fields`` are elements of WordPress's own."""
    named = {"post_id": str(number), "post_name": slug, "post_type": kind, "status": "publish", **fields}
    inner = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in named.items() if value)
    return f"<item><title>{slug}</title>{inner}{more}</item>\n"


def meta(key: str, value: str, kind: str = "postmeta") -> str:
    """Return a meta field."""
    inner = f"<wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
    return f"<wp:{kind}>{inner}</wp:{kind}>"


def content(text: str) -> str:
    """Return the text of an item."""
    return f"<content:encoded><![CDATA[{text}]]></content:encoded>"


def comment(**fields: str) -> str:
    """Return a comment below an item."""
    inner = "".join(f"<wp:comment_{name}><![CDATA[{value}]]></wp:comment_{name}>" for name, value in fields.items())
    return f"<wp:comment>{inner}</wp:comment>"


def media(number: int, path: str, data: str = "", *, url: str = "", **fields: str) -> str:
    """Return an attachment whose file lies in the folder of uploads."""
    url = url or f"https://demo.example/wp-content/uploads/{path}"
    more = (meta("_wp_attached_file", path) if path else "") + (meta("_wp_attachment_metadata", data) if data else "")
    return item(number, f"file-{number}", "attachment", more, attachment_url=url, status="inherit", **fields)


def export_of(*parts: str, version: str = "1.2") -> str:
    """Return an export that has these parts."""
    return _HEAD.format(version) + "".join(parts) + "</channel></rss>"


def site_of(folder: Path, *parts: str, version: str = "1.2", **files: Any) -> ExportedSite:
    """Return the site of an export that has these parts."""
    path = folder / "content.xml"
    path.write_text(export_of(*parts, version=version), newline="", encoding="utf-8")
    return ExportedSite(ExportFiles((path,), **files), UPLOADS)


def document_of(folder: Path, *parts: str, **more: Any) -> SiteDocument:
    """Return what a bundle of such an export has, read as strictly as that of any bundle."""
    site = site_of(folder, *parts, **more)
    data = b"".join(site_chunks(site.frame(), site.posts()))
    return read_site(data, where=PurePosixPath("wordpress/site.json"))
