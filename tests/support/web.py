"""A web server on loopback that answers each path as a test says, well or badly."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.support.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass
class Web:
    """A running server: its address, and the requests that it got, as path and headers."""

    url: str
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serve_web(answers: Mapping[str, Callable[[Any, threading.Event], None]]) -> Iterator[Web]:
    """Serve ``answers`` by path; any other path is 404."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.requests.append((self.path, dict(self.headers)))
            answer = answers.get(self.path.partition("?")[0])
            try:
                if answer is None:
                    self.send_error(404)
                else:
                    answer(self, over)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    web = Web(f"http://127.0.0.1:{server.server_address[1]}")
    with running(server):
        try:
            yield web
        finally:
            over.set()


def body(data: bytes, kind: str = "image/png", **headers: str) -> Callable[[Any, threading.Event], None]:
    """Answer with ``data``, or the part of it that was asked for."""

    def answer(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        asked = handler.headers.get("Range", "").removeprefix("bytes=0-")
        part = data[: int(asked) + 1] if asked.isdigit() else data
        handler.send_response(206 if asked else 200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(part)))
        if asked:
            handler.send_header("Content-Range", f"bytes 0-{len(part) - 1}/{len(data)}")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(part)

    return answer


def redirect(target: str, status: int = 302) -> Callable[[Any, threading.Event], None]:
    def answer(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        handler.send_response(status)
        handler.send_header("Location", target)
        handler.send_header("Set-Cookie", "spy=1; Path=/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def endless(start: bytes = b"", *, to: str = "") -> Callable[[Any, threading.Event], None]:
    """Answer with bytes that never end, as fast as they are read; ``to`` makes it a redirect."""

    def answer(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
        handler.send_response(302 if to else 200)
        if to:
            handler.send_header("Location", to)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(start)
        while not over.is_set():
            handler.wfile.write(bytes(65_536))

    return answer


def dripping(*, headers: bool = False) -> Callable[[Any, threading.Event], None]:
    """Answer with one byte every fiftieth of a second, of the body or of a header, and never end."""

    def answer(handler: BaseHTTPRequestHandler, over: threading.Event) -> None:
        if headers:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        else:
            handler.send_response(200)
            handler.send_header("Connection", "close")
            handler.end_headers()
        while not over.wait(0.02):
            handler.wfile.write(b"x")

    return answer


def silent() -> Callable[[Any, threading.Event], None]:
    """Say nothing at all."""

    def answer(_: BaseHTTPRequestHandler, over: threading.Event) -> None:
        over.wait()

    return answer


def broken(text: bytes) -> Callable[[Any, threading.Event], None]:
    """Write bytes that are not HTTP, or break off."""

    def answer(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        handler.wfile.write(text)
        handler.close_connection = True

    return answer


class BreakingFile:
    """A file that the server breaks off after so many bytes of each answer in ``breaks``; it knows parts and tags.

    ``changes_to`` is what the file becomes after the first answer, its tag with it unless ``keeps_tag``.
    """

    def __init__(
        self,
        data: bytes,
        *,
        tag: str = '"one"',
        breaks: tuple[int, ...] = (),
        changes_to: bytes | None = None,
        keeps_tag: bool = False,
        knows_parts: bool = True,
    ) -> None:
        self.data, self.tag = data, tag
        self._breaks = list(breaks)
        self._changes_to = changes_to
        self._keeps_tag = keeps_tag
        self._knows_parts = knows_parts

    def __call__(self, handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        if self.tag and handler.headers.get("If-None-Match") == self.tag:
            handler.send_response(304)
            handler.end_headers()
            return
        asked = handler.headers.get("Range", "")
        same = handler.headers.get("If-Range") == self.tag
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and same and self._knows_parts else 0
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(self.data) - 1}/{len(self.data)}")
        if self.tag:
            handler.send_header("ETag", self.tag)
        handler.send_header("Content-Length", str(len(self.data) - start))
        handler.end_headers()
        part = self.data[start:]
        cut = self._breaks.pop(0) if self._breaks else len(part)
        handler.wfile.write(part[:cut])
        if cut < len(part):
            handler.close_connection = True
        if self._changes_to is not None:
            self.data, self._changes_to = self._changes_to, None
            if not self._keeps_tag:
                self.tag = '"two"'
