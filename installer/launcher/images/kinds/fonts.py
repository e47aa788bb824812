"""Fonts, known by their table directory."""

from __future__ import annotations

from launcher.images.kinds.kind import Kind


def identify_font(head: bytes) -> Kind | None:
    """Recognise a font by its table directory, so that a picture with a font's first bytes is none."""
    signature = head[:4]
    if signature in {b"wOFF", b"wOF2"}:
        flavour = head[4:8] in {b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"typ1"}
        known = flavour and head[14:16] == b"\0\0" and 1 <= int.from_bytes(head[12:14], "big") <= 256
        return Kind("font", "woff" if signature == b"wOFF" else "woff2") if known else None
    if signature == b"ttcf" and head[4:6] in {b"\0\1", b"\0\2"}:
        return Kind("font", "ttc")
    if signature in {b"\0\1\0\0", b"OTTO", b"true", b"typ1"}:
        tables = int.from_bytes(head[4:6], "big")
        tags = [head[12 + 16 * i : 16 + 16 * i] for i in range(min(tables, 256))]
        known = 1 <= tables <= 256 and all(len(tag) == 4 and min(tag) >= 0x20 and max(tag) < 0x7F for tag in tags)
        return Kind("font", "otf" if signature == b"OTTO" else "ttf") if known else None
    if head[34:36] == b"LP" and head[8:12] in {b"\1\0\2\0", b"\2\0\2\0", b"\0\0\1\0"}:
        return Kind("font", "eot")
    return None
