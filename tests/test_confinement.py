"""A confined process, which tries to get out: by Python, and past Python by the system's own calls."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from launcher.interpreter import command, environment

if TYPE_CHECKING:
    from pathlib import Path

# Each attempt is an expression. Those on "libc" go past Python's hooks: the kernel alone can refuse them.
ATTEMPTS = {
    "read a file of the system": "open('/etc/passwd').read()",
    "read a file of the user": "open(secret).read()",
    "read it through a link below what it may read": "open(link).read()",
    "list a folder": "os.listdir(folder)",
    "write a file": "open(folder + '/new', 'w')",
    "append to a file": "open(secret, 'a')",
    "write with flags": "os.open(folder + '/new', os.O_CREAT | os.O_WRONLY)",
    "remove a file": "os.unlink(secret)",
    "rename a file": "os.rename(secret, secret + '2')",
    "make a folder": "os.mkdir(folder + '/new')",
    "make a link": "os.symlink(secret, folder + '/new')",
    "change a mode": "os.chmod(secret, 0o777)",
    "open a TCP socket": "socket.socket()",
    "open a UNIX socket": "socket.socket(socket.AF_UNIX)",
    "look up a name": "socket.getaddrinfo('localhost', 80)",
    "start a program": "subprocess.run(['true'])",
    "start a shell": "os.system('true') and None.never",
    "fork": "os.fork()",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "lift its limits": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "become another user": "os.setuid(12345) if os.geteuid() == 0 else None.never",
    "change a file's owner": "os.chown(secret, 1, 1)",
}
PAST_PYTHON = {
    "read a file": "libc.open(secret.encode(), 0)",
    "write a file": "libc.open(folder.encode() + b'/new', os.O_CREAT | os.O_WRONLY, 0o600)",
    "create a file": "libc.creat(folder.encode() + b'/new', 0o600)",
    "remove a file": "libc.unlink(secret.encode())",
    "truncate a file": "libc.truncate(secret.encode(), 0)",
    "open a socket": "libc.socket(2, 1, 0)",
    "fork": "libc.fork()",
    "signal its parent": "libc.kill(os.getppid(), 0)",
    "start a program": "libc.execv(b'/bin/true', (ctypes.c_char_p * 2)(b'true', None))",
    "watch its parent": "libc.ptrace(16, os.getppid(), 0, 0)",
    "make a file in memory": "libc.memfd_create(b'a', 0)",
}
SCRIPT = """
import ctypes, json, os, resource, socket, subprocess, sys, threading
from launcher.confinement import confine

folder, secret, link, allowed, attempts, past = json.loads(sys.stdin.read())
libc = ctypes.CDLL(None, use_errno=True)
[getattr(libc, name) for name in "open creat unlink truncate socket fork kill execv ptrace memfd_create".split()]
held = open(folder + "/held", "w")

def main():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 32, 1 << 32))
    enforced = confine([__import__("pathlib").Path(allowed)])
    if "files" not in enforced:
        past.pop("read a file", None)
    outcome = {}
    for name, attempt in attempts.items():
        try:
            outcome[name] = f"it worked: {eval(attempt)}"
        except (OSError, ValueError, AttributeError):  # a limit that cannot be lifted is a ValueError
            outcome[name] = "refused"
    for name, attempt in past.items() if "calls" in enforced else ():
        outcome[name + ", past Python"] = "refused" if eval(attempt) == -1 else "it worked"
    held.write("held")
    held.flush()
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    import wsgiref.headers
    outcome["what it needs"] = open(allowed + "/known").read()
    outcome["by the kernel"] = enforced
    print(json.dumps(outcome))
"""


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    code, folder, allowed = tmp_path / "code", tmp_path / "folder", tmp_path / "allowed"
    for path in (code, folder, allowed):
        path.mkdir()
    (code / "escaping.py").write_text(SCRIPT)
    (folder / "secret").write_text("secret")
    (allowed / "link").symlink_to(folder / "secret")
    (allowed / "known").write_text("known")
    monkeypatch.syspath_prepend(code)
    paths = (str(folder), str(folder / "secret"), str(allowed / "link"), str(allowed))
    past = PAST_PYTHON if sys.platform == "linux" else {}
    done = subprocess.run(
        command("escaping"), input=json.dumps([*paths, ATTEMPTS, past]), env=environment(), capture_output=True,
        check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (folder / "secret").read_text() == "secret"
    assert sorted(path.name for path in folder.iterdir()) == ["held", "secret"]
    assert (folder / "held").read_text() == "held"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_confined_process_does_its_work_and_nothing_else(outcome: dict[str, Any]) -> None:
    assert outcome.pop("what it needs") == "known"
    enforced = outcome.pop("by the kernel")
    assert {name: what for name, what in outcome.items() if what != "refused"} == {}
    assert len(outcome) >= len(ATTEMPTS) + (len(PAST_PYTHON) - 1 if "calls" in enforced else 0)
