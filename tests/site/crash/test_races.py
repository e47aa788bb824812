"""Eight processes run the real command on one target at the same moment, again and again.

Whatever they do, the target must then be exactly what the commands that succeeded make of it one after the other.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from launcher.cli.app import EXIT_BUSY, run
from tests.site.crash.effort import SEED, THOROUGH, dice
from tests.support.bundles import write_bundle
from tests.support.plans import picture
from tests.support.racing import Racers
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.support.racing import Run

PROCESSES = 8
ROUNDS = 500 if THOROUGH else 32

#: What the owner has in the target before the first command; one of it is in the way, and is overwritten.
OWNERS = {"notes.txt": "mine", "index.html": "<p>mine</p>", "shop/till.txt": "12"}
ALPHA_ONE = {"index.html": b"<h1>One</h1>", "css/site.css": b"h1 {}", "css/old.css": b"a {}", "same.txt": b"the same"}
ALPHA_TWO = {"index.html": b"<h1>Two</h1>", "css/site.css": b"h2 {}", "js/new.js": b"1", "same.txt": b"the same"}
BETA = {"shop/index.html": b"<h1>Shop</h1>", "shop/cart.js": b"2", "css/shop.css": b"i {}"}

#: What a command says that came too late, and finds what another one has made.
TOO_LATE = re.compile(
    r"is installed here already|nothing is installed here|no bundle \"\w+\" is installed here|and here is \w+ "
    r"|there is no such folder|what is installed was changed meanwhile; try again|exists? already in the target"
    r"|it is not there any more\nhint: something else removed it meanwhile; try again"
)
BUSY = re.compile(
    r"error: \S+: (`launcher \w+` \(process \d+, since \S+\)|another command) is working on it\n"
    r"hint: wait until it is done, or let --wait SECONDS do so\n"
)


class State(NamedTuple):
    """What is installed: the version of ``alpha``, 0 for none; whether ``beta`` is; and whose settings have the name
    ``site.yaml``, which the first bundle takes.
    """

    alpha: int = 0
    beta: bool = False
    settings: str = ""

    def with_alpha(self, version: int) -> State:
        """Return the state after ``alpha`` was installed."""
        return State(version, self.beta, self.settings or "alpha")

    def with_beta(self) -> State:
        """Return the state after ``beta`` was installed."""
        return State(self.alpha, beta=True, settings=self.settings or "beta")

    def without_alpha(self) -> State:
        """Return the state after ``alpha`` was uninstalled."""
        return State(0, self.beta, self.settings.replace("alpha", ""))

    def without_beta(self) -> State:
        """Return the state after ``beta`` was uninstalled."""
        return State(self.alpha, beta=False, settings=self.settings.replace("beta", ""))


class Command(NamedTuple):
    """A command line, by its words; TARGET is the target's place."""

    words: tuple[str, ...]

    def after(self, state: State) -> State | None:
        """Return what is installed after it, or None where it must be refused."""
        match self.words[:3]:
            case ("install", "alpha-1" | "alpha-2" as bundle, _):
                return None if state.alpha else state.with_alpha(int(bundle[-1]))
            case ("install", "beta", _):
                return None if state.beta else state.with_beta()
            case ("upgrade", _, "alpha-1" | "alpha-2" as bundle):
                return state._replace(alpha=int(bundle[-1])) if state.alpha else None
            case ("uninstall", _, "--bundle=alpha"):
                return state.without_alpha() if state.alpha else None
            case ("uninstall", _, "--bundle=beta"):
                return state.without_beta() if state.beta else None
        raise AssertionError(self.words)


COMMANDS = (
    Command(("install", "alpha-1", "TARGET", "--overwrite", "--yes")),
    Command(("install", "alpha-2", "TARGET", "--overwrite", "--yes")),
    Command(("install", "beta", "TARGET", "--yes")),
    Command(("upgrade", "TARGET", "alpha-1", "--downgrade", "--yes")),
    Command(("upgrade", "TARGET", "alpha-2", "--yes")),
    Command(("uninstall", "TARGET", "--bundle=alpha")),
    Command(("uninstall", "TARGET", "--bundle=beta")),
)


def _ways() -> dict[State, tuple[Command, ...]]:
    """Return every state that can be reached, with the commands that lead there."""
    ways: dict[State, tuple[Command, ...]] = {State(): ()}
    waiting = [State()]
    for state in waiting:
        for command in COMMANDS:
            after = command.after(state)
            if after is not None and after not in ways:
                ways[after] = (*ways[state], command)
                waiting.append(after)
    return ways


WAYS = _ways()

Picture = dict[str, tuple[str, int, str | bytes]]


