"""Land seen in perspective: each column of the picture walks away from the viewer over a height map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from drawing.canvas import Array

Height = Callable[[Array, Array], Array]


@dataclass(frozen=True)
class View:
    """The viewer stands at (x 0, z 0) and looks along z; horizon is where eye level falls, 0 top to 1 bottom."""

    eye: float
    horizon: float
    spread: float = 0.62
    """Half the width of the picture at distance 1."""
    near: float = 0.5
    far: float = 80.0
    steps: int = 900


@dataclass(frozen=True)
class Ground:
    """What each pixel shows: its place, whether there is land, and the way it faces."""

    land: Array
    x: Array
    z: Array
    height: Array
    normal: tuple[Array, Array, Array]
    shadow: Array


def charted(height: Height, x: tuple[float, float], z: tuple[float, float], cells: int) -> Height:
    """The same land read from a chart of cells by cells: far faster where a height costs much."""
    xs = np.linspace(*x, cells, dtype=np.float32)
    zs = np.linspace(*z, cells, dtype=np.float32)
    chart = np.concatenate([height(*np.meshgrid(xs, part)) for part in np.array_split(zs, 32)])

    def sample(across: Array, away: Array) -> Array:
        column = np.clip((across - x[0]) / (x[1] - x[0]) * (cells - 1), 0, cells - 1.001)
        row = np.clip((away - z[0]) / (z[1] - z[0]) * (cells - 1), 0, cells - 1.001)
        left, top = column.astype(np.int32), row.astype(np.int32)
        fx, fz = column - left, row - top
        first = chart[top, left] * (1 - fx) + chart[top, left + 1] * fx
        second = chart[top + 1, left] * (1 - fx) + chart[top + 1, left + 1] * fx
        return (first * (1 - fz) + second * fz).astype(np.float32)

    return sample


def survey(view: View, height: Height, sun: tuple[float, float, float], columns: int, rows: int) -> Ground:
    """Where the lines of sight of a picture of columns by rows meet the land."""
    depths = np.geomspace(view.near, view.far, view.steps).astype(np.float32)
    slant = ((np.arange(columns, dtype=np.float32) + 0.5) / columns * 2 - 1) * view.spread
    scale = columns / 2 / view.spread
    x = depths[:, None] * slant[None, :]
    z = np.broadcast_to(depths[:, None], x.shape)
    seen = height(x, z)
    # Rows count downwards; the crest is the highest line that the land has reached on its way out.
    line = view.horizon * rows - (seen - view.eye) / depths[:, None] * scale
    crest = np.minimum.accumulate(line, axis=0)
    depth = np.full((rows, columns), np.nan, dtype=np.float32)
    order = np.arange(rows, dtype=np.float32) + 0.5
    for column in range(columns):
        rising = -crest[:, column]
        index = np.searchsorted(rising, -order)
        inside = (index > 0) & (index < view.steps)
        after = np.clip(index, 1, view.steps - 1)
        low, high = rising[after - 1], rising[after]
        part = np.clip((-order - low) / np.maximum(high - low, 1e-6), 0, 1)
        reached = depths[after - 1] + (depths[after] - depths[after - 1]) * part
        depth[:, column] = np.where(inside, reached, np.where(index == 0, depths[0], np.nan))
    land = ~np.isnan(depth)
    z = np.where(land, depth, view.far).astype(np.float32)
    x = z * slant[None, :]
    level = height(x, z)
    size = np.maximum(z * 0.0015, 0.002).astype(np.float32)
    east = (height(x + size, z) - height(x - size, z)) / (2 * size)
    away = (height(x, z + size) - height(x, z - size)) / (2 * size)
    norm = np.sqrt(east * east + away * away + 1)
    shadow = _shadow(height, sun, x, z, level=level, land=land)
    return Ground(land, x, z, level, (-east / norm, 1 / norm, -away / norm), shadow)


def _shadow(height: Height, sun: tuple[float, float, float], x: Array, z: Array, *, level: Array, land: Array) -> Array:
    lit = np.ones(x.shape, dtype=np.float32)
    px, pz, py = x[land], z[land], level[land]
    part = np.ones(px.shape, dtype=np.float32)
    flat = np.hypot(sun[0], sun[2])
    for away in np.geomspace(0.04, 9, 26).astype(np.float32):
        over = py + away * sun[1] / flat - height(px + away * sun[0] / flat, pz + away * sun[2] / flat)
        part = np.minimum(part, 0.5 + over / away * 9)
    lit[land] = np.clip(part, 0, 1)
    return lit
