"""Demos that are nothing but a ``launcher.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.manifest_file import load_demo
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.demo.model import Demo

#: The keys that each must have; the next is on line 6.
HEAD = "launcher: 1\nname: clinic\nversion: 1.0.0\ntitle: Clinic\nlicense: CC0-1.0\n"


def load(tmp_path: Path, text: str) -> Demo:
    """Return the demo in ``tmp_path`` whose ``launcher.yaml`` is ``text``."""
    return load_demo(build_file_tree(tmp_path, {"launcher.yaml": text}))
