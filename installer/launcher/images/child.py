"""Work on untrusted pictures in a child process, which may neither eat the machine nor take this one down.

The child serves one job after another: a line of JSON and byte strings in, a line of JSON and byte strings out. A
module that works there has ``work(job, blobs)``, which returns both, or raises Trouble for what is wrong. One that
decodes nothing untrusted and needs files may say ``CONFINED = False``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Answer = tuple[dict[str, Any], "Sequence[bytes]"]

#: An answer's line of JSON is shorter.
_LONGEST_LINE = 1 << 20
_PIECE = 1 << 18


class Trouble(Exception):  # noqa: N818 - a sentence about a picture, not a fault of the program
    """A picture that cannot be worked on; the text says why, as in "it is cut short"."""


class Died(Trouble):
    """The child ended before it answered: it was killed, or broke a limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use: bytes of memory, seconds of processor time and by the clock, bytes of its answer."""

    memory: int = 2 * 1024**3
    processor_seconds: int = 30
    clock_seconds: int = 60
    answer: int = 256 * 1024**2


class Child:
    """The child process for ``module``, started when it is first asked and anew after it died."""

    def __init__(self, module: str, limits: Limits | None = None) -> None:
        self._module = module
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def interrupt(self) -> None:
        """Kill the child from another thread, whose question then ends as Died."""
        process = self._process
        if process is not None:
            process.kill()

    def ask(
        self, job: Mapping[str, Any], *blobs: bytes, sink: Callable[[bytes], object] | None = None
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the answer to one job; Trouble where the child says so, dies or breaks a limit.

        With a ``sink`` the bytes of the answer go there in pieces, and only the rest is returned: memory does not grow
        with them. What the sink raises comes through, if it is no OSError or ValueError.
        """
        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(self._limits.clock_seconds, expire)
        timer.start()
        answered = False
        try:
            _send(process.stdin, job, blobs)
            answer, pieces = _receive(process.stdout, self._limits.answer, sink)
            answered = True
        except (OSError, ValueError, EOFError) as error:
            if expired.is_set():
                raise Died(f"it takes more than {self._limits.clock_seconds} seconds") from error
            raise Died("it cannot be decoded within the limits") from error
        finally:
            timer.cancel()
            if not answered:  # Ctrl-C too: what it would answer later belongs to no question
                self.close()
        if "trouble" in answer:
            raise Trouble(str(answer["trouble"]))
        return answer, pieces

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process now where it does not run; Trouble where the system has none to give."""
        if self._process is None or self._process.poll() is not None:
            from launcher.interpreter import command, environment

            self.close()
            try:
                self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
                    command("launcher.images.child", self._module, json.dumps(asdict(self._limits))),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,  # decoders talk there
                    env=environment(),
                    process_group=0,  # Ctrl-C comes to the parent alone
                )
            except OSError as error:
                raise Trouble(f"no process can be started to look at it: {error.strerror}") from error
        return self._process


def _send(stream: IO[bytes], value: Mapping[str, Any], blobs: Sequence[bytes]) -> None:
    stream.write(json.dumps({"value": dict(value), "lengths": [len(blob) for blob in blobs]}).encode() + b"\n")
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def _receive(
    stream: IO[bytes], most: int | None, sink: Callable[[bytes], object] | None = None
) -> tuple[dict[str, Any], list[bytes]]:
    """Read what :func:`_send` wrote; the bytes go to the ``sink`` where there is one.

    EOFError where there is nothing, ValueError where it is cut short or, of an answer,
    longer than ``most`` bytes.
    """
    line = stream.readline(-1 if most is None else _LONGEST_LINE)
    if not line:
        raise EOFError
    if not line.endswith(b"\n"):
        raise ValueError("there is no answer")
    message = json.loads(line)
    value, lengths = message["value"], message["lengths"]
    if most is not None and sum(lengths) > most:
        raise ValueError("the answer is too long")
    if sink is not None:
        for length in lengths:
            _pass_on(stream, length, sink)
        return value, []
    blobs = [stream.read(length) for length in lengths]
    if [len(blob) for blob in blobs] != lengths:
        raise ValueError("the answer is cut short")
    return value, blobs


def _pass_on(stream: IO[bytes], length: int, sink: Callable[[bytes], object]) -> None:
    while length:
        piece = stream.read(min(length, _PIECE))
        if not piece:
            raise ValueError("the answer is cut short")
        sink(piece)
        length -= len(piece)


def main() -> None:
    """Be the child: serve jobs until stdin ends."""
    from launcher.confinement import confine

    module = import_module(sys.argv[1])
    work: Callable[[dict[str, Any], list[bytes]], Answer] = module.work
    limits = Limits(**json.loads(sys.argv[2]))
    if getattr(module, "CONFINED", True):
        confine()
    while True:
        try:
            value, blobs = _receive(sys.stdin.buffer, None)
        except EOFError:
            return
        _limit(limits)
        answer: dict[str, Any]
        pieces: Sequence[bytes]
        try:
            answer, pieces = work(value, blobs)
        except Trouble as error:
            answer, pieces = {"trouble": str(error)}, ()
        except MemoryError:
            answer, pieces = {"trouble": f"it takes more than {limits.memory // 2**20} MiB of memory"}, ()
        except Exception:
            # Decoders raise all kinds of errors over broken data.
            answer, pieces = {"trouble": "it cannot be decoded"}, ()
        _send(sys.stdout.buffer, answer, pieces)


def _limit(limits: Limits) -> None:
    """Set the limits of a job where the system has them (not on Windows, where the clock alone holds the child)."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Of processor time the soft limit alone moves on from job to job; reaching it kills as well.
    seconds = int(used.ru_utime + used.ru_stime) + limits.processor_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
