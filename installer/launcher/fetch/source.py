"""Bring a bundle here, whatever a user calls it by: the built-in demo, a file, or an address on the web."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import FetchError
from launcher.fetch.rules import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.fetch.rules import Download
    from launcher.progress import Progress

#: The word that stands for the demo that comes with Launcher.
BUILTIN = "builtin"


@contextmanager
def open_source(
    bundle: str | None, *, download: Download | None = None, progress: Progress | None = None
) -> Iterator[Path]:
    """Yield the path of a bundle's file: ``bundle`` itself, downloaded where it is an address, or the built-in demo,
    packed, where it is None or the word for it.

    The file is not looked into. FetchError where there is none.
    """
    if bundle is None or bundle == BUILTIN:
        from launcher.fetch.builtin import builtin_bundle

        with builtin_bundle(progress=progress) as path:
            yield path
    elif is_address(bundle):
        from launcher.fetch.download import downloaded

        with downloaded(bundle, download, progress=progress) as path:
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
