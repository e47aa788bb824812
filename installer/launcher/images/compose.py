"""Compose what a placeholder shows: a scene cut to the slot's aspect or a plain ground, its shape and its label."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from launcher.images.label import SMALLEST_SIDE, draw_label
from launcher.images.levels import at_level, decoded, level_for, mean_of_two

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from launcher.images.ledger import Recipe
    from launcher.images.levels import Box
    from launcher.images.samples import Library, Scene

Colour = tuple[int, int, int]

#: A scene is decoded at half, a quarter or an eighth where that still gives this part of the pixels wanted a side.
_ENOUGH = 0.6
#: Slots of fewer pixels are worth a good filter.
_SMALL = 64_000
#: Pictures with transparency whose shorter side is below this are spacers: they stay clear all over.
_SPACER_SIDE = 4
#: The square around the focus of a logo scene that its mark fills, as part of the scene's height.
_MARK = 0.75
#: The same square where the mark stands without its ground, and needs no room around it.
_BARE_MARK = 0.56
#: How far a colour may be from that of the ground without being part of the mark.
_GRAIN = 40
#: Pairs of colours for the plain style, light above dark.
PLAIN_COLOURS: tuple[tuple[Colour, Colour], ...] = (
    ((201, 214, 223), (138, 161, 177)),
    ((214, 219, 205), (153, 168, 142)),
    ((226, 214, 203), (180, 156, 138)),
    ((216, 210, 224), (158, 147, 178)),
    ((203, 220, 217), (134, 168, 163)),
    ((228, 217, 196), (184, 163, 124)),
    ((222, 208, 211), (174, 146, 153)),
    ((208, 215, 228), (146, 157, 184)),
)


def compose(recipe: Recipe, library: Library) -> Image:
    """Return an RGB picture, RGBA where the shape is not full, of the recipe's size and without its label.

    A logo with transparency is its mark alone, on a clear ground.
    """
    if recipe.shape == "full":
        return paint(recipe.sample, recipe.width, recipe.height, library)
    scene = library.scene(recipe.sample) if recipe.sample else None
    if scene is not None and scene.kind == "logo" and min(recipe.width, recipe.height) >= _SPACER_SIDE:
        return _mark(scene, recipe.width, recipe.height)
    picture = paint(recipe.sample, recipe.width, recipe.height, library)
    picture.putalpha(_rounded(recipe.width, recipe.height))
    return picture


def add_label(picture: Image, recipe: Recipe) -> None:
    """Paint the label on a composed picture in any mode but that of a palette, where the recipe has one."""
    if recipe.label and min(recipe.width, recipe.height) >= SMALLEST_SIDE:
        inset = _corner(recipe.width, recipe.height) // 3 if recipe.shape == "rounded" else 0
        draw_label(picture, f"{recipe.width}×{recipe.height}", inset=inset)


def scene_palette(recipe: Recipe, library: Library) -> Image | None:
    """Return the palette for all pictures of the recipe's scene, None where it has none."""
    return _palette(library.scene(recipe.sample).file) if recipe.sample else None


@lru_cache(maxsize=32)
def _palette(file: Path) -> Image:
    """Return the colours of a scene; Pillow remembers in it which colour is nearest, which it is slow to find."""
    from launcher.images.modes import palette_of

    return palette_of(decoded(file, 8))


