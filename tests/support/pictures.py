"""Make pictures of every format and mode, as a demo would have them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

#: Every format that Pillow writes and the modes it writes there.
MODES = {
    "JPEG": ("L", "RGB", "CMYK"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "GIF": ("L", "P"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB", "RGBA"),
    "BMP": ("1", "L", "P", "RGB"),
    "TIFF": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"),
    "JPEG2000": ("L", "LA", "RGB", "RGBA"),
}


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (37, 21), **options: Any) -> bytes:
    """Return a picture with some noise, as bytes of Pillow's format ``form``."""
    noise = Image.effect_noise(size, 60)
    image = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise))
    if mode in {"LA", "RGBA"}:
        image = image.convert("RGBA")
        image.putalpha(noise)
    made = noise.convert("I").point(lambda v: v * 200).convert("I;16") if mode == "I;16" else image.convert(mode)
    return save(made, form, **options)


def save(image: Image.Image, form: str, **options: Any) -> bytes:
    output = io.BytesIO()
    image.save(output, form, **options)
    return output.getvalue()


def turned(form: str, orientation: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a picture whose Exif says how it is to be shown."""
    exif = Image.Exif()
    exif[274] = orientation
    return picture(form, size=size, exif=exif)


def animation(form: str, durations: list[int], size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    frames = [Image.new("RGB", size, (20 * index, 255 - 20 * index, 90)) for index in range(len(durations))]
    return save(frames[0], form, save_all=True, append_images=frames[1:], duration=durations, **options)


def png_chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content).to_bytes(4, "big")
    return struct.pack(">I", len(content)) + name + content + check


def huge_png(width: int, height: int) -> bytes:
    """Return a PNG that says it is ``width`` by ``height`` and has hardly any data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks
