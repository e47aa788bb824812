"""Write PNG and APNG (W3C PNG, third edition) with a compressor that gives the same bytes on every machine.

Pillow writes neither 16 bits a channel in colour nor interlaced pictures, and its bytes follow the host's zlib.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from launcher.images.modes import CLEAR_INDEX, doubled, has_sixteen_bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from launcher.images.ledger import Recipe
    from launcher.images.modes import Frames

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = {"1": 0, "L": 0, "RGB": 2, "P": 3, "LA": 4, "RGBA": 6}
_LEVEL = 1
_INCH = 0.0254
#: First column, first row, step across, step down of the seven passes of an interlaced picture.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_WHOLE = ((0, 0, 1, 1),)


def encode_png(frames: Frames, recipe: Recipe) -> bytes:
    """Write all frames as a PNG; frames after the first hold only the part that changed."""
    first = frames.frame(0)
    deep = has_sixteen_bits(recipe.mode)
    depth = 1 if first.mode == "1" else 16 if deep else 8
    header = struct.pack(">IIBBBBB", *first.size, depth, _COLOURS[first.mode], 0, 0, recipe.progressive)
    chunks = [_chunk(b"IHDR", header)]
    if recipe.dpi:
        across, down = (round(dots / _INCH) for dots in recipe.dpi)
        chunks.append(_chunk(b"pHYs", struct.pack(">IIB", across, down, 1)))
    if first.mode == "P":
        chunks.append(_chunk(b"PLTE", first.im.getpalette("RGB", "RGB")))
        if recipe.shape == "rounded":
            chunks.append(_chunk(b"tRNS", b"\xff" * CLEAR_INDEX + b"\0"))
    if frames.count > 1:
        chunks.append(_chunk(b"acTL", struct.pack(">II", frames.count, recipe.loop or 0)))
    chunks += _frame_chunks(frames, recipe, deep=deep)
    return b"".join((_SIGNATURE, *chunks, _chunk(b"IEND", b"")))


def encode_still(picture: Image) -> bytes:
    """Write one picture of 8 bits a channel, as it stands in an icon."""
    depth = struct.pack(">IIBBBBB", *picture.size, 8, _COLOURS[picture.mode], 0, 0, 0)
    data = _compressed(picture, deep=False, interlaced=False)
    return b"".join((_SIGNATURE, _chunk(b"IHDR", depth), _chunk(b"IDAT", data), _chunk(b"IEND", b"")))


def _frame_chunks(frames: Frames, recipe: Recipe, *, deep: bool) -> Iterator[bytes]:
    sequence = 0
    for index in range(frames.count):
        box = frames.changed(index)
        data = _compressed(frames.frame(index).crop(box), deep=deep, interlaced=recipe.progressive)
        if frames.count > 1:
            yield _frame_control(sequence, box, recipe.durations[index] if recipe.durations else 0)
            sequence += 1
        if index:
            yield _chunk(b"fdAT", sequence.to_bytes(4, "big") + data)
            sequence += 1
        else:
            yield _chunk(b"IDAT", data)


def _frame_control(sequence: int, box: Sequence[int], milliseconds: int) -> bytes:
    """Say where a frame goes and how long it stays; it replaces what was there and is left there."""
    size = box[2] - box[0], box[3] - box[1]
    # Both numbers of the fraction have 16 bits.
    unit = next((unit for unit in (1, 10, 100) if milliseconds // unit <= 65_535), 1000)
    delay = (min(65_535, milliseconds // unit), 1000 // unit)
    return _chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, *size, box[0], box[1], *delay, 0, 0))


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(name))
    return b"".join((len(content).to_bytes(4, "big"), name, content, check.to_bytes(4, "big")))


def _compressed(picture: Image, *, deep: bool, interlaced: bool) -> bytes:
    import deflate

    parts = [_filtered(part, deep=deep) for part in _passes(picture, interlaced=interlaced)]
    return bytes(deflate.zlib_compress(b"".join(parts), _LEVEL))


def _passes(picture: Image, *, interlaced: bool) -> Iterator[Image]:
    """Yield the picture, or the pictures of the passes that have pixels."""
    from PIL import Image

    if not interlaced:
        yield picture
        return
    for left, top, across, down in _PASSES:
        size = (-(-(picture.width - left) // across), -(-(picture.height - top) // down))
        if min(size) > 0:
            # The middle of a target pixel has to fall on the middle of the source's.
            matrix = (across, 0, left + 0.5 - across / 2, 0, down, top + 0.5 - down / 2)
            yield picture.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.NEAREST)


def _filtered(picture: Image, *, deep: bool) -> bytes:
    """Return the rows, each after the number of its filter: none for indexes and bits, else the pixel to the left."""
    from PIL import Image, ImageChops

    kind = b"\0"
    if picture.mode not in {"1", "P"}:
        shifted = Image.new(picture.mode, picture.size)
        shifted.paste(picture, (1, 0))
        picture, kind = ImageChops.subtract_modulo(picture, shifted), b"\1"
    data = doubled(picture.tobytes()) if deep else picture.tobytes()
    row = len(data) // picture.height
    return b"".join([kind + data[start : start + row] for start in range(0, len(data), row)])
