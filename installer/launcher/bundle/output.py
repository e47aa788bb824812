"""Write a bundle beside its place and move it there when it is right: what stood there stays until then."""

from __future__ import annotations

import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from launcher.errors import LauncherError
from launcher.reasons import writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def check_output(target: Path) -> None:
    """Refuse early what cannot work, before anything is drawn."""
    if target.is_dir():
        hint = f"such as {target / 'demo.launcher.zip'}"
        raise LauncherError("the output is a folder; name a file", where=target, hint=hint)
    if target.exists() and not target.is_file():
        # Such as /dev/null, which root would replace.
        raise LauncherError("the output is no regular file", where=target)
    if not target.parent.is_dir():
        raise LauncherError(f"there is no folder {target.parent}", where=target)


@contextmanager
def file_beside(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Yield a new file in the target's folder; it is gone at the end unless it was moved."""
    temporary = target.with_name(f".{secrets.token_hex(8)}.launcher.zip")
    with writing(target, "the bundle"):
        file = temporary.open("xb")
    try:
        yield temporary, file
    finally:
        with suppress(OSError):
            file.close()  # a full disk can fail again here, and has been reported
        temporary.unlink(missing_ok=True)
