"""Which addresses of the network may be asked: public ones, unless somebody allows more.

A reference in a demo or a redirect from a server must not make this program speak to a router, a cloud's metadata
service or a database on this machine. A name is resolved here, all its addresses are checked, and the connection goes
to an address that was checked, so that a second answer of the name server changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time

from launcher.errors import FetchError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(FetchError):  # noqa: N818 - it says what was done, as in "connection refused"
    """A name leads to an address that may not be asked."""


def is_public(address: str) -> bool:
    """Say whether an IP address, or the IPv4 address inside it, is one of the public network."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is None and parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine by its name alone: ``localhost`` or an address of loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def resolve(host: str, port: int, *, allow_private: bool, seconds: float) -> list[str]:
    """Return the addresses of a host in the order of preference, all of them checked.

    FetchError where the name leads nowhere or the name server is silent for ``seconds``; AddressRefused where any of
    the addresses is not public, unless ``allow_private``.
    """
    addresses = list(dict.fromkeys(_look_up(host, port, seconds)))
    if not addresses:
        raise FetchError("the name of the host leads nowhere", where=host)
    refused = [] if allow_private else [address for address in addresses if not is_public(address)]
    if refused:
        raise AddressRefused(f"{refused[0]} is not an address of the public network", where=host)
    return addresses


def connect(host: str, port: int, *, allow_private: bool, seconds: float) -> socket.socket:
    """Return a connection to the first address of a host that answers; FetchError where none does in ``seconds``."""
    deadline = time.monotonic() + seconds
    problem: OSError | None = None
    for address in resolve(host, port, allow_private=allow_private, seconds=seconds):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), left)
        except OSError as error:
            problem = error
    if problem is None or isinstance(problem, TimeoutError):
        raise FetchError(f"no answer within {seconds:.0f} seconds", where=host)
    raise FetchError(f"the host cannot be reached: {problem.strerror}", where=host) from problem


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    """Ask the system's resolver, which knows no time-out, from a thread that may be left behind."""
    found: list[str] = []
    problem: list[OSError] = []

    def ask() -> None:
        try:
            found.extend(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            problem.append(error)
        except UnicodeError:  # a label that is empty or too long
            problem.append(OSError("it is no name of a host"))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise FetchError(f"the name of the host was not resolved within {seconds:.0f} seconds", where=host)
    if problem:
        raise FetchError("the name of the host leads nowhere", where=host) from problem[0]
    return found
