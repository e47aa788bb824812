"""Parts of files, and what a browser has already: real requests over loopback."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

from tests.support.served_site import VIDEO, build_site, request, serving

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return build_site(tmp_path / "site")


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
