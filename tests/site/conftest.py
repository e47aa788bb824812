"""What the tests of sites share."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def worlds() -> Iterator[Path]:
    """Yield a folder for hundreds of small trees: in memory where the system has a file system there."""
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="launcher-test-", dir=place))
    yield folder
    shutil.rmtree(folder)
