"""Which sizes WordPress makes of a picture: its very arithmetic, so that its metadata and ours agree to the pixel.

After wp_constrain_dimensions and image_resize_dimensions of wp-includes/media.php, the same from 6.1 to 6.6.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import Size

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a WordPress registers before anybody changes its settings; 0 is "as it comes".
STANDARD: Mapping[str, Size] = MappingProxyType(
    {
        "thumbnail": Size(150, 150, crop=True),
        "medium": Size(300, 300),
        "medium_large": Size(768, 0),
        "large": Size(1024, 1024),
        "1536x1536": Size(1536, 1536),
        "2048x2048": Size(2048, 2048),
    }
)


def resized(width: int, height: int, size: Size) -> tuple[int, int] | None:
    """Return the pixels of a picture of ``width`` and ``height`` in a registered size; None where none is made.

    Nothing is enlarged, and nothing is made that would be of the picture's own size, give or take a pixel.
    """
    if width <= 0 or height <= 0 or (size.width <= 0 and size.height <= 0):
        return None
    if _is_larger(width, height, size):
        return None
    made = _cropped(width, height, size) if size.crop else constrain(width, height, size.width, size.height)
    if abs(made[0] - width) <= 1 and abs(made[1] - height) <= 1:
        return None
    # A cut to one side of a very long picture comes to no pixel in the other, and then there is no file either.
    return made if all(made) else None


def constrain(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """Return the pixels of a picture that is fitted into a box; a side of 0 is unlimited."""
    across, down = 1.0, 1.0
    if 0 < most_width < width:
        across = most_width / width
    if 0 < most_height < height:
        down = most_height / height
    smaller, larger = min(across, down), max(across, down)
    # The larger ratio is taken where its result fits the box. A box without a limit is one of 0 there, so never.
    overflows = _round(width * larger) > most_width or _round(height * larger) > most_height
    ratio = smaller if overflows else larger
    made_width, made_height = max(1, _round(width * ratio)), max(1, _round(height * ratio))
    # Rounding can leave a side one pixel short of the box: 465×700 in 177×177 would be 117×176.
    if across != 1.0 and made_width == most_width - 1:
        made_width = most_width
    if down != 1.0 and made_height == most_height - 1:
        made_height = most_height
    return made_width, made_height


def sizes_of(width: int, height: int, registered: Mapping[str, Size]) -> dict[str, Size]:
    """Return the sizes that are made of a picture, by name, in exact pixels."""
    found = {}
    for name, size in registered.items():
        made = resized(width, height, size)
        if made is not None:
            found[name] = Size(*made, crop=size.crop)
    return found


def _is_larger(width: int, height: int, size: Size) -> bool:
    """Say whether a size is larger than the picture in each direction in which it is limited."""
    if size.height <= 0:
        return width < size.width
    if size.width <= 0:
        return height < size.height
    return width < size.width and height < size.height


def _cropped(width: int, height: int, size: Size) -> tuple[int, int]:
    made_width, made_height = min(size.width, width), min(size.height, height)
    return (
        made_width or _round(made_height * (width / height)),
        made_height or _round(made_width / (width / height)),
    )


def _round(value: float) -> int:
    """Round as PHP does: halves up, and what is a half but for the last bits of a double counts as one."""
    return math.floor(float(f"{value:.15g}") + 0.5)
