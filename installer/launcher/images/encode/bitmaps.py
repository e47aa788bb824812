"""Write Windows bitmaps with alpha, icons and cursors."""

from __future__ import annotations

import struct
from itertools import chain
from typing import TYPE_CHECKING

from launcher.images.encode.png import encode_still

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from launcher.images.ledger import Recipe

_INCH = 0.0254


def encode_bitmap(picture: Image, recipe: Recipe) -> bytes:
    """Write RGBA with the fourth version of the header, which says where the alpha is; Pillow's has none."""
    width, height = picture.size
    pixels = picture.tobytes("raw", "BGRA", 0, -1)
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    across, down = (round(dots / _INCH) for dots in recipe.dpi or (72, 72))
    header = struct.pack("<IiiHHIIiiII", 108, width, height, 1, 32, 3, len(pixels), across, down, 0, 0)
    # "BGRs" names the sRGB colour space; end points and gammas are then unused.
    header += masks + b"BGRs" + bytes(48)
    return struct.pack("<2sIHHI", b"BM", 122 + len(pixels), 0, 0, 122) + header + pixels


def encode_icons(pictures: Sequence[Image], recipe: Recipe) -> bytes:
    """Write RGBA pictures as a Windows icon or cursor file, in order, each as a PNG or a bitmap as the recipe says."""
    cursor = recipe.format == "cur"
    # Few programs but browsers read a PNG inside a cursor.
    codings = recipe.codings or (("bmp" if cursor else "png"),) * len(pictures)
    payloads = [
        encode_still(picture) if coding == "png" else _icon_bitmap(picture)
        for picture, coding in zip(pictures, codings, strict=True)
    ]
    spots = recipe.hotspots or ((0, 0),) * len(pictures)
    offset = 6 + 16 * len(payloads)
    directory = [struct.pack("<HHH", 0, 2 if cursor else 1, len(payloads))]
    for picture, payload, spot in zip(pictures, payloads, spots, strict=True):
        width, height = picture.size
        # An icon says planes and bits here, a cursor its hot spot.
        sides = (width if width < 256 else 0, height if height < 256 else 0)
        directory.append(struct.pack("<BBBBHHII", *sides, 0, 0, *(spot if cursor else (1, 32)), len(payload), offset))
        offset += len(payload)
    return b"".join(chain(directory, payloads))


def _icon_bitmap(picture: Image) -> bytes:
    """Return a bitmap without file header: its height counts the mask below it, which alpha makes needless."""
    width, height = picture.size
    header = struct.pack("<IiiHHIIiiII", 40, width, 2 * height, 1, 32, 0, 0, 0, 0, 0, 0)
    mask = bytes(-(-width // 32) * 4 * height)
    return header + picture.tobytes("raw", "BGRA", 0, -1) + mask