class Arena:
    """Makes targets, knows how each legal state of one looks, and judges what a race made of one."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.bundles = {
            "alpha-1": write_bundle(place / "alpha-1.zip", ALPHA_ONE, name="alpha"),
            "alpha-2": write_bundle(place / "alpha-2.zip", ALPHA_TWO, name="alpha", version="2.0.0"),
            "beta": write_bundle(place / "beta.zip", BETA, name="beta"),
        }
        self._legal: dict[tuple[State, bool], Picture] = {}

    def make(self, name: str, state: State, *, exists: bool) -> Path:
        """Return a new target in which ``state`` is installed; with ``exists`` the owner has files in it."""
        folder = self.place / name
        folder.mkdir()
        target = folder / "site"
        if exists:
            build_file_tree(target, OWNERS)
        for command in WAYS[state]:
            code, _, err = said(self.arguments(command, target))
            assert code == 0, err
        return target

    def arguments(self, command: Command, target: Path) -> list[str]:
        """Return the command line for a target; nothing waits for the disk, which no other process can see."""
        words = [str(target) if word == "TARGET" else word for word in command.words]
        return [str(self.bundles.get(word, word)) for word in words] + ["--no-sync"]

    def looks(self, state: State, *, exists: bool) -> Picture:
        """Return how the target looks in a state, made by one command after the other."""
        if (state, exists) not in self._legal:
            target = self.make(f"legal-{len(self._legal)}", state, exists=exists)
            self._legal[state, exists] = seen(target)
        return self._legal[state, exists]

    @staticmethod
    def judge(target: Path, state: State) -> None:
        """Raise where something of ours is left in or beside a target, or `launcher status` says something else."""
        assert [path.name for path in target.parent.iterdir() if path != target] == []
        ours = target / ".launcher"
        names = {path.name for path in ours.iterdir()} if ours.is_dir() else set()
        assert names <= {"lock", "receipt.json", "stamps", "reserve", ".htaccess", "bases", "originals"}
        code, out, err = said(["status", "--json", str(target)])
        if state == State():
            assert names == set()
            assert (code, out) == (1, ""), out
            assert "there is no such folder" in err or "nothing is installed here" in err
            return
        assert code == 0, err
        value = json.loads(out)
        told = {one["name"]: one for one in (value if isinstance(value, list) else [value])}
        versions = {"alpha": f"{state.alpha}.0.0"} if state.alpha else {}
        versions |= {"beta": "1.0.0"} if state.beta else {}
        assert {name: one["version"] for name, one in told.items()} == versions
        assert all(not one["changed"] and not one["lost"] for one in told.values()), out


def seen(target: Path) -> Picture:
    """Return everything in a target but Launcher's own; nothing where it does not exist."""
    if not target.exists():
        return {}
    return {path: what for path, what in picture(target).items() if path.split("/")[0] != ".launcher"}


def said(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(arguments))
    return code, out.getvalue(), err.getvalue()


def ends(start: State, commands: Sequence[Command]) -> frozenset[State]:
    """Return in which states the commands may end, all successful, in one order or another."""

    @cache
    def orders(state: State, left: tuple[int, ...]) -> frozenset[State]:
        if not left:
            return frozenset([state])
        found: set[State] = set()
        for number in left:
            after = commands[number].after(state)
            if after is not None:
                found |= orders(after, tuple(one for one in left if one != number))
        return frozenset(found)

    return orders(start, tuple(range(len(commands))))


@pytest.fixture
def racers() -> Iterator[Racers]:
    with Racers(PROCESSES) as racers:
        yield racers


@dataclass(frozen=True)
class Race:
    """Commands that ran at the same moment. With ``first``, one had the target to itself until all the others had been
    told, but for the first ``waiting`` of them, which wait.
    """

    start: State
    commands: tuple[Command, ...]
    exists: bool
    first: bool
    waiting: int

    def lines(self, arena: Arena, target: Path) -> list[list[str]]:
        """Return the command lines."""
        lines = [arena.arguments(command, target) for command in self.commands]
        for line in lines[: self.waiting]:
            line.append("--wait=60")
        return lines

    def judge(self, arena: Arena, target: Path, runs: Sequence[Run]) -> Counter[str]:
        """Raise where a command ended as it may not, or the target is not what the successful ones make; count."""
        for number, one in enumerate(runs):
            waits = number < self.waiting
            if one.code == EXIT_BUSY:
                assert BUSY.fullmatch(one.err), one
                assert not waits, one
            elif one.code:
                assert one.code == 1, one
                assert TOO_LATE.search(one.err), one
                assert waits or not self.first, one
        done = [command for command, one in zip(self.commands, runs, strict=True) if one.code == 0]
        busy = sum(one.code == EXIT_BUSY for one in runs)
        if self.first:
            assert 1 <= len(done) <= 1 + self.waiting
            assert busy >= PROCESSES - 1 - self.waiting
        possible = ends(self.start, done)
        found = seen(target)
        now = [state for state in WAYS if found == arena.looks(state, exists=self.exists)]
        assert len(now) == 1, f"it is in none of the legal states: {found}"
        assert now[0] in possible, f"it is in the state {now[0]}, and should be in one of {possible}"
        arena.judge(target, now[0])
        return Counter(
            {"winners of races": len(done), "told who is at work": busy, "too late": PROCESSES - len(done) - busy}
        )


def a_race(chances: random.Random, *, first: bool) -> Race:
    """Return a race by lot."""
    start, exists = chances.choice(list(WAYS)), chances.random() < 0.5
    able = [command for command in COMMANDS if command.after(start) not in {None, start}] if first else COMMANDS
    commands = tuple(chances.choice(able) for _ in range(PROCESSES))
    return Race(start, commands, exists, first, chances.randrange(3) if first else 0)


def test_eight_commands_at_once_leave_what_one_after_the_other_would(
    worlds: Path, racers: Racers, tally: Callable[[str, int], None]
) -> None:
    arena, chances, counts = Arena(worlds), dice("races"), Counter[str]()
    for number in range(ROUNDS):
        race = a_race(chances, first=number % 2 == 0)
        target = arena.make(f"round-{number}", race.start, exists=race.exists)
        hold = target.name if race.first else ""
        runs = racers.race(race.lines(arena, target), hold=hold, waiting=race.waiting)
        try:
            counts += race.judge(arena, target, runs)
        except AssertionError as error:
            error.add_note("\n".join([f"round {number} from {race.start}, CRASH_SEED={SEED}:", *map(str, runs)]))
            raise
        counts["rounds of races"] += 1
        shutil.rmtree(target.parent)
    assert counts["told who is at work"] > ROUNDS
    for what, number in counts.items():
        tally(what, number)
