"""Develops the renders of scenes.py into the files that the pages show, and draws the card, the tile and the cut-out."""
# ruff: noqa: E501 - a path, an outline or a shot reads best on one line

from __future__ import annotations

import io
import math
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import icons
import numpy as np
import resvg_py
from PIL import Image, ImageDraw, ImageFilter

ARTICLES = ("pain-in-the-butt", "piriformis", "foam-rolling", "desk-neck", "runner-calves", "first-visit")
TEAM = ("amara-lindqvist", "jonas-okafor", "mei-castellano", "tomas-reyes")
SERVICES = ("deep-tissue", "trigger-point", "sports", "relaxation")
GALLERY = ((1000, 750), (750, 1000), (900, 900), (1000, 750), (750, 1000), (900, 900), (1000, 750), (1000, 750))

PHOTOS: dict[str, tuple[int, int]] = {
    "hero": (1600, 900),
    "about-studio": (1200, 800),
    **{f"articles/{name}": (1200, 800) for name in ARTICLES},
    **{f"team/{name}": (600, 600) for name in TEAM},
    **{f"services/{name}": (800, 600) for name in SERVICES},
    **{f"gallery/{index:02}": size for index, size in enumerate(GALLERY, start=1)},
}
TURNED = "gallery/02"  # stored on its side, with the EXIF orientation that turns it upright
WITH_THUMBNAIL = "gallery/05"  # holds a miniature of itself in its EXIF data
WEBP = "gallery/08"


def draw_all(images: Path, renders: Path | None = None, *, scale: int = 58) -> None:
    """Write every photograph, the card, the tile and the cut-out below a folder.

    Renders that lie in `renders` already are used as they are; the missing ones are rendered first, at `scale`
    percent of their size (58 is what the committed files were made with).
    """
    renders = renders or Path(tempfile.gettempdir()) / "trigger-point-clinic-renders"
    script = Path(__file__).with_name("scenes.py")
    subprocess.run([sys.executable, str(script), str(renders), str(scale)], check=True)  # noqa: S603 - our own script
    for name, size in PHOTOS.items():
        picture = develop(Image.open(renders / f"{name}.png").convert("RGB"), size)
        (images / name).parent.mkdir(parents=True, exist_ok=True)
        save_photo(picture, images, name)
    social_card(Image.open(renders / "hero.png").convert("RGB")).save(images / "social-card.png", optimize=True)
    linen_tile().save(images / "texture-linen.png", optimize=True)
    round_portrait(Image.open(renders / "team" / "visitor.png").convert("RGB")).save(
        images / "testimonial.webp", quality=88, method=6, exact=False
    )


