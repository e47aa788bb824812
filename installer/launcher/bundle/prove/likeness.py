"""Tell whether one picture shows what another does: whole or a part of it, at any size, mirrored, turned, in grey.

Pictures are compared as squares of :data:`SIDE` greys. Windows of an original, whole to half its width and height, are
hashed by the signs of their gradients (as dHash does) into a table; a suspect asks the table for near hashes, and only
what a correlation over the aligned pixels confirms counts as likeness.
"""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from operator import gt, mul, sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

#: Side of the grey square by which a picture is compared.
SIDE = 128
#: Correlations that a likeness has at least: of the greys, and of their fine structure alone.
LEAST_CORRELATION = 0.85
LEAST_FINE = 0.6

# Sides of the windows of an original, in parts of its own, and how far one lies from the next.
_SIDES = (1.0, 0.84, 0.7, 0.59, 0.5)
_STRIDE = 0.08
# Gradients of a grid of this many cells a side give the bits of a hash.
_GRID = 8
_BITS = _GRID * _GRID - 1 + _GRID * (_GRID - 1)
# A hash is looked up by groups of its bits, each with the bits that say least left open.
_BANDS = 5
_BAND_BITS = 22
_OPEN_BITS = 6
_DIGITS = bytes([0x30, 0x31]) + bytes(254)
# Flatter windows (spread of the cells' greys) show nothing that could be told.
_FLATTEST = 24
_PATCH = 32
_MOST_CANDIDATES = 12
# Signs of the gradients that may differ.
_FARTHEST = 30
_PLACE_BITS = 32

