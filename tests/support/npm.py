"""Bring packages from the npm registry, with the user's own npm and its configuration."""

from __future__ import annotations

import fcntl
import subprocess
import tarfile
from pathlib import Path

#: Fetched packages are kept between runs, below the checkout's build folder, which git ignores.
CACHE = Path(__file__).resolve().parents[2] / "build" / "npm"


def fetch_package(npm: str, name: str, version: str) -> Path:
    """Return the unpacked folder of NAME@VERSION; it is shared by all tests, so none may change it."""
    folder = CACHE / f"{name.replace('/', '+')}-{version}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        # Tests run in several processes; one of them fetches.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fetch(npm, f"{name}@{version}", folder)
    return folder / "package"


def _fetch(npm: str, specifier: str, folder: Path) -> None:
    part = folder.with_name(folder.name + ".part")
    part.mkdir(exist_ok=True)
    command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(part), specifier]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, cwd=part)
    for archive in sorted(part.glob("*.tgz")):
        with tarfile.open(archive) as tar:
            tar.extractall(part, filter="data")
        archive.unlink()
    part.rename(folder)
