"""Drawings (SVG) as real pictures, and slots for drawings: a frame of the slot's own size with the picture in it.

Inside the frame a picture is an image: scripts in it do not run and nothing is loaded from elsewhere.
"""

from __future__ import annotations

import base64
import gzip
import io
from typing import TYPE_CHECKING

from launcher.images.child import Trouble
from launcher.images.fit.place import is_opaque, place, scale_to
from launcher.images.svg import frame_svg, unpack_svg

if TYPE_CHECKING:
    from PIL.Image import Image

    from launcher.images.fit import How
    from launcher.images.ledger import Recipe

_LONGEST = 8 * 1024 * 1024
_GZIP = b"\x1f\x8b"


def fit_drawing(data: bytes, slot: Recipe, how: How) -> bytes:
    """Return the file for a slot with a drawing; Trouble where the slot is for a raster."""
    if slot.format not in {"svg", "svgz"}:
        raise Trouble(f"it is a drawing (SVG) and the slot is {slot.format}; save it as PNG, large enough")
    if len(data) > _LONGEST:
        raise Trouble("it is too large for a drawing")
    try:
        text = unpack_svg(data) if data.startswith(_GZIP) else data
    except ValueError as error:
        raise Trouble(str(error)) from error
    return _frame("svg+xml", text, slot, how)


def in_drawing(picture: Image, slot: Recipe, how: How) -> bytes:
    """Return a drawing of the slot's size that shows the picture, at up to twice that size for sharp screens."""
    scale = scale_to(picture.size, (slot.width, slot.height), how.fit)
    double = min(2.0, max(1.0, 1 / scale))
    size = (max(1, round(slot.width * double)), max(1, round(slot.height * double)))
    placed = place(picture, size, how, how.background or (255, 255, 255, 0))
    output = io.BytesIO()
    if is_opaque(placed):
        placed.convert("RGB").save(output, "JPEG", quality=how.quality or 85, optimize=True)
        return _frame("jpeg", output.getvalue(), slot, how)
    placed.save(output, "PNG", compress_level=6)
    return _frame("png", output.getvalue(), slot, how)


def _aspect(how: How) -> str:
    """Return preserveAspectRatio (SVG 2, 8.6) nearest to the focus: an end or the middle of each direction."""
    if how.fit == "stretch":
        return "none"
    across, down = ("Min" if part < 1 / 3 else "Max" if part > 2 / 3 else "Mid" for part in how.focus)
    return f"x{across}Y{down} {'meet' if how.fit == 'pad' else 'slice'}"


def _frame(form: str, data: bytes, slot: Recipe, how: How) -> bytes:
    uri = f"data:image/{form};base64,{base64.b64encode(data).decode()}"
    text = frame_svg(slot, uri, _aspect(how), how.background)
    return gzip.compress(text, mtime=0) if slot.format == "svgz" else text
