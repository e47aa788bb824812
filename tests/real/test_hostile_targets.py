"""Targets with things in them that no plan expects: each command works all the same, or refuses in one clear line.

Nothing outside of the target is touched, and a command that is refused has changed nothing in it either.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from launcher.cli.app import run
from tests.site.crash.effort import THOROUGH, dice
from tests.support.demos import LAUNCHER_YAML, packed, photograph, small_demo
from tests.support.file_calls import traced
from tests.support.file_systems import bound, mounted_tmpfs
from tests.support.strace import why_not
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Who runs a command that root does not; every system has a user of this number, or of none.
SOMEBODY = 65534

OUTSIDE = {"index.html": "theirs", "css/site.css": "theirs", "css/other.css": "theirs", "bread.jpg": "theirs"}


class World:
    """A target, a folder outside of it that must stay as it is, and two versions of a bundle."""

    def __init__(self, place: Path, bundles: tuple[Path, Path]) -> None:
        self.place = place
        self.one, self.two = bundles
        self.site = build_file_tree(place / "site", {"notes.txt": "mine"})
        self.outside = build_file_tree(place / "outside", OUTSIDE)
        self.picture = place / "picture.jpg"
        self.picture.write_bytes(photograph(640, 400))
        self.untouched = everything(self.outside)

    def arguments(self, command: str) -> list[str]:
        """Return a command line for this target."""
        site = str(self.site)
        return {
            "install": ["install", str(self.one), site, "--yes", "--overwrite"],
            "upgrade": ["upgrade", site, str(self.two), "--yes", "--merge"],
            "put": ["images", "put", site, "images/bread.jpg", str(self.picture), "--overwrite"],
            "uninstall": ["uninstall", site],
            "recover": ["recover", site],
            "status": ["status", site],
        }[command]


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def command(*arguments: str) -> Said:
    """Run the real command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(arguments))
    return Said(code, out.getvalue(), err.getvalue())


