from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.platforms.plan import BytesContent, Plan, Write
from launcher.site.folder import Folder
from launcher.site.lock import Lock
from launcher.site.neighbour import Neighbour
from launcher.site.transaction import apply
from launcher.site.uninstall import uninstall
from tests.support.plans import make_plan, picture
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def installing_elsewhere(target: Path) -> Iterator[int]:
    """Yield the id of another process that is in the middle of an install into ``target``."""
    begun, begins = os.pipe()
    ended, ends = os.pipe()

    class Waiting(BytesContent):
        waited = False

        def chunks(self) -> Iterator[bytes]:
            if not self.waited:  # an install may read a file more than once
                self.waited = True
                os.write(begins, b"x")
                os.read(ended, 1)
            yield b"theirs"

    child = os.fork()
    if child == 0:
        from pathlib import PurePosixPath

        write = Write(PurePosixPath("theirs.html"), Waiting(b"theirs"))
        apply(Plan("theirs", "2", "", "static", {}, (write,)), target)
        os._exit(0)
    try:
        os.read(begun, 1)
        yield child
    finally:
        os.write(ends, b"x")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        for handle in (begun, begins, ended, ends):
            os.close(handle)


@pytest.mark.parametrize("exists", [True, False])
def test_a_second_command_is_told_who_is_at_work(tmp_path: Path, exists: bool) -> None:
    target = tmp_path / "site"
    if exists:
        target.mkdir()
    with installing_elsewhere(target) as process:
        before = picture(tmp_path)
        with pytest.raises(TargetError, match=rf"\(process {process}, since .*\) is working on it") as caught:
            apply(make_plan(), target)
        assert str(caught.value).startswith(f"{target}: ")
        assert picture(tmp_path) == before
    assert (target / "theirs.html").read_text() == "theirs"
    assert not (target / "index.html").exists()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    target = build_file_tree(tmp_path / "site", {"notes.txt": "mine"})
    begun, begins = os.pipe()
    child = os.fork()
    if child == 0:
        Lock(Folder.open(target)).take()
        os.write(begins, b"x")
        signal.pause()
    os.read(begun, 1)
    with pytest.raises(TargetError, match="working on it"):
        apply(make_plan(), target)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    apply(make_plan(), target)
    uninstall(target)
    assert sorted(path.name for path in target.iterdir()) == ["notes.txt"]


def test_a_lock_file_that_its_holder_removed_is_not_mistaken_for_the_lock(tmp_path: Path) -> None:
    with Folder.open(tmp_path) as first, Folder.open(tmp_path) as second:
        one, two = Lock(first), Lock(second)
        one.take()
        one.remove()
        two.take()  # the name is free, so this is another file
        one.release()
        with pytest.raises(TargetError, match="working on it"):
            one.take()
        two.remove()
        two.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"pid": 1}'])
def test_a_holder_that_did_not_sign_is_another_command(tmp_path: Path, content: bytes) -> None:
    with Folder.open(tmp_path) as first, Folder.open(tmp_path) as second:
        lock = Lock(first)
        lock.take()
        (tmp_path / ".launcher/lock").write_bytes(content)
        with pytest.raises(TargetError, match="another command is working on it"):
            Lock(second).take()
        lock.release()


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "site"
    (target / ".launcher").mkdir(parents=True)
    (target / ".launcher/lock").symlink_to(tmp_path / "outside")
    with pytest.raises(TargetError, match="link"):
        apply(make_plan(), target)
    assert not (tmp_path / "outside").exists()


def test_a_command_that_is_refused_leaves_nothing_beside_the_target(tmp_path: Path) -> None:
    site = tmp_path / "site"
    apply(make_plan(), site)
    with Folder.open(site) as folder:
        lock = Lock(folder)
        lock.take()
        (tmp_path / Neighbour(str(tmp_path), "site").name).mkdir()  # of a command that is just ending
        with pytest.raises(TargetError, match="working on it"):
            apply(make_plan(name="other"), site)
        lock.release()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_lock_that_is_no_file_is_refused_and_not_opened(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "site"
    (target / ".launcher").mkdir(parents=True)
    lock = target / ".launcher/lock"
    os.mkfifo(lock) if kind == "pipe" else lock.mkdir()
    with pytest.raises(TargetError, match="the lock should be a file"):
        apply(make_plan(), target)
    assert lock.exists()
