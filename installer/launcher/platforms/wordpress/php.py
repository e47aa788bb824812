"""Run a job of the importer in a WordPress: one process of PHP, bounded, of which one answer counts.

What PHP prints and its exit code say nothing: WordPress ends with code 0 where it cannot reach its database. The job
goes in and the answer comes out through two pipes of our own; the program itself comes in through stdin, and long files
are open already, so that whoever PHP runs as needs to open no file of ours.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections import deque
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from launcher.errors import TargetError, WordPressError
from launcher.platforms.wordpress.php_user import user_of
from launcher.platforms.wordpress.troubles import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: Names the program where it is not called ``php``.
VARIABLE = "LAUNCHER_PHP"
_SETTINGS = {
    "allow_url_include": "0",
    "auto_append_file": "",
    "auto_prepend_file": "",
    "default_socket_timeout": "60",
    "display_errors": "stderr",
    "display_startup_errors": "0",
    "error_log": "",
    "html_errors": "0",
    "log_errors": "0",
    "max_execution_time": "0",
    "memory_limit": "1G",
    "mysqli.reconnect": "0",
    "output_buffering": "0",
    "session.auto_start": "0",
    "zend.assertions": "-1",
    "zend.exception_ignore_args": "1",
}
#: No site takes this long; one that waits for something for ever must not hold the command.
_SECONDS = 1800
_PIECE = 1 << 18
_LONGEST_LINE = 64 << 20
_KEPT_NOISE = 64
_HEADER = "<?php\n\ndeclare(strict_types=1);\n\nnamespace Launcher;\n"

#: Our PHP that imports, and our PHP that sets a site up: files below this folder.
IMPORT = ("php/*.php",)
SETUP = ("php/channel.php", "php/trouble.php", "php_setup/*.php")


def probe(target: Path) -> Mapping[str, Any]:
    """Return what a WordPress is; WordPressError where it does not work or is not supported."""
    return run_job("probe", target)


def run_job(
    mode: str,
    target: Path,
    *,
    document: Path | None = None,
    keep: Callable[[str, Kept], None] | None = None,
    kept: Kept | None = None,
    seconds: float = _SECONDS,
    part: tuple[str, ...] = IMPORT,
    **fields: Any,
) -> Mapping[str, Any]:
    """Run the job ``mode`` in the WordPress at ``target`` and return its answer.

    ``part`` says which of our PHP knows it, ``document`` is what it imports. Before the job makes its changes final,
    ``keep`` gets what takes them back, which can be read until it returns; what it raises ends the job without changes.
    A job that takes changes back is given that as ``kept``. WordPressError has a code and one line that says what is
    wrong.
    """
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        if document is not None:
            files["document"] = stack.enter_context(_opened(document))
        if keep is not None:
            files["ledger"] = stack.enter_context(temporary_file())
        if kept is not None:
            files["kept"] = kept.file
            fields |= {"start": kept.start, "length": kept.length}
        numbers = {name: file.fileno() for name, file in files.items()}
        job = {"mode": mode, "wordpress": str(target), **numbers, **fields}
        process = stack.enter_context(_Process(target, seconds, program(part), tuple(numbers.values())))
        process.send(job)
        while True:
            message = process.receive()
            if message is None:
                raise process.silence()
            if "launcher" in message:
                break
            if keep is not None:
                keep(str(message["token"]), Kept(files["ledger"], 0, int(message["length"])))
            process.send({"go": True})
    if not message.get("ok"):
        raise explain(str(message.get("code", "")), str(message.get("message", "")), target)
    return {key: value for key, value in message.items() if key not in {"launcher", "ok"}}


class Kept(NamedTuple):
    """What takes a change of a database back: a piece of an open file."""

    file: IO[bytes]
    start: int
    length: int

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in order."""
        self.file.seek(self.start)
        left = self.length
        while left > 0 and (piece := self.file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece


def temporary_file() -> IO[bytes]:
    """Return an empty file without a name; TargetError where there can be none."""
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        where = tempfile.gettempdir()
        raise TargetError(f"no temporary file can be made: {error.strerror}", where=where) from error


def _opened(document: Path) -> IO[bytes]:
    try:
        return document.open("rb")
    except OSError as error:
        raise TargetError(f"the document to import cannot be read: {error.strerror}", where=document) from error


def find_php() -> str:
    """Return the program; TargetError where there is none."""
    wanted = os.environ.get(VARIABLE)
    found = shutil.which(wanted or "php")
    if found is None:
        raise WordPressError(
            f"PHP cannot be run: there is no program {wanted or 'php'}",
            code="no-php",
            hint=f"install PHP for the command line (php-cli), or say with {VARIABLE} where it is",
        )
    return str(Path(found).absolute())  # it starts in another folder


@cache
def program(part: tuple[str, ...] = IMPORT, main: Path | None = None) -> bytes:
    """Return all files of a part as one program, with another ``main`` than its own if asked."""
    files = [file for pattern in part for file in Path(__file__).parent.glob(pattern)]
    mains = [main] if main is not None else [file for file in files if file.name == "main.php"]
    parts = []
    for file in (*sorted(file for file in files if file.name != "main.php"), *mains):
        text = file.read_text(encoding="utf-8")
        assert text.startswith(_HEADER), file
        parts.append(text.removeprefix(_HEADER))
    return (_HEADER + "".join(parts)).encode()


class _Process:
    """PHP at work; what it prints is thrown away but for the last lines. It never outlives the context."""

    def __init__(self, target: Path, seconds: float, code: bytes, files: tuple[int, ...]) -> None:
        self._target = target
        self._files = files
        self._code = code
        self._seconds = seconds
        self._noise: deque[bytes] = deque(maxlen=_KEPT_NOISE)
        self._expired = False

    def __enter__(self) -> _Process:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        self._out = os.fdopen(ours_out, "wb")
        self._in = os.fdopen(ours_in, "rb")
        try:
            self._process = self._start(theirs_in, theirs_out)
        except BaseException:
            self._out.close()
            self._in.close()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._timer = threading.Timer(self._seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with suppress(OSError):
            self._out.close()
        if self._answered:
            with suppress(subprocess.TimeoutExpired):  # plugins may have something to do at the end
                self._process.wait(timeout=10)
        self._kill()
        self._process.wait()
        self._in.close()
        self._listener.join()
        self._feeder.join()

    _answered = False

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message; nothing happens where nobody listens any more, which the next question notices."""
        with suppress(BrokenPipeError):
            self._out.write(json.dumps(message).encode() + b"\n")
            self._out.flush()

    def receive(self) -> dict[str, Any] | None:
        """Return the next message; None where there is none any more."""
        line = self._in.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            return None
        message: dict[str, Any] = json.loads(line)
        self._answered = "launcher" in message
        return message

    def silence(self) -> WordPressError:
        """Return the error for a process that ended without an answer."""
        if self._expired:
            return explain("timeout", f"{self._seconds:.0f} seconds", self._target)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._kill()
        self._listener.join()
        noise = b"".join(self._noise).decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(noise) if line.strip()), "")
        return explain("silent", last[:300], self._target)

    def _start(self, read: int, write: int) -> subprocess.Popen[bytes]:
        settings = [part for name, value in _SETTINGS.items() for part in ("-d", f"{name}={value}")]
        user, environment = user_of(self._target)
        command = [find_php(), *settings, "--", str(read), str(write)]
        try:
            return subprocess.Popen(  # noqa: S603 - the program that the user named, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(read, write, *self._files),
                cwd="/",
                env=environment,
                start_new_session=True,  # Ctrl-C comes to us alone
                **user,
            )
        except OSError as error:
            raise WordPressError(f"PHP cannot be run: {error.strerror}", code="no-php", where=self._target) from error

    def _feed(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError), self._process.stdin as stream:
            stream.write(self._code)

    def _listen(self) -> None:
        stream: IO[bytes] | None = self._process.stdout
        assert stream is not None
        with suppress(OSError, ValueError), stream:
            while piece := os.read(stream.fileno(), 4096):
                self._noise.append(piece)

    def _expire(self) -> None:
        self._expired = True
        self._kill()

    def _kill(self) -> None:
        with suppress(OSError):
            os.killpg(self._process.pid, 9)
