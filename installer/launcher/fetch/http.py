"""Ask a web server for a file, with limits on time, redirects and where it leads; nothing of the user goes along.

Built on ``requests``. No proxy, netrc, cookie or credential of the environment is used: with a proxy, the address that
is spoken to could not be checked.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from launcher import __version__
from launcher.errors import FetchError
from launcher.fetch import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PIECE = 16 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces of an answer, and for everything; redirects that are followed."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; ``url`` is where the redirects ended. :meth:`pieces` reads the body as it comes."""

    url: str
    status: int
    headers: Mapping[str, str]
    _response: requests.Response
    _watch: _Watch

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
) -> Iterator[Answer]:
    """Yield the answer to a GET request, redirects followed; each of them is checked like the first address.

    FetchError, in one line, where there is none: also for an address that is neither http nor https, or not public.
    The status is the caller's to judge.
    """
    limits = limits or Limits()
    with _Watch(limits, allow_private=allow_private) as watch, _session(watch) as session:
        for _ in range(limits.redirects + 1):
            url = _checked(url, https_only=https_only)
            with _explained(url, watch):
                response = session.get(
                    url,
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
        raise FetchError(f"it was redirected more than {limits.redirects} times", where=_shown(url))


class _Watch:
    """Connects to checked addresses, and cuts the connections when the time for everything is over.

    A server that sends one byte every few seconds passes each time-out of its own, so a timer shuts the socket.
    """

    def __init__(self, limits: Limits, *, allow_private: bool) -> None:
        self._limits = limits
        self._allow_private = allow_private
        self._deadline = time.monotonic() + limits.total
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(limits.total, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._deadline

    def check(self) -> None:
        """Raise TimeoutError where the time is up."""
        if self.is_over:
            raise TimeoutError

    @property
    def seconds(self) -> float:
        """The time for everything."""
        return self._limits.total

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection to a host; FetchError where it may not or cannot be reached."""
        seconds = max(0.01, min(self._limits.connect, self._deadline - time.monotonic()))
        made = addresses.connect(host, port, allow_private=self._allow_private, seconds=seconds)
        with self._lock:
            # TLS takes the socket over; a second handle still shuts the same connection.
            self._sockets.append(made.dup())
        return made

    def _cut(self) -> None:
        with self._lock:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Session(requests.Session):
    """Knows no redirects: requests reads the whole body of one before it goes on, however long that is."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return nothing; :func:`ask` follows."""


def _session(watch: _Watch) -> requests.Session:
    session = _Session()
    session.trust_env = False
    # Where the environment names certificates of a company's own authority, they count here as everywhere.
    session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = f"launcher/{__version__}"
    adapter = _CheckedAdapter(watch)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _CheckedAdapter(HTTPAdapter):
    """Connects through a :class:`_Watch`."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = _pool_classes(self._watch)


def _pool_classes(watch: _Watch) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's pools, with connections that are made by ``watch``."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return watch.connect(self.host, self.port)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return watch.connect(self.host, self.port)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise FetchError("it leads to what is no address", where=_shown(url)) from error


def _checked(url: str, *, https_only: bool) -> str:
    """Return an address without credentials and fragment; FetchError where it is not on the web."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("this is no address", where=_shown(url)) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise FetchError("it leads to something that is not on the web", where=_shown(url))
    if https_only and parts.scheme != "https":
        raise FetchError("it leads to an address without encryption", where=_shown(url))
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, host if port is None else f"{host}:{port}", parts.path, parts.query, ""))


def _shown(url: str) -> str:
    """Return an address for a message, without what may be secret in it."""
    bare = url.partition("?")[0].partition("#")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"[:300]


@contextmanager
def _explained(url: str, watch: _Watch) -> Iterator[None]:
    """Say in one line what went wrong with a request."""
    where = _shown(url)
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
