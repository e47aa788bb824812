"""SVG: read the size of one, see whether a raster is inside, draw a placeholder."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import TYPE_CHECKING

from launcher.images.compose import PLAIN_COLOURS
from launcher.images.ledger import MAX_SIDE

if TYPE_CHECKING:
    from launcher.images.ledger import Recipe

#: Most bytes that a compressed SVG may have when it is unpacked.
MAX_UNPACKED = 32 * 1024 * 1024
#: What a browser takes for an SVG that says nothing about its size.
DEFAULT_SIZE = (300, 150)

_ROOT_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg(\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NUMBER = r"[+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})(?:[eE][+-]?\d{1,2})?"
_LENGTH = re.compile(rf"\s*({_NUMBER})(px|pt|pc|mm|cm|in|em|ex|rem|%|)\s*", re.ASCII)
_VIEW_BOX = re.compile(rf"\s*({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*", re.ASCII)
_ASPECT = re.compile(r"(?:defer )?(?:none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?: (?:meet|slice))?", re.ASCII)
# CSS pixels in a unit.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_UNITS |= {"em": 16.0, "ex": 8.0, "rem": 16.0}


def unpack_svg(data: bytes) -> bytes:
    """Return the text of a gzipped SVG; ValueError where it is broken or larger than :data:`MAX_UNPACKED`."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        text = inflate.decompress(data, MAX_UNPACKED)
    except zlib.error as error:
        raise ValueError("its compressed data is broken") from error
    if inflate.unconsumed_tail:
        raise ValueError("it is too large when unpacked")
    if not inflate.eof:
        raise ValueError("it is cut short")
    if inflate.unused_data:
        raise ValueError("something follows its compressed data")
    return text


def read_root(text: bytes) -> tuple[tuple[str, str], ...]:
    """Return the root's width, height, viewBox and preserveAspectRatio, in alphabetic order, those that are sound."""
    if text[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = text[: 1 << 20].decode("utf-16", "ignore").encode()
    tag = _ROOT_TAG.search(text)
    found: dict[str, str] = {}
    for name, double, single in _ATTRIBUTE.findall((tag and tag[1]) or b""):
        value = (double or single).decode("utf-8", "replace").strip()
        key = name.decode("ascii", "replace")
        if key in _CHECKS and _CHECKS[key].fullmatch(value) and len(value) <= 100:
            found.setdefault(key, value)
    return tuple(sorted(found.items()))


_CHECKS = {"width": _LENGTH, "height": _LENGTH, "viewBox": _VIEW_BOX, "preserveAspectRatio": _ASPECT}


def root_size(root: tuple[tuple[str, str], ...]) -> tuple[int, int]:
    """Return the size in CSS pixels as a browser would show it alone: attributes first, then the view box."""
    attributes = dict(root)
    width, height = _pixels(attributes.get("width", "")), _pixels(attributes.get("height", ""))
    box = _view_box(attributes.get("viewBox", ""))
    if box:
        ratio = box[2] / box[3]
        if width and not height:
            height = width / ratio
        elif height and not width:
            width = height * ratio
        elif not width and not height:
            width, height = box[2], box[3]
    sides = width or DEFAULT_SIZE[0], height or DEFAULT_SIZE[1]
    return (_whole(sides[0]), _whole(sides[1]))


def _whole(side: float) -> int:
    return max(1, min(MAX_SIDE, round(side)))


def _pixels(value: str) -> float:
    """Return a length in CSS pixels, 0 where it is relative or none."""
    match = _LENGTH.fullmatch(value)
    if match is None or match[2] == "%":
        return 0.0
    return max(0.0, float(match[1]) * _UNITS[match[2]])


def _view_box(value: str) -> tuple[float, float, float, float] | None:
    match = _VIEW_BOX.fullmatch(value)
    if match is None:
        return None
    x, y, width, height = (float(number) for number in match.groups())
    return (x, y, width, height) if width > 0 and height > 0 else None


def draw_svg(recipe: Recipe) -> bytes:
    """Return a calm drawing in the coordinates of the original: a ground of two colours and two hills."""
    head, (x, y, width, height) = _root_of(recipe)
    light, dark = PLAIN_COLOURS[(recipe.width * 7 + recipe.height * 13) % len(PLAIN_COLOURS)]
    corner = min(width, height) / 8 if recipe.shape == "rounded" else 0.0

    def at(across: float, down: float) -> str:
        return f"{_short(x + across * width)} {_short(y + down * height)}"

    hills = (
        f'<path fill="{_hex(dark, 0.9)}" d="M{at(0, 0.72)}Q{at(0.3, 0.42)} {at(0.62, 0.74)}T{at(1, 0.66)}'
        f'L{at(1, 1)}L{at(0, 1)}Z"/>'
        f'<path fill="{_hex(dark, 0.78)}" d="M{at(0, 0.9)}Q{at(0.36, 0.72)} {at(0.7, 0.86)}T{at(1, 0.8)}'
        f'L{at(1, 1)}L{at(0, 1)}Z"/>'
    )
    frame = _frame((x, y, width, height))
    clip = f'<clipPath id="c"><rect {frame} rx="{_short(corner)}"/></clipPath>'
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg"{head}><defs><linearGradient id="g" x2="0" y2="1">'
        f'<stop stop-color="{_hex(light)}"/><stop offset="1" stop-color="{_hex(dark)}"/></linearGradient>{clip}</defs>'
        f'<g clip-path="url(#c)"><rect {frame} fill="url(#g)"/>{hills}</g></svg>\n'
    ).encode()
    return gzip.compress(text, mtime=0) if recipe.format == "svgz" else text


def frame_svg(recipe: Recipe, picture: str, aspect: str, ground: tuple[int, ...] | None) -> bytes:
    """Return a drawing with the root of the original that shows the ``data:`` URI ``picture`` on a ground, if any.

    ``aspect`` is how the picture fills the frame, as preserveAspectRatio says it.
    """
    head, box = _root_of(recipe)
    frame = _frame(box)
    filled = f'<rect {frame} fill="rgb{ground[:3]}" fill-opacity="{_short(ground[3] / 255)}"/>' if ground else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{head}>{filled}'
        f'<image {frame} preserveAspectRatio="{aspect}" href="{picture}"/></svg>\n'
    ).encode()


def _root_of(recipe: Recipe) -> tuple[str, tuple[float, float, float, float]]:
    """Return the attributes of the root as text, those that are sound, and the box that the drawing fills."""
    attributes = {key: value for key, value in recipe.root if key in _CHECKS and _CHECKS[key].fullmatch(value)}
    box = _view_box(attributes.get("viewBox", "")) or (0.0, 0.0, float(recipe.width), float(recipe.height))
    return "".join(f' {key}="{value}"' for key, value in sorted(attributes.items())), box


def _frame(box: tuple[float, float, float, float]) -> str:
    return " ".join(f'{key}="{_short(side)}"' for key, side in zip(("x", "y", "width", "height"), box, strict=True))


def _short(number: float) -> str:
    """Write a number with at most three decimals and no trailing zeros."""
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _hex(colour: tuple[int, int, int], strength: float = 1.0) -> str:
    return "#" + "".join(f"{round(part * strength):02x}" for part in colour)
