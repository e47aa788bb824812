from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from launcher.errors import FetchError
from launcher.fetch.cache import BundleCache
from launcher.fetch.download import downloaded
from launcher.fetch.rules import Download
from tests.support.web import BreakingFile, body, dripping, endless, redirect, serve_web

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 2000
SHA256 = hashlib.sha256(DATA).hexdigest()
HERE = Download(allow_private=True)


@pytest.fixture
def cache(tmp_path: Path) -> BundleCache:
    return BundleCache(tmp_path / "cache")


def fetch(url: str, cache: BundleCache, rules: Download = HERE) -> bytes:
    with downloaded(url, rules, cache=cache) as path:
        return path.read_bytes()


def left(cache: BundleCache) -> list[str]:
    """Return what is in the cache's folder."""
    return sorted(path.name for path in cache.folder.iterdir()) if cache.folder.exists() else []


def test_a_bundle_is_fetched_once_and_then_asked_for_by_its_tag(cache: BundleCache) -> None:
    with serve_web({"/a": BreakingFile(DATA)}) as web:
        assert fetch(web.url + "/a", cache) == DATA
        assert fetch(web.url + "/a", cache) == DATA
        assert ["If-None-Match" in headers for _, headers in web.requests] == [False, True]
    (entry,) = cache.entries()
    assert (entry.digest, entry.size) == (SHA256, len(DATA))


def test_a_bundle_without_a_tag_is_fetched_each_time(cache: BundleCache) -> None:
    with serve_web({"/a": body(DATA)}) as web:
        fetch(web.url + "/a", cache)
        fetch(web.url + "/a", cache)
        assert len(web.requests) == 2
    assert len(cache.entries()) == 1


def test_a_known_digest_is_not_asked_for_at_all(cache: BundleCache) -> None:
    rules = Download(digest=SHA256.upper(), allow_private=True)
    with serve_web({"/a": body(DATA)}) as web:
        fetch(web.url + "/a", cache)
        assert fetch(web.url + "/elsewhere", cache, rules) == DATA
        assert len(web.requests) == 1


def test_a_cached_file_that_was_damaged_is_fetched_anew(cache: BundleCache) -> None:
    with serve_web({"/a": BreakingFile(DATA)}) as web:
        fetch(web.url + "/a", cache)
        cache.entries()[0].path.write_bytes(b"damaged")
        assert fetch(web.url + "/a", cache) == DATA
    assert cache.by_digest(SHA256) is not None


@pytest.mark.parametrize("knows_parts", [True, False])
def test_a_broken_connection_is_taken_up_where_it_broke(cache: BundleCache, knows_parts: bool) -> None:
    file = BreakingFile(DATA, breaks=(100_000, 200_000), knows_parts=knows_parts)
    with serve_web({"/a": file}) as web:
        assert fetch(web.url + "/a", cache) == DATA
        ranges = [headers.get("Range") for _, headers in web.requests]
    assert ranges == [None, "bytes=100000-", "bytes=300000-" if knows_parts else "bytes=200000-"]


def test_a_file_that_changed_meanwhile_is_taken_whole(cache: BundleCache) -> None:
    with serve_web({"/a": BreakingFile(DATA, breaks=(100_000,), changes_to=b"b" * 5000)}) as web:
        assert fetch(web.url + "/a", cache) == b"b" * 5000


def test_another_part_than_the_missing_one_is_refused(cache: BundleCache) -> None:
    def wrong_part(handler: object, _: object) -> None:
        assert hasattr(handler, "headers")
        BreakingFile(DATA, breaks=(1000,))(handler, _) if "Range" not in handler.headers else shifted(handler, _)  # type: ignore[arg-type]

    shifted = body(DATA, Content_Range=f"bytes 5-10/{len(DATA)}")
    with serve_web({"/a": wrong_part}) as web, pytest.raises(FetchError, match="another part"):
        fetch(web.url + "/a", cache)
    assert left(cache) == []


