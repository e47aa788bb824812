"""Find pictures that stand encoded as text among other bytes: base64 and data: URIs, also in wide letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launcher.images.inline import FoundImage

# What every encoded picture has near its beginning, so that the search for texts can pass by most binaries: to look for
# one sign after the other is ten times as fast as for all at once.
_ENCODED = tuple(
    re.compile(mark)
    for mark in (
        rb"data(?::|%3[aA])[^\s\"'<>(),]{0,256}?(?:,|%2[cC])",
        rb"iVBORw0KGgo",
        rb"/9j\\?/",
        rb"_9j_",
        rb"R0lGOD[dl]h",
        rb"UklGR[A-Za-z0-9+/\\_-]{5,9}XRUJQ",
        rb"Qk[0-3][A-Za-z0-9+/_-]{5}AAAA",
        rb"AAAB[A-P]A",
        rb"AAAC[A-P]A",
        rb"SUkqA",
        rb"TU0AK",
        rb"AAAA[A-Za-z0-9+/]{2}Z0eXB",
        rb"AAAADGpQICAN",
    )
)
# Base64 or a data: URI in UTF-16 or UTF-32 of either byte order; one pattern each is faster than all in one.
_WIDE = tuple(
    re.compile(rb"\x00{1,3}".join(re.escape(bytes([letter])) for letter in mark))
    for mark in (b"data:", b"iVBORw0KG", b"/9j/", b"R0lGODlh", b"R0lGODdh", b"UklGR")
)


def find_encoded(data: bytes) -> tuple[int, str] | None:
    """Return where the first encoded picture stands and what it is, None where there is none."""
    from launcher.images.inline import find_inline

    marks = (mark.search(data) for mark in _ENCODED)
    first = min((found.start() for found in marks if found is not None), default=len(data))
    # The byte before tells whether a text begins there or goes on.
    first = max(0, first - 1)
    for found in filter(_shows_picture, find_inline(data[first:])):
        return first + found.inline.offset, f"an encoded {found.kind.format.upper()} picture"
    for wide in filter(None, (mark.search(data) for mark in _WIDE)):
        # More zeros than a letter has stand between two texts.
        narrow = re.sub(rb"\0{4,}", b" ", data[wide.start() :]).replace(b"\0", b"")
        for found in filter(_shows_picture, find_inline(narrow)):
            return wide.start(), f"an encoded {found.kind.format.upper()} picture in wide letters"
    return None


def _shows_picture(found: FoundImage) -> bool:
    return not found.drawing
