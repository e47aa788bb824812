"""Bundles that are here already: the built-in demo, and files."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.data import shipped
from launcher.errors import FetchError, LauncherError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.progress import Progress


@contextmanager
def open_source(bundle: str | None, *, progress: Progress | None = None) -> Iterator[Path]:
    """Yield the path of a bundle's file: ``bundle`` itself, or the built-in demo, packed, where it is None.

    The file is not looked into. FetchError where there is none; the packed demo is gone when the context ends.
    """
    if bundle is None:
        with _packed_demo(progress) as path:
            yield path
    else:
        yield _existing(bundle)


def _existing(bundle: str) -> Path:
    path = Path(bundle)
    try:
        if path.is_dir():
            raise FetchError(
                "this is a folder, no bundle", where=bundle, hint=f"`launcher pack {bundle}` makes a bundle of it"
            )
        if not path.exists():
            raise FetchError("there is no such bundle", where=bundle)
    except (OSError, ValueError) as error:  # a name too long, or with a NUL
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FetchError(f"the bundle cannot be found: {reason}", where=bundle) from error
    return path


@contextmanager
def _packed_demo(progress: Progress | None) -> Iterator[Path]:
    from launcher.bundle.pack import pack

    try:
        folder = tempfile.TemporaryDirectory(prefix="launcher-")
    except OSError as error:
        raise FetchError(f"no temporary folder can be made for the built-in demo: {error.strerror}") from error
    with folder as name:
        path = Path(name) / "demo.launcher.zip"
        try:
            pack(shipped("demo_content"), path, progress=progress)
        except LauncherError as error:
            raise FetchError(f"the built-in demo cannot be packed: {error}", hint=error.hint) from error
        yield path