def test_a_server_that_always_breaks_off_is_given_up(cache: BundleCache) -> None:
    with serve_web({"/a": BreakingFile(DATA, breaks=(1000,) * 9)}) as web:
        with pytest.raises(FetchError, match="broke off"):
            fetch(web.url + "/a", cache)
        assert len(web.requests) == 4
    assert left(cache) == []


def test_without_a_tag_a_broken_download_is_not_taken_up(cache: BundleCache) -> None:
    with serve_web({"/a": BreakingFile(DATA, tag="", breaks=(1000,))}) as web:
        with pytest.raises(FetchError, match="broke off"):
            fetch(web.url + "/a", cache)
        assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("answer", "rules", "message"),
    [
        (endless(), Download(bytes=100_000, allow_private=True), "longer than 100000 bytes"),
        (body(DATA), Download(bytes=100_000, allow_private=True), "longer than 100000 bytes"),
        (dripping(), Download(seconds=0.5, allow_private=True), "took longer than"),
        (body(b"x", Content_Encoding="gzip"), HERE, "packed the file once more"),
        (redirect("/a"), HERE, "redirected more than 5 times"),
        (redirect("file:///etc/passwd"), HERE, "not on the web"),
        (redirect("http://192.0.2.1/"), Download(seconds=5, allow_private=True), "without encryption"),
    ],
    ids=["endless", "long", "drip", "packed", "loop", "file", "http"],
)
def test_a_hostile_server_ends_in_one_error_and_leaves_nothing(
    cache: BundleCache, answer: object, rules: Download, message: str
) -> None:
    with serve_web({"/a": answer}) as web, pytest.raises(FetchError, match=message):  # type: ignore[dict-item]
        fetch(web.url + "/a", cache, rules)
    assert left(cache) == []


def test_loopback_and_http_are_refused_unless_they_are_allowed(cache: BundleCache) -> None:
    with serve_web({"/a": body(DATA)}) as web, pytest.raises(FetchError, match="not an address of the public network"):
        fetch(web.url + "/a", cache, Download())
    with pytest.raises(FetchError, match="without encryption"):
        fetch("http://example.com/a", cache, Download())


@pytest.mark.parametrize(("status", "message"), [(404, "no such file"), (401, "who asks"), (500, "ready")])
def test_a_status_is_told_in_words(cache: BundleCache, status: int, message: str) -> None:
    with serve_web({"/a": redirect("", status)}) as web, pytest.raises(FetchError, match=f"{message}.*HTTP {status}"):
        fetch(web.url + "/a", cache)


def test_an_address_s_secrets_are_neither_shown_nor_kept(cache: BundleCache) -> None:
    with serve_web({"/a": body(DATA)}) as web:
        secret = web.url.replace("http://", "http://ann:tok%40en@") + "/a?key=hidden"
        fetch(secret, cache)
        with pytest.raises(FetchError) as caught:
            fetch(secret.replace("/a?", "/b?"), cache)
    assert not any(word in str(caught.value) for word in ("tok", "hidden", "ann"))
    notes = b"".join(path.read_bytes() for path in cache.folder.glob("*.json"))
    assert not any(word in notes for word in (b"tok", b"hidden", b"ann"))


def test_where_there_can_be_no_cache_the_download_serves_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with serve_web({"/a": body(DATA)}) as web:
        with downloaded(web.url + "/a", HERE, cache=BundleCache(tmp_path / "file")) as path:
            assert path.read_bytes() == DATA
        assert not path.exists()


def test_the_cache_is_cleared_with_every_rest(cache: BundleCache) -> None:
    with serve_web({"/a": body(DATA), "/b": body(b"b")}) as web:
        fetch(web.url + "/a", cache)
        fetch(web.url + "/b", cache)
    (cache.folder / ".0123.part").touch()
    assert cache.clear() == (2, len(DATA) + 1)
    assert left(cache) == []
