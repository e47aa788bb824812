"""Small pictures for pages about pictures: each look once, as ``data:`` URIs, within a bound for all together."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from launcher.images.child import Child, Trouble
from launcher.images.ledger import Recipe

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

#: The longest side of a small picture, in pixels, and how many of them a page may have for that.
_SIDES = ((480, 200), (320, 600), (200, 2000), (120, 1_000_000))
#: All small pictures of a page together, in bytes as encoded; the rest is not shown.
MOST_BYTES = 32 * 1024 * 1024
#: A vector drawing is shown as it is if it is at most this long.
_LONGEST_DRAWING = 256 * 1024
#: Placeholders whose sides differ by less look the same; in parts of the longest side.
_STEPS = 60


class Thumbnails:
    """The small pictures of one page; a picture is known by its number in ``uris``."""

    def __init__(self, count: int) -> None:
        """Make room for about ``count`` pictures: the more there are, the smaller they get."""
        self.uris: list[str] = []
        self._side = next(side for side, most in _SIDES if count <= most)
        self._bytes = 0
        self._drawn: dict[Recipe, int | None] = {}
        self._child = Child("launcher.images.shrink")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def of_recipe(self, recipe: Recipe) -> int | None:
        """Return the number of a placeholder's picture, drawn anew; None where this version cannot draw it.

        A still picture without label is enough to look at.
        """
        from launcher.images.draw import CannotDraw, draw

        small = self._shrink(recipe)
        if small not in self._drawn:
            try:
                self._drawn[small] = self._keep(small.format, draw(small))
            except CannotDraw:  # a recipe of another version, or one that somebody made up: `validate` says which
                self._drawn[small] = None
        return self._drawn[small]

    def of_file(self, form: str, data: bytes) -> int | None:
        """Return the number of a kept picture's, None where it cannot be shown.

        A raster is decoded in a child process, a drawing is left to the browser, as an image and nothing else.
        """
        if form == "svg":
            return self._keep("svg+xml", data) if len(data) <= _LONGEST_DRAWING else None
        try:
            answer, (small,) = self._child.ask({"side": self._side}, data)
        except Trouble:
            return None
        return self._keep(str(answer["format"]), small)

    def _keep(self, form: str, data: bytes) -> int | None:
        uri = f"data:image/{form};base64,{base64.b64encode(data).decode('ascii')}"
        if self._bytes + len(uri) > MOST_BYTES:
            return None
        self._bytes += len(uri)
        self.uris.append(uri)
        return len(self.uris) - 1

    def _shrink(self, recipe: Recipe) -> Recipe:
        transparent = recipe.shape != "full"
        width, height = self._size(recipe.width, recipe.height)
        # Only what shows at this size: no frames, no label, nothing that a format has of its own.
        return Recipe(
            recipe.sample,
            "png" if transparent else "jpeg",
            width,
            height,
            mode="RGBA" if transparent else "RGB",
            style=recipe.style,
            shape=recipe.shape,
            drawing=recipe.drawing,
        )

    def _size(self, width: int, height: int) -> tuple[int, int]:
        """Return a small size of nearly the same shape; a large picture's is rounded, so that many are drawn once."""
        longest = max(width, height)
        if longest <= self._side // 2:
            return width, height
        step = max(1, self._side // _STEPS)
        short = max(1, round(min(width, height) * self._side / longest / step) * step)
        return (self._side, short) if width >= height else (short, self._side)
