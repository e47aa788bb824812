"""Texts in UTF-16 and UTF-32, seen as if they had one byte a character."""

from __future__ import annotations

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le", 4, 0),
    (b"\xff\xfe", "utf-16-le", 2, 0),
    (b"\xfe\xff", "utf-16-be", 2, 1),
)
_IS_ZERO = b"\xff" + bytes(255)


def narrowed(data: bytes) -> tuple[bytes, int, str]:
    """Return a text with a byte for each code unit, the size of a unit, and the charset, "" for a text of bytes.

    A unit beyond U+00FF becomes a zero, so that places stay in proportion.
    """
    for mark, charset, unit, low in _MARKS:
        if data.startswith(mark):
            length = len(data) // unit * unit
            text = data[low:length:unit]
            for place in range(unit):
                if place != low:
                    text = _where_zero(text, data[place:length:unit])
            return text, unit, charset
    return data, 1, ""


def _where_zero(text: bytes, high: bytes) -> bytes:
    """Return ``text`` with zeros where ``high`` has none; as two long numbers, for that runs at a machine's speed."""
    mask = int.from_bytes(high.translate(_IS_ZERO), "little")
    return (int.from_bytes(text, "little") & mask).to_bytes(len(text), "little")
