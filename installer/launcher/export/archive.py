"""Write a zip that is the same every time."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePosixPath

    from launcher.platforms.plan import Content

_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
# Pictures and films are small already.
_STORED = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".mp4", ".webm", ".mp3", ".ogg", ".woff2", ".zip"}
)


def write_zip(path: Path, files: Mapping[PurePosixPath, Content]) -> None:
    """Write ``files``, sorted, with one date and mode for all; OSError where that fails."""
    with zipfile.ZipFile(path, "x") as archive:
        for name in sorted(files, key=str):
            method = zipfile.ZIP_STORED if name.suffix.lower() in _STORED else zipfile.ZIP_DEFLATED
            entry = zipfile.ZipInfo(str(name), _DATE)
            entry.compress_type, entry.external_attr, entry.create_system = method, _MODE, 3
            with archive.open(entry, "w") as stream:
                for chunk in files[name].chunks():
                    stream.write(chunk)
