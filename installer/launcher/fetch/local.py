"""Bundles that are here already: the built-in demo, and files."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.progress import Progress


@contextmanager
def open_source(bundle: str | None, *, progress: Progress | None = None) -> Iterator[Path]:
    """Yield the path of a bundle's file: ``bundle`` itself, or the built-in demo, packed, where it is None.

    The file is not looked into. FetchError where there is none.
    """
    if bundle is None:
        from launcher.fetch.builtin import builtin_bundle

        with builtin_bundle(progress=progress) as path:
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
            web = bundle.lower().startswith(("http://", "https://"))
            raise FetchError(
                "there is no such bundle", where=bundle, hint="download it first, then name the file" if web else None
            )
    except (OSError, ValueError) as error:  # a name too long, or with a NUL
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FetchError(f"the bundle cannot be found: {reason}", where=bundle) from error
    return path
