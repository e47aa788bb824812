"""The library of samples that the tests of this room draw from, and deciding about a tree with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from launcher.demo.model import Demo, ImageRules
from launcher.demo.tree import walk
from launcher.images.decide import decide
from launcher.images.produce import produce
from tests.support.samples import build_library
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.images.decision import FileDecision
    from launcher.images.samples import Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build_library(tmp_path_factory.mktemp("samples"))


class Result:
    """Decisions by path, and what each gives the bundle."""

    def __init__(self, root: Path, library: Library, images: ImageRules, files: Mapping[str, str | bytes], **demo: Any):
        build_file_tree(root, files)
        self.demo = Demo(root, "shop", "1", "Shop", "CC0-1.0", images=images, **demo)
        self.decisions: dict[str, FileDecision] = {}
        self.content: dict[str, bytes] = {}
        for decision in decide(self.demo, walk(self.demo), library):
            name = str(decision.path)
            self.decisions[name] = decision
            if decision.action != "leave-out":
                content = produce(decision)
                self.content[name] = content.read_bytes() if isinstance(content, Path) else content

    def __getitem__(self, name: str) -> FileDecision:
        return self.decisions[name]


@pytest.fixture
def decided(tmp_path: Path, library: Library) -> Any:
    def run(files: Mapping[str, str | bytes], images: ImageRules | None = None, **demo: Any) -> Result:
        return Result(tmp_path / "demo", library, images or ImageRules(), files, **demo)

    return run
