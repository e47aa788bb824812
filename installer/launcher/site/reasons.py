"""What a system's refusal to change a site means to the person who runs the command."""

from __future__ import annotations

import errno

from launcher.errors import TargetError
from launcher.reasons import reason_of

_LINK = "links in a target are never followed; replace it by a folder"
_REASONS = {
    errno.ELOOP: ("a link is in the way", _LINK),
    errno.ENOTDIR: ("a file or link is in the way", _LINK),
    errno.ENOENT: ("it is not there any more", "something else removed it meanwhile; try again"),
}


def target_error(error: OSError, doing: str, where: object) -> TargetError:
    """Return ``error`` as one line that a user understands; ``doing`` is a verb such as ``"write"``."""
    reason, hint = _REASONS.get(error.errno or 0) or reason_of(error)
    return TargetError(f"cannot {doing}: {reason}", where=where, hint=hint)
