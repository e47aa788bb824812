"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Return a function that finds a program by its names; where none is there, the test is skipped by name.

    Under ``CI=true`` a skip would hide a missing set-up step, so there it is a failure.
    """

    def find(*names: str) -> str:
        for name in names:
            found = shutil.which(name)
            if found is not None:
                return found
        message = f"needs {names[0]} (make test installs it as root on Debian or Ubuntu)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)

    return find
