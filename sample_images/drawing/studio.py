"""A small photo studio: marches rays through signed distances and lights what they meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from drawing.canvas import Array, develop, linear
from drawing.solid import Distance, Points, Triple

Light = Callable[[Points], Array]
"""The part of the sun that reaches each point."""
CHUNK = 1 << 16
FAR = 40.0


@dataclass(frozen=True)
class Material:
    """How a surface answers light. Colours are linear light."""

    colour: Array | Callable[[Points, Points], Array]
    """One colour, or a function of the points and their normals."""
    gloss: float = 0.04
    """Strength of the highlight."""
    polish: float = 24.0
    """Sharpness of the highlight."""
    skin: float = 0.0
    """How far light creeps under the surface and around the edge."""
    sheen: float = 0.0
    """Soft light at grazing angles, as cloth shows it."""
    glow: float = 0.0
    """Light of its own."""
    bump: Callable[[Points], Array] | None = None
    """A height that tilts the normal."""


@dataclass(frozen=True)
class Part:
    """A solid of one material; `bound` (centre, radius) lets far rays skip it."""

    distance: Distance
    material: Material
    bound: tuple[Triple, float] | None = None


@dataclass(frozen=True)
class Stage:
    """What stands in front of the camera, and its light."""

    parts: list[Part]
    sun: Triple = (-0.6, 0.8, 0.5)
    sun_colour: Array = field(default_factory=lambda: linear("#fff1dc") * 2.4)
    sky_colour: Array = field(default_factory=lambda: linear("#cfdbe6") * 0.75)
    ground_colour: Array = field(default_factory=lambda: linear("#c9b29a") * 0.35)
    rim: Triple | None = None
    rim_colour: Array = field(default_factory=lambda: linear("#ffe7c8") * 0.5)
    softness: float = 10.0
    """Sharpness of shadows: low is a large window, high a small lamp."""
    gobo: Light | None = None
    """What part of the sun reaches a point, as panes and leaves outside the picture leave it."""
    backdrop: Callable[[Points], Array] | None = None
    """Light from direction where a ray meets nothing."""
    haze: tuple[Array, float, float] | None = None
    """Colour, and the distances at which haze begins and at which it is 63 %."""
    reach: float = 0.35
    """How far corners gather shade."""
    exposure: float = 1.0


@dataclass(frozen=True)
class Camera:
    eye: Triple
    target: Triple
    view: float = 30.0
    """Vertical angle in degrees."""

    def rays(self, x: Array, y: Array) -> Points:
        """Unit directions through x (to the right) and y (up), in half heights."""
        forward = _unit(np.subtract(self.target, self.eye))
        right = _unit(np.cross(forward, (0, 1, 0)))
        up = np.cross(right, forward)
        scale = np.tan(np.radians(self.view) / 2)
        parts = [forward[i] + scale * (x * right[i] + y * up[i]) for i in range(3)]
        size = np.sqrt(parts[0] ** 2 + parts[1] ** 2 + parts[2] ** 2)
        return Points(*((part / size).astype(np.float32) for part in parts))


def _unit(vector: Array) -> Array:
    return (np.asarray(vector, dtype=np.float64) / np.linalg.norm(vector)).astype(np.float32)


def photograph(stage: Stage, camera: Camera, width: int, height: int) -> Array:
    """The stage in display values; edges are sampled five times."""
    columns = np.tile(np.arange(width, dtype=np.float32), height)
    rows = np.repeat(np.arange(height, dtype=np.float32), width)

    def shoot(x: Array, y: Array) -> Array:
        result = np.empty((x.size, 3), dtype=np.float32)
        for start in range(0, x.size, CHUNK):
            part = slice(start, start + CHUNK)
            across = (2 * x[part] + 1 - width) / height
            upward = 1 - (2 * y[part] + 1) / height
            result[part] = develop(_trace(stage, camera, camera.rays(across, upward)), stage.exposure)
        return result

    picture = shoot(columns, rows).reshape(height, width, 3)
    edges = _edges(picture).ravel()
    total = picture.reshape(-1, 3)[edges].copy()
    for dx, dy in ((-0.375, -0.125), (0.125, -0.375), (0.375, 0.125), (-0.125, 0.375)):
        total += shoot(columns[edges] + np.float32(dx), rows[edges] + np.float32(dy))
    picture.reshape(-1, 3)[edges] = total / 5
    return picture


def _edges(picture: Array) -> Array:
    level = picture.sum(axis=2) / 3
    hard = np.zeros(level.shape, dtype=bool)
    across = np.abs(np.diff(level, axis=1)) > 0.035
    down = np.abs(np.diff(level, axis=0)) > 0.035
    hard[:, 1:] |= across
    hard[:, :-1] |= across
    hard[1:] |= down
    hard[:-1] |= down
    return hard


def _nearest(parts: list[Part], p: Points) -> Array:
    best = np.full(p.x.shape, FAR, dtype=np.float32)
    for part in parts:
        np.minimum(best, _part_distance(part, p), out=best)
    return best


def _part_distance(part: Part, p: Points) -> Array:
    if part.bound is None:
        return part.distance(p)
    (cx, cy, cz), radius = part.bound
    away = np.sqrt((p.x - cx) ** 2 + (p.y - cy) ** 2 + (p.z - cz) ** 2) - np.float32(radius)
    near = away < 0.5
    if near.all():
        return part.distance(p)
    if near.any():
        away[near] = part.distance(p.take(near))
    return away


def _along(origin: Points, way: Points, t: Array) -> Points:
    return Points(origin.x + way.x * t, origin.y + way.y * t, origin.z + way.z * t)


def _trace(stage: Stage, camera: Camera, way: Points) -> Array:
    count = way.x.size
    eye = Points(*(np.full(count, value, dtype=np.float32) for value in camera.eye))
    t = np.full(count, 0.05, dtype=np.float32)
    active = np.arange(count)
    hit = np.zeros(count, dtype=bool)
    for _ in range(140):
        here = _along(eye.take(active), way.take(active), t[active])
        gap = _nearest(stage.parts, here)
        t[active] += gap * np.float32(0.92)
        close = gap < 0.0006 * t[active]
        hit[active[close]] = True
        active = active[~close & (t[active] < FAR * 0.95)]
        if active.size == 0:
            break
    hit[active] = t[active] < FAR * 0.5
    light = np.zeros((count, 3), dtype=np.float32)
    if stage.backdrop is not None:
        light = stage.backdrop(way).astype(np.float32)
    met = np.flatnonzero(hit)
    if met.size:
        at = _along(eye.take(met), way.take(met), t[met])
        light[met] = _shade(stage, at, way.take(met))
        if stage.haze is not None:
            colour, begin, depth = stage.haze
            part = 1 - np.exp(-np.maximum(t[met] - begin, 0) / depth)
            light[met] = light[met] * (1 - part[:, None]) + colour * part[:, None]
    return light


def _normals(parts: list[Part], p: Points, size: float = 0.0015) -> Points:
    total = [np.zeros(p.x.shape, dtype=np.float32) for _ in range(3)]
    for sx, sy, sz in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        value = _nearest(parts, p.moved((-sx * size, -sy * size, -sz * size)))
        for axis, sign in zip(total, (sx, sy, sz), strict=True):
            np.add(axis, sign * value, out=axis)
    return _normal_points(*total)


def _normal_points(x: Array, y: Array, z: Array) -> Points:
    size = np.maximum(np.sqrt(x * x + y * y + z * z), 1e-8)
    return Points((x / size).astype(np.float32), (y / size).astype(np.float32), (z / size).astype(np.float32))


def _tilted(p: Points, normal: Points, height: Callable[[Points], Array], size: float = 0.004) -> Points:
    base = height(p)
    dx = (height(p.moved((-size, 0, 0))) - base) / size
    dy = (height(p.moved((0, -size, 0))) - base) / size
    dz = (height(p.moved((0, 0, -size))) - base) / size
    return _normal_points(normal.x - dx, normal.y - dy, normal.z - dz)


def _sunlight(stage: Stage, p: Points, normal: Points, way: Points) -> Array:
    """The part of the sun that reaches each point, with penumbras from near misses."""
    start = Points(p.x + normal.x * 0.006, p.y + normal.y * 0.006, p.z + normal.z * 0.006)
    lit = np.ones(p.x.size, dtype=np.float32)
    facing = normal.x * way.x + normal.y * way.y + normal.z * way.z
    active = np.flatnonzero(facing > -0.3)
    t = np.full(p.x.size, 0.01, dtype=np.float32)
    for _ in range(44):
        here = _along(start.take(active), way.take(active), t[active])
        gap = _nearest(stage.parts, here)
        lit[active] = np.minimum(lit[active], 0.5 + 0.5 * stage.softness * gap / t[active])
        t[active] += np.clip(gap, 0.012, 0.35)
        active = active[(lit[active] > 0.0) & (t[active] < 9)]
        if active.size == 0:
            break
    lit = np.clip(lit, 0, 1)
    lit = lit * lit * (3 - 2 * lit)
    return lit * stage.gobo(p) if stage.gobo is not None else lit


def _openness(stage: Stage, p: Points, normal: Points) -> Array:
    """How much of the sky each point sees; five taps along the normal."""
    shade = np.zeros(p.x.shape, dtype=np.float32)
    weight = 1.0
    for tap in (0.06, 0.2, 0.42, 0.7, 1.0):
        far = np.float32(tap * stage.reach)
        gap = _nearest(stage.parts, _along(p, normal, np.full(p.x.shape, far, dtype=np.float32)))
        shade += weight * np.maximum(far - gap, 0) / far
        weight *= 0.72
    return np.asarray(np.clip(1 - shade * 0.42, 0, 1))


def _shade(stage: Stage, p: Points, way: Points) -> Array:
    distances = np.stack([_part_distance(part, p) for part in stage.parts])
    owner = distances.argmin(axis=0)
    normal = _normals(stage.parts, p)
    albedo = np.empty((p.x.size, 3), dtype=np.float32)
    terms = {name: np.zeros(p.x.size, dtype=np.float32) for name in ("gloss", "polish", "skin", "sheen", "glow")}
    for index, part in enumerate(stage.parts):
        mine = owner == index
        if not mine.any():
            continue
        material = part.material
        here, facing = p.take(mine), normal.take(mine)
        albedo[mine] = material.colour(here, facing) if callable(material.colour) else material.colour
        for name, values in terms.items():
            values[mine] = getattr(material, name)
        if material.bump is not None:
            tilted = _tilted(here, facing, material.bump)
            normal.x[mine], normal.y[mine], normal.z[mine] = tilted.x, tilted.y, tilted.z
    return _lit(stage, p, way, normal, albedo=albedo, terms=terms)


def _lit(stage: Stage, p: Points, way: Points, normal: Points, *, albedo: Array, terms: dict[str, Array]) -> Array:
    sun = _unit(np.array(stage.sun))
    towards = Points(*(np.full(p.x.size, value, dtype=np.float32) for value in sun))
    facing = normal.x * sun[0] + normal.y * sun[1] + normal.z * sun[2]
    reached = _sunlight(stage, p, normal, towards)
    opened = _openness(stage, p, normal)[:, None]
    # Red travels farthest under skin, so each channel wraps around the edge by its own amount.
    wraps = terms["skin"][:, None] * np.array([0.55, 0.28, 0.18], dtype=np.float32)
    diffuse = np.clip((facing[:, None] + wraps) / (1 + wraps), 0, 1)
    upward = (0.5 + 0.5 * normal.y)[:, None]
    # Light that bounced between near surfaces takes their colour, so corners are tinted rather than grey.
    gathered = opened / (opened + (1 - opened) * (1 - 0.75 * albedo))
    ambient = (stage.sky_colour * upward + stage.ground_colour * (1 - upward)) * gathered
    light = albedo * (stage.sun_colour * diffuse * reached[:, None] + ambient)
    half = _normal_points(sun[0] - way.x, sun[1] - way.y, sun[2] - way.z)
    aligned = np.clip(normal.x * half.x + normal.y * half.y + normal.z * half.z, 0, 1)
    shine = terms["gloss"] * (terms["polish"] + 8) / 24 * aligned ** terms["polish"] * reached * (facing > 0)
    edge = (1 - np.clip(-(normal.x * way.x + normal.y * way.y + normal.z * way.z), 0, 1)) ** 4
    light += shine[:, None] * stage.sun_colour
    light += (terms["gloss"] * 3 * edge)[:, None] * stage.sky_colour * opened
    light += (terms["sheen"] * edge)[:, None] * albedo**0.5 * (ambient + stage.sun_colour * 0.15 * reached[:, None])
    if stage.rim is not None:
        rim = _unit(np.array(stage.rim))
        back = np.clip(normal.x * rim[0] + normal.y * rim[1] + normal.z * rim[2], 0, 1)
        light += albedo * stage.rim_colour * (back * (0.3 + edge))[:, None] * opened
    return np.asarray((light + albedo * terms["glow"][:, None]).astype(np.float32))
