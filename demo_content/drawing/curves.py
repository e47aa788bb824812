"""Smooth curves, soft stippling and small SVG pieces that every drawing shares."""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with one decimal at most, as short as SVG allows."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> str:
    """Path data of a Catmull-Rom spline through all points, written as cubic Bezier segments."""
    count = len(points)
    data = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for index in range(count if closed else count - 1):
        before, start, end, after = (_neighbour(points, index + step, closed) for step in (-1, 0, 1, 2))
        control = (
            start[0] + (end[0] - before[0]) * tension / 6,
            start[1] + (end[1] - before[1]) * tension / 6,
            end[0] - (after[0] - start[0]) * tension / 6,
            end[1] - (after[1] - start[1]) * tension / 6,
            end[0],
            end[1],
        )
        data.append("C" + " ".join(number(value) for value in control))
    return "".join(data) + ("Z" if closed else "")


def _neighbour(points: Sequence[Point], index: int, closed: bool) -> Point:  # noqa: FBT001 - private
    if closed:
        return points[index % len(points)]
    return points[min(max(index, 0), len(points) - 1)]


def along(points: Sequence[Point], fraction: float) -> Point:
    """The point at a fraction (0..1) of a polyline's length."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    rest = fraction * sum(lengths)
    for (start, end), length in zip(itertools.pairwise(points), lengths, strict=True):
        if rest <= length:
            share = rest / length if length else 0.0
            return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        rest -= length
    return points[-1]


def place(points: Iterable[Point], *, centre: float, side: int) -> list[Point]:
    """Turn (distance from the midline, y) into drawing coordinates; side -1 is left, 1 is right."""
    return [(centre + side * across, down) for across, down in points]


def blob(x: float, y: float, wide: float, high: float, turn: float = 0.0) -> Callable[[float, float], float]:
    """A bell-shaped density around a point; turn is in degrees, wide and high are standard deviations."""
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def density(px: float, py: float) -> float:
        dx, dy = px - x, py - y
        u, v = dx * cosine + dy * sine, -dx * sine + dy * cosine
        return math.exp(-0.5 * ((u / wide) ** 2 + (v / high) ** 2))

    return density


def ridge(points: Sequence[Point], wide: float) -> Callable[[float, float], float]:
    """A bell-shaped density around a polyline; wide is its standard deviation."""

    def density(px: float, py: float) -> float:
        nearest = min(_distance((px, py), a, b) for a, b in itertools.pairwise(points))
        return math.exp(-0.5 * (nearest / wide) ** 2)

    return density


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    share = min(max(share, 0.0), 1.0)
    return math.dist(point, (start[0] + share * dx, start[1] + share * dy))


def inside(point: Point, outline: Sequence[Point]) -> bool:
    """Whether a point lies in a closed polygon (even-odd)."""
    result = False
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (ay > point[1]) != (by > point[1]) and point[0] < (bx - ax) * (point[1] - ay) / (by - ay) + ax:
            result = not result
    return result


def stipple(
    density: Callable[[float, float], float],
    box: tuple[float, float, float, float],
    *,
    seed: int,
    near: float,
    far: float,
    floor: float = 0.06,
    tries: int = 26000,
) -> list[Point]:
    """Dots spread like a stippled drawing: `near` apart where density is 1, `far` apart where it fades out.

    Dart throwing with a distance that depends on the density keeps the dots from clumping.
    """
    dice = random.Random(seed)
    left, top, right, bottom = box
    dots: list[Point] = []
    grid: dict[tuple[int, int], list[Point]] = {}
    for _ in range(tries):
        point = (dice.uniform(left, right), dice.uniform(top, bottom))
        level = min(density(*point), 1.0)
        if level < floor or dice.random() > level**0.7:
            continue
        apart = near + (far - near) * (1 - level) ** 1.4
        cell = (int(point[0] // far), int(point[1] // far))
        around = (grid.get((cell[0] + i, cell[1] + j), []) for i in (-1, 0, 1) for j in (-1, 0, 1))
        if all(math.dist(point, other) >= apart for group in around for other in group):
            dots.append(point)
            grid.setdefault(cell, []).append(point)
    return dots


def dot_path(dots: Iterable[Point]) -> str:
    """Path data that draws each dot as a round cap: far shorter than a circle element each."""
    return "".join(f"M{number(x)} {number(y)}h.1" for x, y in sorted(dots, key=lambda dot: (dot[1], dot[0])))
