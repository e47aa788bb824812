"""Plans made by hand, and a full picture of a folder, for tests of what changes a site."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from launcher.platforms.plan import BytesContent, Plan, Write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.platforms.plan import Action

#: A small site: files at the top and in folders, an empty one, one that is no text.
SITE: Mapping[str, str | bytes] = {
    "index.html": "<h1>Welcome</h1>",
    "assets/css/site.css": "body { margin: 0 }",
    "assets/empty.js": b"",
    "blog/first/index.html": "<p>First</p>",
    "images/photo.bin": bytes(range(256)) * 40,
}


def make_plan(
    files: Mapping[str, str | bytes] = SITE,
    *,
    actions: tuple[Action, ...] = (),
    name: str = "clinic",
    version: str = "1.0.0",
) -> Plan:
    """Return a plan that writes ``files``; those named ``*.yaml`` are for their owner's eyes alone."""
    writes = tuple(
        Write(
            PurePosixPath(path),
            BytesContent(content.encode() if isinstance(content, str) else content),
            0o600 if path.endswith(".yaml") else 0o666,
        )
        for path, content in sorted(files.items())
    )
    return Plan(name, version, "0" * 64, "static", {"site_title": "Clinic"}, writes, actions)


def picture(root: Path) -> dict[str, tuple[str, int, str | bytes]]:
    """Return everything at and below ``root``: kind, permission bits, and bytes or where a link leads."""
    found: dict[str, tuple[str, int, str | bytes]] = {}
    for folder, folders, files in os.walk(root):
        for name in [".", *folders, *files]:
            path = Path(folder) / name
            status = path.lstat()
            key = path.relative_to(root).as_posix()
            mode = stat.S_IMODE(status.st_mode)
            if stat.S_ISLNK(status.st_mode):
                found[key] = ("link", mode, str(path.readlink()))
            elif stat.S_ISDIR(status.st_mode):
                found[key] = ("folder", mode, "")
            elif stat.S_ISREG(status.st_mode):
                found[key] = ("file", mode, path.read_bytes())
            else:
                found[key] = ("other", mode, "")
    return found
