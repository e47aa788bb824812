"""Make trees of files that look like a demo's: photographs, drawings and texts, the same for the same arguments.

Photographs are cloudy light at several scales with shapes and a little grain, which compress about as camera pictures
do. A few dozen are encoded; each file then gets its own size in its header and its own tail, for what is measured reads
headers and copies bytes, and never decodes a photograph.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

#: Sizes that themes ask for, over and over.
USUAL_SIZES = (
    (1920, 1080), (1600, 900), (1200, 800), (1024, 683), (1024, 1024), (800, 600), (768, 512), (768, 1024), (640, 640),
    (600, 400), (480, 320), (400, 400), (370, 250), (300, 300), (300, 200), (150, 150),
)  # fmt: skip
_TEXT = (
    "the of and to a in that is for on with as at by from this be are we you our your their calm muscle release walk "
    "posture shoulder morning garden light window studio practice theme layout header footer column gallery article "
    "section content media query margin padding colour display block inline flex grid container wrapper button link "
    "visitor author reader market harvest recipe journey mountain river city bridge village kitchen table coffee bread"
)
_WORDS = _TEXT.split()


@dataclass(frozen=True)
class Photograph:
    """An encoded photograph: its format, its bytes, and where the header has its size."""

    format: str
    data: bytes

    def variant(self, number: int, size: tuple[int, int] | None) -> bytes:
        """Return a file of its own, of another ``size`` where one is given."""
        width, height = size or (0, 0)
        tail = struct.pack("<Q", number)
        if self.format == "jpeg":
            data = self.data
            if size:
                frame = _jpeg_frame(data)
                data = data[: frame + 5] + struct.pack(">HH", height, width) + data[frame + 9 :]
            # In front of the end marker, so that nothing follows the picture.
            return data[:-2] + tail + data[-2:]
        header = self.data[12:29]
        if size:
            header = header[:4] + struct.pack(">II", width, height) + header[12:]
        text = b"tEXt" + b"n\0" + tail.hex().encode()
        chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
        return self.data[:12] + header + struct.pack(">I", zlib.crc32(header)) + chunk + self.data[33:]


def _jpeg_frame(data: bytes) -> int:
    offset = 2
    while data[offset + 1] not in {0xC0, 0xC2}:
        offset += 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
    return offset


def paint_photograph(chance: random.Random, width: int, height: int) -> Image.Image:
    """Return an RGB picture that compresses about as a photograph of its size does."""
    picture = Image.new("RGB", (width, height), tuple(chance.randrange(60, 200) for _ in range(3)))
    for scale, strength in ((320, 90), (80, 60), (20, 36), (5, 24), (1, 11)):
        small = (max(2, width // scale), max(2, height // scale))
        bands = [_noise(chance, small).resize((width, height), Image.Resampling.BICUBIC) for _ in range(3)]
        layer = Image.merge("RGB", bands).point([128 + (value - 128) * strength // 128 for value in range(256)] * 3)
        picture = ImageChops.add(picture, layer, scale=1, offset=-128)
    pen = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y, side = chance.randrange(width), chance.randrange(height), chance.randrange(8, max(9, width // 6))
        colour = tuple(chance.randrange(256) for _ in range(3))
        if chance.random() < 0.5:
            pen.ellipse((x, y, x + side, y + side * 2 // 3), fill=colour)
        else:
            pen.line((x, y, x + side, y - side // 2), fill=colour, width=max(1, side // 12))
    return picture


def _noise(chance: random.Random, size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))


def photographs(chance: random.Random, count: int) -> list[Photograph]:
    """Return encoded photographs of the usual sizes: nine JPEG, a third of them progressive, to each PNG."""
    found = []
    for number in range(count):
        width, height = USUAL_SIZES[number % len(USUAL_SIZES)]
        picture = paint_photograph(chance, width, height)
        buffer = io.BytesIO()
        if number % 10 == 9:
            picture.resize((width // 2, height // 2)).quantize(200).save(buffer, "PNG")
            found.append(Photograph("png", buffer.getvalue()))
        else:
            picture.save(buffer, "JPEG", quality=chance.choice((82, 88, 93)), progressive=number % 3 == 0)
            found.append(Photograph("jpeg", buffer.getvalue()))
    return found


def prose(chance: random.Random, size: int) -> str:
    """Return about ``size`` characters of words, some more usual than others, in lines."""
    words = chance.choices(_WORDS, weights=[1 / (1 + place) for place in range(len(_WORDS))], k=size // 6)
    # Names and numbers of its own, as real texts have.
    for _ in range(len(words) // 12):
        words[chance.randrange(len(words))] = f"{chance.choice(_WORDS)}-{chance.randrange(10_000)}"
    return "\n".join(" ".join(words[start : start + 14]) for start in range(0, len(words), 14))


def text_file(chance: random.Random, pictures: list[str]) -> tuple[str, bytes]:
    """Return the suffix and the bytes of a page, a style sheet, a script, a data file or an article."""
    suffix = chance.choice((".html", ".html", ".css", ".js", ".json", ".md"))
    body = prose(chance, chance.choice((1_500, 4_000, 9_000, 30_000)))
    match suffix:
        case ".html":
            shown = "".join(f'<p><img src="/{name}" alt="{chance.choice(_WORDS)}"></p>\n' for name in pictures)
            # A reference in about 350 bytes, as on pages with a menu, a footer and cards.
            links = (f' <a href="/index.html">{chance.choice(_WORDS)}</a>', "", "")
            lines = (f'<p class="text">{line}{links[n % 3]}</p>\n' for n, line in enumerate(body.split("\n")))
            body = f"<!doctype html>\n<title>Page</title>\n<body>\n{shown}" + "".join(lines)
        case ".css":
            body = "".join(f".{word} {{ color: #{chance.randrange(1 << 24):06x}; }}\n" for word in body.split()[::6])
        case ".js":
            body = "".join(f"function f{n}() {{ return '{line}'; }}\n" for n, line in enumerate(body.split("\n")))
        case ".json":
            body = "[" + ",\n".join(f'{{"id": {n}, "text": "{line}"}}' for n, line in enumerate(body.split("\n"))) + "]"
    return suffix, body.encode()


def unlike_sizes(count: int) -> list[tuple[int, int]]:
    """Return ``count`` sizes of which no two are the same, spread as the usual ones are."""
    chance, found = random.Random(count), set[tuple[int, int]]()
    while len(found) < count:
        width, height = USUAL_SIZES[len(found) % len(USUAL_SIZES)]
        found.add(
            (width + chance.randrange(-width // 8, width // 8), height + chance.randrange(-height // 8, height // 8))
        )
    return sorted(found, key=lambda size: zlib.crc32(repr(size).encode()))


def demo_tree(folder: Path, files: int, *, sizes_repeat: bool) -> int:
    """Write a demo of ``files`` files, three photographs to two texts; return their bytes (100 KB a file)."""
    chance = random.Random(files)
    encoded = photographs(chance, 48)
    folder.mkdir()
    head = "launcher: 1\nname: generated\nversion: 1.0.0\ntitle: Generated\nlicense: CC0-1.0\n"
    (folder / "launcher.yaml").write_text(head, encoding="utf-8")
    (folder / "index.html").write_text("<!doctype html><title>Generated</title><p>Generated</p>", encoding="utf-8")
    sizes = iter(unlike_sizes(files))
    names: list[str] = []
    total = 0
    for number in range(files - 1):
        part = f"part-{number // 100:03d}"
        (folder / part).mkdir(exist_ok=True)
        if number % 5 < 3:
            photograph = chance.choice(encoded)
            data = photograph.variant(number, None if sizes_repeat else next(sizes))
            name = f"{part}/{chance.choice(_WORDS)}-{number}.{photograph.format.replace('jpeg', 'jpg')}"
            names.append(name)
        else:
            suffix, data = text_file(chance, chance.sample(names, 3))
            name = f"{part}/{chance.choice(_WORDS)}-{number}{suffix}"
        (folder / name).write_bytes(data)
        total += len(data)
    return total
