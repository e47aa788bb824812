"""PHP's own web server in front of a WordPress site."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROUTER = Path(__file__).with_name("router.php")
_PATIENCE = 30


def free_port() -> int:
    """Return a port of loopback that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int, log: Path) -> Iterator[str]:
    """Serve the site in ``folder`` and yield its address, without a slash at the end."""
    command = ["php", "-d", "opcache.enable_cli=1", "-S", f"127.0.0.1:{port}", "-t", str(folder), str(_ROUTER)]
    with log.open("wb") as output:
        # The editor asks for several things at once, some of which wait for others.
        environment = {**os.environ, "PHP_CLI_SERVER_WORKERS": "3"}
        server = subprocess.Popen(
            command, stdout=output, stderr=output, env=environment, start_new_session=True, cwd=folder
        )
        try:
            _wait(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, 15)  # its workers as well
            server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_PATIENCE * 20):
        if server.poll() is not None:
            raise RuntimeError("the web server ended at once")
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the web server does not answer within {_PATIENCE} seconds")
