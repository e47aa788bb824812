from __future__ import annotations

import sys

import pytest

from tests.fuzz.targets import TARGETS


@pytest.mark.skipif(sys.platform != "linux", reason="zips are fuzzed in memory that Linux has")
@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_of_the_fuzzers_keeps_the_promise(name: str) -> None:
    test_one = TARGETS[name].prepare()
    seeds = list(TARGETS[name].seeds())
    assert len(set(seeds)) >= 4
    for seed in seeds:
        test_one(seed)
        test_one(seed[: len(seed) // 2])
        test_one(seed + b"\0")
