"""Interrupt a scenario in every way, let the next command put the site in order, and judge what is there then."""

from __future__ import annotations

import errno
import io
import itertools
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.cli.app import run
from tests.site.crash.database import actions_of, rows_of
from tests.site.crash.ends import OURS, differences
from tests.site.crash.scenario import SITE_PATH
from tests.support.model_disk.disk import Fault
from tests.support.model_disk.mounting import mounted
from tests.support.model_disk.power import WeakLosses, ordered_losses

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from tests.site.crash.scenario import Scenario
    from tests.support.model_disk.disk import ModelDisk
    from tests.support.model_disk.tree import Tree

#: Files of ours without which everything is right, and what differs from run to run in those that must be there.
OPTIONAL = frozenset({"stamps", "reserve"})
VARYING = frozenset({"lock"})

World = tuple[frozenset[tuple[str, int, int, int, bytes, int]], tuple[tuple[str, str], ...]]


#: What system calls say on a disk or system that can do no more.
ERRORS = tuple(
    getattr(errno, name) for name in ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE", "EDQUOT", "EINTR", "ENFILE")
)


#: The exit code of a command that meets another one.
_BUSY = 3


class BrokenSiteError(AssertionError):
    """A site is neither as before nor as after."""


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def command(disk: ModelDisk, *arguments: str) -> Said:
    """Run ``launcher ARGUMENTS`` on a disk, as its users do."""
    out, err = io.StringIO(), io.StringIO()
    with mounted(disk), actions_of(disk), redirect_stdout(out), redirect_stderr(err):
        code = run(list(arguments))
    return Said(code, out.getvalue(), err.getvalue())


def world(tree: Tree) -> World:
    """Return everything that a user may tell apart: paths, modes, owners, contents, dates of files, the database."""
    found = set()
    for path, node in tree.paths().items():
        name = path.rpartition("/")[2]
        if _is_ours(path):
            if name in OPTIONAL:
                continue
            varies = name in VARYING
            found.add((path, node.mode, node.user, node.group, b"" if varies else node.data, 0))
        else:
            found.add((path, node.mode, node.user, node.group, node.data, 0 if node.is_folder else node.modified))
    return frozenset(found), tuple(rows_of(tree.database))


def _is_ours(path: str) -> bool:
    parts = path.split("/")
    return any(part in OURS for part in parts[:-1])


def _key(tree: Tree) -> object:
    """Return what a recovery depends on."""
    varying: set[int] = set()
    for folder, names in tree.names.items():
        varying.update(number for name, number in names.items() if name in VARYING and folder)
    nodes: list[tuple[object, ...]] = []
    for number, node in tree.nodes.items():
        if number in varying:
            nodes.append((number, node.mode))
        else:
            nodes.append((number, node.mode, node.user, node.group, node.data, 0 if node.is_folder else node.modified))
    named = frozenset((folder, name, number) for folder, held in tree.names.items() for name, number in held.items())
    return named, frozenset(nodes), tree.database