def _mark(scene: Scene, width: int, height: int) -> Image:
    """Show what differs from the ground of a logo scene, in the middle of a clear picture."""
    from PIL import Image, ImageChops

    side = min(width, height)
    mark = _cut(scene, side, side, _BARE_MARK * scene.height / side)
    ground = mark.getpixel((0, 0))
    bands = ImageChops.difference(mark, Image.new("RGB", mark.size, ground)).split()
    strength = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    slope = 5 if side >= 32 else 15  # scaled down, thin lines are pale
    # The grain of the ground is nothing, and the soft edge of the mark is soft.
    mark.putalpha(strength.point([max(0, min(255, (value - _GRAIN) * slope)) for value in range(256)]))
    sheet = Image.new("RGBA", (width, height))
    sheet.paste(mark, ((width - side) // 2, (height - side) // 2))
    return sheet


def paint(sample: str, width: int, height: int, library: Library) -> Image:
    """Return an RGB picture of a scene, or of the plain ground where ``sample`` is empty."""
    if not sample:
        return _plain(width, height)
    scene = library.scene(sample)
    if scene.tiles:
        return _tile(scene, width, height)
    if scene.kind != "logo":
        return _crop(scene, width, height)
    part = min(scene.width / width, scene.height / height)
    if part * min(width, height) < _MARK * scene.height:
        return _fit(scene, width, height)
    return _cut(scene, width, height, part)


def _crop(scene: Scene, width: int, height: int) -> Image:
    """Cut a picture around the focus of a photograph.

    To scale each picture would take longer than to write it as JPEG. So a scene is scaled to a few levels, of which
    pictures are mere parts, but those that are small, or larger than the scene.
    """
    level = level_for(scene, width, height) if width * height >= _SMALL else None
    if level is None:
        return _cut(scene, width, height, min(scene.width / width, scene.height / height))
    whole = at_level(scene, level)
    left, top = (
        max(0, min(round(focus * side - wanted / 2), side - wanted))
        for focus, side, wanted in zip(scene.focus, whole.size, (width, height), strict=True)
    )
    return whole.crop((left, top, left + width, top + height))


def _fit(scene: Scene, width: int, height: int) -> Image:
    """Show the whole mark of a logo, and draw out the ground at its edges where the slot is longer."""
    from PIL import Image

    part = _MARK * scene.height / min(width, height)
    inner = (min(width, max(1, int(scene.width / part))), min(height, max(1, int(scene.height / part))))
    picture = _cut(scene, *inner, part)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    right, bottom = left + inner[0], top + inner[1]
    sheet = Image.new("RGB", (width, height))
    sheet.paste(picture, (left, top))
    edges = (
        ((left, top, left + 1, bottom), (0, top, left, bottom)),
        ((right - 1, top, right, bottom), (right, top, width, bottom)),
        ((0, top, width, top + 1), (0, 0, width, top)),
        ((0, bottom - 1, width, bottom), (0, bottom, width, height)),
    )
    for source, target in edges:
        size = (target[2] - target[0], target[3] - target[1])
        if min(size) > 0:
            sheet.paste(sheet.crop(source).resize(size, Image.Resampling.NEAREST), target[:2])
    return sheet


def _cut(scene: Scene, width: int, height: int, part: float) -> Image:
    """Cut out of a scene, around its focus, and scale it; a pixel of the slot is ``part`` pixels of the scene wide."""

    box_width, box_height = max(1.0, part * width), max(1.0, part * height)
    # Rounding can make the part a hair longer than the scene: the lower bound is the last word.
    left = max(0.0, min(scene.focus[0] * scene.width - box_width / 2, scene.width - box_width))
    top = max(0.0, min(scene.focus[1] * scene.height - box_height / 2, scene.height - box_height))
    picture = decoded(scene.file, _reduction(max(width / box_width, height / box_height)))
    x, y = picture.width / scene.width, picture.height / scene.height
    box = (
        left * x,
        top * y,
        min(float(picture.width), (left + box_width) * x),
        min(float(picture.height), (top + box_height) * y),
    )
    return _scale(picture, width, height, box, photograph=scene.kind != "logo")


def _scale(picture: Image, width: int, height: int, box: Box, *, photograph: bool) -> Image:
    """Scale the part ``box`` of a picture."""
    from PIL import Image

    step = (box[2] - box[0]) / width, (box[3] - box[1]) / height
    if step == (1, 1) and all(side == int(side) for side in box):
        return picture.crop((int(box[0]), int(box[1]), int(box[2]), int(box[3])))
    if not photograph or width * height < _SMALL or min(step) < _ENOUGH:
        return picture.resize((width, height), Image.Resampling.BILINEAR, box=box)
    return mean_of_two(picture, (width, height), box)


def _tile(scene: Scene, width: int, height: int) -> Image:
    """Fill the slot with a whole number of tiles each way, so that the slot itself tiles."""
    from PIL import Image

    aspect = scene.width / scene.height
    across = max(1, round(width / (height * aspect)))
    down = max(1, round(height * aspect / width))
    cell = (-(-width // across), -(-height // down))
    tile = decoded(scene.file, _reduction(max(cell[0] / scene.width, cell[1] / scene.height)))
    if (across, down) == (1, 1):
        return tile.resize((width, height), Image.Resampling.BILINEAR)
    # Scaled down first: a strip of 1 by 3000 pixels needs thousands of tiles of one pixel.
    tile = tile.resize(cell, Image.Resampling.BILINEAR)
    sheet = Image.new("RGB", (cell[0] * across, cell[1] * down))
    for row in range(down):
        for column in range(across):
            sheet.paste(tile, (column * cell[0], row * cell[1]))
    return sheet if sheet.size == (width, height) else sheet.resize((width, height), Image.Resampling.BILINEAR)


def _reduction(scale: float) -> int:
    """Return how far a scene may be reduced while it is decoded, for a slot of ``scale`` times its size."""
    return next((factor for factor in (8, 4, 2) if 1 / factor >= _ENOUGH * scale), 1)


def _plain(width: int, height: int) -> Image:
    """Return a calm ground of two colours; its size alone chooses them."""
    from PIL import Image

    light, dark = PLAIN_COLOURS[(width * 7 + height * 13) % len(PLAIN_COLOURS)]
    ramp = Image.linear_gradient("L").resize((1, height), Image.Resampling.BILINEAR)
    bands = [
        ramp.point([(first * (255 - v) + last * v + 127) // 255 for v in range(256)])
        for first, last in zip(light, dark, strict=True)
    ]
    return Image.merge("RGB", bands).resize((width, height), Image.Resampling.NEAREST)


def _corner(width: int, height: int) -> int:
    return min(width, height) // 8


def _rounded(width: int, height: int) -> Image:
    """Return the mask of a rectangle with smooth round corners; nothing is opaque in a spacer."""
    from PIL import Image, ImageDraw

    if min(width, height) < _SPACER_SIDE:
        return Image.new("L", (width, height), 0)
    radius = max(1, _corner(width, height))
    mask = Image.new("L", (width, height), 255)
    factor = 4 if radius <= 512 else 1
    disc = Image.new("L", (2 * radius * factor, 2 * radius * factor), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, 2 * radius * factor - 1, 2 * radius * factor - 1), fill=255)
    disc = disc.reduce(factor) if factor > 1 else disc
    for x, y in ((0, 0), (radius, 0), (0, radius), (radius, radius)):
        corner = disc.crop((x, y, x + radius, y + radius))
        mask.paste(corner, (width - radius if x else 0, height - radius if y else 0))
    return mask
