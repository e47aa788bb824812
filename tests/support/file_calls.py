"""Trace the system calls of a real command that name a file, and say which of them go where they should not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.support.command import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

#: Calls that look at what a name stands for and can change nothing.
LOOKING = frozenset(
    {"stat", "lstat", "newfstatat", "statx", "statfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
     "execve", "getcwd"}
)  # fmt: skip
#: Calls that open, and may change something only with one of these flags.
OPENING = frozenset({"open", "openat", "openat2"})
_WRITING = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE|APPEND)")
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (\S+)")
_UNFINISHED = re.compile(r"(\d+) +(.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")
_NAMES = re.compile(r'(?:(AT_FDCWD|\d+)<([^>]*)>(?:\(deleted\))?, )?"((?:[^"\\]|\\.)*)"')


class Name(NamedTuple):
    """A name in a call, and the folder that it is relative to: its path, and whether that is an open handle."""

    name: str
    folder: str
    by_handle: bool

    @property
    def path(self) -> str:
        """Where it leads, as far as its words say."""
        return os.path.normpath(os.path.join(self.folder, self.name))  # noqa: PTH118 - text of a trace, not a file


class Call(NamedTuple):
    """A system call as strace prints it."""

    call: str
    arguments: str
    result: str

    @property
    def names(self) -> list[Name]:
        """Return every name in it."""
        return [
            Name(name, folder or "/", bool(handle) and handle != "AT_FDCWD")
            for handle, folder, name in _NAMES.findall(self.arguments)
        ]

    @property
    def changes(self) -> bool:
        """Whether it can change something."""
        return self.call not in LOOKING and (self.call not in OPENING or bool(_WRITING.search(self.arguments)))

    def __str__(self) -> str:
        return f"{self.call}({self.arguments}) = {self.result}"


def read_trace(lines: Iterable[str]) -> Iterator[Call]:
    """Yield the calls of a trace; those of several threads may be cut in two."""
    begun: dict[str, str] = {}
    for line in lines:
        if match := _UNFINISHED.match(line):
            begun[match[1]] = match[2]
            continue
        whole = line
        if match := _RESUMED.match(line):
            whole = begun.pop(match[1]) + match[2]
        if match := _LINE.match(whole):
            yield Call(*match.groups())


@dataclass(frozen=True)
class Rules:
    """Where a command may go.

    Below ``zone`` everything is opened, and changed, by one name relative to the handle of a folder, or by openat2
    beneath one. The ``doors`` alone are opened by their whole path: the target, and the folder that it is in. Beside
    that, something is changed only below one of ``free``, and where Python keeps compiled modules.
    """

    zone: Path
    doors: Sequence[Path]
    free: Sequence[Path]

    def broken(self, calls: Iterable[Call]) -> list[str]:
        """Return what breaks them."""
        return [f"{call}: {why}" for call in calls for name in call.names if (why := self._why(call, name))]

    def _why(self, call: Call, name: Name) -> str:
        if call.call in LOOKING:
            return ""
        if not _is_below(name.path, self.zone):
            allowed = any(_is_below(name.path, place) for place in self.free) or "/__pycache__" in name.path
            return "" if allowed or not call.changes else "a change elsewhere"
        if not name.by_handle:
            is_door = call.call == "openat" and name.path in map(str, self.doors)
            return "" if is_door and _is_folder_of_its_own(call) else "a whole path"
        return _why_below(call, name.name)


def _why_below(call: Call, name: str) -> str:
    """Say what is wrong with a name that is relative to a handle."""
    if call.call == "openat2":
        safe = "RESOLVE_BENEATH" in call.arguments and "RESOLVE_NO_SYMLINKS" in call.arguments
        return "" if safe else "a way that is not held"
    if "/" in name or name in {"", ".."} or (name == "." and not _is_folder_of_its_own(call)):
        return "more than one name"
    if call.call in OPENING and "O_NOFOLLOW" not in call.arguments:
        return "a link may be followed"
    return ""


def _is_below(path: str, place: Path) -> bool:
    return path == str(place) or path.startswith(f"{place}/")


def _is_folder_of_its_own(call: Call) -> bool:
    return "O_NOFOLLOW" in call.arguments and "O_DIRECTORY" in call.arguments and not call.changes


def traced(
    strace: str, work: Path, arguments: Sequence[str | Path], *, inject: Sequence[str] = (), home: Path
) -> tuple[Outcome, list[Call]]:
    """Run ``launcher ARGUMENTS`` in the folder ``work`` and return how it ended and which calls it made.

    ``inject`` are strace's: ``openat2:error=ENOSYS`` is a kernel without that call. Its own files are in ``home``.
    """
    log = home / "trace"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LAUNCHER_")}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    injected = [word for one in inject for word in ("-e", f"inject={one}")]
    tracing = [strace, "-f", "-y", "-qq", "-s", "4096", "-e", "trace=%file", *injected, "-o", str(log)]
    done = subprocess.run(
        [*tracing, sys.executable, "-m", "launcher", *map(str, arguments)],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    with log.open(encoding="utf-8") as lines:
        calls = list(read_trace(lines))
    log.unlink()
    return Outcome(done.returncode, done.stdout, done.stderr), calls
