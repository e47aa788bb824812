"""Run the real command under strace(1): see how it changes a folder, and let any of those calls kill it, or fail."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Item = TypeVar("Item")

#: The system calls by which a program changes a file system.
CHANGING = (
    "openat", "mkdirat", "unlinkat", "renameat", "renameat2", "linkat", "symlinkat", "write", "pwrite64", "ftruncate",
    "fchmod", "fchmodat", "fchown", "fchownat", "utimensat", "fsync", "fdatasync", "syncfs",
)  # fmt: skip
#: Those of programs that name files by whole paths; some kinds of machines have none of them.
_OLDER = ("unlink", "mkdir", "rmdir", "rename", "chmod")
_TRACED = ",".join((*CHANGING, *(f"?{name}" for name in _OLDER)))
_CALL = re.compile(r"(?:(?P<thread>\d+) +)?(?P<name>\w+)\((?P<rest>.*)")


@dataclass(frozen=True)
class Call:
    """One system call: the ``number``th (from 1) of its name in its thread, which is how strace counts."""

    name: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.name} {self.number}, {self.text}"


def why_not(log: Path) -> str:
    """Say why nothing can be traced here, or nothing."""
    if shutil.which("strace") is None:
        return "needs strace (make test installs it as root on Debian or Ubuntu)"
    tried = subprocess.run([*tracing(log), "true"], capture_output=True, text=True, check=False)
    return f"strace may not trace here: {tried.stderr.strip()}" if tried.returncode else ""


def tracing(log: Path, *injections: str, alone: bool = False) -> list[str]:
    """Return what is put before a command so that its changing calls are written to ``log``.

    ``alone``: only those of its first thread, and not of the programs that it runs.
    """
    inject = [word for injection in injections for word in ("-e", f"inject={injection}")]
    # Calls that are not traced cost nothing with --seccomp-bpf; but strace 6.1 sends no signals then.
    quick = [] if any(":signal=" in injection for injection in injections) else ["--seccomp-bpf"]
    follow = [] if alone else ["-f", *quick]
    return ["strace", *follow, "-qq", "-y", "-o", str(log), "-e", f"trace={_TRACED}", *inject]


def killing(call: Call) -> str:
    """Return the injection that kills the process before it makes ``call``."""
    return f"{call.name}:signal=KILL:when={call.number}"


def failing(call: Call, error: str, *, lasting: bool = False) -> str:
    """Return the injection that lets ``call`` fail, or with ``lasting`` every one of its name from there on."""
    return f"{call.name}:error={error}:when={call.number}{'+' if lasting else ''}"


def changes(log: Path, folder: Path) -> list[Call]:
    """Return the calls of a traced command that change ``folder``, in their order."""
    counts: Counter[tuple[str | None, str]] = Counter()
    found = []
    for line in log.read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None:  # a signal, an end, the rest of a call that another thread had cut in two
            continue
        name = match["name"]
        counts[match["thread"], name] += 1
        if _changes(name, match["rest"], folder):
            found.append(Call(name, counts[match["thread"], name], match["rest"].removesuffix(" <unfinished ...>")))
    return found


def last_call(log: Path) -> str:
    """Return the name of the call that was made last."""
    matches = [match for line in log.read_text(errors="replace").splitlines() if (match := _CALL.match(line))]
    return matches[-1]["name"] if matches else ""


def threads(log: Path) -> int:
    """Return in how many threads a traced command made changing calls."""
    return len({line.split(" ", 1)[0] for line in log.read_text(errors="replace").splitlines()})


def evenly(items: Sequence[Item], count: int) -> list[Item]:
    """Return ``count`` of ``items``, the first and the last among them, as far apart as can be; the same each time."""
    if len(items) <= count:
        return list(items)
    return [items[number * (len(items) - 1) // (count - 1)] for number in range(count)]


def _changes(name: str, rest: str, folder: Path) -> bool:
    # Launcher names everything relative to an open folder; what comes first is that, with its path. PHP names paths.
    place = re.escape(str(folder))
    if re.match(rf'\d+<{place}[/>]|(?:AT_FDCWD<[^>]*>, )?"{place}/', rest) is None:
        return False
    return name != "openat" or "O_CREAT" in rest
