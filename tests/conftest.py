"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A busy machine must not fail a test: examples have no deadline. In CI they are the same each time, so that a change is
# judged and not the dice; everyone else's runs look for new ones.
settings.register_profile("steady", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("steady")

# In a shell's background Ctrl-C is ignored, and every command that is started there would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the commands cache out of the user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in how many ways the changes of a site were interrupted; the numbers come from tests in other processes."""
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []):
        for what, number in getattr(report, "user_properties", ()):
            if what.startswith("crash: "):
                counts[what] = counts.get(what, 0) + number
    if counts:
        said = ", ".join(f"{number:,} {what.removeprefix('crash: ')}" for what, number in sorted(counts.items()))
        terminalreporter.write_sep("-", "interrupted")
        terminalreporter.write_line(said)