class Explorer:
    """Knows a scenario's disk before and after it, and every disk that was judged already.

    :attr:`counts` has how many ``disks`` were put in order, how many of those were ``before`` and ``after`` then, and
    in how many ways a command was interrupted. A disk that is the same as an earlier one is not put in order again.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.start = scenario.disk()
        self.before = world(self.start.tree)
        self.disk = self.start.killed(0)
        self.error = scenario.run(self.disk)
        self.after = world(self.disk.tree)
        self.counts: Counter[str] = Counter()
        self._judged: dict[object, ModelDisk] = {}
        self._told: dict[World, Said] = {}
        self._cut_at = 0
        told = self.error is not None and scenario.says in self.error
        if scenario.fails != told or (self.before == self.after) != scenario.fails:
            raise BrokenSiteError(f"{scenario.name}: it ended with {self.error!r}")
        self._judge_end()
        ends = [self.start, self.disk]
        if scenario.succeeds is not None:  # a crash may come before it is written down that it failed
            ends.append(self.start.killed(0))
            scenario.run(ends[-1], scenario.succeeds)
            self.after = world(ends[-1].tree)
        for one in ends:
            settled = one.settled()
            self._told[world(settled.tree)] = self.status(settled)

    def _judge_end(self) -> None:
        """Raise BrokenSiteError where the operation does not leave what the scenario says."""
        if self.scenario.fails:
            return
        wrong = differences(self.disk.tree, self.scenario.leaves, installed=self.scenario.installed)
        rows = rows_of(self.disk.tree.database)
        if rows != [("mine", "kept"), *self.scenario.rows]:
            wrong.append(f"rows: {rows}")
        if wrong or self.disk.handles():
            raise BrokenSiteError("\n  ".join([f"{self.scenario.name} leaves", *(wrong or ["an open handle"])]))

    def status(self, disk: ModelDisk) -> Said:
        """Return what `launcher status` says."""
        return command(disk, "status", "--json", *self.scenario.options, str(SITE_PATH))

    def recovered(self, disk: ModelDisk, why: str) -> ModelDisk:
        """Put a disk in order by the command of the user's that comes next; return what is on it then."""
        key = _key(disk.tree)
        known = self._judged.get(key)
        if known is not None:
            return known
        self.counts["disks"] += 1
        if self.counts["disks"] % 3:
            self.recover(disk, why)
        else:
            said = self.status(disk)
            self._judge_told(disk, said, why)
        self.judge(disk, why)
        self._judged[key] = disk
        return disk

    def recover(self, disk: ModelDisk, why: str, *, failing: bool = False) -> None:
        """Put a disk in order with `launcher recover`."""
        said = command(disk, "recover", *self.scenario.options, str(SITE_PATH))
        if said.code not in {0, 1} or (said.code and not failing and "there is no such folder" not in said.err):
            raise BrokenSiteError(f"{self.scenario.name}, {why}: recover says {said.err}")

    def kill(self, *, twice: bool) -> None:
        """Kill the operation before each change, and with ``twice`` also the recovery before each of its changes."""
        for at in range(len(self.disk.log) + 1):
            self.counts["kill points"] += 1
            disk = self.disk.killed(at)
            why = f"killed before {self._call(at)}"
            found = self.recovered(disk, why)
            undone = self._is_undone(at, 1)
            if undone:
                self._judge_undone(found, why)
            if found is not disk or not twice:
                continue
            for second in range(at, len(found.log)):
                self.counts["double crashes"] += 1
                more = f"{why}, and its recovery before {_call(found, second)}"
                last = self.recovered(found.killed(second), more)
                if undone:
                    self._judge_undone(last, more)

    def contend(self) -> None:
        """Let another command come before each change of a transaction: it is told to wait, and changes nothing."""
        disk = self.start.killed(0)

        def come() -> None:
            if not _is_under_way(disk.tree):
                return
            self.counts["commands that had to wait"] += 1
            length, disk.meanwhile = len(disk.log), None
            for name in ("recover", "status"):
                said = command(disk, name, *self.scenario.options, str(SITE_PATH))
                if said.code != _BUSY or len(disk.log) != length:
                    raise BrokenSiteError(f"{self.scenario.name}, at call {length} another command: {said}")
            disk.meanwhile = come

        disk.meanwhile = come
        self.scenario.run(disk)
        disk.meanwhile = None
        if _undated(world(disk.tree)) != _undated(world(self.disk.tree)):
            raise BrokenSiteError(f"{self.scenario.name}: other commands had an effect")

    def tear(self) -> None:
        """Let the journal be torn by a disk that keeps no promise: it counts for nothing."""
        for at in range(len(self.disk.log) + 1):
            disk = self.disk.killed(at)
            for tree in _torn_journals(disk.tree):
                self.counts["torn journals"] += 1
                found = self.recovered(disk.started(tree), f"journal torn before {self._call(at)}")
                if world(found.tree) != self.before:
                    raise BrokenSiteError(f"{self.scenario.name}: a torn journal was believed")
            if self.counts["torn journals"]:  # with whole steps after it, it would be known as a broken disk
                return

    def cut_power(self, limit: int, dice: random.Random) -> None:
        """Cut the power before each change; at most ``limit`` outcomes on each kind of file system."""
        for disk, why in self.losses(self.disk, 0, limit, dice):
            self.counts["power losses"] += 1
            found = self.recovered(disk, why)
            if self._is_undone(self._cut_at, 2):
                self._judge_undone(found, why)

    def cut_power_afterwards(self, limit: int, dice: random.Random) -> None:
        """Cut the power when all is done and said, and the owner has gone on: nothing of either may be lost."""
        disk = self.disk.killed(len(self.disk.log))
        if self.scenario.afterwards is not None:
            self.scenario.run(disk, self.scenario.afterwards)
        wanted = _undated(world(disk.tree))
        for again, why in self.losses(disk, len(disk.log), limit, dice):
            self.counts["power losses"] += 1
            self.recover(again, why)
            found = world(again.tree)
            if _undated(found) != wanted:
                raise BrokenSiteError(f"{self.scenario.name}, {why}, afterwards: {self._difference(found)}")

    def kill_and_cut_power(self, limit: int, dice: random.Random, share: float) -> None:
        """Kill the operation, which brings nothing to the disk, and cut the power in its recovery, or after it."""
        for at in range(len(self.disk.log) + 1):
            if dice.random() > share:
                continue
            why = f"killed before {self._call(at)}"
            first = self.disk.killed(at)
            self.recover(first, why)
            for again, more in self.losses(first, at, limit, dice):
                self.counts["power losses"] += 1
                found = self.recovered(again, f"{why}, and in its recovery {more}")
                if self._cut_at == len(first.log) and world(found.tree) != world(first.tree):
                    raise BrokenSiteError(f"{self.scenario.name}, {why}: it was recovered, and then {more}")

    def cut_power_twice(self, limit: int, dice: random.Random, share: float) -> None:
        """Cut the power, and again while that is recovered; also after an error that stops the recovery."""
        for disk, why in self.losses(self.disk, 0, limit, dice):
            if dice.random() > share:
                continue
            first = disk.killed(0)
            self.recover(first, why)
            for again, more in self.losses(first, 0, 2, dice):
                self.counts["power losses"] += 1
                self.recovered(again, f"{why}; again {more}")
            self.counts["errors in a recovery"] += 1
            at, number = dice.randrange(max(1, len(first.log))), dice.choice(ERRORS)
            stopped = disk.killed(0)
            stopped.fault = Fault(at, number)
            self.recover(stopped, why, failing=True)
            stopped.fault = None
            more = f"{why}; then {errno.errorcode[number]} at call {at} of the recovery"
            cut = stopped.killed(len(stopped.log))
            self.recovered(stopped, more)
            for again, last in self.losses(cut, len(cut.log), 3, dice):
                self.counts["power losses"] += 1
                self.recovered(again, f"{more}; again {last}")

    def losses(self, disk: ModelDisk, first: int, limit: int, dice: random.Random) -> Iterator[tuple[ModelDisk, str]]:
        """Yield what may be on a disk where the power goes before any change from number ``first`` on."""
        for at in range(first, len(disk.log) + 1):
            self._cut_at = at
            for kind, trees in (
                ("an ordered", ordered_losses(disk, at, limit, dice)),
                ("a weakly ordered", WeakLosses(disk, at).trees(limit, dice)),
            ):
                for tree in trees:
                    yield disk.started(tree), f"power cut on {kind} disk before {_call(disk, at)}"

    def fail(
        self,
        number: int,
        calls: Iterable[int] | None = None,
        *,
        lasting: bool = False,
        after: bool = False,
        reads: bool = False,
    ) -> None:
        """Let each of ``calls`` fail: the operation says so, and everything is as before; or it did not matter."""
        for at in itertools.count() if calls is None else calls:
            disk = self.start.killed(0)
            disk.fault = Fault(at, number, lasting=lasting, after=after, reads=reads)
            error = self.scenario.run(disk)
            if not disk.fault.hit:
                return
            self.counts["errors"] += 1
            why = f"{errno.errorcode[number]} at call {at}, {disk.fault.hit}"
            disk.fault = None
            if disk.handles() and not after:  # a call that opens a file and then fails keeps the handle
                raise BrokenSiteError(f"{self.scenario.name}, {why}: a handle was left open")
            if error is None and not lasting:
                self._judge_done(disk, why)
                continue
            found = world(disk.tree)
            # Where the undo of an error meets another one, the rest is for the next command.
            if found != self.before and not lasting and not self.scenario.fails:
                raise BrokenSiteError(
                    f"{self.scenario.name}, {why}, which ended with {error}:\n{self._difference(found)}"
                )
            self.recovered(disk.killed(len(disk.log)), why)

    def _call(self, at: int) -> str:
        return _call(self.disk, at)

    def judge(self, disk: ModelDisk, why: str) -> None:
        """Raise BrokenSiteError where a disk is neither as before nor as after."""
        found = world(disk.tree)
        if found not in self._told:
            raise BrokenSiteError(f"{self.scenario.name}, {why}:\n{self._difference(found)}")
        if disk.handles():
            raise BrokenSiteError(f"{self.scenario.name}, {why}: a handle was left open")
        self.counts["after" if found == self.after else "before"] += 1
        if self.counts["disks"] % 3 == 1:
            self._judge_told(disk, self.status(disk), why)

    def _is_undone(self, at: int, changes: int) -> bool:
        """Say whether what went wrong must be taken back: the first ``changes`` after it write that down."""
        wrong = self.disk.gone_wrong_at
        return wrong is not None and at >= wrong + changes

    def _judge_undone(self, disk: ModelDisk, why: str) -> None:
        """Raise BrokenSiteError where something is finished that an error had stopped."""
        if world(disk.tree) != self.before:
            raise BrokenSiteError(f"{self.scenario.name}, {why}: it was not taken back")

    def _judge_done(self, disk: ModelDisk, why: str) -> None:
        """Raise BrokenSiteError where a disk is not as after; what was tried again may have later dates."""
        found = world(disk.tree)
        if _undated(found) != _undated(self.after):
            raise BrokenSiteError(f"{self.scenario.name}, {why}: no error, and yet\n{self._difference(found)}")

    def _judge_told(self, disk: ModelDisk, said: Said, why: str) -> None:
        expected = self._told.get(world(disk.tree))
        if expected is None:
            raise BrokenSiteError(f"{self.scenario.name}, {why}:\n{self._difference(world(disk.tree))}")
        if said != expected:
            raise BrokenSiteError(f"{self.scenario.name}, {why}: status says {said}, and should say {expected}")

    def _difference(self, found: World) -> str:
        """Say how a disk differs from the one of both that it is nearer to."""
        ends = {"before": self.before, "after": self.after}
        name = min(ends, key=lambda end: len(found[0] ^ ends[end][0]))
        wanted = ends[name]
        lines = [f"  as {name} but for"]
        lines += [f"    more    {_short(entry)}" for entry in sorted(found[0] - wanted[0])]
        lines += [f"    missing {_short(entry)}" for entry in sorted(wanted[0] - found[0])]
        return "\n".join([*lines, f"    rows    {found[1]}" if found[1] != wanted[1] else ""])


