"""What the index says of a scene, beside the function that draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from drawing.canvas import Array


@dataclass(frozen=True)
class Scene:
    """One sample image; `draw(width, height)` returns display values of any size of the same aspect."""

    name: str
    kind: str
    subject: str
    focus: tuple[float, float]
    draw: Callable[[int, int], Array]
    width: int = 1920
    height: int = 1440
    tiles: bool = False
    quality: int = 85
