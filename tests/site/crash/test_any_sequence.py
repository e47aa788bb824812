"""Whatever an owner and Launcher do to a target in turn, in the end it is exactly the owner's work."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from launcher.errors import ConflictError, LauncherError
from launcher.platforms.plan import BytesContent
from launcher.site.handle import OpenFolder
from launcher.site.install import install
from launcher.site.receipt_file import receipts_of
from launcher.site.replace import replace_files
from launcher.site.session import Settings
from launcher.site.status import Fingerprint
from launcher.site.transaction import Manner
from launcher.site.uninstall import uninstall
from launcher.site.upgrade import upgrade
from launcher.site.upgrade_plan import Manner as UpgradeManner
from tests.site.crash.effort import THOROUGH
from tests.site.crash.owner import Owner, Table, look
from tests.support.bundles import write_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINES = [f"line {number}\n" for number in range(12)]


def _text(number: int) -> bytes:
    """Return a text in which each version has a line of its own."""
    return "".join([*LINES[:number], f"version {number}\n", *LINES[number:]]).encode()


CONTENTS: dict[tuple[str, int], dict[str, bytes]] = {
    ("alpha", 1): {"index.html": b"a1", "css/site.css": b"a1 css", "css/old.css": b"old", "pages/a.txt": b"page",
                   "notes.txt": _text(1)},
    ("alpha", 2): {"index.html": b"a2", "css/site.css": b"a2 css", "pages/a.txt": b"page", "pages/deep/b.txt": b"b",
                   "notes.txt": _text(3)},
    ("alpha", 3): {"index.html": b"a3", "css/site.css": b"a1 css", "js/x.js": b"x", "notes.txt": _text(6), "old": b""},
    ("beta", 1): {"shop/index.html": b"b1", "css/shop.css": b"b1 css"},
    ("beta", 2): {"shop/index.html": b"b2", "shop/till.js": b"till", "css/shop.css": b"b1 css"},
}  # fmt: skip
OTHER = {"alpha": ("beta", 1), "beta": ("alpha", 1)}
OWN_PATHS = ("mine.txt", "css/mine.css", "pages/mine/x.txt", "index.html.launcher-new", "old/mine.txt")
PATHS = sorted({*OWN_PATHS, *(path for files in CONTENTS.values() for path in files), "site.yaml"})
FOLDERS = ("css", "pages", "pages/deep", "shop", "js", "empty", "old")

_SETTINGS = Settings(sync=False)

paths, versions = st.sampled_from(PATHS), st.sampled_from(sorted(CONTENTS))
numbers = st.integers(min_value=0, max_value=1000)


class Bundles:
    """The bundles, and what each puts into a target: tried out, alone and beside the other one."""

    def __init__(self, place: Path) -> None:
        self.files = {
            bundle: write_bundle(
                place / f"{bundle[0]}-{bundle[1]}.zip", files, name=bundle[0], version=f"{bundle[1]}.0.0"
            )
            for bundle, files in CONTENTS.items()
        }
        self.tables: dict[tuple[str, int], Table] = {}
        for bundle in CONTENTS:
            alone, second = place / f"{bundle[0]}-{bundle[1]}", place / f"second-{bundle[0]}-{bundle[1]}"
            install(self.files[bundle], alone, settings=_SETTINGS)
            install(self.files[OTHER[bundle[0]]], second, settings=_SETTINGS)
            before = look(second)
            install(self.files[bundle], second, settings=_SETTINGS)
            table: dict[str, set[bytes]] = {}
            new = {path: node for path, node in look(second).items() if path not in before}
            for path, node in (*look(alone).items(), *new.items()):
                if node.kind == "file":
                    table.setdefault(path, set()).add(node.data)
            self.tables[bundle] = {path: frozenset(data) for path, data in table.items()}


class Sequence(RuleBasedStateMachine):
    """Everything that an owner and Launcher may do to one target; what is the owner's is known to a model."""

    made_of: Bundles  # set before the machine runs

    def count(self, what: str) -> None:
        """Count for the summary."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        place = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
        self.place = Path(tempfile.mkdtemp(prefix="launcher-test-", dir=place))
        self.target = self.place / "sites" / "site"
        self.owner = Owner(self.made_of.tables)
        self.is_mine = False
        self.writes = 0
        (self.place / "outside").mkdir()
        (self.place / "outside/file").write_bytes(b"outside")

    @initialize(exists=st.booleans(), same=st.booleans(), bundle=versions, overwrite=st.booleans())
    def begin(self, bundle: tuple[str, int], *, exists: bool, same: bool, overwrite: bool) -> None:
        self.is_mine = exists
        if exists:
            with self._owner_at_work():
                self.target.mkdir(parents=True)
                self._write("index.html")
                if same:
                    self._write("css/site.css", b"a1 css")
        self.install(bundle, overwrite=overwrite, adopt=same)

    def teardown(self) -> None:
        try:
            for bundle in sorted(self.owner.installed):
                self._uninstall(bundle)
            now = look(self.target)
            assert {path: node for path, node in now.items() if node.kind != "folder"} == self.owner.things
            assert self.owner.hidden == {}
            assert self.target.exists() == (self.is_mine or bool(now))
            assert not (self.target / ".launcher").exists()
            assert {path.name for path in self.place.iterdir()} <= {"sites", "outside"}
            assert {path.name for path in self.place.glob("sites/*")} <= {"site"}
            assert (self.place / "sites").exists() == self.target.exists()
            assert (self.place / "outside/file").read_bytes() == b"outside"
            self.count("sequences")
        finally:
            shutil.rmtree(self.place)

    # The owner

    @precondition(lambda self: self.target.is_dir())
    @rule(path=paths, number=numbers)
    def write(self, path: str, number: int) -> None:
        with self._owner_at_work():
            old = self.target / path
            if number % 2 and old.is_file() and not old.is_symlink():  # one line more in what stands there
                lines = old.read_bytes().splitlines(keepends=True)
                lines.insert(number % (len(lines) + 1), self._mine())
                old.write_bytes(b"".join(lines))
            else:
                self._write(path)

    @precondition(lambda self: self.target.is_dir())
    @rule(bundle=versions, number=numbers)
    def write_what_a_bundle_has(self, bundle: tuple[str, int], number: int) -> None:
        path = sorted(CONTENTS[bundle])[number % len(CONTENTS[bundle])]
        known = any(path in self.made_of.tables[one] for one in self.owner.installed.items())
        if not known and path not in self.owner.hidden and not os.path.lexists(self.target / path):
            with self._owner_at_work():
                self._write(path, CONTENTS[bundle][path])

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        self._at_some(number, self._remove)

    @rule(number=numbers)
    def replace_by_a_link(self, number: int) -> None:
        def replace(path: Path) -> None:
            self._remove(path)
            path.symlink_to((self.place / "outside", self.target, self.place / "outside/file", "nowhere")[number % 4])

        self._at_some(number, replace)

    @rule(number=numbers)
    def replace_by_a_folder(self, number: int) -> None:
        def replace(path: Path) -> None:
            self._remove(path)
            path.mkdir()
            # One that stood there may have been made for a bundle; this one may stay.
            self.owner.folders.add(path.relative_to(self.target).as_posix())

        self._at_some(number, replace)

    @rule(number=numbers, path=st.sampled_from((*PATHS, *FOLDERS)))
    def rename(self, number: int, path: str) -> None:
        def rename(old: Path) -> None:
            new = self.target / path
            reachable = new.parent.resolve() == new.parent and new.parent.is_dir() and old not in new.parents
            # What a bundle would have there, byte for byte, is not told from what it has: the model has no answer.
            data = old.read_bytes() if old.is_file() else None
            as_a_bundle = any(data in table.get(path, ()) for table in self.made_of.tables.values())
            if reachable and not as_a_bundle and not os.path.lexists(new):
                old.rename(new)

        self._at_some(number, rename)

    @rule(number=numbers, mode=st.sampled_from((0o600, 0o640, 0o755, 0o444)))
    def change_mode(self, number: int, mode: int) -> None:
        def change(path: Path) -> None:
            if path.is_file() and not path.is_symlink():
                path.chmod(mode)

        self._at_some(number, change)

    @precondition(lambda self: self.target.is_dir())
    @rule(path=st.sampled_from(FOLDERS))
    def make_a_folder(self, path: str) -> None:
        with self._owner_at_work():
            if not any(os.path.lexists(self.target / one) for one in (path, path.partition("/")[0])):
                (self.target / path).mkdir(parents=True)

    # Launcher

    @rule(bundle=versions, overwrite=st.booleans(), adopt=st.booleans())
    def install(self, bundle: tuple[str, int], *, overwrite: bool, adopt: bool) -> None:
        manner = Manner(adopt=adopt, overwrite=overwrite)
        with self._launcher_at_work(bundle, overwrite=overwrite, adopt=adopt):
            install(self.made_of.files[bundle], self.target, manner=manner, settings=_SETTINGS)

    @precondition(lambda self: self.owner.installed)
    @rule(bundle=versions, overwrite=st.booleans(), merge=st.sampled_from(("no", "clean", "markers")))
    def upgrade(self, bundle: tuple[str, int], merge: str, *, overwrite: bool) -> None:
        manner = UpgradeManner(merge=merge, overwrite=overwrite, downgrade=True)  # type: ignore[arg-type]  # sampled
        with self._launcher_at_work(bundle, overwrite=overwrite) as merged:
            result = upgrade(self.made_of.files[bundle], self.target, manner=manner, settings=_SETTINGS)
            merged.update(result.paths("merge", "conflict"))

    @precondition(lambda self: self.owner.installed)
    @rule(number=numbers)
    def put(self, number: int) -> None:
        bundle = sorted(self.owner.installed.items())[number % len(self.owner.installed)]
        path = sorted(CONTENTS[bundle])[number % len(CONTENTS[bundle])]
        before = look(self.target)
        with OpenFolder.open(self.target) as folder:
            status = folder.look(path)
        try:
            replace_files(
                self.target,
                {path: BytesContent(self._mine())},
                {path: None if status is None else Fingerprint.of(status)},
                settings=_SETTINGS,
            )
        except LauncherError:
            assert look(self.target) == before
            return
        self.owner.did(before, look(self.target))

    @precondition(lambda self: self.owner.installed)
    @rule(number=numbers)
    def uninstall(self, number: int) -> None:
        self._uninstall(sorted(self.owner.installed)[number % len(self.owner.installed)])

    # How it is done

    def _mine(self) -> bytes:
        """Return a line that nobody has written yet."""
        self.writes += 1
        return f"owner {self.writes}\n".encode()

    def _write(self, path: str, data: bytes | None = None) -> None:
        """Write a file of the owner's, unless a link or a folder is in its way."""
        file = self.target / path
        if file.parent.resolve() != file.parent or any(one.is_file() for one in file.parents) or file.is_dir():
            return
        if not file.is_symlink():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._mine() if data is None else data)

    def _at_some(self, number: int, change: Callable[[Path], None]) -> None:
        there = sorted(look(self.target))
        if there:
            with self._owner_at_work():
                change(self.target / there[number % len(there)])

    @staticmethod
    def _remove(path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    @contextmanager
    def _owner_at_work(self) -> Iterator[None]:
        before = look(self.target)
        yield
        self.owner.did(before, look(self.target))

    @contextmanager
    def _launcher_at_work(self, bundle: tuple[str, int], *, overwrite: bool, adopt: bool = False) -> Iterator[set[str]]:
        """Hold a command to what it may do; one that is refused must not have done anything."""
        before, installed, merged = look(self.target), self._installed(), set[str]()
        try:
            yield merged
        except LauncherError:
            assert look(self.target) == before
            assert self._installed() == installed
            self.count("refusals")
            return
        old = self.owner.installed.get(bundle[0])
        self.owner.installed[bundle[0]] = bundle[1]
        assert self._installed() == self.owner.installed
        problems = self.owner.judge(look(self.target), bundle[0], old, overwrite=overwrite, adopt=adopt, merged=merged)
        assert problems == []
        self.count("changes")

    def _uninstall(self, bundle: str) -> None:
        before = look(self.target)
        try:
            result = uninstall(self.target, bundle=bundle, settings=_SETTINGS)
        except ConflictError as error:
            assert look(self.target) == before
            self._make_way(error)
            result = uninstall(self.target, bundle=bundle, settings=_SETTINGS)
        old = self.owner.installed.pop(bundle)
        now = look(self.target)
        problems = self.owner.judge(now, bundle, old)
        assert problems == []
        named = {*result.kept, *result.restored}
        assert all(path in named or self.owner.is_of_a_bundle(path) for path in self.owner.things)
        if not self.owner.installed:
            self.is_mine = self.target.exists()
        self.count("changes")

    def _make_way(self, error: ConflictError) -> None:
        """Do what a refused uninstall asks for: what it has to bring back needs its folders."""
        with self._owner_at_work():
            for path in self.owner.hidden:
                for parent in (self.target / path).parents:
                    if parent.is_symlink() or parent.is_file():
                        assert parent.relative_to(self.target).as_posix() in error.paths
                        parent.unlink()

    def _installed(self) -> dict[str, int]:
        """Return what is installed, as Launcher says."""
        if not self.target.is_dir():
            return {}
        with OpenFolder.open(self.target) as folder:
            return {receipt.name: int(receipt.version[0]) for receipt in receipts_of(folder)}


@pytest.mark.timeout(3600 if THOROUGH else 900)  # seconds
def test_after_any_sequence_the_target_is_exactly_the_owners_work(
    tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    counts = Counter[str]()

    class Counted(Sequence):
        made_of = Bundles(tmp_path)

        def count(self, what: str) -> None:
            counts[what] += 1

    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=1000 if THOROUGH else 100,
            stateful_step_count=40 if THOROUGH else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a sequence of commands takes minutes
        ),
    )
    for what, number in counts.items():
        tally(f"{what} by owners and commands in turn", number)