def _is_under_way(tree: Tree) -> bool:
    """Say whether a command has begun to write what must not be touched by others."""
    names = {name for held in tree.names.values() for name in held}
    return not names.isdisjoint({"staging", "journal", "abort", "root"})


def _torn_journals(tree: Tree) -> list[Tree]:
    """Return the tree with a part of the journal, or zeros in its place; nothing where there is none."""
    numbers = [number for held in tree.names.values() for name, number in held.items() if name == "journal"]
    torn = []
    for number in numbers:
        node = tree.nodes[number]
        size = len(node.data)
        for data in (
            b"",
            node.data[: size // 2],
            node.data[:-1],
            bytes(size),
            node.data[: size // 2].ljust(size, b"\0"),
        ):
            other = tree.copy()
            other.nodes[number] = node._replace(data=data)
            torn.append(other)
    return torn


def _undated(one: World) -> object:
    return {entry[:5] for entry in one[0]}, one[1]


def _call(disk: ModelDisk, at: int) -> str:
    return f"call {at}, {disk.log[at].call}" if at < len(disk.log) else f"call {at}, the end"


def _short(entry: tuple[str, int, int, int, bytes, int]) -> str:
    path, mode, *_, data, modified = entry
    return f"{path} {mode:o} {data[:30]!r} {modified % 10**12}"
