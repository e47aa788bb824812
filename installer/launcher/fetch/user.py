"""What of the user goes along with a request: credentials for one origin, and the environment's proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from launcher.fetch.connections import Watch

_PORTS = {"http": 80, "https": 443}


class User:
    """The user who asked for ``url``, whose credentials stand in it or in netrc."""

    def __init__(self, url: str) -> None:
        self._origin = _origin(url)
        self._credentials = _credentials(url)

    def credentials(self, url: str) -> tuple[str, str] | None:
        """Return the credentials for an address of the first one's origin; none for any other."""
        return self._credentials if _origin(url) == self._origin else None

    def proxies(self, url: str, watch: Watch) -> dict[str, str]:
        """Return the proxies for an address, checked as far as it can be from here."""
        from requests.utils import get_environ_proxies, select_proxy

        proxies: dict[str, str] = get_environ_proxies(url)
        if select_proxy(url, proxies) is not None:
            parts = urlsplit(url)
            watch.check_host(parts.hostname or "", parts.port or _PORTS[parts.scheme])
        return proxies


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port (https://www.rfc-editor.org/rfc/rfc6454); nothing's for what is no address."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


def _credentials(url: str) -> tuple[str, str] | None:
    from requests.utils import get_netrc_auth

    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.username is not None:
        return unquote(parts.username), unquote(parts.password or "")
    found: tuple[str, str] | None = get_netrc_auth(url)
    return found
