"""Solids as signed distances: the shapes that the studio photographs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from drawing.canvas import Array

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Points:
    """Many points; x to the right, y up, z towards the viewer."""

    x: Array
    y: Array
    z: Array

    def take(self, which: Array) -> Points:
        return Points(self.x[which], self.y[which], self.z[which])

    def moved(self, by: Triple) -> Points:
        """The points as a shape that was moved by `by` sees them."""
        return Points(self.x - by[0], self.y - by[1], self.z - by[2])

    def turned(self, axis: str, degrees: float) -> Points:
        """The points as a shape that was turned about `axis` sees them (right-handed)."""
        cosine, sine = np.float32(np.cos(np.radians(degrees))), np.float32(np.sin(np.radians(degrees)))
        if axis == "x":
            return Points(self.x, cosine * self.y + sine * self.z, -sine * self.y + cosine * self.z)
        if axis == "y":
            return Points(cosine * self.x - sine * self.z, self.y, sine * self.x + cosine * self.z)
        return Points(cosine * self.x + sine * self.y, -sine * self.x + cosine * self.y, self.z)

    def mirrored(self) -> Points:
        """Left and right folded together."""
        return Points(np.abs(self.x), self.y, self.z)


Distance = Callable[[Points], Array]
"""How far each point is from the surface of a solid, negative inside; never more than the truth."""


def length(*parts: Array) -> Array:
    total = parts[0] * parts[0]
    for part in parts[1:]:
        total = total + part * part
    return np.asarray(np.sqrt(total))


def sphere(p: Points, centre: Triple, radius: float) -> Array:
    return length(p.x - centre[0], p.y - centre[1], p.z - centre[2]) - np.float32(radius)


def ellipsoid(p: Points, centre: Triple, radii: Triple) -> Array:
    """A close bound of the distance; after Inigo Quilez' published approximation k0 (k0 - 1) / k1."""
    x, y, z = p.x - centre[0], p.y - centre[1], p.z - centre[2]
    near = length(x / radii[0], y / radii[1], z / radii[2])
    slope = length(x / radii[0] ** 2, y / radii[1] ** 2, z / radii[2] ** 2)
    return np.asarray((near * (near - 1) / np.maximum(slope, 1e-5)).astype(np.float32))


def box(p: Points, centre: Triple, half: Triple, rounding: float = 0.0) -> Array:
    x = np.abs(p.x - centre[0]) - (half[0] - rounding)
    y = np.abs(p.y - centre[1]) - (half[1] - rounding)
    z = np.abs(p.z - centre[2]) - (half[2] - rounding)
    outside = length(np.maximum(x, 0), np.maximum(y, 0), np.maximum(z, 0))
    inside = np.minimum(np.maximum(x, np.maximum(y, z)), 0)
    return (outside + inside - rounding).astype(np.float32)


def cylinder(p: Points, centre: Triple, radius: float, half: float, rounding: float = 0.0) -> Array:
    """An upright cylinder."""
    side = length(p.x - centre[0], p.z - centre[2]) - (radius - rounding)
    end = np.abs(p.y - centre[1]) - (half - rounding)
    outside = length(np.maximum(side, 0), np.maximum(end, 0))
    return (outside + np.minimum(np.maximum(side, end), 0) - rounding).astype(np.float32)


def limb(p: Points, start: Triple, end: Triple, first: float, last: float) -> Array:
    """A capsule whose radius goes from first to last."""
    bx, by, bz = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    x, y, z = p.x - start[0], p.y - start[1], p.z - start[2]
    along = np.clip((x * bx + y * by + z * bz) / (bx * bx + by * by + bz * bz + 1e-9), 0, 1)
    radius = first + (last - first) * along
    return (length(x - along * bx, y - along * by, z - along * bz) - radius).astype(np.float32)


def ring(p: Points, centre: Triple, radius: float, thickness: float) -> Array:
    """A torus that lies flat."""
    around = length(p.x - centre[0], p.z - centre[2]) - radius
    return length(around, p.y - centre[1]) - np.float32(thickness)


def lathe(p: Points, centre: Triple, profile: list[tuple[float, float]], wall: float) -> Array:
    """An open vessel turned on a wheel: profile is (height, radius) from foot to rim, wall its thickness.

    The distance is shortened to stay a safe bound where the profile slopes.
    """
    heights, radii = np.array(profile, dtype=np.float32).T
    fine = np.linspace(heights[0], heights[-1], 200, dtype=np.float32)
    smooth = np.interp(fine, heights, radii)
    kernel = np.hanning(61)
    padded = np.pad(smooth, 30, mode="reflect", reflect_type="odd")
    smooth = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    slope = np.abs(np.gradient(smooth, fine)).max()
    y = p.y - centre[1]
    around = length(p.x - centre[0], p.z - centre[2])
    reach = np.interp(y, fine, smooth).astype(np.float32)
    shrink = 1 / np.sqrt(1 + min(slope, 3.0) ** 2)
    outer = around - reach
    shell = np.abs(outer + wall / 2) - wall / 2
    above = y - heights[-1]
    below = heights[0] - y
    base = np.maximum(outer, np.abs(y - heights[0] - wall) - wall)
    open_vessel = np.maximum(shell * shrink, np.maximum(above, below))
    return np.asarray((np.minimum(open_vessel, base * shrink) - wall * 0.12).astype(np.float32))


def join(first: Array, second: Array, softness: float) -> Array:
    """The union of two shapes, melted together over `softness`."""
    part = np.maximum(softness - np.abs(first - second), 0) / softness
    return np.asarray((np.minimum(first, second) - part * part * softness * 0.25).astype(np.float32))


def carve(first: Array, second: Array, softness: float = 0.02) -> Array:
    """First without second, with a rounded edge."""
    return -join(-first, second, softness)


def common(first: Array, second: Array, softness: float = 0.02) -> Array:
    """What both shapes share, with a rounded edge."""
    return -join(-first, -second, softness)
