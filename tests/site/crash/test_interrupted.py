"""Whatever interrupts a command, the next one leaves the site exactly as before or exactly as after.

docs/transaction.md says how this is proven. The disk is a model in memory; the code, and the command that recovers,
are the real ones.
"""

from __future__ import annotations

import errno
import itertools
from typing import TYPE_CHECKING

import pytest

from tests.site.crash.effort import SEED, THOROUGH, dice
from tests.site.crash.exploring import ERRORS, BrokenSiteError, Explorer
from tests.site.crash.scenarios import REFUSALS, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.site.crash.scenario import Scenario

    Count = Callable[[Explorer], None]

every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Iterator[Count]:
    """Return what adds the counts of an explorer to the summary of the run; name the seed where a test fails."""

    def add(explorer: Explorer) -> None:
        for what, number in explorer.counts.items():
            record_property(f"crash: {what}", number)

    try:
        yield add
    except BrokenSiteError as error:
        error.add_note(f"to repeat it: CRASH_SEED={SEED}")
        raise


@every_scenario
def test_a_command_that_is_killed_before_any_call_and_again_in_recovery(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.kill(twice=True)
    assert explorer.counts["before"]
    assert explorer.counts["after"]
    count(explorer)


@pytest.mark.parametrize("scenario", REFUSALS, ids=lambda scenario: scenario.name)
def test_what_comes_to_nothing_does_so_when_it_is_killed_too(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.kill(twice=True)
    assert explorer.counts["disks"]
    count(explorer)


@every_scenario
def test_another_command_that_comes_meanwhile_has_to_wait(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.contend()
    count(explorer)


@every_scenario
def test_a_torn_journal_counts_for_nothing(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.tear()
    count(explorer)


@every_scenario
def test_a_power_cut_before_any_call(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.cut_power(150 if THOROUGH else 7, dice(scenario.name))
    assert explorer.counts["before"]
    assert explorer.counts["after"]
    count(explorer)


@every_scenario
def test_a_power_cut_after_the_end_takes_nothing_back(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.cut_power_afterwards(1000 if THOROUGH else 60, dice(scenario.name))
    count(explorer)


@every_scenario
def test_a_power_cut_while_the_kill_of_a_command_is_recovered(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.kill_and_cut_power(6 if THOROUGH else 2, dice(scenario.name), 1.0 if THOROUGH else 0.1)
    count(explorer)


@every_scenario
def test_a_power_cut_and_another_or_an_error_while_it_is_recovered(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    explorer.cut_power_twice(20 if THOROUGH else 4, dice(scenario.name), 0.2 if THOROUGH else 0.005)
    count(explorer)


@every_scenario
def test_a_call_that_fails(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    for number in ERRORS if THOROUGH else (dice(scenario.name).choice(ERRORS),):
        explorer.fail(number)
    explorer.fail(errno.EIO, calls_of(scenario), after=True)
    count(explorer)


@every_scenario
def test_a_disk_that_fails_from_some_call_on(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    for number in (errno.ENOSPC, errno.EROFS, errno.EIO) if THOROUGH else (errno.EROFS,):
        explorer.fail(number, calls_of(scenario), lasting=True)
    count(explorer)


@every_scenario
def test_a_call_that_fails_to_read(scenario: Scenario, count: Count) -> None:
    explorer = Explorer(scenario)
    # Not EACCES, which is an answer: a folder that may not be looked into stays.
    for number in (errno.EMFILE, errno.EIO, errno.ENOMEM) if THOROUGH else (errno.EMFILE,):
        explorer.fail(number, calls_of(scenario), reads=True)
    count(explorer)


def calls_of(scenario: Scenario) -> Iterator[int]:
    """Return which calls fail: with `make crash` all, else every fourth."""
    return itertools.count() if THOROUGH else itertools.count(dice(scenario.name).randrange(4), 4)
