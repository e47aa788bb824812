"""What a system's refusal means to the person who runs the command."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.errors import LauncherError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REASONS = {
    errno.ENOSPC: ("the disk is full", "free some space and try again"),
    errno.EDQUOT: ("your disk quota is used up", "free some space and try again"),
    errno.EROFS: ("the file system is read-only", None),
    errno.EACCES: ("permission denied", "run as a user who may write there"),
    errno.EPERM: (
        "the system does not allow it",
        "run as a user who may write there; if you are, `lsattr` shows whether it is immutable",
    ),
    errno.ENAMETOOLONG: ("the name is too long for this file system", None),
    errno.EMFILE: ("too many open files", None),
    errno.EIO: ("the disk reports an error", None),
}


def reason_of(error: OSError) -> tuple[str, str | None]:
    """Return why the system refused, and what may help."""
    return _REASONS.get(error.errno or 0, (error.strerror or "it failed", None))


@contextmanager
def writing(target: Path, what: str) -> Iterator[None]:
    """Report an OSError as why ``what``, such as ``"the bundle"``, cannot be written to ``target``."""
    try:
        yield
    except OSError as error:
        reason, hint = reason_of(error)
        raise LauncherError(f"{what} cannot be written: {reason}", where=target, hint=hint) from error
