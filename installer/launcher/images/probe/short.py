"""Shorten headers by what says nothing about a picture: many are the same then, and those are read once.

What is left is a header too, and says the same.
"""

from __future__ import annotations

import re

#: A JPEG's JFIF segment and tables of 8 bits, with its frame behind: what most programs write.
_JPEG = re.compile(
    rb"(?>\xff\xd8\xff\xe0\0\x10JFIF\0.{9}(?:\xff\xdb\0(?:\x43.{65}|\x84.{130}))*)(?=\xff[\xc0\xc2]\0[\x08-\xff].{6})",
    re.DOTALL,
)
_JFIF_END, _FRAME_LENGTH = 20, 10
#: A PNG's signature and header chunk with its checksum, and chunks of which the name alone is kept.
_PNG_START, _PNG_END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 33
_CLEAR, _PIXELS = b"\0\0\0\0tRNS\0\0\0\0", b"\0\0\0\0IDAT"
#: These say more, or are the end; what stands in all others does not matter.
_TELLING = frozenset({b"IDAT", b"IEND", b"eXIf", b"pHYs", b"acTL"})
#: A WebP of one lossy picture; the lengths of file and chunk and the tag of the frame are left out.
_WEBP_START, _WEBP_HEAD = b"WEBPVP8 ", b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0"


def short_header(head: bytes) -> bytes | None:
    """Return a short header from the first bytes of a file, None where they are not such as most pictures have."""
    if head[:3] == b"\xff\xd8\xff":
        tables = _JPEG.match(head)
        if tables is None:
            return None
        end = tables.end()
        return head[:_JFIF_END] + head[end : end + _FRAME_LENGTH]
    if head[:16] == _PNG_START:
        return _short_png(head)
    if head[8:16] == _WEBP_START and head[:4] == b"RIFF" and len(head) >= 30:
        return _WEBP_HEAD + head[23:30]
    return None


def _short_png(head: bytes) -> bytes | None:
    at, clear = _PNG_END, b""
    while (name := head[at + 4 : at + 8]) not in _TELLING:
        if len(name) < 4:  # it goes on behind these bytes
            return None
        if name == b"tRNS":
            clear = _CLEAR
        at += 12 + int.from_bytes(head[at : at + 4])
    return head[:_PNG_END] + clear + _PIXELS if name == b"IDAT" else None
