"""The small label that says how large a placeholder is, in letters of our own.

A font's letters change with the version of the library that draws them; these are strokes, drawn four times as large
and then reduced, so that they are smooth and always the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

#: No label on pictures with a side shorter than this.
SMALLEST_SIDE = 96
_SUPERSAMPLING = 4
_INK = (255, 255, 255)
_PILL = (16, 20, 24)
_PILL_STRENGTH = 112  # of 255
# Strokes in a box of 60 by 100 units: a polyline, or an ellipse's box with start and end in degrees, clockwise.
_Stroke = tuple[tuple[int, int], ...] | tuple[int, int, int, int, int, int]
_GLYPHS: dict[str, tuple[_Stroke, ...]] = {
    "0": ((0, 0, 60, 100, 0, 360),),
    "1": (((8, 22), (36, 0), (36, 100)),),
    "2": ((2, 0, 58, 56, 185, 395), ((54, 42), (4, 100), (58, 100))),
    "3": ((5, 0, 55, 48, 205, 450), (0, 48, 60, 100, 270, 515)),
    "4": (((46, 100), (46, 0), (0, 72), (60, 72)),),
    "5": (((54, 0), (10, 0), (6, 48)), (0, 38, 60, 100, 215, 510)),
    "6": ((0, 40, 60, 100, 0, 360), ((44, 0), (5, 58))),
    "7": (((2, 0), (58, 0), (22, 100)),),
    "8": ((5, 0, 55, 47, 0, 360), (0, 47, 60, 100, 0, 360)),
    "9": ((0, 0, 60, 60, 0, 360), ((55, 42), (16, 100))),
    "×": (((8, 36), (52, 80)), ((52, 36), (8, 80))),
}
_ADVANCE = 86
_STROKE_WIDTH = 13
# Half a stroke and a little more; two margins fit between letters.
_MARGIN = 10


def draw_label(picture: Image, text: str, *, inset: int = 0) -> None:
    """Paint ``text`` on a pill into the lower left corner; nothing where there is no room for it."""
    width, height = picture.size
    letter = max(8, min(width, height) // 46)
    margin = max(6, letter * 4 // 5) + inset
    ink, pill = _masks(text, letter)
    if ink.width + 2 * margin > width or ink.height + 2 * margin > height:
        return
    place = (margin, height - margin - ink.height)
    if picture.mode == "1":
        picture.paste(0, place, pill.point([0] * 32 + [255] * 224).convert("1"))
        picture.paste(255, place, ink.point([0] * 96 + [255] * 160).convert("1"))
        return
    # A picture with transparency is opaque where its label stands.
    opaque = (255,) if picture.mode == "RGBA" else ()
    picture.paste((*_PILL, *opaque), place, pill)
    picture.paste((*_INK, *opaque), place, ink)


@lru_cache(maxsize=64)
def _masks(text: str, letter: int) -> tuple[Image, Image]:
    """Return the masks of the letters and of the pill behind them, of one size."""
    from PIL import Image

    padding_x, padding_y = letter * 7 // 10, letter * 11 // 20
    width = round((len(text) * _ADVANCE - _ADVANCE + 60) * letter / 100) + 2 * padding_x
    height = letter + 2 * padding_y
    ink = Image.new("L", (width * _SUPERSAMPLING, height * _SUPERSAMPLING))
    unit = letter * _SUPERSAMPLING / 100
    for index, sign in enumerate(text):
        x = padding_x * _SUPERSAMPLING + round((index * _ADVANCE - _MARGIN) * unit)
        ink.paste(_glyph(sign, letter), (x, padding_y * _SUPERSAMPLING - round(_MARGIN * unit)))
    return ink.reduce(_SUPERSAMPLING), _pill(width, height)


@lru_cache(maxsize=256)
def _pill(width: int, height: int) -> Image:
    from PIL import Image, ImageDraw

    large = (width * _SUPERSAMPLING, height * _SUPERSAMPLING)
    pill = Image.new("L", large)
    box = (0, 0, large[0] - 1, large[1] - 1)
    ImageDraw.Draw(pill).rounded_rectangle(box, radius=large[1] // 2, fill=_PILL_STRENGTH)
    return pill.reduce(_SUPERSAMPLING)


@lru_cache(maxsize=1024)
def _glyph(sign: str, letter: int) -> Image:
    """Return one letter, four times as large, with a margin around it for the width of its strokes."""
    from PIL import Image, ImageDraw

    unit = letter * _SUPERSAMPLING / 100
    margin = round(_MARGIN * unit)
    glyph = Image.new("L", (round(60 * unit) + 2 * margin, round(100 * unit) + 2 * margin))
    pen = ImageDraw.Draw(glyph)
    for stroke in _GLYPHS[sign]:
        _draw_stroke(pen, stroke, margin, margin, unit)
    return glyph


def _draw_stroke(pen: object, stroke: _Stroke, x: float, y: float, unit: float) -> None:
    from PIL.ImageDraw import ImageDraw

    assert isinstance(pen, ImageDraw)
    thick = max(_SUPERSAMPLING, round(_STROKE_WIDTH * unit))
    half = thick / 2
    if isinstance(stroke[0], tuple):
        points = [(x + px * unit, y + py * unit) for px, py in stroke]
        pen.line(points, fill=255, width=thick, joint="curve")
        for px, py in (points[0], points[-1]):
            pen.ellipse((px - half, py - half, px + half, py + half), fill=255)
        return
    left, top, right, bottom, start, end = stroke
    box = (x + left * unit - half, y + top * unit - half, x + right * unit + half, y + bottom * unit + half)
    pen.arc(box, start, end, fill=255, width=thick)
