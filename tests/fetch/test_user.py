"""What of the user goes along: credentials to one origin, and requests through the environment's proxy."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from launcher.errors import FetchError
from launcher.fetch.http import ask
from tests.support.web import body, redirect, serve_web

if TYPE_CHECKING:
    from pathlib import Path

ANN = "Basic " + base64.b64encode(b"ann:s/e:cret").decode()


def read(url: str, *, as_user: bool = True, allow_private: bool = True) -> bytes:
    with ask(url, allow_private=allow_private, as_user=as_user) as answer:
        return b"".join(answer.pieces(1000))


def test_credentials_of_an_address_go_to_its_origin_and_to_no_other() -> None:
    with (
        serve_web({"/c": body(b"there")}) as other,
        serve_web({"/a": redirect("/b"), "/b": redirect(other.url + "/c")}) as web,
    ):
        assert read(web.url.replace("http://", "http://ann:s%2Fe%3Acret@") + "/a") == b"there"
    assert [headers.get("Authorization") for _, headers in web.requests] == [ANN, ANN]
    assert [headers.get("Authorization") for _, headers in other.requests] == [None]


def test_credentials_of_netrc_go_to_its_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password s/e:cret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serve_web({"/a": body(b"a")}) as web:
        read(web.url + "/a")
        read(web.url + "/a", as_user=False)
    assert [headers.get("Authorization") for _, headers in web.requests] == [ANN, None]


def test_a_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serve_web({"http://nowhere.invalid/a": body(b"by proxy")}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert read("http://nowhere.invalid/a", allow_private=False) == b"by proxy"
        with pytest.raises(FetchError, match="not an address of the public network"):
            read("http://192.168.0.1/a", allow_private=False)
        assert [path for path, _ in proxy.requests] == ["http://nowhere.invalid/a"]


def test_without_a_user_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serve_web({"/a": body(b"direct")}) as web:
        assert read(web.url + "/a", as_user=False) == b"direct"
