"""Somebody swaps parts of a target for links while a command works on it: nothing outside of the target is touched.

The swap is done right before one of the system calls of ``launcher.site``, another one in each run, so that it meets
every moment at which a look and the change that follows it could be led to different places.
"""

from __future__ import annotations

import itertools
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from launcher.errors import LauncherError
from launcher.platforms.plan import BytesContent
from launcher.site import kernel, system
from launcher.site.handle import OpenFolder
from launcher.site.install import install
from launcher.site.recover import recover
from launcher.site.replace import replace_files
from launcher.site.session import Settings
from launcher.site.status import Fingerprint
from launcher.site.transaction import Manner
from launcher.site.uninstall import uninstall
from launcher.site.upgrade import upgrade
from tests.site.crash.effort import THOROUGH, dice
from tests.support.bundles import write_bundle
from tests.support.faults import CountedCalls, Killed
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ONE = {"index.html": b"One", "css/site.css": b"h1 {}", "blog/first/index.html": b"<p>1</p>", "old/a.txt": b"a"}
TWO = {
    "index.html": b"<h1>Two</h1>",
    "css/site.css": b"h2 {}",
    "blog/first/index.html": b"<p>2</p>",
    "new/b/b.txt": b"b",
}
OWNERS = {"index.html": "my index", "blog/mine.html": "my article", "css/mine.css": "my style"}
CHANGED = {"css/site.css": "my css", "blog/first/note.txt": "my note"}
#: What the links lead to: the same paths as in the target, so that whoever follows one finds something to change.
OUTSIDE = dict.fromkeys((*ONE, *TWO, ".launcher/receipt.json", ".launcher/staging/0", "old/x", "new/x"), b"theirs")

_SETTINGS = Settings(sync=False)


class Scene:
    """One target with everything around it, made anew for each run."""

    def __init__(self, place: Path, bundles: Path) -> None:
        self.one, self.two = bundles / "one.zip", bundles / "two.zip"
        self.site = build_file_tree(place / "site", OWNERS)
        self.outside = build_file_tree(place / "outside", OUTSIDE)
        self.untouched = everything(self.outside)

    def install(self) -> None:
        install(self.one, self.site, manner=Manner(overwrite=True), settings=_SETTINGS)

    def installed(self) -> None:
        self.install()
        build_file_tree(self.site, CHANGED)

    def upgrade(self) -> None:
        upgrade(self.two, self.site, settings=_SETTINGS)

    def put(self) -> None:
        contents = {path: BytesContent(b"my picture") for path in ("old/a.txt", "blog/first/index.html")}
        with OpenFolder.open(self.site) as folder:
            found = {path: folder.look(path) for path in contents}
        seen = {path: None if status is None else Fingerprint.of(status) for path, status in found.items()}
        replace_files(self.site, contents, seen, settings=_SETTINGS)

    def uninstall(self) -> None:
        uninstall(self.site, settings=_SETTINGS)

    def interrupted(self) -> None:
        """Leave an upgrade that was killed in the middle of its steps."""
        self.installed()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(system, "calls", DyingInSteps())
            with pytest.raises(Killed):
                self.upgrade()
        assert (self.site / ".launcher/journal").exists()

    def recover(self) -> None:
        recover(self.site, settings=_SETTINGS)

    def swap_folders(self) -> None:
        """Swap the folders of the site."""
        for name in ("blog/first", "blog", "css", "old", "new"):
            _swap(self.site / name, self.outside / name)

    def swap_files(self) -> None:
        """Swap the files of the site, and make links of those that are not there yet."""
        for name in sorted({*ONE, *TWO}):
            if (self.site / name).parent.is_dir():
                _swap(self.site / name, self.outside / name)

    def swap_state(self) -> None:
        """Swap what is Launcher's own."""
        for name in (".launcher/staging", ".launcher/backup", ".launcher/originals", ".launcher"):
            if (self.site / name).exists():
                _swap(self.site / name, self.outside / name)