Box = tuple[float, float, float, float]
_WHOLE: Box = (0, 0, SIDE, SIDE)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A suspect shows the part ``box`` of the original ``number``."""

    number: int
    box: Box
    correlation: float
    fine: float


@cache
def _bands() -> tuple[tuple[int, ...], ...]:
    """Return the bits of each group, spread over the grid in an order that is always the same."""
    places = list(range(_BITS))
    random.Random(20_231).shuffle(places)
    return tuple(tuple(places[start : start + _BAND_BITS]) for start in range(0, _BANDS * _BAND_BITS, _BAND_BITS))


@cache
def windows() -> tuple[Box, ...]:
    """Return the windows of an original: all combinations of widths and heights, in places that overlap."""
    spans = [(low * SIDE, (low + side) * SIDE) for side in _SIDES for low in _places(side)]
    return tuple((left, top, right, bottom) for left, right in spans for top, bottom in spans)


def _places(side: float) -> list[float]:
    count = round((1 - side) / _STRIDE)
    return [index * (1 - side) / count for index in range(count + 1)] if count else [0.0]


def square(pixels: bytes) -> Image:
    """Return the grey square of a picture as :mod:`launcher.bundle.prove.looks` gives it."""
    from PIL import Image

    return Image.frombytes("L", (SIDE, SIDE), pixels)


def _cells(picture: Image, box: Box) -> bytes:
    return picture.resize((_GRID, _GRID), 4, box=box).tobytes()  # 4: box


def _hash(cells: bytes) -> str:
    """Return the signs of the gradients as digits."""
    signs = bytes(map(gt, cells, cells[1:])) + bytes(map(gt, cells, cells[_GRID:]))
    return signs.translate(_DIGITS).decode()


class LikenessTable:
    """Originals by the hashes of their windows, about 50 KB an original. Nothing is added once it was asked."""

    def __init__(self) -> None:
        self._pictures: list[bytes] = []
        self._hashes: list[int] = []  # of every window, in order; zero for one that shows nothing
        self._tables: list[array[int]] = []  # for each band, key and window in one number, sorted

    def __len__(self) -> int:
        return len(self._pictures)

    def add(self, pixels: bytes) -> int:
        """Add the grey square of an original; return its number."""
        picture = square(pixels)
        for box in windows():
            cells = _cells(picture, box)
            self._hashes.append(int(_hash(cells), 2) if max(cells) - min(cells) >= _FLATTEST else 0)
        self._pictures.append(pixels)
        return len(self._pictures) - 1

    def _sort(self) -> None:
        """Build the tables: for each band, where each key stands."""
        for band in _bands():
            entries = [
                _key(f"{digits:0{_BITS}b}", band) << _PLACE_BITS | place
                for place, digits in enumerate(self._hashes)
                if digits
            ]
            entries.sort()
            self._tables.append(array("Q", entries))

    def find(self, pixels: bytes) -> Likeness | None:
        """Return the original that a suspect is most like, None where it is like none."""
        if len(self._tables) < _BANDS:
            self._sort()
        picture = square(pixels)
        best: Likeness | None = None
        for turned, box in _views(picture):
            for place in self._candidates(turned, box):
                number, index = divmod(place, len(windows()))
                found = self._confirm(number, windows()[index], turned, box)
                if found is not None and (best is None or found.fine > best.fine):
                    best = found
            if best is not None and best.fine > 0.9:
                break
        return best

    def _candidates(self, picture: Image, box: Box) -> list[int]:
        """Return the windows whose hashes are near, the nearest first, and of each original at most three."""
        cells = _cells(picture, box)
        if max(cells) - min(cells) < _FLATTEST:
            return []
        digits = _hash(cells)
        margins = [abs(step) for step in (*map(sub, cells, cells[1:]), *map(sub, cells, cells[_GRID:]))]
        met = set[int]()
        for table, band in zip(self._tables, _bands(), strict=True):
            key = _key(digits, band)
            for probe in _probes([margins[bit] for bit in band]):
                met.update(_under(table, key ^ probe))
        own = int(digits, 2)
        ranked = sorted(((self._hashes[place] ^ own).bit_count(), place) for place in met)
        return _few([place for distance, place in ranked if distance <= _FARTHEST])

    def _confirm(self, number: int, window: Box, suspect: Image, box: Box) -> Likeness | None:
        """Align the window with what the suspect shows, and measure."""
        original = square(self._pictures[number])
        wanted = _patch(suspect, box)
        if wanted is None:
            return None
        score, window = _align(original, window, wanted)
        if score < LEAST_CORRELATION:
            return None
        fine = _correlate(_fine(original, window), _fine(suspect, box))
        if fine < LEAST_FINE:
            return None
        return Likeness(number, window, score, fine)


def _key(digits: str, band: tuple[int, ...]) -> int:
    return int("".join([digits[bit] for bit in band]), 2)


def _under(table: array[int], key: int) -> Iterator[int]:
    """Yield the windows that stand under a key."""
    start = bisect_left(table, key << _PLACE_BITS)
    while start < len(table) and table[start] >> _PLACE_BITS == key:
        yield table[start] & (1 << _PLACE_BITS) - 1
        start += 1


def _few(places: list[int]) -> list[int]:
    taken: list[int] = []
    seen = Counter[int]()
    for place in places:
        number = place // len(windows())
        if seen[number] < 3:
            seen[number] += 1
            taken.append(place)
        if len(taken) == _MOST_CANDIDATES:
            break
    return taken


def _views(picture: Image) -> Iterator[tuple[Image, Box]]:
    """Yield the ways in which a suspect is looked at: whole, in its eight positions, and upright in parts."""
    yield picture, _WHOLE
    for turn in range(7):
        yield picture.transpose(turn), _WHOLE  # type: ignore[arg-type]  # the seven members of Transpose
    half = SIDE / 2
    quarter = SIDE / 4
    yield picture, (quarter, quarter, SIDE - quarter, SIDE - quarter)
    yield picture, (SIDE * 0.1, SIDE * 0.1, SIDE * 0.9, SIDE * 0.9)
    for left in (0.0, half):
        for top in (0.0, half):
            yield picture, (left, top, left + half, top + half)


def _probes(margins: Sequence[int]) -> list[int]:
    """Return what to turn over in a key: nothing, and each choice of up to three of the bits that say least."""
    weakest = sorted(range(_BAND_BITS), key=lambda bit: margins[bit])[:_OPEN_BITS]
    masks = [1 << (_BAND_BITS - 1 - bit) for bit in weakest]
    return [sum(chosen) for count in range(4) for chosen in combinations(masks, count)]


def _patch(picture: Image, box: Box, side: int = _PATCH) -> list[float] | None:
    """Return normalised greys of a part of a picture, None where it is flat."""
    return _normal(list(picture.resize((side, side), 4, box=box).tobytes()))


def _fine(picture: Image, box: Box) -> list[float] | None:
    """Return the normalised fine structure: greys less those of their surroundings."""
    from PIL import ImageFilter

    part = picture.resize((_PATCH, _PATCH), 4, box=box)
    return _normal(list(map(sub, part.tobytes(), part.filter(ImageFilter.BoxBlur(2)).tobytes())))


def _normal(values: list[int]) -> list[float] | None:
    mean = sum(values) / len(values)
    centred = [value - mean for value in values]
    length = sum(map(mul, centred, centred)) ** 0.5
    return [value / length for value in centred] if length > len(values) ** 0.5 else None


def _correlate(ours: list[float] | None, theirs: list[float] | None) -> float:
    return 0.0 if ours is None or theirs is None else sum(map(mul, ours, theirs))


def _align(original: Image, window: Box, wanted: list[float]) -> tuple[float, Box]:
    """Move the window's edges in smaller and smaller steps while that brings it nearer to what is wanted."""
    best = _correlate(_patch(original, window), wanted)
    step = SIDE * _STRIDE / 2
    if best < LEAST_CORRELATION - 0.35:
        return best, window
    while step >= 0.5:
        moved = False
        for candidate in _moves(window, step):
            score = _correlate(_patch(original, candidate), wanted)
            if score > best + 1e-4:
                best, window, moved = score, candidate, True
        if not moved:
            step /= 2
    return best, window


def _moves(window: Box, step: float) -> Iterator[Box]:
    """Yield the window shifted, and with each edge moved, inside the picture."""
    left, top, right, bottom = window
    for dx, dy in ((step, 0), (-step, 0), (0, step), (0, -step)):
        moved = (left + dx, top + dy, right + dx, bottom + dy)
        if min(moved) >= 0 and max(moved) <= SIDE:
            yield moved
    for edge in range(4):
        for change in (step, -step):
            edges = [left, top, right, bottom]
            edges[edge] = min(max(edges[edge] + change, 0.0), float(SIDE))
            if edges[2] - edges[0] > SIDE / 8 and edges[3] - edges[1] > SIDE / 8:
                yield edges[0], edges[1], edges[2], edges[3]