def everything(root: Path) -> dict[str, tuple[Any, ...]]:
    """Return what can be told of a tree without opening what is no file: owners, modes, dates, contents."""
    found: dict[str, tuple[Any, ...]] = {}
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in [b"", *folders, *files]:
            path = os.path.join(folder, name)  # noqa: PTH118 - names that are no UTF-8
            status = os.lstat(path)
            data = b""
            if stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:  # noqa: PTH123 - as above
                    data = file.read()
            elif stat.S_ISLNK(status.st_mode):
                data = os.readlink(path)  # noqa: PTH115 - as above
            dates = () if stat.S_ISDIR(status.st_mode) else (status.st_mtime_ns,)
            found[os.fsdecode(path)] = (status.st_mode, status.st_uid, status.st_gid, *dates, data)
    return found


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a bundle and its next version, every file of which is another."""
    folder = tmp_path_factory.mktemp("bundles")
    folder.chmod(0o755)
    first = small_demo(folder / "first", {"pages/a.html": "<p>A</p>"})
    later = {"launcher.yaml": LAUNCHER_YAML.replace("1.2.0", "2.0.0"), "css/site.css": "h1 { color: red }\n"}
    second = small_demo(folder / "second", {**later, "pages/b.html": "<p>B</p>", "index.html": "<h1>Again</h1>"})
    return packed(first, folder / "one.zip"), packed(second, folder / "two.zip")


@pytest.fixture
def world(tmp_path: Path, bundles: tuple[Path, Path]) -> World:
    return World(tmp_path, bundles)


# What stands in the way: each is made at a free path of the target


def link_to_a_folder(path: Path, world: World) -> None:
    path.symlink_to(world.outside / "css")


def link_to_a_file(path: Path, world: World) -> None:
    path.symlink_to(world.outside / "index.html")


def link_upwards(path: Path, world: World) -> None:
    path.symlink_to(os.path.relpath(world.outside, path.parent))


def link_inside(path: Path, world: World) -> None:
    path.symlink_to(world.site / "notes.txt")


def link_to_nothing(path: Path, world: World) -> None:
    path.symlink_to(world.outside / "new")


def link_to_itself(path: Path, world: World) -> None:
    path.symlink_to(path.name)


def pipe(path: Path, world: World) -> None:
    os.mkfifo(path)


def unix_socket(path: Path, world: World) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(world.place / "s"))  # the way to a socket must be short
    (world.place / "s").rename(path)


def device(path: Path, world: World) -> None:
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("needs to make a device (run as root, where that is allowed)")


def folder_in_its_place(path: Path, world: World) -> None:
    path.mkdir()


THINGS = (
    link_to_a_folder, link_to_a_file, link_upwards, link_inside, link_to_nothing, link_to_itself, pipe, unix_socket,
    device, folder_in_its_place,
)  # fmt: skip
COMMANDS = ("install", "upgrade", "put", "uninstall", "recover")
SPOTS = ("index.html", "css/site.css", "images", "images/bread.jpg", ".launcher", ".launcher/lock")


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.__name__)
@pytest.mark.parametrize("spot", SPOTS)
def test_what_stands_in_the_way_is_neither_followed_nor_opened(
    world: World, thing: Callable[[Path, World], None], spot: str
) -> None:
    chances = dice(f"{spot} {thing.__name__}")
    for name in COMMANDS if THOROUGH else chances.sample(COMMANDS, 1):
        place = world.place / name
        place.mkdir()
        one = World(place, (world.one, world.two))
        if name != "install":
            assert command(*one.arguments("install")).code == 0
        with suppress(FileNotFoundError):
            _remove(one.site / spot)
        (one.site / spot).parent.mkdir(exist_ok=True)
        thing(one.site / spot, one)
        judge(one, name, spot)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def judge(world: World, name: str, spot: str, *, refused: bool | None = None) -> Said:
    """Run a command; it works, or is refused in one clear line that names the spot and says what to do."""
    before = everything(world.site)
    said = command(*world.arguments(name))
    assert everything(world.outside) == world.untouched
    assert said.code in {0, 1}, said
    assert refused is None or (said.code == 1) == refused, said
    if said.code:
        lines = said.err.splitlines()
        errors = [line for line in lines if line.startswith("error: ")]
        assert len(errors) == 1, said
        assert "unexpected" not in said.err
        assert "defect" not in said.err
        assert spot in said.err or (spot == ".launcher" and "nothing is installed here" in said.err), said
        assert any(line.startswith("hint: ") for line in lines), said
        after = everything(world.site)
        own = f"{world.site}/.launcher"
        assert before.keys() ^ after.keys() <= {own, f"{own}/"}  # an empty one is taken for ours
        varying = {f"{world.site}/.launcher/{name}" for name in ("lock", "stamps", "reserve")}
        assert {path for path, what in after.items() if what != before.get(path)} <= varying
    return said


def test_names_that_are_no_utf_8_are_the_owners_and_stay(world: World) -> None:
    odd = [os.path.join(os.fsencode(world.site), name) for name in (b"caf\xe9.txt", b"css/\xff\xfe")]  # noqa: PTH118
    assert command(*world.arguments("install")).code == 0
    for path in odd:
        with open(path, "wb") as file:  # noqa: PTH123 - names that are no UTF-8
            file.write(b"mine")
    before = {os.fsdecode(path): everything(world.site)[os.fsdecode(path)] for path in odd}
    for name in ("status", "upgrade", "put", "recover", "uninstall"):
        said = command(*world.arguments(name))
        assert said.code == 0, said
        assert before.items() <= everything(world.site).items()
    assert "\\udce9" in said.out + said.err or "2 files" in said.err or "3 files" in said.err


@pytest.fixture
def immutable(world: World) -> Iterator[Callable[[str], None]]:
    """Return what makes a path of the target immutable until the test ends."""
    done: list[Path] = []

    def make(spot: str) -> None:
        tried = subprocess.run(["chattr", "+i", world.site / spot], capture_output=True, text=True, check=False)
        if tried.returncode:
            pytest.skip(f"needs chattr +i (run as root, on ext4): {tried.stderr.strip()}")
        done.append(world.site / spot)

    yield make
    for path in done:
        subprocess.run(["chattr", "-i", path], check=True)


@pytest.mark.parametrize("spot", ["css", "css/site.css"])
@pytest.mark.parametrize("name", ["upgrade", "uninstall", "put"])
def test_what_is_immutable_is_named_and_everything_else_is_put_back(
    world: World, immutable: Callable[[str], None], name: str, spot: str
) -> None:
    assert command(*world.arguments("install")).code == 0
    spot = spot.replace("css/site.css", "images/bread.jpg").replace("css", "images") if name == "put" else spot
    immutable(spot)
    said = judge(world, name, spot, refused=True)
    assert "the system does not allow it" in said.err
    assert "lsattr" in said.err


@pytest.mark.parametrize("name", ["install", "upgrade", "uninstall"])
def test_what_is_mounted_inside_is_not_written_to(world: World, name: str) -> None:
    with ExitStack() as stack:
        if name == "install":
            stack.enter_context(bound(world.site / "css", world.outside / "css"))
        else:
            assert command(*world.arguments("install")).code == 0
            (world.site / "css").rename(world.site / "css-before")
            stack.enter_context(bound(world.site / "css", world.outside / "css"))
        said = judge(world, name, "css", refused=None if name == "uninstall" else True)
        assert name == "uninstall" or "mounted" in said.err


@contextmanager
def as_somebody() -> Iterator[None]:
    """Be a user without rights, in a process that root started."""
    if os.geteuid() != 0:
        pytest.skip("needs to become another user (run as root)")
    os.setegid(SOMEBODY)
    os.seteuid(SOMEBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _give_away(place: Path) -> None:
    for path in [place, *place.rglob("*")]:
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)


@contextmanager
def open_place(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder that every user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="launcher-test-") as folder, pytest.MonkeyPatch.context() as patch:
        place = Path(folder)
        place.chmod(0o755)
        cache = factory.mktemp("cache")
        cache.chmod(0o777)
        patch.setenv("XDG_CACHE_HOME", str(cache))
        yield place


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("whose", ["a read-only folder", "a folder of another user's", "the target of another user's"])
def test_what_the_user_may_not_change_is_named(
    tmp_path_factory: pytest.TempPathFactory, bundles: tuple[Path, Path], name: str, whose: str
) -> None:
    with open_place(tmp_path_factory) as place:
        world = World(place, tuple(Path(shutil.copy(bundle, place)) for bundle in bundles))  # type: ignore[arg-type]  # two
        if name != "install":
            assert command(*world.arguments("install")).code == 0
        _give_away(place)
        spot = "images" if name == "put" else "css"
        (world.site / spot).mkdir(exist_ok=True)
        if whose == "a read-only folder":
            os.chown(world.site / spot, SOMEBODY, SOMEBODY)
            (world.site / spot).chmod(0o555)
        elif whose == "a folder of another user's":
            os.chown(world.site / spot, 0, 0)
        else:
            os.chown(world.site, 0, 0)
            if (world.site / ".launcher").exists():
                os.chown(world.site / ".launcher", 0, 0)
            spot = str(world.site)
        world.untouched = everything(world.outside)
        with as_somebody():
            if name == "put" and not os.access(os.path.realpath(sys.executable), os.X_OK, effective_ids=True):
                pytest.skip("needs a Python that every user may start")
            said = judge(world, name, spot, refused=None if name == "recover" else True)
        assert said.code == 0 or "permission denied" in said.err
        assert said.code == 0 or "run as a user who may write there" in said.err


def _fill(file: Path) -> None:
    """Let a file take all the room that there is."""
    with file.open("ab", buffering=0) as filler, suppress(OSError):
        while filler.write(b"x" * 4096):
            pass


def test_a_full_disk_is_named_and_an_uninstall_works_on_it(world: World) -> None:
    with mounted_tmpfs(world.place / "disk", "256k") as disk:
        world.site = build_file_tree(disk / "site", {"notes.txt": "mine"})
        assert command(*world.arguments("install")).code == 0
        _fill(disk / "filler")
        for name in ("upgrade", "put"):
            said = judge(world, name, str(world.site), refused=True)
            assert "the disk is full" in said.err
            assert "hint: free some space" in said.err
        for name in ("status", "recover", "uninstall"):
            assert judge(world, name, str(world.site)).code == 0
        assert [path.name for path in world.site.iterdir()] == ["notes.txt"]
        _fill(disk / "filler")
        assert "the disk is full" in judge(world, "install", str(world.site), refused=True).err


def test_a_file_system_on_which_every_call_takes_its_time_is_waited_for(
    world: World, program: Callable[..., str]
) -> None:
    strace = program("strace")
    if why := why_not(world.place / "log"):
        pytest.skip(why)
    (world.place / "home").mkdir()
    slow = "openat2,mkdirat,linkat,renameat,renameat2,unlinkat,fsync:delay_enter=10000"
    for name in ("install", "upgrade", "uninstall"):
        outcome, _ = traced(strace, world.place, world.arguments(name), inject=[slow], home=world.place / "home")
        assert outcome.code == 0, outcome.err
        assert everything(world.outside) == world.untouched
    assert [path.name for path in world.site.iterdir()] == ["notes.txt"]
