"""The proof can fail: each mistake that is made on purpose in the code that changes sites is noticed by it.

Without a mistake nothing is noticed: the tests beside this one say so of every scenario, and so does one here.
"""

from __future__ import annotations

import errno
import random
from typing import TYPE_CHECKING

import pytest

from tests.site.crash.effort import THOROUGH, dice
from tests.site.crash.exploring import BrokenSiteError, Explorer
from tests.site.crash.mistakes.ends import ENDS
from tests.site.crash.mistakes.errors import ERRORS
from tests.site.crash.mistakes.order import ORDER
from tests.site.crash.mistakes.recovery import RECOVERY
from tests.site.crash.mistakes.syncs import SYNCS
from tests.site.crash.scenarios import REFUSALS, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site.crash.mistakes.mistake import Mistake

MISTAKES = (*RECOVERY, *ORDER, *SYNCS, *ERRORS, *ENDS)
BY_NAME = {scenario.name: scenario for scenario in (*SCENARIOS, *REFUSALS)}

#: In which ways a scenario is interrupted; one that "ends" is only looked at when it is done.
WAYS: Mapping[str, Callable[[Explorer, random.Random], None]] = {
    "ends": lambda *_: None,
    "kill": lambda explorer, _: explorer.kill(twice=False),
    "wait": lambda explorer, _: explorer.contend(),
    "error": lambda explorer, _: explorer.fail(errno.EIO),
    "torn": lambda explorer, _: explorer.tear(),
    "later": lambda explorer, chances: explorer.cut_power_afterwards(60, chances),
    "power": lambda explorer, chances: explorer.cut_power(7, chances),
    "more power": lambda explorer, chances: explorer.cut_power(40, chances),
    "power twice": lambda explorer, chances: explorer.cut_power_twice(4, chances, 0.15),
    "killed and cut": lambda explorer, chances: explorer.kill_and_cut_power(2, chances, 1.0),
}
#: How often a mistake must be noticed, with other chances each time.
TIMES = 5 if THOROUGH else 1


def interrupt(scenario: str, way: str, chances: random.Random) -> None:
    WAYS[way](Explorer(BY_NAME[scenario]), chances)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_noticed(mistake: Mistake, record_property: Callable[[str, object], None]) -> None:
    for time in range(TIMES):
        chances = dice(f"{mistake.name} {time}") if THOROUGH else random.Random(mistake.name)
        with mistake.at_work(), pytest.raises(BrokenSiteError):
            interrupt(mistake.scenario, mistake.way, chances)
    record_property("crash: mistakes noticed", 1)


@pytest.mark.parametrize(
    ("scenario", "way"),
    sorted({(mistake.scenario, mistake.way) for mistake in MISTAKES if "power" not in mistake.way or THOROUGH}),
)
def test_without_a_mistake_nothing_is_noticed(scenario: str, way: str) -> None:
    if way != "killed and cut" or THOROUGH:
        interrupt(scenario, way, random.Random(scenario))


def test_mistakes_are_told_apart() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 100
