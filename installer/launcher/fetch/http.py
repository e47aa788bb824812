"""Ask a web server for a file, with limits on time, redirects and where it leads.

Built on ``requests``. Nothing of the user goes along unless the user asks: then the credentials of the address or of
netrc go to its own origin and no other, and the environment's proxies are used.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

from launcher.errors import FetchError
from launcher.fetch.addresses import is_loopback
from launcher.fetch.connections import Limits, Watch, open_session
from launcher.fetch.user import User

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Answer", "Limits", "ask", "shown_address"]

_PIECE = 16 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; ``url`` is where the redirects ended. :meth:`pieces` reads the body as it comes."""

    url: str
    status: int
    headers: Mapping[str, str]
    _response: requests.Response
    _watch: Watch

    def pieces(self, most: int) -> Iterator[bytes]:
        """Yield the body, as sent, until it ends or ``most`` bytes are read; FetchError where it breaks off."""
        left = most
        with _explained(self.url, self._watch):
            while left > 0:
                piece = self._response.raw.read1(min(left, _PIECE), decode_content=False)
                self._watch.check()
                if not piece:
                    return
                left -= len(piece)
                yield piece


@contextmanager
def ask(
    url: str,
    *,
    limits: Limits | None = None,
    headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
    https_only: bool = False,
    as_user: bool = False,
) -> Iterator[Answer]:
    """Yield the answer to a GET request, redirects followed; each of them is checked like the first address.

    FetchError, in one line, where there is none: also for an address that is neither http nor https, or not public.
    ``https_only`` allows http on loopback alone. ``as_user`` uses credentials and proxies. The status is the caller's
    to judge.
    """
    limits = limits or Limits()
    personal = User(url) if as_user else None
    with Watch(limits, allow_private=allow_private) as watch, open_session(watch) as session:
        for _ in range(limits.redirects + 1):
            url = _checked(url, https_only=https_only)
            with _explained(url, watch):
                proxies = personal.proxies(url, watch) if personal else None
                response = session.get(
                    url,
                    auth=personal.credentials(url) if personal else None,
                    proxies=proxies,
                    headers={"Accept-Encoding": "identity", "Accept": "*/*", **(headers or {})},
                    timeout=(limits.connect, limits.read),
                    allow_redirects=False,
                    stream=True,
                )
                watch.check()
            with response:
                target = response.headers.get("Location", "")
                if response.status_code not in _REDIRECTS or not target:
                    yield Answer(url, response.status_code, response.headers, response, watch)
                    return
            url = _joined(url, target)
        raise FetchError(f"it was redirected more than {limits.redirects} times", where=shown_address(url))


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise FetchError("it leads to what is no address", where=shown_address(url)) from error


def _checked(url: str, *, https_only: bool) -> str:
    """Return an address without credentials and fragment; FetchError where it is not on the web."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("this is no address", where=shown_address(url)) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError("it leads to something that is not on the web", where=shown_address(url))
    if https_only and parts.scheme != "https" and not is_loopback(host):
        raise FetchError("it leads to an address without encryption", where=shown_address(url))
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, host if port is None else f"{host}:{port}", parts.path, parts.query, ""))


def shown_address(url: str) -> str:
    """Return an address for a message, without what may be secret in it."""
    bare = url.partition("?")[0].partition("#")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"[:300]


@contextmanager
def _explained(url: str, watch: Watch) -> Iterator[None]:
    """Say in one line what went wrong with a request."""
    where = shown_address(url)
    try:
        yield
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
        if watch.is_over:
            message = f"it took longer than {watch.seconds:.0f} seconds"
        elif isinstance(error, requests.exceptions.SSLError):
            message = "its certificate cannot be trusted"
        elif isinstance(error, requests.Timeout | TimeoutError) or "timed out" in str(error):
            message = "the server was silent for too long"
        else:
            message = "the server broke off, or does not speak HTTP"
        raise FetchError(message, where=where) from error
