"""A socket between a site and its database server, at which statements are counted and can come to grief.

WordPress's installer, and what asks the database before and after it, are several processes of PHP, some of them
without WordPress: what all of them say passes here.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What happens before a statement: PHP is killed; whoever runs PHP is killed too, or alone; the statement fails, or
#: it and all after it; the connection is lost.
How = Literal["kill", "kill all", "orphan", "fail", "fail on", "drop"]

#: MySQL's commands, by the first byte of a packet. What says goodbye, or has no answer, is no statement.
_UNCOUNTED = {0x01, 0x19}
_LONGEST = 1 << 16
_numbers = count(1)
_ERROR = b"\xff" + struct.pack("<H", 1105) + b"#HY000it comes to grief, as the test wants it"


@dataclass
class Between:
    """The socket ``path``; ``statements`` have passed since the last ``let_pass`` or ``set``."""

    path: Path
    server: Path
    statements: int = 0
    _griefs: dict[int, How] = field(default_factory=dict)
    _for_good: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, how: How, when: int, *, then: tuple[How, int] | None = None) -> None:
        """Let the statement ``when``, from 1, come to grief, ``then`` a later one; the count begins anew."""
        with self._lock:
            self.statements = 0
            self._griefs = dict([(when, how), *([(then[1], then[0])] if then else [])])
            self._for_good = when if how == "fail on" else 0

    def let_pass(self) -> None:
        """Let everything pass; the count begins anew."""
        with self._lock:
            self.statements = self._for_good = 0
            self._griefs = {}

    def meet(self) -> How | None:
        """Count a statement and say what becomes of it."""
        with self._lock:
            self.statements += 1
            if 0 < self._for_good <= self.statements:
                return "fail on"
            return self._griefs.get(self.statements)


@contextmanager
def between(server: Path) -> Iterator[Between]:
    """Yield a socket that leads to that of a ``server``, beside which it lies: its path may not be much longer."""
    found = Between(server.with_name(f"between-{next(_numbers)}"), server)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(found.path))
    found.path.chmod(0o777)
    listener.listen(16)
    thread = threading.Thread(target=_accept, args=(found, listener), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()
        found.path.unlink()


def _accept(way: Between, listener: socket.socket) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(way, client), daemon=True).start()


def _serve(way: Between, client: socket.socket) -> None:
    with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
        server.connect(str(way.server))
        back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
        back.start()
        while packet := _packet(client):
            # Within a command packets are numbered from 0; before the first one both sides make acquaintance.
            how = way.meet() if packet[3] == 0 and packet[4] not in _UNCOUNTED else None
            if how in {"fail", "fail on"}:
                client.sendall(len(_ERROR).to_bytes(3, "little") + b"\x01" + _ERROR)
                continue
            if how is not None and _ends(how, client):
                break
            server.sendall(packet)
        _close(server)
        back.join()
        _close(client)


def _ends(how: How, client: socket.socket) -> bool:
    """Do what ``how`` says to whoever asks; say whether nobody asks any more."""
    process, _, _ = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    if how in {"kill all", "orphan"}:
        os.kill(_parent(process), signal.SIGKILL)
    if how in {"kill", "kill all"}:
        os.kill(process, signal.SIGKILL)
    return how != "orphan"


def _parent(process: int) -> int:
    # The name of the program stands in parentheses, and may have any.
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _packet(source: socket.socket) -> bytes:
    """Return the next packet, with its head of three bytes of length and one of number; empty at the end."""
    head = _exactly(source, 4)
    body = _exactly(source, int.from_bytes(head[:3], "little")) if head else b""
    return head + body


def _exactly(source: socket.socket, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        piece = source.recv(min(length - len(found), _LONGEST))
        if not piece:
            return b""
        found += piece
    return bytes(found)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_LONGEST):
            target.sendall(piece)
    _close(target)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
