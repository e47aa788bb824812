"""Serve a site on this machine alone, to look at it. It is no web server for the world.

Ranges and dates follow RFC 9110.
"""

from __future__ import annotations

import errno
import os
import re
import socketserver
import stat
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote, unquote, urlsplit

from launcher.errors import LauncherError, ServeError
from launcher.site.installed import open_installed
from launcher.site.media_types import content_type
from launcher.site.system import OLD_FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADDRESS = "127.0.0.1"
#: Bytes sent at once.
_CHUNK = 1 << 16
#: The owner's answers at the top of a static site, of each bundle in it, which are no page.
_PRIVATE = re.compile(r"(?:launcher-)?site(?:\.[a-z0-9-]+)?\.yaml(?:\.launcher-(?:new|original)(?:-\d+)?)?")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


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


class _Refused(Exception):  # noqa: N818 - it is an outcome, no failure of ours
    """A request that ends with an error page."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class _Redirected(Exception):  # noqa: N818 - it is an outcome, no failure of ours
    """A request that belongs to another address."""


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
            path = self._find()
            file = self._open(path)
        except _Redirected as redirected:
            self._redirect(str(redirected))
        except _Refused as refused:
            self._send_page(refused.status, with_body=with_body)
        else:
            with file:
                self._send_file(file, path.name, with_body=with_body)

    # Finding the file

    def _find(self) -> Path:
        """Return the file that the address stands for; whether there is one, and may be read, is not looked at."""
        try:
            address = urlsplit(self.path).path
        except ValueError as error:
            raise _Refused(HTTPStatus.BAD_REQUEST) from error
        prefix = self.server.prefix
        if not unquote(address).startswith(prefix):
            if unquote(address) in {"/", prefix[:-1]}:
                raise _Redirected(quote(prefix))
            raise _Refused(HTTPStatus.NOT_FOUND)
        path = unquote(address, errors="surrogateescape")[len(prefix) :]
        names = path.split("/")
        if any(name in {".", ".."} or "\0" in name or "\\" in name for name in names):
            raise _Refused(HTTPStatus.NOT_FOUND)
        found = self.server.root.joinpath(*(name for name in names if name))
        if os.path.isdir(found):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
            if names[-1]:
                # The links of a page in a folder are relative to the folder, so its address must end with a slash.
                raise _Redirected(address + "/")
            found /= "index.html"
        elif not names[-1]:
            raise _Refused(HTTPStatus.NOT_FOUND)
        return found

    def _open(self, path: Path) -> BinaryIO:
        """Open a file that is inside the site, with links resolved, and no secret of anybody."""
        try:
            real = path.resolve(strict=True)
            inside = real.relative_to(self.server.root)
            if _is_private(inside.parts) or _is_private(path.relative_to(self.server.root).parts):
                raise _Refused(HTTPStatus.NOT_FOUND)
            handle = os.open(real, OLD_FILE)
        except (OSError, RuntimeError, ValueError) as error:  # ValueError: it leads out of the site
            raise _Refused(HTTPStatus.NOT_FOUND) from error
        file = os.fdopen(handle, "rb")
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            file.close()
            raise _Refused(HTTPStatus.NOT_FOUND)
        return file

    # Sending

    def _send_file(self, file: BinaryIO, name: str, *, with_body: bool) -> None:
        status = os.fstat(file.fileno())
        if self._is_known(status.st_mtime):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._end_headers(modified=status.st_mtime)
            return
        size = status.st_size
        try:
            wanted = self._wanted_range(size, status.st_mtime)
        except _Refused as refused:
            self.send_response(refused.status)
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
            with self._open(self.server.root / "404.html") as file:
                body, kind = file.read(), content_type("404.html")
        except _Refused:
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

    def _is_known(self, modified: float) -> bool:
        """Say whether the browser has the file as it is. Dates have whole seconds."""
        since = _date(self.headers.get("If-Modified-Since"))
        return since is not None and "If-None-Match" not in self.headers and int(modified) <= since

    def _wanted_range(self, size: int, modified: float) -> tuple[int, int] | None:
        """Return first and last byte of the range that is asked for, or None for the whole file.

        Several ranges, and forms that we do not know, may be answered by the whole (RFC 9110, 14.2).
        """
        match = _RANGE.fullmatch(self.headers.get("Range", "").replace(" ", ""))
        condition = self.headers.get("If-Range")
        if match is None or (condition is not None and _date(condition) != int(modified)):
            return None
        first, last = match.groups()
        if not first and not last:
            return None
        if first and last and int(first) > int(last):
            return None
        start = int(first) if first else max(0, size - int(last))
        end = min(size - 1, int(last)) if first and last else size - 1
        if start > end:
            raise _Refused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        return start, end


def _is_private(names: tuple[str, ...]) -> bool:
    """Say whether a path is Launcher's, the owner's answers, or a dotfile such as ``.git`` or ``.htpasswd``."""
    folded = tuple(name.casefold() for name in names)  # a file system may take SITE.YAML for it
    if len(folded) == 1 and _PRIVATE.fullmatch(folded[0]):
        return True
    return any(name.startswith(".") and name != ".well-known" for name in folded)


def _date(text: str | None) -> int | None:
    """Return an HTTP date in seconds since 1970, or None."""
    if text is None:
        return None
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
