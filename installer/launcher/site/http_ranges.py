"""What of a file a request asks for: nothing where the browser has it, a part of it, or the whole (RFC 9110)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class BeyondEndError(Exception):
    """A request for a part that the file does not have."""


def is_known(headers: Message, modified: float) -> bool:
    """Say whether a browser has a file as it is; ``modified`` is in seconds since 1970, and dates have whole ones."""
    since = _date(headers.get("If-Modified-Since"))
    return since is not None and "If-None-Match" not in headers and int(modified) <= since


def wanted_range(headers: Message, size: int, modified: float) -> tuple[int, int] | None:
    """Return first and last byte of the range that is asked for, or None for the whole file.

    Raises BeyondEndError. Several ranges, and forms that we do not know, may be answered by the whole (RFC 9110, 14.2).
    """
    match = _RANGE.fullmatch(headers.get("Range", "").replace(" ", ""))
    condition = headers.get("If-Range")
    if match is None or (condition is not None and _date(condition) != int(modified)):
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if first and last and int(first) > int(last):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(size - 1, int(last)) if first and last else size - 1
    if start > end:
        raise BeyondEndError(f"{start} is beyond the end, {size}")
    return start, end


def _date(text: str | None) -> int | None:
    """Return an HTTP date in seconds since 1970, or None."""
    if text is None:
        return None
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
