"""Serve a site on this machine alone, to look at it. It is no web server for the world."""

from __future__ import annotations

import errno
import os
import socketserver
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote, unquote, urlsplit

from launcher.errors import LauncherError, ServeError
from launcher.site.http_ranges import BeyondEndError, is_known, wanted_range
from launcher.site.installed import open_installed
from launcher.site.media_types import content_type
from launcher.site.served_files import Redirected, Refused, find_file, open_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADDRESS = "127.0.0.1"
#: Bytes sent at once.
_CHUNK = 1 << 16


def make_server(
    target: Path, port: int = 8000, *, prefix: str | None = None, log: Callable[[str], None] | None = None
) -> SiteServer:
    """Return a server of the folder ``target`` on 127.0.0.1 that listens already; ``port`` 0 takes any free one.

    The site stands below the path ``prefix``, which by default is the path of the site's own address. ``log`` is
    called with a line for each request. Raises ServeError.
    """
    try:
        root = target.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise ServeError("there is no such folder", where=target) from error
    if not root.is_dir():
        raise ServeError("it is no folder", where=target, hint="name the folder that a bundle was installed into")
    if (root / "wp-load.php").is_file():
        # Its PHP would be shown as text, wp-config.php with the password of the database among it.
        raise ServeError(
            "it is a WordPress, which needs PHP and a database",
            where=target,
            hint=f"`php -S localhost:8000 -t {target}` shows it",
        )
    path = _prefix_of(root) if prefix is None else prefix
    try:
        return SiteServer(root, port, path.strip("/"), log)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServeError(
                f"port {port} is in use", hint=f"`launcher serve {target} --port 0` takes any free one"
            ) from error
        raise ServeError(f"cannot listen on port {port}: {error.strerror}", hint="try a port above 1023") from error
    except OverflowError as error:
        raise ServeError(f"{port} is no port", hint="ports are 0 to 65535") from error


def _prefix_of(root: Path) -> str:
    """Return the path of the address that the owner gave their site, or ""."""
    try:
        with open_installed(root) as (_, receipts):
            address = next((receipt.answers["site_url"] for receipt in receipts if "site_url" in receipt.answers), "")
        return unquote(urlsplit(address).path) if isinstance(address, str) else ""
    except (LauncherError, ValueError):  # a damaged receipt, or a command at work, is no reason not to look at the site
        return ""


class SiteServer(ThreadingHTTPServer):
    """Serves one folder; a context manager that closes itself."""

    daemon_threads = True  # a browser keeps connections open, and the end must not wait for them
    block_on_close = False

    def __init__(self, root: Path, port: int, prefix: str, log: Callable[[str], None] | None) -> None:
        self.root = root
        self.prefix = f"/{prefix}/" if prefix else "/"
        self.log = log
        super().__init__((ADDRESS, port), _Handler)

    @property
    def url(self) -> str:
        """The address of the site's first page."""
        return f"http://{ADDRESS}:{self.server_port}{quote(self.prefix)}"

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away in the middle is no error, and nobody else is told of one."""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "launcher"
    sys_version = ""
    timeout = 60  # seconds that an idle connection stays open

    def do_GET(self) -> None:
        """Send a file."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send what GET would, without the file."""
        self._answer(with_body=False)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class calls it so
        """Hand the line to whoever wants it; nothing is printed here."""
        if self.server.log is not None:
            self.server.log(format % arguments)

    def _answer(self, *, with_body: bool) -> None:
        try:
            path = find_file(self.server.root, self.server.prefix, self.path)
            file = open_file(self.server.root, path)
        except Redirected as redirected:
            self._redirect(str(redirected))
        except Refused as refused:
            self._send_page(refused.status, with_body=with_body)
        else:
            with file:
                self._send_file(file, path.name, with_body=with_body)

    def _send_file(self, file: BinaryIO, name: str, *, with_body: bool) -> None:
        status = os.fstat(file.fileno())
        if is_known(self.headers, status.st_mtime):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._end_headers(modified=status.st_mtime)
            return
        size = status.st_size
        try:
            wanted = wanted_range(self.headers, size, status.st_mtime)
        except BeyondEndError:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self._end_headers(length=0)
            return
        first, last = wanted or (0, size - 1)
        self.send_response(HTTPStatus.OK if wanted is None else HTTPStatus.PARTIAL_CONTENT)
        if wanted is not None:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Type", content_type(name))
        self.send_header("Accept-Ranges", "bytes")
        self._end_headers(length=last - first + 1, modified=status.st_mtime)
        if with_body:
            self._copy(file, first, last - first + 1)

    def _send_page(self, status: HTTPStatus, *, with_body: bool) -> None:
        """Send an error with the site's own 404.html, or with one line where it has none."""
        body = f"{status.value} {status.phrase}\n".encode()
        kind = "text/plain; charset=utf-8"
        try:
            with open_file(self.server.root, self.server.root / "404.html") as file:
                body, kind = file.read(), content_type("404.html")
        except Refused:
            pass
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self._end_headers(length=len(body))
        if with_body:
            self.wfile.write(body)

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        query = urlsplit(self.path).query
        # Two slashes at the start would name another host.
        place = "/" + address.lstrip("/")
        self.send_header("Location", f"{place}?{query}" if query else place)
        self._end_headers(length=0)

    def _end_headers(self, *, length: int | None = None, modified: float | None = None) -> None:
        if length is not None:
            self.send_header("Content-Length", str(length))
        if modified is not None:
            self.send_header("Last-Modified", formatdate(modified, usegmt=True))
        # A person who looks at a site while changing it wants to see what is there now.
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def _copy(self, file: BinaryIO, first: int, count: int) -> None:
        file.seek(first)
        while count > 0 and (data := file.read(min(_CHUNK, count))):
            self.wfile.write(data)
            count -= len(data)
        if count:  # it became shorter meanwhile; the promised length cannot be kept
            self.close_connection = True
