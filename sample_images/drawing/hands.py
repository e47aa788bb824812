"""A pair of hands that hold a seedling."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, linear
from drawing.props import leafy, mottled, woven
from drawing.scene import Scene
from drawing.solid import (
    Points,
    Triple,
    box,
    carve,
    ellipsoid,
    join,
    limb,
)
from drawing.studio import Camera, Part, Stage, photograph

NOISE = Noise(29)


def _finger(
    p: Points,
    root: Triple,
    angles: tuple[float, float, float],
    sizes: tuple[float, float, float],
    *,
    thick: float,
    spread: float,
) -> Array:
    """Three bones that bend upwards one after another, from the knuckle `root` along z."""
    local = p.moved(root).turned("y", spread)
    y, z, turn = 0.0, 0.0, 0.0
    result: Array | None = None
    for bone, (angle, size) in enumerate(zip(angles, sizes, strict=True)):
        turn += angle
        next_y, next_z = y + size * np.sin(np.radians(turn)), z + size * np.cos(np.radians(turn))
        first, last = thick * (1 - 0.09 * bone), thick * (1 - 0.09 * (bone + 1))
        piece = limb(local, (0, y, z), (0, next_y, next_z), first, last)
        result = piece if result is None else join(result, piece, 0.03)
        y, z = next_y, next_z
    assert result is not None
    return result


def _hand(p: Points) -> Array:
    """A right hand, palm up, its fingers along z and slightly cupped; the thumb is on the +x side."""
    palm = box(p, (0, 0, 0), (0.36, 0.115, 0.40), 0.11)
    palm = join(palm, ellipsoid(p, (0.27, 0.03, -0.16), (0.17, 0.14, 0.27)), 0.12)
    palm = join(palm, ellipsoid(p, (-0.27, 0.03, -0.08), (0.12, 0.12, 0.30)), 0.12)
    palm = carve(palm, ellipsoid(p, (0.0, 0.24, 0.02), (0.22, 0.17, 0.30)), 0.14)
    wrist = limb(p, (0, -0.02, -0.36), (0, -0.10, -1.7), 0.205, 0.28)
    palm = join(palm, wrist, 0.22)
    roots = (
        (0.275, 0.30, 0.088, 5.0),
        (0.095, 0.345, 0.092, 1.5),
        (-0.085, 0.325, 0.088, -2.5),
        (-0.255, 0.255, 0.075, -7.0),
    )
    for index, (x, size, thick, spread) in enumerate(roots):
        bones = (size, size * 0.72, size * 0.55)
        finger = _finger(
            p,
            (x, 0.015, 0.36 - 0.03 * abs(index - 1)),
            (14 + 2 * index, 20 + 3 * index, 16),
            bones,
            thick=thick,
            spread=spread,
        )
        palm = join(palm, finger, 0.055)
    thumb = limb(p, (0.29, 0.04, -0.18), (0.52, 0.12, 0.10), 0.125, 0.10)
    thumb = join(thumb, limb(p, (0.52, 0.12, 0.10), (0.60, 0.22, 0.36), 0.10, 0.078), 0.05)
    return join(palm, thumb, 0.10)


def hands(width: int, height: int) -> Array:
    """Two cupped hands that hold a seedling."""
    skin = mottled("#c98f6f", "#d39b7b", 0.5, gloss=0.05, polish=14, skin=0.7)

    def pair(p: Points) -> Array:
        m = p.mirrored().moved((0.36, 0.0, 0.0))
        local = m.turned("y", 197).turned("z", 24).turned("x", -14)
        return _hand(Points(-local.x, local.y, local.z)) * np.float32(0.92)

    def sleeves(p: Points) -> Array:
        m = p.mirrored().moved((0.36, 0.0, 0.0)).turned("y", 197).turned("z", 24).turned("x", -14)
        return limb(m, (0, -0.06, -1.15), (0, -0.2, -3.0), 0.33, 0.46) + 0.012 * NOISE.fractal(m.x * 3, m.z * 4, 3)

    soil = mottled("#4a372b", "#5c4636", 0.1)
    leaf = mottled("#7fa068", "#95b37a", 0.2, skin=0.8, gloss=0.05)
    parts = [
        Part(lambda p: p.z + np.float32(3.0), mottled("#b9c2b0", "#aab5a2", 2.0)),
        Part(pair, skin),
        Part(sleeves, woven("#e6dccb", 0.03, 0.001, skin=0.3)),
        Part(
            lambda p: (
                ellipsoid(p, (0, 0.20, -0.05), (0.40, 0.20, 0.34)) + 0.03 * NOISE.fractal(p.x * 9, p.z * 9 + p.y * 5, 3)
            ),
            soil,
        ),
        Part(_seedling, leaf, ((0, 0.7, 0), 0.9)),
    ]
    stage = Stage(
        parts,
        sun=(-0.5, 0.8, 0.45),
        rim=(0.7, 0.5, -0.6),
        rim_colour=linear("#ffe6c0") * 0.8,
        gobo=leafy(0.5, 0.3),
        softness=6,
        reach=0.35,
    )
    return photograph(stage, Camera((0, 2.3, 5.6), (0, 0.32, 0), 27), width, height)


def _seedling(below: Points) -> Array:
    p = below.moved((0, 0.12, -0.05))
    result = np.minimum(
        limb(p, (0, 0.2, 0), (0.03, 0.62, 0.02), 0.028, 0.022),
        limb(p, (0.03, 0.62, 0.02), (0, 0.95, 0.03), 0.022, 0.014),
    )
    for height, turn, size, rise in (
        (0.62, 12, 0.30, 28),
        (0.66, 188, 0.28, 30),
        (0.92, 70, 0.2, 52),
        (0.94, 250, 0.2, 50),
        (0.95, 330, 0.15, 62),
    ):
        local = p.moved((0.01, height, 0.02)).turned("y", turn).turned("z", rise)
        curve = Points(local.x, local.y + 0.35 * local.x**2 - 0.7 * local.z**2, local.z)
        result = np.minimum(result, ellipsoid(curve, (size, 0, 0), (size, 0.016, size * 0.48)) * 0.7)
    return result


SCENES = [Scene("cupped-hands", "hands", "two hands that hold a seedling", (0.5, 0.48), hands)]
