"""How much is tried: enough for every change of the code, or with `make crash` much more."""

from __future__ import annotations

import os
import random

#: Whether this is `make crash`.
THOROUGH = os.environ.get("CRASH_TESTS") == "thorough"

#: What is tried by chance is the same each time in CI, and new elsewhere; a failure names the seed to repeat it with.
SEED = os.environ.get("CRASH_SEED") or ("0" if os.environ.get("CI") == "true" else str(random.randrange(1 << 32)))


def dice(name: str) -> random.Random:
    """Return the chances of a test."""
    return random.Random(f"{SEED} {name}")
