"""Build real file trees for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def build_file_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` (POSIX path -> text or bytes) below ``root``, with the folders they need; return ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read_file_tree(root: Path) -> dict[str, bytes]:
    """Return every file below ``root`` by POSIX path."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }
