"""``launcher install https://...`` from a real TLS server on loopback, with certificates made for the test."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import ssl
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.command import launcher
from tests.support.demos import packed, small_demo
from tests.support.servers import running
from tests.support.trees import read_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Quiet(SimpleHTTPRequestHandler):
    def handle(self) -> None:
        with suppress(ssl.SSLError):  # a client that does not trust us says so and leaves
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    packed(small_demo(folder / "demo"), folder / "bakery.launcher.zip")
    launcher("keygen", "--no-password", folder / "author")
    launcher("sign", "--key", folder / "author.key", folder / "bakery.launcher.zip")
    return folder


def certificate(folder: Path, *, name: str) -> tuple[Path, Path]:
    """Return a certificate for a host that signs itself, with its key, and the certificate alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        alternatives.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(public + private)
    (folder / "authority.pem").write_bytes(public)
    return folder / "both.pem", folder / "authority.pem"


@contextmanager
def tls_server(folder: Path, chain: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    with running(server):
        yield f"https://localhost:{server.server_address[1]}"


def install(url: str, site: Path, home: Path, authority: Path, *options: str | Path) -> tuple[int, str]:
    environment = {"REQUESTS_CA_BUNDLE": str(authority), "XDG_CACHE_HOME": str(home / "cache"), "no_proxy": "localhost"}
    outcome = launcher("install", url, site, "--yes", "--allow-private", *options, env=environment)
    return outcome.code, outcome.err


def test_a_bundle_is_installed_from_the_web_with_its_author_s_key(served: Path, tmp_path: Path) -> None:
    chain, authority = certificate(tmp_path, name="localhost")
    digest = hashlib.sha256((served / "bakery.launcher.zip").read_bytes()).hexdigest()
    with tls_server(served, chain) as url:
        address = url + "/bakery.launcher.zip"
        trust = ("--key", served / "author.pub", "--sha256", digest)
        code, err = install(address, tmp_path / "site", tmp_path, authority, *trust)
    assert (code, "Installed Corner Bakery" in err) == (0, True), err
    assert (tmp_path / "site" / "index.html").is_file()
    listed = launcher("cache", "--json", env={"XDG_CACHE_HOME": str(tmp_path / "cache")}).out
    assert digest in listed
    assert launcher("cache", "--clear", env={"XDG_CACHE_HOME": str(tmp_path / "cache")}).code == 0
    assert read_file_tree(tmp_path / "cache") == {}


@pytest.mark.parametrize("name", ["other.example", "localhost"])
def test_a_certificate_of_another_name_or_of_nobody_is_not_trusted(served: Path, tmp_path: Path, name: str) -> None:
    chain, authority = certificate(tmp_path, name=name)
    if name == "localhost":  # the right name, but signed by nobody that is known
        (tmp_path / "else").mkdir()
        _, authority = certificate(tmp_path / "else", name="localhost")
    with tls_server(served, chain) as url:
        code, err = install(url + "/bakery.launcher.zip", tmp_path / "site", tmp_path, authority)
    assert code == 1
    assert err.strip() == f"error: {url}/bakery.launcher.zip: its certificate cannot be trusted"
    assert not (tmp_path / "site").exists()


def test_a_bundle_of_another_key_is_refused_and_nothing_is_written(served: Path, tmp_path: Path) -> None:
    chain, authority = certificate(tmp_path, name="localhost")
    launcher("keygen", "--no-password", tmp_path / "other")
    with tls_server(served, chain) as url:
        address = url + "/bakery.launcher.zip"
        code, err = install(address, tmp_path / "site", tmp_path, authority, "--key", tmp_path / "other.pub")
    assert code == 1
    assert "is signed with the key" in err
    assert not (tmp_path / "site").exists()
