from __future__ import annotations

import socket

import pytest

from launcher.errors import FetchError
from launcher.fetch.addresses import AddressRefused, connect, is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "no address",
        "",
    ],
)
def test_addresses_of_this_machine_and_its_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "0x7f000001", "2130706433", "127.1"])
def test_no_spelling_of_this_machine_is_resolved(host: str) -> None:
    with pytest.raises(FetchError):
        resolve(host, 80, allow_private=False, seconds=5)


def test_private_addresses_are_resolved_where_they_are_allowed() -> None:
    assert resolve("127.0.0.1", 80, allow_private=True, seconds=5) == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["", "a..b", "x" * 70 + ".example", "nowhere.invalid"])
def test_a_name_that_leads_nowhere_is_an_error_in_one_line(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        resolve(host, 80, allow_private=False, seconds=5)
    assert "\n" not in str(caught.value)


def test_a_connection_goes_to_the_address_that_was_checked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with connect("127.0.0.1", port, allow_private=True, seconds=5) as made:
            assert made.getpeername() == ("127.0.0.1", port)
        with pytest.raises(AddressRefused):
            connect("127.0.0.1", port, allow_private=False, seconds=5)
    with pytest.raises(FetchError, match="cannot be reached"):
        connect("127.0.0.1", port, allow_private=True, seconds=5)
