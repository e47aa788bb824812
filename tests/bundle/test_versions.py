from __future__ import annotations

import pytest

from launcher.bundle.versions import is_older


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.0", "1.0.1"),
        ("1.9", "1.10"),
        ("1.0.0-rc.1", "1.0.0"),
        ("1.0.0-beta", "1.0.0-rc.1"),
        ("1.0-rc.2", "1.0-rc.10"),
    ],
)
def test_versions_have_an_order(older: str, newer: str) -> None:
    assert is_older(older, newer)
    assert not is_older(newer, older)


def test_versions_that_mean_the_same_are_none_older() -> None:
    assert not is_older("1.0", "1.0.0+build.5")
    assert not is_older("1.0.0+build.5", "1.0")
