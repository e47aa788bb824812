"""Texts, and the SVGs among them."""

from __future__ import annotations

import re
import zlib

from launcher.images.kinds.kind import HEAD_SIZE, Kind

# Bytes that a text has no use for; form feed, escape and backspace occur in old sources.
_CONTROL = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27}) + b"\x7f"
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE(?!\s+svg)[^<>\[]*>\s*)*", re.DOTALL | re.IGNORECASE)
_SVG_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?svg[\s/>]|<!DOCTYPE\s+svg\b", re.IGNORECASE)


def identify_text(head: bytes) -> Kind | None:
    """Return the kind of a text, None where the bytes are no text."""
    if not head:
        return None
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = head.decode("utf-16", "ignore")
        return Kind("svg", "svg") if _is_svg(text) else Kind("text", "utf-16")
    if len(head.translate(None, _CONTROL)) != len(head):
        return None
    return Kind("svg", "svg") if _is_svg(head.decode("utf-8", "replace")) else Kind("text", "text")


def _is_svg(text: str) -> bool:
    """Say whether the first element is an ``svg``, after any prologue, comments and document type."""
    text = text.removeprefix("\ufeff")
    prologue = _PROLOGUE.match(text)
    return bool(_SVG_ROOT.match(text, prologue.end() if prologue else 0))


def holds_svg(head: bytes) -> bool:
    """Say whether a gzip stream begins with an SVG."""
    try:
        start = zlib.decompressobj(wbits=31).decompress(head, HEAD_SIZE)
    except zlib.error:
        return False
    return _is_svg(start.decode("utf-8", "replace"))
