"""Write TIFF (TIFF 6.0): little-endian, uncompressed, one strip a page.

Pillow writes neither 16 bits a channel in colour nor the alpha of every mode.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.modes import doubled, has_sixteen_bits

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.ledger import Recipe
    from launcher.images.modes import Frames

_SHORT, _LONG, _RATIONAL = 3, 4, 5
_CODES = {_SHORT: "H", _LONG: "I", _RATIONAL: "I"}
#: What the numbers of a mode mean (tag 262).
_MEANINGS = {"1": 1, "L": 1, "LA": 1, "RGB": 2, "RGBA": 2, "P": 3, "CMYK": 5}
_HEADER = 8


def encode_tiff(frames: Frames, recipe: Recipe) -> bytes:
    """Write every frame as a page."""
    deep = has_sixteen_bits(recipe.mode)
    pieces = [struct.pack("<2sHI", b"II", 42, 0)]
    offset, link = _HEADER, (0, 4)
    for index in range(frames.count):
        picture = frames.frame(index)
        pixels = doubled(picture.tobytes()) if deep else picture.tobytes()
        pixels += bytes(len(pixels) & 1)  # a directory begins at an even byte
        # Each directory is named by the header, or by the last four bytes of the one before.
        piece, place = link
        pieces[piece] = (
            pieces[piece][:place] + (offset + len(pixels)).to_bytes(4, "little") + pieces[piece][place + 4 :]
        )
        directory, values = _directory(picture, recipe, strip=offset, deep=deep)
        link = (len(pieces) + 1, len(directory) - 4)
        pieces += [pixels, directory, values]
        offset += len(pixels) + len(directory) + len(values)
    return b"".join(pieces)


def _directory(picture: Image, recipe: Recipe, *, strip: int, deep: bool) -> tuple[bytes, bytes]:
    """Return a directory that ends in a link of 0, and the values that do not fit into its entries."""
    channels = len(picture.getbands())
    bits = 1 if picture.mode == "1" else 16 if deep else 8
    length = len(picture.tobytes()) * (2 if deep else 1)
    tags: dict[int, tuple[int, list[int]]] = {
        256: (_LONG, [picture.width]),
        257: (_LONG, [picture.height]),
        258: (_SHORT, [bits] * channels),
        259: (_SHORT, [1]),  # no compression
        262: (_SHORT, [_MEANINGS[picture.mode]]),
        273: (_LONG, [strip]),
        277: (_SHORT, [channels]),
        278: (_LONG, [picture.height]),
        279: (_LONG, [length]),
    }
    if recipe.dpi:
        tags |= {282: (_RATIONAL, [recipe.dpi[0], 1]), 283: (_RATIONAL, [recipe.dpi[1], 1]), 296: (_SHORT, [2])}
    if picture.mode == "P":
        tags[320] = (_SHORT, _colour_map(picture))
    if picture.mode in {"LA", "RGBA"}:
        tags[338] = (_SHORT, [2])  # alpha that the colours are not multiplied with
    start = strip + length + (length & 1) + 2 + 12 * len(tags) + 4
    return _packed(tags, start)


def _packed(tags: dict[int, tuple[int, list[int]]], start: int) -> tuple[bytes, bytes]:
    """Return entries and values; values longer than four bytes stand from the offset ``start`` on."""
    entries, far = [struct.pack("<H", len(tags))], b""
    for tag, (kind, numbers) in sorted(tags.items()):
        value = struct.pack(f"<{len(numbers)}{_CODES[kind]}", *numbers)
        count = len(numbers) // 2 if kind == _RATIONAL else len(numbers)
        if len(value) > 4:
            place = struct.pack("<I", start + len(far))
            far += value
        else:
            place = value.ljust(4, b"\0")
        entries.append(struct.pack("<HHI", tag, kind, count) + place)
    return b"".join(entries) + bytes(4), far + bytes(len(far) & 1)


def _colour_map(picture: Image) -> list[int]:
    """Return all reds, then all greens, then all blues, of 16 bits."""
    palette = picture.im.getpalette("RGB", "RGB")
    return [257 * part for channel in range(3) for part in palette[channel::3]]
