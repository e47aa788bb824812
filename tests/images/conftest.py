"""The library of samples that the tests of this room draw from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.samples import build_library

if TYPE_CHECKING:
    from launcher.images.samples import Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build_library(tmp_path_factory.mktemp("samples"))
