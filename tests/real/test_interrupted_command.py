"""The real command, killed at any call that changes the site, or refused one: it is as before or as after.

strace(1) counts calls by name and thread. Small sites are written by one thread, so there every call is met; where
threads share the work, a call may be another one than the one that was meant, and is judged all the same.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from launcher.site.install import install
from launcher.site.transaction import Manner
from tests.site.crash.effort import THOROUGH
from tests.support.bundles import write_bundle
from tests.support.command import launcher
from tests.support.file_systems import file_system, mounted_tmpfs
from tests.support.plans import picture
from tests.support.strace import changes, evenly, failing, killing, last_call, threads, tracing, why_not
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.command import Outcome
    from tests.support.strace import Call

    Record = Callable[[str, object], None]

#: What a site looks like to everybody: by path the kind, the mode, and the bytes or where a link leads.
World = dict[str, tuple[str, int, str | bytes]]

FILES = {"index.html": b"<h1>Hello</h1>\n" * 40, "css/site.css": b"h1 {}\n", "empty.txt": b"", "old/gone.html": b"<p>"}
NEXT_FILES = {"index.html": b"<h1>Hello again</h1>\n", "css/site.css": b"h2 {}\n", "empty.txt": b"", "new.html": b"<p>"}
#: From 32 MiB on, threads share the work.
LARGE_FILES = {f"{number}.bin": random.Random(number).randbytes(9 << 20) for number in range(4)} if THOROUGH else {}
#: Files of ours without which everything is right, or that say who was at work last.
OURS = frozenset({"lock", "stamps", "reserve"})
ERRORS = ("ENOSPC", "EIO", "EACCES", "EMFILE", "EROFS")
OPERATIONS = ("install", "upgrade", "uninstall")


@dataclass
class Case:
    """An operation in ``place``: ``arguments`` of the command, and how the world is ``before`` and ``after`` it."""

    place: Path
    spare: Path
    name: str
    arguments: tuple[str | Path, ...]
    before: World = field(default_factory=dict)
    after: World = field(default_factory=dict)

    @property
    def site(self) -> Path:
        return self.place / "world/site"

    @property
    def log(self) -> Path:
        return self.spare / "log"

    def reset(self) -> None:
        """Make the world as it was before."""
        shutil.rmtree(self.place / "world", ignore_errors=True)
        shutil.copytree(self.spare / "before", self.place / "world", symlinks=True)

    def run(self, *injections: str, traced: bool = True) -> Outcome:
        """Run the command, alike each time."""
        alike = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        return launcher(*self.arguments, env=alike, under=tracing(self.log, *injections) if traced else ())

    def look(self) -> World:
        """Return the world as everybody sees it."""
        found = {path: entry for path, entry in picture(self.place / "world").items() if not _is_optional(path)}
        for path, (kind, mode, data) in found.items():
            if path.endswith(".launcher/receipt.json"):
                found[path] = kind, mode, _undated(data)
        return found

    def recover(self) -> None:
        """Put the site in order, as its user does."""
        done = launcher("recover", self.site)
        assert done.code == 0, done.err


def _is_optional(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.endswith(".launcher") and name in OURS


def _undated(data: str | bytes) -> str:
    """Return a receipt without the time, in which two runs differ."""
    receipt = json.loads(data)
    for bundle in receipt["bundles"]:
        del bundle["installed"]
    return json.dumps(receipt)


def make_case(name: str, place: Path, spare: Path) -> Case:
    """Prepare an operation: its bundles, the world before it; do it once, to see the world after it."""
    bundles = [spare / "1.zip", spare / "2.zip"]
    write_bundle(bundles[0], LARGE_FILES if name == "large install" else FILES, version="1.0.0")
    write_bundle(bundles[1], NEXT_FILES, version="1.1.0")
    case = Case(place, spare, name, ())
    case.arguments = {
        "install": ("install", bundles[0], case.site, "--yes", "--overwrite"),
        "large install": ("install", bundles[0], case.site, "--yes", "--overwrite"),
        "upgrade": ("upgrade", case.site, bundles[1], "--yes"),
        "uninstall": ("uninstall", case.site),
    }[name]
    site = build_file_tree(spare / "before/site", {"index.html": "mine", "notes.txt": "mine"})
    (site / "index.html").chmod(0o640)
    (site / "link").symlink_to("notes.txt")
    if "install" not in case.arguments:
        install(bundles[0], site, manner=Manner(overwrite=True))
        (site / "css/site.css").write_text("mine")
        (site / "old/more.html").write_text("mine")
    case.reset()
    case.before = case.look()
    done = case.run(traced=False)
    assert done.code == 0, done.err
    case.after = case.look()
    assert case.before != case.after
    return case


@pytest.fixture
def spare(tmp_path: Path) -> Path:
    """Return a folder beside the one that the operation is in."""
    (tmp_path / "spare").mkdir()
    return tmp_path / "spare"


@pytest.fixture(params=["ext4", "tmpfs"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "disk").mkdir()
    with file_system(request.param, tmp_path / "disk") as place:
        yield place


@pytest.fixture
def traceable(spare: Path) -> None:
    """Skip the test where strace may not trace, and say so."""
    if why := why_not(spare / "log"):
        pytest.skip(why)


def calls_of(case: Case) -> list[Call]:
    """Return the calls by which the operation changes the site."""
    case.reset()
    assert case.run().code == 0
    return changes(case.log, case.place)


@pytest.mark.usefixtures("traceable")
@pytest.mark.parametrize("name", [*OPERATIONS, *(["large install"] if THOROUGH else [])])
def test_the_command_is_killed_before_any_call(name: str, disk: Path, spare: Path, record_property: Record) -> None:
    case = make_case(name, disk, spare)
    calls = calls_of(case)
    assert (threads(case.log) == 1) == (name != "large install")
    chosen = calls if THOROUGH else evenly(calls, 6)
    seen, missed = set(), []
    for call in chosen:
        # On a busy machine a run may make some calls more or fewer than the one that was counted.
        for _ in range(1 if name == "large install" else 5):
            case.reset()
            done = case.run(killing(call))
            killed = done.code == -9
            if killed:
                case.recover()
            found = case.look()
            assert found in (case.before, case.after), (str(call), difference(case, found))
            assert killed or found == case.after, str(call)
            seen.add(found == case.after)
            if killed and last_call(case.log) == call.name:
                break
        else:
            missed.append(str(call))
    record_property("crash: kills of the real command", len(chosen))
    record_property("crash: of these at the call that was meant", len(chosen) - len(missed))
    assert not missed or name == "large install"
    assert seen == {True, False}


@pytest.mark.usefixtures("traceable")
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_of_the_command_fails(name: str, disk: Path, spare: Path, record_property: Record) -> None:
    case = make_case(name, disk, spare)
    calls = calls_of(case)
    pairs = [(call, error) for call in calls for error in ERRORS]
    chosen = pairs if THOROUGH else evenly(pairs, 5)
    for call, error in chosen:
        case.reset()
        done = case.run(failing(call, error))
        found = case.look()
        why = str(call), error, done.err, difference(case, found)
        assert done.code in {0, 1}, why
        assert found == (case.after if done.code == 0 else case.before), why
        assert bool(done.error) == bool(done.code), why
    record_property("crash: errors of the real kernel", len(chosen))


@pytest.mark.usefixtures("traceable")
@pytest.mark.parametrize("disk", ["ext4"], indirect=True)
@pytest.mark.parametrize("name", OPERATIONS)
def test_calls_of_one_kind_fail_from_some_call_on(name: str, disk: Path, spare: Path, record_property: Record) -> None:
    case = make_case(name, disk, spare)
    pairs = [(call, error) for call in calls_of(case) if call.name != "openat" for error in ERRORS]
    chosen = evenly(pairs, len(pairs) // 3 if THOROUGH else 2)
    for call, error in chosen:
        case.reset()
        done = case.run(failing(call, error, lasting=True))
        case.recover()
        found = case.look()
        why = str(call), error, done.err, difference(case, found)
        assert done.code in {0, 1}, why
        assert found in (case.before, case.after), why
        assert done.code or found == case.after, why
    record_property("crash: lasting errors of the real kernel", len(chosen))


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_disk_fills_up(name: str, tmp_path: Path, spare: Path, record_property: Record) -> None:
    page = os.sysconf("SC_PAGE_SIZE")
    with mounted_tmpfs(tmp_path / "small", f"{300 * page}") as place:
        case = make_case(name, place, spare)
        rooms = range(41)
        chosen = list(rooms) if THOROUGH else evenly(rooms, 5)
        codes = []
        for room in chosen:
            case.reset()
            fill(place / "filler", room * page)
            done = case.run(traced=False)
            found = case.look()
            codes.append(done.code)
            why = room, done.err, difference(case, found)
            assert found == (case.after if done.code == 0 else case.before), why
            assert done.code == 0 or os.strerror(errno.ENOSPC) in done.err or "the disk is full" in done.err, why
            (place / "filler").unlink()
            case.recover()
            assert case.look() == found, why
    assert codes[-1] == 0
    assert codes[0] == (0 if name == "uninstall" else 1)  # room for an uninstall is kept
    record_property("crash: full disks", len(chosen))


def fill(path: Path, room: int) -> None:
    """Write a file that leaves ``room`` bytes of its file system free."""
    free = os.statvfs(path.parent)
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free.f_bavail * free.f_frsize - room))


def difference(case: Case, found: World) -> str:
    """Say how a world differs from the one of both that it is nearer to."""
    wanted = min((case.before, case.after), key=lambda one: len(one.items() ^ found.items()))
    return "; ".join(
        f"{path}: {found.get(path)}, not {wanted.get(path)}" for path, _ in sorted(wanted.items() ^ found.items())
    )
