"""Build a small library of samples, so that tests of the images room do not depend on the shipped scenes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from launcher.images.samples import Library, read_library
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

# Name, kind, width, height, focus, ground colour.
_SCENES = (
    ("hills", "landscape", 480, 360, (0.7, 0.4), (120, 160, 190)),
    ("coast", "landscape", 480, 360, (0.4, 0.5), (90, 140, 180)),
    ("dunes", "landscape", 480, 360, (0.5, 0.5), (200, 170, 120)),
    ("room", "interior", 480, 360, (0.5, 0.5), (180, 170, 160)),
    ("anna", "portrait", 360, 480, (0.5, 0.3), (190, 150, 130)),
    ("bert", "portrait", 360, 480, (0.5, 0.3), (150, 130, 120)),
    ("stones", "object", 480, 360, (0.5, 0.5), (160, 160, 155)),
    ("weave", "texture", 480, 360, (0.5, 0.5), (210, 205, 195)),
    ("mark", "logo", 480, 360, (0.5, 0.5), (60, 90, 80)),
)


def build_library(folder: Path) -> Library:
    """Write scenes and media below ``folder`` and read them as a library."""
    files: dict[str, str | bytes] = {
        "media/film.mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp41 a film",
        "media/tall.mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp41 a tall film",
        "media/note.pdf": b"%PDF-1.4\n%%EOF\n",
    }
    lines = ["index: 1", "scenes:"]
    for name, kind, width, height, focus, colour in _SCENES:
        files[f"scenes/{name}.jpg"] = _scene(width, height, colour)
        lines.append(
            f"  - {{name: {name}, file: scenes/{name}.jpg, kind: {kind}, subject: a {kind}, width: {width},"
            f" height: {height}, license: CC0-1.0, focus: [{focus[0]}, {focus[1]}],"
            f" tiles: {str(kind == 'texture').lower()}}}"
        )
    lines.append("media:")
    for name, form, width, height in (("film", "mp4", 640, 360), ("tall", "mp4", 360, 640), ("note", "pdf", 595, 842)):
        lines.append(
            f"  - {{name: {name}, file: media/{name}.{form}, format: {form}, width: {width}, height: {height},"
            f" seconds: 1, license: CC0-1.0, subject: a sample}}"
        )
    files["index.yaml"] = "\n".join(lines) + "\n"
    return read_library(build_file_tree(folder, files))


def _scene(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", picture.size, colour), 0.7)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width // 3, height // 4, width // 2, height // 2), fill=(240, 220, 180))
    pen.polygon([(0, height), (width // 2, height // 2), (width, height)], fill=(40, 70, 60))
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=85)
    return output.getvalue()
