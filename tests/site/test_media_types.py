from __future__ import annotations

import pytest

from launcher.site.media_types import content_type


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("site.webmanifest", "application/manifest+json"),
        ("a.webp", "image/webp"),
        ("A.AVIF", "image/avif"),
        ("icon.svg", "image/svg+xml"),
        ("module.mjs", "text/javascript; charset=utf-8"),
        ("font.woff2", "font/woff2"),
        ("clip.mp4", "video/mp4"),
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml"),
        ("LICENSE", "application/octet-stream"),
    ],
)
def test_types_are_the_same_on_every_host(name: str, kind: str) -> None:
    assert content_type(name) == kind
