"""What a system's refusal means to the person who runs the command."""

from __future__ import annotations

import errno

from launcher.errors import TargetError

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
    errno.ELOOP: ("a link is in the way", "links in a target are never followed; replace it by a folder"),
    errno.ENOTDIR: ("a file or link is in the way", "links in a target are never followed; replace it by a folder"),
    errno.ENOENT: ("it is not there any more", "something else removed it meanwhile; try again"),
}


def target_error(error: OSError, doing: str, where: object) -> TargetError:
    """Return ``error`` as one line that a user understands; ``doing`` is a verb such as ``"write"``."""
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or "it failed", None))
    return TargetError(f"cannot {doing}: {reason}", where=where, hint=hint)
