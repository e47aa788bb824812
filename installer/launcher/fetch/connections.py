"""Connections to checked addresses, under a limit on the time for everything."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from launcher import __version__
from launcher.errors import FetchError
from launcher.fetch import addresses

# Variables that name certificates of a company's own authority, as curl, OpenSSL and requests know them.
_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces of an answer, and for everything; redirects that are followed."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    redirects: int = 5


class Watch:
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

    def __enter__(self) -> Watch:
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

    def check_host(self, host: str, port: int) -> None:
        """Raise AddressRefused where a host that a proxy will ask is known here, and is not public.

        A name that is not known here is the proxy's to look up, as in networks that know no others.
        """
        try:
            addresses.resolve(host, port, allow_private=self._allow_private, seconds=self._seconds())
        except addresses.AddressRefused:
            raise
        except FetchError:
            return

    def _seconds(self) -> float:
        return max(0.01, min(self._limits.connect, self._deadline - time.monotonic()))

    def connect(self, host: str, port: int, *, proxy: bool = False) -> socket.socket:
        """Return a connection to a host; FetchError where it may not or cannot be reached.

        A proxy that the user names may stand in their own network.
        """
        allowed = proxy or self._allow_private
        made = addresses.connect(host, port, allow_private=allowed, seconds=self._seconds())
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
        """Return nothing; whoever asks follows."""


def open_session(watch: Watch) -> requests.Session:
    """Return a session whose connections ``watch`` makes; it takes nothing from the environment but certificates."""
    session = _Session()
    session.trust_env = False
    # Where the environment names certificates of a company's own authority, they count here as everywhere.
    session.verify = next(filter(None, map(os.environ.get, _CERTIFICATES)), True)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = f"launcher/{__version__}"
    adapter = _CheckedAdapter(watch)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _CheckedAdapter(HTTPAdapter):
    """Connects through a :class:`Watch`."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = _pool_classes(self._watch, proxy=False)

    def proxy_manager_for(self, proxy: str, **options: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _pool_classes(self._watch, proxy=True)
        return manager


def _pool_classes(watch: Watch, *, proxy: bool) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's pools, with connections that are made by ``watch``."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return watch.connect(self.host, self.port, proxy=proxy)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return watch.connect(self.host, self.port, proxy=proxy)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
