from __future__ import annotations

import pytest

from launcher.errors import FetchError
from launcher.fetch.http import Limits, ask
from tests.support.web import body, broken, dripping, endless, redirect, serve_web, silent

QUICK = Limits(connect=2, read=0.3, total=5)
SHORT = Limits(connect=2, read=2, total=0.4)


def read(url: str, limits: Limits = QUICK, *, most: int = 1 << 20) -> bytes:
    with ask(url, limits=limits, allow_private=True) as answer:
        assert answer.status in {200, 206}
        return b"".join(answer.pieces(most))


def test_a_body_is_read_as_it_is_sent() -> None:
    data = bytes(range(256)) * 200
    with serve_web({"/a": body(data, Content_Encoding="gzip")}) as web:
        assert read(web.url + "/a") == data


def test_no_more_is_read_than_was_asked_for() -> None:
    with serve_web({"/a": endless()}) as web:
        assert len(read(web.url + "/a", most=100_000)) == 100_000


def test_a_redirect_is_followed_and_carries_nothing_along() -> None:
    answers = {"/a": redirect("/b"), "/b": redirect("c?d=1", 301), "/c": body(b"here")}
    with serve_web(answers) as web:
        address = web.url.replace("http://", "http://ann:secret@") + "/a#top"
        with ask(address, limits=QUICK, allow_private=True) as answer:
            assert b"".join(answer.pieces(100)) == b"here"
            assert answer.url == web.url + "/c?d=1"
    assert [path for path, _ in web.requests] == ["/a", "/b", "/c?d=1"]
    for _, headers in web.requests:
        assert headers["Accept-Encoding"] == "identity"
        assert not {"Authorization", "Cookie", "Referer", "Proxy-Authorization"} & headers.keys()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/loop", "redirected more than 5 times"),
        ("file:///etc/passwd", "not on the web"),
        ("ftp://a.example/", "not on the web"),
        ("http://[::1", "no address"),
        ("http://nowhere.invalid/", "leads nowhere"),
    ],
)
def test_a_redirect_to_nowhere_is_refused(target: str, reason: str) -> None:
    with serve_web({"/loop": redirect(target)}) as web, pytest.raises(FetchError, match=reason):
        read(web.url + "/loop")


def test_the_body_of_a_redirect_is_not_read() -> None:
    with serve_web({"/a": endless(to="/b"), "/b": body(b"here")}) as web:
        assert read(web.url + "/a") == b"here"


def test_a_private_address_is_refused_before_a_byte_is_sent() -> None:
    with serve_web({"/a": body(b"inner")}) as web:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            url = web.url.replace("127.0.0.1", host) + "/a"
            with pytest.raises(FetchError), ask(url, limits=QUICK):
                pass
        assert web.requests == []


def test_a_redirect_is_checked_like_the_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launcher.fetch.addresses.is_public", lambda address: address == "127.0.0.1")
    with serve_web({"/a": body(b"inner")}) as web:
        inner = web.url.replace("127.0.0.1", "127.0.0.2") + "/a"
        with serve_web({"/a": redirect(inner)}) as front:
            with pytest.raises(FetchError, match=r"127\.0\.0\.2 is not"), ask(front.url + "/a", limits=QUICK):
                pass
            assert len(front.requests) == 1
        assert web.requests == []


def test_unencrypted_addresses_can_be_refused() -> None:
    with pytest.raises(FetchError, match="without encryption"), ask("http://a.example/", https_only=True):
        pass


@pytest.mark.parametrize("drip", [dripping(), dripping(headers=True)], ids=["body", "headers"])
def test_a_server_that_drips_is_cut_off_in_time(drip: object) -> None:
    with serve_web({"/a": drip}) as web, pytest.raises(FetchError, match="longer than"):  # type: ignore[dict-item]  # an answer
        read(web.url + "/a", SHORT)


def test_a_server_that_is_silent_is_left() -> None:
    with serve_web({"/a": silent()}) as web, pytest.raises(FetchError, match="silent for too long"):
        read(web.url + "/a")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 300,
    ],
    ids=["nothing", "nonsense", "short", "many headers"],
)
def test_what_is_no_answer_is_an_error_in_one_line(text: bytes) -> None:
    with (
        serve_web({"/a": broken(text)}) as web,
        pytest.raises(FetchError, match=r"broke off|too long|longer") as caught,
    ):
        read(web.url + "/a?token=secret")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_environments_proxy_and_passwords_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    with serve_web({"/a": body(b"here")}) as web:
        assert read(web.url + "/a") == b"here"
