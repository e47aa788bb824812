"""Real requests over loopback."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import contextmanager
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

from launcher.errors import ServeError
from launcher.platforms.plan import Plan
from launcher.site.media_types import content_type
from launcher.site.serve import SiteServer, make_server
from launcher.site.transaction import apply
from tests.support.plans import make_plan
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VIDEO = bytes(range(256)) * 1000


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with a page, a folder, a video and things that are nobody's business."""
    return build_file_tree(
        tmp_path / "site",
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
    with make_server(site, 0, prefix=prefix) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def request(
    server: SiteServer, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request(method, path, headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_a_page_and_the_index_of_a_folder_are_sent(site: Path) -> None:
    with serving(site) as server:
        assert server.url == f"http://127.0.0.1:{server.server_port}/"
        assert request(server, "/")[::2] == (200, b"<h1>Home</h1>")
        status, headers, body = request(server, "/blog/?x=1")
        assert (status, body) == (200, b"<h1>Blog</h1>")
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert request(server, "/a%20b/%C3%BC%25.html")[2] == b"<h1>Odd</h1>"


def test_a_folder_without_its_slash_is_redirected_with_its_query(site: Path) -> None:
    with serving(site) as server:
        status, headers, _ = request(server, "/blog?page=2")
        assert (status, headers["Location"]) == (301, "/blog/?page=2")
        assert request(server, "//blog")[1]["Location"] == "/blog/"


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere/", "/empty/", "/index.html/", "/" + "x" * 5000, "/a%00b"])
def test_what_is_not_there_gets_the_sites_own_404_page(site: Path, path: str) -> None:
    with serving(site) as server:
        assert request(server, path)[::2] == (404, b"<h1>Not here</h1>")


def test_without_a_404_page_a_line_of_text_is_sent(site: Path) -> None:
    (site / "404.html").unlink()
    with serving(site) as server:
        assert request(server, "/nowhere")[::2] == (404, b"404 Not Found\n")


@pytest.mark.parametrize(
    "path",
    [
        "/site.yaml",
        "/SITE.YAML",
        "/.launcher/receipt.json",
        "/.launcher/",
        "/.git/config",
        "/blog/.htpasswd",
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/blog/..%2f..%2foutside.txt",
        "/blog/..\\..\\outside.txt",
        "/out/outside.txt",
        "/out.txt",
        "/inner",
    ],
)
def test_secrets_and_what_is_outside_are_not_sent(site: Path, path: str) -> None:
    (site.parent / "outside.txt").write_text("secret")
    (site / "out").symlink_to("..")
    (site / "out.txt").symlink_to("../outside.txt")
    (site / "inner").symlink_to("site.yaml")
    with serving(site) as server:
        status, _, body = request(server, path)
        assert status == 404
        assert b"secret" not in body


def test_a_link_inside_the_site_and_the_well_known_folder_are_sent(site: Path) -> None:
    (site / "latest.html").symlink_to("blog/index.html")
    with serving(site) as server:
        assert request(server, "/latest.html")[::2] == (200, b"<h1>Blog</h1>")
        assert request(server, "/.well-known/security.txt")[0] == 200
        assert request(server, "/data/site.yaml")[0] == 200


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=1000-", 1000, 255_999),
        ("bytes=-5", 255_995, 255_999),
        ("bytes=9-999999", 9, 255_999),
    ],
)
def test_a_part_of_a_video_is_sent(site: Path, asked: str, first: int, last: int) -> None:
    with serving(site) as server:
        status, headers, body = request(server, "/video/clip.mp4", {"Range": asked})
        assert status == 206
        assert headers["Content-Range"] == f"bytes {first}-{last}/256000"
        assert headers["Content-Type"] == "video/mp4"
        assert body == VIDEO[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-5", "bytes=-", "nonsense"])
def test_a_range_that_cannot_be_understood_gets_the_whole(site: Path, asked: str) -> None:
    with serving(site) as server:
        status, headers, body = request(server, "/video/clip.mp4", {"Range": asked})
        assert (status, headers["Accept-Ranges"]) == (200, "bytes")
        assert body == VIDEO


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(site: Path, asked: str) -> None:
    with serving(site) as server:
        status, headers, _ = request(server, "/video/clip.mp4", {"Range": asked})
        assert (status, headers["Content-Range"]) == (416, "bytes */256000")


def test_a_range_of_another_version_gets_the_whole(site: Path) -> None:
    with serving(site) as server:
        headers = {"Range": "bytes=0-9", "If-Range": formatdate(0, usegmt=True)}
        assert request(server, "/video/clip.mp4", headers)[0] == 200


def test_what_the_browser_has_already_is_not_sent_again(site: Path) -> None:
    with serving(site) as server:
        modified = request(server, "/")[1]["Last-Modified"]
        assert request(server, "/", {"If-Modified-Since": modified})[::2] == (304, b"")
        assert request(server, "/", {"If-Modified-Since": formatdate(0, usegmt=True)})[0] == 200
        assert request(server, "/", {"If-Modified-Since": "yesterday"})[0] == 200


def test_head_sends_what_get_would_without_the_file(site: Path) -> None:
    with serving(site) as server:
        status, headers, body = request(server, "/video/clip.mp4", method="HEAD")
        assert (status, headers["Content-Length"], body) == (200, "256000", b"")
        assert request(server, "/nowhere", method="HEAD")[::2] == (404, b"")
        assert request(server, "/", method="POST")[0] == 501


def test_one_connection_serves_several_requests_even_after_an_error(site: Path) -> None:
    with serving(site) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        found = []
        for path in ("/nowhere", "/blog", "/empty/style.css", "/"):
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            found.append(response.status)
        connection.close()
        assert found == [404, 301, 200, 200]


def test_an_address_that_cannot_be_parsed_gets_an_answer(site: Path) -> None:
    with serving(site) as server, socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as raw:
        raw.sendall(b"GET http://[x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert raw.makefile("rb").readline() == b"HTTP/1.1 400 Bad Request\r\n"


def test_a_site_with_a_sub_path_is_served_below_it(site: Path) -> None:
    with serving(site, prefix="/my sub/") as server:
        assert server.url == f"http://127.0.0.1:{server.server_port}/my%20sub/"
        assert request(server, "/my%20sub/blog/")[0] == 200
        assert request(server, "/my%20sub/blog")[1]["Location"] == "/my%20sub/blog/"
        assert request(server, "/")[1]["Location"] == "/my%20sub/"
        assert request(server, "/my%20sub")[1]["Location"] == "/my%20sub/"
        assert request(server, "/blog/")[0] == 404


def test_the_sub_path_comes_from_the_address_that_the_owner_gave(tmp_path: Path) -> None:
    plan = make_plan()
    answers = {"site_url": "https://example.com/clinic/"}
    apply(Plan(plan.name, plan.version, plan.digest, plan.platform, answers, plan.writes), tmp_path / "site")
    with serving(tmp_path / "site") as server:
        assert server.url.endswith("/clinic/")
        assert request(server, "/clinic/")[2] == b"<h1>Welcome</h1>"


def test_a_damaged_receipt_does_not_hinder(site: Path) -> None:
    with serving(site) as server:
        assert server.url.endswith(f":{server.server_port}/")


def test_a_port_in_use_is_said_with_a_way_out(site: Path) -> None:
    with make_server(site, 0) as server, pytest.raises(ServeError, match="in use") as caught:
        make_server(site, server.server_port)
    assert "--port 0" in str(caught.value.hint)


def test_a_server_listens_on_loopback_alone(site: Path) -> None:
    with make_server(site, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("name", ["nowhere", "index.html"])
def test_only_a_folder_can_be_served(site: Path, name: str) -> None:
    with pytest.raises(ServeError, match="folder"):
        make_server(site / name, 0)


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


def test_a_wordpress_is_not_served_as_files(tmp_path: Path) -> None:
    build_file_tree(tmp_path, {"wp-load.php": "<?php", "wp-config.php": "<?php // secret"})
    with pytest.raises(ServeError, match="it is a WordPress, which needs PHP"):
        make_server(tmp_path, 0)
