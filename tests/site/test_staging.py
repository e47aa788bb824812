"""Many new files are written by several threads, and the disk is kept busy meanwhile."""

from __future__ import annotations

import errno
import os
import threading
from typing import TYPE_CHECKING

import pytest

from launcher.errors import TargetError
from launcher.platforms.plan import BytesContent
from launcher.progress import SilentProgress
from launcher.site import staging, system
from launcher.site.handle import OpenFolder
from launcher.site.interrupts import Interrupts
from launcher.site.staging import Draft, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from launcher.site.folder import Written


class WrongContent:
    """Content that is not what it says."""

    size = 4
    sha256 = "0" * 64

    def chunks(self) -> Iterator[bytes]:
        yield b"else"


def drafts(count: int) -> list[Draft]:
    return [Draft(f"{n}", f"{n}", BytesContent(f"content {n}".encode())) for n in range(count)]


def write(folder: Path, wanted: list[Draft], *, flush: bool = False) -> list[Written]:
    with OpenFolder.open(folder) as parent:
        return Writer(parent, folder, SilentProgress(), Interrupts(), sync=False, flush=flush).write(wanted)


@pytest.fixture
def by_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_WORTH_THREADS", 0)


@pytest.mark.usefixtures("by_threads")
@pytest.mark.parametrize("count", [1, 250, 1201])
def test_files_of_one_folder_are_shared_and_told_in_their_order(tmp_path: Path, count: int) -> None:
    written = write(tmp_path, drafts(count))
    assert [(tmp_path / f"{n}").read_text() for n in range(count)] == [f"content {n}" for n in range(count)]
    assert [done.sha256 for done in written] == [draft.content.sha256 for draft in drafts(count)]


@pytest.mark.usefixtures("by_threads")
def test_the_first_wrong_file_ends_all_threads(tmp_path: Path) -> None:
    wanted = drafts(600)
    wanted[300] = Draft("300", "a/path", WrongContent())
    with pytest.raises(TargetError, match="not what the bundle promised") as caught:
        write(tmp_path, wanted)
    assert caught.value.where == "a/path"


@pytest.mark.usefixtures("by_threads")
def test_an_error_of_the_disk_that_is_told_while_files_are_written_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()

    class Broken(system.Calls):
        def sync_all(self, _folder: int) -> None:
            told.set()
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    class Waiting:
        """Content that comes once the disk has told its error."""

        size = 0
        sha256 = BytesContent(b"").sha256

        def chunks(self) -> Iterator[bytes]:
            assert told.wait(30)
            yield b""

    monkeypatch.setattr(system, "calls", Broken())
    monkeypatch.setattr(staging, "_FLUSH_EACH", 0.01)
    with pytest.raises(TargetError, match="to the disk"):
        write(tmp_path, [Draft("file", "file", Waiting())], flush=True)
