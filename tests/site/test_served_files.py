"""Files of a site are sent, and nobody's secrets: real requests over loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.served_site import build_site, request, serving

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return build_site(tmp_path / "site")


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere/", "/empty/", "/index.html/", "/" + "x" * 5000, "/a%00b"])
def test_what_is_not_there_gets_the_sites_own_404_page(site: Path, path: str) -> None:
    with serving(site) as server:
        assert request(server, path)[::2] == (404, b"<h1>Not here</h1>")


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
