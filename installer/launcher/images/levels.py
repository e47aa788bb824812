"""The pixels of sample scenes at the sizes that placeholders are cut from, held while they are likely to be wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PIL.Image import Image

    from launcher.images.samples import Scene

    Box = tuple[float, float, float, float]

#: The levels of a scene, largest first, in 128ths of its size: four to an octave. So a picture that is cut out of the
#: smallest level that it fits into shows at least 84 % of the width and height that could be shown.
LEVELS = (128, 108, 91, 76, 64, 54, 45, 38, 32, 27, 23, 19, 16)
_WHOLE = 128
#: How far libjpeg scales a picture down while it decodes it, at a fraction of the time.
_REDUCTIONS = (8, 4, 2, 1)
#: Pixels that are held at a time, of four bytes each: all levels of one scene, as large as ours are.
_HELD = 14_000_000


def level_for(scene: Scene, width: int, height: int) -> int | None:
    """Return the smallest level that a picture can be cut from, None where it is larger than the scene."""
    for level in reversed(LEVELS):
        across, down = _size(scene, level)
        if width <= across and height <= down:
            return level
    return None


def _size(scene: Scene, level: int) -> tuple[int, int]:
    return scene.width * level // _WHOLE, scene.height * level // _WHOLE


def at_level(scene: Scene, level: int) -> Image:
    """Return a whole scene at one of :data:`LEVELS`."""
    return _held.get((scene.file, level), lambda: _scaled(scene, level))


def decoded(file: Path, reduction: int) -> Image:
    """Return a sample at a reduction of 1, 2, 4 or 8, as libjpeg makes it."""
    return _held.get((file, -reduction), lambda: _decode(file, reduction))


def _scaled(scene: Scene, level: int) -> Image:
    reduction = next(factor for factor in _REDUCTIONS if level * factor <= _WHOLE)
    picture = decoded(scene.file, reduction)
    size = _size(scene, level)
    return picture if picture.size == size else mean_of_two(picture, size, (0, 0, *picture.size))


def mean_of_two(picture: Image, size: tuple[int, int], box: Box) -> Image:
    """Scale the part ``box`` of a photograph, up or down by less than two: a fourth of the time that a filter takes.

    The result is the mean of two pictures of nearest points, a quarter of a step up left and down right of the middle.
    """
    from PIL import Image

    before, behind = (
        picture.resize(size, Image.Resampling.NEAREST, box=_shifted(box, picture, size, part)) for part in (-0.25, 0.25)
    )
    return Image.blend(before, behind, 0.5)


def _shifted(box: Box, picture: Image, size: tuple[int, int], part: float) -> Box:
    """Move a box by a part of a step, of the result's pixels or of the picture's, whichever are larger."""
    across = part * max(1.0, (box[2] - box[0]) / size[0])
    down = part * max(1.0, (box[3] - box[1]) / size[1])
    return (
        max(0.0, box[0] + across),
        max(0.0, box[1] + down),
        min(float(picture.width), box[2] + across),
        min(float(picture.height), box[3] + down),
    )


class _Held:
    """Pictures of at most ``pixels`` together, the latest used last; one alone is held however large it is."""

    def __init__(self, pixels: int) -> None:
        self._most = pixels
        self._pixels = 0
        self._pictures: dict[tuple[Path, int], Image] = {}

    def get(self, key: tuple[Path, int], make: Callable[[], Image]) -> Image:
        """Return a picture that was made now or before."""
        picture = self._pictures.pop(key, None)
        if picture is None:
            picture = make()
            self._pixels += picture.width * picture.height
        self._pictures[key] = picture
        while self._pixels > self._most and len(self._pictures) > 1:
            oldest = self._pictures.pop(next(iter(self._pictures)))
            self._pixels -= oldest.width * oldest.height
        return picture


_held = _Held(_HELD)


def _decode(file: Path, reduction: int) -> Image:
    from PIL import Image

    try:
        with Image.open(file, formats=("JPEG",)) as picture:
            if reduction > 1:
                picture.draft("RGB", (picture.width // reduction, picture.height // reduction))
            picture.load()
            pixels = picture if picture.mode == "RGB" else picture.convert("RGB")
    except OSError as error:
        raise DemoError(f"the sample image cannot be read: {error.strerror or error}", where=file) from error
    pixels.info.clear()
    return pixels
