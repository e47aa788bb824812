"""How a picture is written in a text, and writing another one in the same way."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

if TYPE_CHECKING:
    from launcher.images.ledger import Encoding

_SPECIAL = re.compile(rb"[+/=_-]")


@dataclass(frozen=True, slots=True)
class Writing:
    """How the bytes of a picture are written.

    ``signs`` says how a special sign of base64 is escaped, as pairs of the sign and what stands for it; signs that are
    not there stand for themselves. ``width`` and ``gap`` break the text into lines, 0 for none. ``levels`` is how often
    a percent sign is encoded itself, 1 for once. ``charset`` is that of the
    whole text where it is wider than a byte.
    """

    encoding: Encoding
    urlsafe: bool = False
    padded: bool = True
    upper: bool = False
    signs: tuple[tuple[bytes, bytes], ...] = ()
    width: int = 0
    gap: bytes = b""
    levels: int = 1
    charset: str = ""


def encode_inline(picture: bytes, writing: Writing) -> bytes:
    """Return the text that stands for ``picture`` in the place of another."""
    match writing.encoding:
        case "base64":
            text = _base64(picture, writing)
        case "hex":
            digits = picture.hex().upper() if writing.upper else picture.hex()
            text = writing.gap.join(_lines(digits.encode(), writing))
        case "percent":
            text = quote_from_bytes(picture, safe="").encode().replace(b"%", b"%" + b"25" * (writing.levels - 1))
        case "plain":
            text = picture
    return text.decode("ascii").encode(writing.charset) if writing.charset else text


def _base64(picture: bytes, writing: Writing) -> bytes:
    text = base64.urlsafe_b64encode(picture) if writing.urlsafe else base64.b64encode(picture)
    if not writing.padded:
        text = text.rstrip(b"=")
    signs = dict(writing.signs)
    lines = _lines(text, writing)
    return writing.gap.join(_SPECIAL.sub(lambda sign: signs.get(sign[0], sign[0]), line) for line in lines)


def _lines(text: bytes, writing: Writing) -> list[bytes]:
    if not writing.width:
        return [text]
    return [text[start : start + writing.width] for start in range(0, len(text), writing.width)]