class DyingInSteps(CountedCalls):
    """The real calls; the process is dead some calls after it has decided a change."""

    _left: int | None = None

    def _next(self, name: str) -> Callable[[], None]:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise Killed
        elif name == "rename journal.new journal":
            self._left = 20
        return super()._next(name)


def _swap(path: Path, place: Path) -> None:
    if path.exists():
        path.rename(f"{path}-before")
    with suppress(FileNotFoundError):
        path.symlink_to(place)


def everything(root: Path) -> dict[str, tuple[int, ...] | tuple[int, int, int, int, bytes]]:
    """Return what can be told of a tree: inodes, modes, owners, dates, contents."""
    found: dict[str, Any] = {}
    for path in [root, *root.rglob("*")]:
        status = path.lstat()
        facts = (status.st_ino, status.st_mode, status.st_uid, status.st_gid, status.st_nlink)
        dates = (status.st_mtime_ns, status.st_ctime_ns)
        found[str(path)] = (*facts, *dates, path.read_bytes() if path.is_file() else b"")
    return found


@contextmanager
def meddling(at: int, meddle: Callable[[], None], *, openat2: bool) -> Iterator[Callable[[], bool]]:
    """Call ``meddle`` before system call number ``at`` of ours; yield what says whether it was."""
    count = itertools.count()
    done: list[int] = []
    real_open, real_below = os.open, kernel.open_below

    def tick() -> None:
        if not done and next(count) == at:
            done.append(at)
            meddle()

    class Meddled(CountedCalls):
        def _next(self, name: str) -> Callable[[], None]:
            tick()
            return super()._next(name)

    def open_below(folder: int, path: str, flags: int, *, same_disk: bool = False) -> int | None:
        tick()
        return real_below(folder, path, flags, same_disk=same_disk) if openat2 else None

    def open_one(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if dir_fd is not None or os.path.basename(path) in {"site", ".launcher"}:  # noqa: PTH119 - a string
            tick()
        return real_open(path, flags, mode, dir_fd=dir_fd)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system, "calls", Meddled())
        patch.setattr(kernel, "open_below", open_below)
        patch.setattr(os, "open", open_one)
        yield lambda: bool(done)


@pytest.fixture
def bundles(worlds: Path) -> Path:
    write_bundle(worlds / "one.zip", ONE)
    write_bundle(worlds / "two.zip", TWO, version="2.0.0")
    return worlds


COMMANDS = {
    "install": "",
    "upgrade": "installed",
    "put": "installed",
    "uninstall": "installed",
    "recover": "interrupted",
}


@pytest.mark.parametrize("openat2", [True, False], ids=["openat2", "walk"])
@pytest.mark.parametrize("swap", ["swap_folders", "swap_files", "swap_state"])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_outside_is_touched_when_parts_of_the_target_become_links(
    bundles: Path, tally: Callable[[str, int], None], *, command: str, swap: str, openat2: bool
) -> None:
    step, swaps = 1 if THOROUGH else 17, 0
    for at in itertools.count(dice(f"{command} {swap} {openat2}").randrange(step), step):
        place = bundles / str(at)
        scene = Scene(place, bundles)
        if COMMANDS[command]:
            getattr(scene, COMMANDS[command])()
        mine = {*OWNERS.values(), *(CHANGED.values() if COMMANDS[command] else ())}
        with meddling(at, getattr(scene, swap), openat2=openat2) as was_swapped, suppress(LauncherError):
            getattr(scene, command)()
        assert everything(scene.outside) == scene.untouched, f"swapped before call {at}"
        assert mine <= texts(place), f"swapped before call {at}"
        shutil.rmtree(place)
        if not was_swapped():
            break
        swaps += 1
    assert swaps >= 50 // step
    tally("swaps for links", swaps)


def texts(root: Path) -> set[str]:
    """Return the contents of all files, wherever they are."""
    return {path.read_text(errors="replace") for path in root.rglob("*") if path.is_file() and not path.is_symlink()}
