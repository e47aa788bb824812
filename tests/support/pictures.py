"""Make pictures of every format and mode, as a demo would have them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

from tests.support.noise import noise

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


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (37, 21), *, other: int = 0, **options: Any) -> bytes:
    """Return a picture with some noise, as bytes of Pillow's format ``form``; another one for each ``other``."""
    grain = noise(size, seed=(form, mode, other))
    image = Image.merge("RGB", (grain, grain.transpose(Image.Transpose.ROTATE_180), grain))
    if mode in {"LA", "RGBA"}:
        image = image.convert("RGBA")
        image.putalpha(grain)
    made = grain.convert("I").point(lambda v: v * 200).convert("I;16") if mode == "I;16" else image.convert(mode)
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


def deep_png(mode: str, size: tuple[int, int], *extra: bytes) -> bytes:
    """Return a PNG of 16 bits a channel in ``mode`` (LA, RGB, RGBA), which Pillow reads and does not write."""
    row = b"\0" + bytes(range(251)) * (1 + size[0] * 8 // 251)
    length = 1 + 2 * len(mode) * size[0]
    header = struct.pack(">IIBBBBB", *size, 16, {"LA": 4, "RGB": 2, "RGBA": 6}[mode], 0, 0, 0)
    data = zlib.compress(row[:length] * size[1])
    chunks = [png_chunk(b"IHDR", header), *extra, png_chunk(b"IDAT", data), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def interlaced_png(size: tuple[int, int]) -> bytes:
    """Return a PNG whose grey rows come in seven passes."""
    rows = bytearray()
    for left, top, across, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)):
        width, height = -(-(size[0] - left) // across), -(-(size[1] - top) // down)
        rows += (b"\0" + bytes(max(0, width))) * max(0, height) if width > 0 else b""
    rows += (b"\0" + bytes(size[0])) * (size[1] // 2)
    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 1)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(bytes(rows))) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def deep_tiff(size: tuple[int, int], orientation: int = 1) -> bytes:
    """Return a TIFF of 16 bits a channel in colour, big-endian, which Pillow reads and does not write."""
    pixels = bytes(size[0] * size[1] * 6)
    tags = [(256, 3, 1, size[0] << 16), (257, 3, 1, size[1] << 16), (258, 3, 3, 8), (259, 3, 1, 1 << 16)]
    tags += [(262, 3, 1, 2 << 16), (273, 4, 1, 14), (274, 3, 1, orientation << 16), (277, 3, 1, 3 << 16)]
    tags += [(278, 3, 1, size[1] << 16), (279, 4, 1, len(pixels))]
    entries = b"".join(struct.pack(">HHII", *tag) for tag in tags)
    head = struct.pack(">2sHI3H", b"MM", 42, 14 + len(pixels), 16, 16, 16)
    return head + pixels + struct.pack(">H", len(tags)) + entries + bytes(4)


def clear_bitmap(size: tuple[int, int]) -> bytes:
    """Return a bitmap that says where its alpha is."""
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    pixels = b"\x20\x40\x60\x80" * (size[0] * size[1])
    header = struct.pack("<IiiHHIIiiII", 108, *size, 1, 32, 3, len(pixels), 0, 0, 0, 0) + masks + b"BGRs" + bytes(48)
    return struct.pack("<2sIHHI", b"BM", 122 + len(pixels), 0, 0, 122) + header + pixels


def icons(*entries: tuple[tuple[int, int], str, tuple[int, int]], cursor: bool = False) -> bytes:
    """Return an icon or cursor file of pictures given by size, coding (png, bmp) and hot spot."""
    payloads, directory = [], struct.pack("<HHH", 0, 2 if cursor else 1, len(entries))
    offset = 6 + 16 * len(entries)
    for (width, height), coding, spot in entries:
        if coding == "png":
            payload = picture("PNG", "RGBA", (width, height))
        else:
            mask = bytes(-(-width // 32) * 4 * height)
            header = struct.pack("<IiiHHIIiiII", 40, width, 2 * height, 1, 32, 0, 0, 0, 0, 0, 0)
            payload = header + bytes(4 * width * height) + mask
        fields = spot if cursor else (1, 32)
        directory += struct.pack("<BBBBHHII", width & 255, height & 255, 0, 0, *fields, len(payload), offset)
        payloads.append(payload)
        offset += len(payload)
    return directory + b"".join(payloads)


def many_frames_gif(count: int, size: tuple[int, int] = (1, 1)) -> bytes:
    """Return a GIF of ``count`` frames of one pixel on a screen of ``size``."""
    screen = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return screen + frame * count + b";"


def wide_jpeg(width: int) -> bytes:
    """Return a JPEG that says it is ``width`` wide, more than libjpeg writes."""
    data = bytearray(picture("JPEG", "L", (8, 1)))
    start = data.index(b"\xff\xc0")
    data[start + 7 : start + 9] = width.to_bytes(2, "big")
    return bytes(data)