def develop(render: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Bring a render to its size and give it a lens: crisp edges, a trace of vignette, fine grain."""
    picture = render.resize(size, Image.Resampling.LANCZOS)
    picture = picture.filter(ImageFilter.UnsharpMask(radius=1.6, percent=70, threshold=2))
    width, height = size
    pixels = np.asarray(picture, dtype=np.float32) / 255
    down, across = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    edge = 1 - 0.1 * np.clip(across**2 + down**2 - 0.5, 0, None)[..., None]
    grain = np.random.default_rng(width * 7 + height).normal(0, 0.006, (height, width, 1))
    toned = np.clip(pixels * edge + grain, 0, 1)
    toned = toned + 0.06 * (toned - 0.5) * (1 - np.abs(2 * toned - 1))
    return Image.fromarray((np.clip(toned, 0, 1) * 255 + 0.5).astype(np.uint8))


def save_photo(picture: Image.Image, images: Path, name: str) -> None:
    """Write one photograph in its format, two of them with the EXIF data that cameras add."""
    if name == WEBP:
        picture.save(images / f"{name}.webp", quality=80, method=6)
        return
    exif = b""
    if name == TURNED:
        picture, exif = picture.transpose(Image.Transpose.ROTATE_90), exif_block(orientation=6)
    elif name == WITH_THUMBNAIL:
        small = picture.copy()
        small.thumbnail((160, 160))
        data = io.BytesIO()
        small.save(data, "JPEG", quality=70)
        exif = exif_block(orientation=1, thumbnail=data.getvalue())
    picture.save(images / f"{name}.jpg", quality=82, optimize=True, progressive=True, exif=exif)


def exif_block(*, orientation: int, thumbnail: bytes = b"") -> bytes:
    """A small EXIF segment: one orientation tag, and a JPEG miniature in a second directory (TIFF 6.0, EXIF 2.3)."""
    first = struct.pack("<HHHIHH", 1, 0x0112, 3, 1, orientation, 0)
    start = 8 + len(first) + 4
    if not thumbnail:
        return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + struct.pack("<I", 0)
    data_at = start + 2 + 3 * 12 + 4
    second = struct.pack("<H", 3)
    for tag, kind, value in ((0x0103, 3, 6), (0x0201, 4, data_at), (0x0202, 4, len(thumbnail))):
        second += struct.pack("<HHII", tag, kind, 1, value)
    head = b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + struct.pack("<I", start)
    return head + second + struct.pack("<I", 0) + thumbnail


def social_card(hero: Image.Image) -> Image.Image:
    """The picture that social networks show with a link: the room, with mark and name on a teal ground."""
    card = develop(hero.resize((1120, 630), Image.Resampling.LANCZOS), (1120, 630)).crop((60, 0, 1120, 630))
    sheet = Image.new("RGB", (1200, 630), "#1f4e4a")
    sheet.paste(card, (330, 0))
    first, _ = icons.lettering("TRIGGER", gap=4.6, space=6)
    second, _ = icons.lettering("POINT", gap=4.6, space=6)
    third, _ = icons.lettering("CLINIC", gap=11, space=6)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630"><defs><linearGradient id="g">'
        '<stop stop-color="#1f4e4a"/><stop offset=".72" stop-color="#1f4e4a"/><stop offset="1" stop-color="#1f4e4a" stop-opacity="0"/>'
        '</linearGradient></defs><rect width="620" height="630" fill="url(#g)"/>'
        f'<g transform="translate(84 150) scale(1.7)"><rect width="64" height="64" rx="15" fill="#2b655f"/>{icons.mark()}</g>'
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke="#fbf6ec" stroke-width="2.3">'
        f'<g transform="translate(84 316) scale(3.6)">{first}</g><g transform="translate(84 390) scale(3.6)">{second}</g>'
        f'<g transform="translate(84 468) scale(1.75)" stroke="#e08f6b" stroke-width="2.4">{third}</g></g></svg>'
    )
    over = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=1200)))).convert("RGBA")
    sheet.paste(over, (0, 0), over)
    return sheet.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG)


def linen_tile() -> Image.Image:
    """A weave that repeats without a seam, as a palette of sixteen near-white tones."""
    size, dice = 240, random.Random(12)
    pixels = np.zeros((size, size), dtype=np.float32)
    for thread in range(0, size, 3):
        for axis in (0, 1):
            strength, turns, start = dice.uniform(0.3, 1.0), dice.randrange(1, 7), dice.uniform(0, math.tau)
            wave = strength * (0.7 + 0.3 * np.sin(np.arange(size) / size * math.tau * turns + start))
            for offset, share in ((0, 0.55), (1, 1.0), (2, 0.35)):
                line = (thread + offset) % size
                if axis == 0:
                    pixels[line, :] += wave * share
                else:
                    pixels[:, line] += wave * share
    pixels += np.random.default_rng(3).normal(0, 0.16, pixels.shape)
    low, high = np.percentile(pixels, (1, 99))
    level = np.clip((pixels - low) / (high - low), 0, 1)[..., None]
    dark, light = np.array([239, 230, 214]), np.array([250, 245, 235])
    image = Image.fromarray((dark + (light - dark) * level + 0.5).astype(np.uint8))
    return image.quantize(16, dither=Image.Dither.NONE)


def round_portrait(render: Image.Image) -> Image.Image:
    """A guest's face in a circle, transparent around it."""
    face = develop(render, (600, 600)).resize((200, 200), Image.Resampling.LANCZOS).convert("RGBA")
    mask = Image.new("L", (800, 800), 0)
    ImageDraw.Draw(mask).ellipse((4, 4, 795, 795), fill=255)
    face.putalpha(mask.resize((200, 200), Image.Resampling.LANCZOS))
    return face
