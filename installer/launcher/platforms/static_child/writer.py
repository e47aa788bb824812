"""Append rendered files to the spool and remember where each one stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self


class SpoolWriter:
    """A spool open for writing; ``files`` lists path, offset and size in order of writing."""

    def __init__(self, path: str) -> None:
        self._stream = Path(path).open("wb")  # noqa: SIM115  # closed by __exit__
        self._offset = 0
        self.files: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def add(self, path: str, data: bytes) -> None:
        """Write one file."""
        self._stream.write(data)
        self.files.append({"path": path, "offset": self._offset, "size": len(data)})
        self._offset += len(data)
