"""The built-in demo as a bundle: packed when it is first wanted, and kept in the user's cache."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import __version__
from launcher.data import shipped
from launcher.errors import FetchError, LauncherError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.progress import Progress


@contextmanager
def builtin_bundle(*, progress: Progress | None = None) -> Iterator[Path]:
    """Yield the path of the built-in demo's bundle, packed from the demo that ships with Launcher.

    Drawing its pictures is most of the work, so the bundle is kept in the user's cache folder until the demo, the
    sample images or a program that draws them change. Where there can be no cache, a temporary file serves.
    """
    cached = cache_folder() / f"builtin-{_fingerprint()}.launcher.zip"
    if cached.is_file():
        yield cached
        return
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        # pack() writes beside its output first, so that no other process ever sees half a bundle.
        _pack(cached, progress)
    except (OSError, LauncherError):
        with _temporary_folder() as folder:
            _pack(folder / "builtin.launcher.zip", progress)
            yield folder / "builtin.launcher.zip"
        return
    _drop_older(cached)
    yield cached


def cache_folder() -> Path:
    """Return the folder in which this user's bundles are kept; it need not exist."""
    from platformdirs import user_cache_path

    return user_cache_path("demo-launcher", appauthor=False)


def _fingerprint() -> str:
    """Return a name for the state of all that the bundle is made of: programs by version, files by size and time.

    Launcher's own code counts by its files, too: in a checkout it changes while the version stays.
    """
    from importlib.metadata import version

    state = hashlib.sha256()
    for program in ("Pillow", "deflate"):
        state.update(f"{program} {version(program)}\n".encode())
    package = Path(__file__).resolve().parent.parent
    rooms = [(package / name, "*.py") for name in ("bundle", "demo", "images")]
    for folder, pattern in (*rooms, (shipped("demo_content"), "*"), (shipped("sample_images"), "*")):
        for file in sorted(folder.rglob(pattern)):
            facts = file.stat()
            name = f"{folder.name}/{file.relative_to(folder)}"
            state.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return f"{__version__}-{state.hexdigest()[:16]}"


def _pack(path: Path, progress: Progress | None) -> None:
    from launcher.bundle.pack import pack

    try:
        pack(shipped("demo_content"), path, progress=progress)
    except LauncherError as error:
        raise FetchError(f"the built-in demo cannot be packed: {error}", hint=error.hint) from error


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="launcher-")
    except OSError as error:
        raise FetchError(f"no temporary folder can be made for the built-in demo: {error.strerror}") from error
    with folder as name:
        yield Path(name)


def _drop_older(current: Path) -> None:
    for older in current.parent.glob("builtin-*.launcher.zip"):
        if older != current:
            with suppress(OSError):
                older.unlink()
