"""Real requests over loopback."""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING

import pytest

from launcher.errors import ServeError
from launcher.platforms.plan import Plan
from launcher.site.serve import make_server
from launcher.site.transaction import apply
from tests.support.plans import make_plan
from tests.support.served_site import build_site, request, serving
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return build_site(tmp_path / "site")


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


def test_without_a_404_page_a_line_of_text_is_sent(site: Path) -> None:
    (site / "404.html").unlink()
    with serving(site) as server:
        assert request(server, "/nowhere")[::2] == (404, b"404 Not Found\n")


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


def test_a_wordpress_is_not_served_as_files(tmp_path: Path) -> None:
    build_file_tree(tmp_path, {"wp-load.php": "<?php", "wp-config.php": "<?php // secret"})
    with pytest.raises(ServeError, match="it is a WordPress, which needs PHP"):
        make_server(tmp_path, 0)
