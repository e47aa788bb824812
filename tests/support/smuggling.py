"""Put a photograph where it has no business: into the pictures, fonts and texts of others."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tests.support.pictures import png_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def photograph(width: int = 120, height: int = 80) -> Image.Image:
    """Return a picture that is like no other, the same in every process."""
    grain = Image.frombytes(
        "RGB", (width // 4, height // 4), random.Random(11).randbytes(3 * (width // 4) * (height // 4))
    )
    picture = Image.blend(
        Image.linear_gradient("L").resize((width, height)).convert("RGB"), grain.resize((width, height)), 0.4
    )
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width // 5, height // 6, width // 2, height * 3 // 4), fill=(222, 170, 140))
    pen.polygon([(0, height), (width // 2, height // 3), (width, height)], fill=(40, 90, 60))
    return picture


@cache
def encoded(form: str = "JPEG", mode: str = "RGB") -> bytes:
    """Return the photograph as a file of Pillow's format ``form``."""
    output = io.BytesIO()
    photograph().convert(mode).save(output, form)
    return output.getvalue()


def as_base64(form: str = "JPEG") -> bytes:
    """Return the text of the photograph."""
    return base64.b64encode(encoded(form))


def data_uri(form: str = "JPEG") -> bytes:
    """Return the photograph as a URI that a browser shows."""
    return b"data:image/" + form.lower().encode() + b";base64," + as_base64(form)


def jpeg_with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """Return a JPEG with one more segment behind its start."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def png_with_chunk(png: bytes, name: bytes, content: bytes) -> bytes:
    """Return a PNG with one more chunk behind its header."""
    return png[:33] + png_chunk(name, content) + png[33:]


def gif_with_extension(gif: bytes, label: int, content: bytes) -> bytes:
    """Return a GIF with one more extension before its end."""
    blocks = b"".join(bytes((len(piece),)) + piece for piece in _pieces(content, 255))
    return gif[:-1] + bytes((0x21, label)) + blocks + b"\0" + gif[-1:]


def _pieces(data: bytes, length: int) -> Iterator[bytes]:
    for start in range(0, len(data), length):
        yield data[start : start + length]


def webp_with_chunk(webp: bytes, name: bytes, content: bytes) -> bytes:
    """Return a WebP with one more chunk at its end."""
    body = webp[8:] + name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(name: bytes, content: bytes) -> bytes:
    """Return a box of the ISO base media family."""
    return struct.pack(">I4s", len(content) + 8, name) + content


def avif_with_more_data(avif: bytes, content: bytes) -> bytes:
    """Return an AVIF whose media data, which is its last box, goes on behind the picture."""
    place = avif.rindex(b"mdat") - 4
    return avif[:place] + box(b"mdat", avif[place + 8 :] + content)


def icon_with_picture(icon: bytes, png: bytes) -> bytes:
    """Return an icon file with one picture more."""
    count = int.from_bytes(icon[4:6], "little")
    entries = []
    for index in range(count):
        entry = icon[6 + 16 * index : 22 + 16 * index]
        entries.append(entry[:12] + struct.pack("<I", int.from_bytes(entry[12:], "little") + 16))
    entries.append(struct.pack("<BBBBHHII", 120, 80, 0, 0, 1, 32, len(png), len(icon) + 16))
    return icon[:4] + struct.pack("<H", count + 1) + b"".join(entries) + icon[6 + 16 * count :] + png


def tiff_with_page(tiff: bytes, page: Image.Image) -> bytes:
    """Return a TIFF with a second page."""
    output = io.BytesIO()
    with Image.open(io.BytesIO(tiff)) as first:
        first.save(output, "TIFF", save_all=True, append_images=[page])
    return output.getvalue()


def gif_with_frame(gif: bytes, frame: Image.Image) -> bytes:
    """Return a GIF with a second frame."""
    output = io.BytesIO()
    with Image.open(io.BytesIO(gif)) as first:
        first.save(output, "GIF", save_all=True, append_images=[frame.resize(first.size)])
    return output.getvalue()


def png_again(png: bytes, change: object) -> bytes:
    """Return a PNG whose pixels ``change`` has changed; ``change`` takes a picture and gives one."""
    assert callable(change)
    output = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        change(picture.copy()).save(output, "PNG")
    return output.getvalue()


def with_hidden_colours(picture: Image.Image) -> Image.Image:
    """Put the photograph under what is fully transparent."""
    clear = picture.getchannel("A").point(lambda alpha: 255 if alpha == 0 else 0)
    below = photograph().resize(picture.size).convert("RGBA")
    below.putalpha(picture.getchannel("A"))
    picture.paste(below, mask=clear)
    return picture


def with_unused_colours(picture: Image.Image) -> Image.Image:
    """Fill the entries of a palette that no pixel uses."""
    palette = picture.getpalette() or []
    used = len(set(picture.tobytes()))
    picture.putpalette((palette[: 3 * used] + list(photograph().tobytes()))[:768])
    return picture


def idat_with_tail(png: bytes, content: bytes) -> bytes:
    """Return a PNG whose pixel chunk goes on behind the end of its compressed stream."""
    place = png.index(b"IDAT") - 4
    length = int.from_bytes(png[place : place + 4], "big")
    data = png[place + 8 : place + 8 + length]
    return png[:place] + png_chunk(b"IDAT", data + content) + png[place + 12 + length :]


def packed(data: bytes) -> bytes:
    """Return a zlib stream."""
    return zlib.compress(data)
