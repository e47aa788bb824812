"""Confine this process for good, before it touches what strangers wrote.

A confined process reads the program's own files and no others, writes to what it has open and nothing else, and can
neither reach a network nor start or signal a process. Rendering and decoding happen in such children: should a
template leave its sandbox, or a picture take over its decoder, there is nothing around them to harm.

On Linux the kernel enforces this three times over: Landlock (https://docs.kernel.org/userspace-api/landlock.html), a
seccomp filter, and no capabilities, so that root's child is no root. What a kernel lacks is left to the other two.
Elsewhere, and in front of all three, an audit hook refuses the same to Python code, which is weaker: it does not bind
native code.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# How many rights over files each version of Landlock knows, and which versions know networks and scopes.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_O_PATH_CLOEXEC = 0o10000000 | os.O_CLOEXEC if sys.platform == "linux" else 0

# What the interpreter itself looks at: shared libraries, time zones, randomness.
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime")
_DEVICES = ("/dev/null", "/dev/urandom")

# Events that no rendering and no decoding raises: https://docs.python.org/3/library/audit_events.html
_REFUSED_EVENTS = (
    "ctypes.", "fcntl.", "ftplib.", "http.", "imaplib.", "mmap.", "msvcrt.", "nntplib.", "os.add_dll", "os.chmod",
    "os.chown", "os.exec", "os.fork", "os.kill", "os.link", "os.mkdir", "os.posix_spawn", "os.remove", "os.rename",
    "os.rmdir", "os.spawn", "os.startfile", "os.symlink", "os.system", "os.truncate", "pty.", "shutil.", "smtplib.",
    "socket.", "sqlite3.", "subprocess.", "tempfile.", "urllib.", "webbrowser.", "winreg.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def confine(readable: Iterable[Path] = ()) -> list[str]:
    """Confine this process; there is no way back. It may read below ``readable`` and what the program consists of.

    Every file that it is to write must be open already. Returns what the kernel has a part in: ``files``, ``calls``.
    """
    roots = _roots(readable)
    enforced: list[str] = []
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)  # without this neither Landlock nor a filter is allowed
        enforced += ["files"] if _restrict_files(libc, roots) else []
        _drop_capabilities(libc)
        enforced += ["calls"] if _filter_calls(libc) else []
    sys.addaudithook(_audit(roots))
    return enforced


def _roots(readable: Iterable[Path]) -> tuple[str, ...]:
    """Return what may be read, with links resolved, as the kernel sees it."""
    from launcher.data import shipped

    named = [*readable, *(shipped(name) for name in ("demo_content", "sample_images", "schemas"))]
    named += [Path(entry) for entry in (*sys.path, sys.prefix, sys.base_prefix, *_SYSTEM, *_DEVICES) if entry]
    return tuple(sorted({os.path.realpath(path) for path in named if path.exists()}))


def _audit(roots: tuple[str, ...]) -> Any:
    below = tuple(root.rstrip("/") + "/" for root in roots)

    def refuse(event: str, values: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = values
            if isinstance(path, int):
                return
            if flags & _WRITING:
                raise PermissionError(f"this process may not write to {path!r}")
            real = os.path.realpath(os.fsdecode(path))
            if real not in roots and not real.startswith(below):
                raise PermissionError(f"this process may not read {path!r}")
        elif event.startswith(_REFUSED_EVENTS):
            raise PermissionError(f"this process may not do {event}")

    return refuse


def _restrict_files(libc: ctypes.CDLL, roots: tuple[str, ...]) -> bool:
    """Let Landlock refuse every file but those below ``roots``, and TCP; False where the kernel has none."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    network = 0b11 if version >= _NETWORK_SINCE else 0
    scopes = 0b11 if version >= _SCOPES_SINCE else 0
    attributes = struct.pack("QQQ", rights, network, scopes)
    length = 24 if scopes else 16 if network else 8
    ruleset = libc.syscall(_LANDLOCK_CREATE, attributes, length, 0)
    if ruleset < 0:
        return False
    for root in roots:
        try:
            handle = os.open(root, _O_PATH_CLOEXEC)
        except OSError:
            continue
        allowed = _READ_FILE | _READ_DIR if Path(root).is_dir() else _READ_FILE
        libc.syscall(_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", allowed, handle), 0)
        os.close(handle)
    refused: int = libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0)
    os.close(ruleset)
    return refused == 0


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Give up every capability: root's limits hold for root too, and root's files are not all files."""
    capset = {"x86_64": 126, "aarch64": 91}.get(platform.machine())
    if capset is not None:
        version_3 = struct.pack("Ii", 0x20080522, 0)
        libc.syscall(capset, version_3, bytes(24))


# Calls by number, on x86-64 and on 64-bit ARM; None where an architecture has no such call.
_FORBIDDEN: Sequence[tuple[int | None, int | None]] = (
    (41, 198), (53, 199), (42, 203), (49, 200), (50, 201), (43, 202), (288, 242),  # socket to accept4
    (57, None), (58, None), (59, 221), (322, 281),  # fork, vfork, execve, execveat
    (101, 117), (310, 270), (311, 271), (62, 129), (200, 130), (234, 131),  # ptrace, process_vm_*, kill to tgkill
    (129, 138), (297, 240), (424, 424), (434, 434), (438, 438),  # sigqueue, pidfd_*
    (85, None), (76, 45), (82, None), (264, 38), (316, 276), (87, None), (263, 35),  # creat to unlinkat
    (86, None), (265, 37), (88, None), (266, 36), (83, None), (258, 34), (84, None),  # link to rmdir
    (133, None), (259, 33), (90, None), (91, 52), (268, 53), (452, 452), (92, None), (93, 55), (94, None), (260, 54),
    (188, 5), (189, 6), (190, 7), (197, 14), (198, 15), (199, 16),  # setxattr to fremovexattr
    (165, 40), (166, 39), (155, 41), (161, 51), (272, 97), (308, 268),  # mount to setns
    (321, 280), (298, 241), (323, 282), (425, 425), (426, 426),  # bpf, perf, userfaultfd, io_uring
    (248, 217), (249, 218), (250, 219), (319, 279), (304, 265), (428, 428), (429, 429), (430, 430),  # keys to fsopen
)  # fmt: skip
_ABSENT = (435, 437)  # clone3 and openat2: their arguments lie in memory, where a filter cannot see them
_MACHINES = {"x86_64": (0, 0xC000003E, 56, 257, 2), "aarch64": (1, 0xC00000B7, 220, 56, None)}
_X32 = 0x40000000
_CLONE_THREAD = 0x00010000
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def _filter_calls(libc: ctypes.CDLL) -> bool:
    """Install the seccomp filter; False on a machine whose numbers are not known here."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    program = b"".join(struct.pack("=HBBI", *line) for line in _program(*machine))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    refused: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)
    return refused == 0


def _program(column: int, architecture: int, clone: int, openat: int, plain_open: int | None) -> list[Sequence[int]]:
    """Return the filter: each line is an operation, how far to jump where it holds and where not, and its number.

    Arguments of a call lie at byte 16, eight bytes each, the low half first.
    """
    lines: list[Sequence[int]] = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _EPERM),  # another architecture's calls have other numbers
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _EPERM),
    ]
    for number in _ABSENT:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ENOSYS)]
    for numbers in _FORBIDDEN:
        if (forbidden := numbers[column]) is not None:
            lines += [(_EQUAL, 0, 1, forbidden), (_RETURN, 0, 0, _EPERM)]
    # Decoders use threads; a new process is not one.
    lines += [(_EQUAL, 0, 4, clone), (_LOAD, 0, 0, 16), (_ANY_BIT, 1, 0, _CLONE_THREAD)]
    lines += [(_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    for opening, flags in ((openat, 32), (plain_open, 24)):
        if opening is not None:
            lines += [(_EQUAL, 0, 4, opening), (_LOAD, 0, 0, flags), (_ANY_BIT, 0, 1, _WRITING)]
            lines += [(_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _ALLOW)]
    return [*lines, (_RETURN, 0, 0, _ALLOW)]
