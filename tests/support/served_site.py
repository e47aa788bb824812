"""A site that ``launcher serve`` shows on loopback, and requests to it."""

from __future__ import annotations

import http.client
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.site.serve import SiteServer, make_server
from tests.support.servers import running
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VIDEO = bytes(range(256)) * 1000


def build_site(folder: Path) -> Path:
    """Return a site in ``folder`` with a page, a folder, a video and things that are nobody's business."""
    return build_file_tree(
        folder,
        {
            "index.html": "<h1>Home</h1>",
            "404.html": "<h1>Not here</h1>",
            "blog/index.html": "<h1>Blog</h1>",
            "empty/style.css": "",
            "video/clip.mp4": VIDEO,
            "a b/ü%.html": "<h1>Odd</h1>",
            "site.yaml": "answers: secret",
            "data/site.yaml": "not: secret",
            ".launcher/receipt.json": "{}",
            ".git/config": "secret",
            "blog/.htpasswd": "secret",
            ".well-known/security.txt": "Contact: x",
        },
    )


@contextmanager
def serving(site: Path, prefix: str | None = None) -> Iterator[SiteServer]:
    """Serve a site meanwhile."""
    with make_server(site, 0, prefix=prefix) as server, running(server):
        yield server


def request(
    server: SiteServer, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Return the status, the headers and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request(method, path, headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()
