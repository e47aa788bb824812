"""What the tests that interrupt, race and swap share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    """Return what adds a number to the summary of the run."""
    return lambda what, number: record_property(f"crash: {what}", number)
