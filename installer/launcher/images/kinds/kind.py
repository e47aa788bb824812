"""What a file is: a group that decides what becomes of it, and a format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["raster", "svg", "video", "audio", "pdf", "design", "archive", "flash", "font", "text", "other"]

#: How many bytes from the start of a file :func:`launcher.images.kinds.identify` wants to see.
HEAD_SIZE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """The sort of a file and its format as a lower-case word, such as ``raster`` and ``jpeg``."""

    group: Group
    format: str
