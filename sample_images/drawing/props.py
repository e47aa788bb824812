"""Materials, grounds and light that the studio scenes share."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, linear, mix, step
from drawing.solid import (
    Points,
    Triple,
    box,
    ellipsoid,
    join,
    limb,
)
from drawing.studio import Light, Material, Part

NOISE = Noise(5)


def plain(code: str, **more: float) -> Material:
    """A material of one colour."""
    return Material(linear(code), **more)  # type: ignore[arg-type]  # all numbers; `bump` is never among them


def mottled(first: str, second: str, size: float, seed: int = 5, **more: float) -> Material:
    """A material between two colours, in soft patches of `size`."""
    noise = Noise(seed)
    low, high = linear(first), linear(second)

    def colour(p: Points, normal: Points) -> Array:
        del normal
        value = noise.fractal((p.x + p.z * 0.7) / size, (p.y + p.z * 0.6) / size, 4)
        return mix(np.broadcast_to(low, (p.x.size, 3)).astype(np.float32), high, np.clip(0.5 + value * 0.6, 0, 1))

    return Material(colour, **more)  # type: ignore[arg-type]  # all numbers; `bump` is never among them


def woven(code: str, size: float = 0.03, depth: float = 0.004, **more: float) -> Material:
    """Cloth: a fine weave that catches the light."""
    base = linear(code)

    def height(p: Points) -> Array:
        return (
            np.sin(p.x * 6.28 / size) * np.sin(p.y * 6.28 / size) * np.sin(p.z * 6.28 / size + 0.7)
            + NOISE.fractal(p.x * 30 + p.y * 13, p.z * 30 + p.y * 17, 2)
        ) * depth

    return Material(base, gloss=0.0, sheen=0.5, bump=height, **more)


def wood(light: str, dark: str, size: float = 0.12) -> Material:
    """Planks along x with a quiet grain."""
    low, high = linear(light), linear(dark)

    def colour(p: Points, normal: Points) -> Array:
        del normal
        bend = NOISE.fractal(p.x * 0.35, p.z * 0.9, 3) * 0.5
        lines = NOISE.fractal(p.x * 0.5, (p.z + p.y + bend * 0.25) / size, 4, 0.6)
        return mix(np.broadcast_to(low, (p.x.size, 3)).astype(np.float32), high, np.clip(0.4 + lines * 0.55, 0, 1))

    return Material(colour, gloss=0.03, polish=18)


def corner(wall: str, floor: Material | None = None, back: float = -2.2, bend: float = 0.8) -> list[Part]:
    """A seamless ground and wall; with `floor`, a table top before a wall of its own."""
    if floor is None:
        sweep = mottled(wall, wall, 1.0)
        return [Part(lambda p: join(p.y, p.z - np.float32(back), bend), sweep)]
    return [
        Part(lambda p: box(p, (0, -0.5, back + 4.4), (12, 0.5, 4.2), 0.03), floor),
        Part(lambda p: p.z - np.float32(back), mottled(wall, wall, 1.0)),
    ]


def leafy(sharp: float = 0.8, strength: float = 0.8) -> Light:
    """Sunlight through a window with leaves before it: soft slanting bars with a gap between them."""
    noise = Noise(91)

    def gobo(p: Points) -> Array:
        a, b = p.x * 0.9 + p.z * 0.75 - p.y * 0.15, p.y - p.x * 0.28 + p.z * 0.2
        panes = step(0.0, 0.10 / sharp, np.abs((a * 0.62 + 0.2) % 1.0 - 0.5) - 0.06)
        panes = panes * step(0.0, 0.10 / sharp, np.abs((b * 0.5 + 0.32) % 1.0 - 0.5) - 0.05)
        # Leaves are narrow along one slanting direction, so that the shade reads as a branch and not as cloud.
        blades = noise.fractal((a + b * 0.8) * 1.5, (b - a * 0.5) * 4.2, 2, 0.4)
        leaves = step(-0.22, 0.34, blades + 0.18 + 0.5 * noise.at(a * 0.7 + 3, b * 0.7))
        return (1 - strength + strength * panes * (0.35 + 0.65 * leaves)).astype(np.float32)

    return gobo


def sprig(root: Triple, turn: float) -> list[Part]:
    """A twig with paired leaves that lies on the ground."""

    def distance(p: Points) -> Array:
        local = p.moved(root).turned("y", turn)
        curve = Points(local.x, local.y - 0.035 - 0.06 * np.clip(local.x, 0, 1.4), local.z - 0.14 * local.x**2)
        result = limb(curve, (0, 0, 0), (1.15, 0, 0), 0.014, 0.008)
        for index in range(6):
            at = 0.18 + index * 0.185
            for side in (-1, 1):
                leaf = curve.moved((at, 0, 0)).turned("y", side * 48)
                size = 0.17 * (1 - index * 0.09)
                cup = Points(leaf.x, leaf.y - 0.9 * leaf.z**2 - 0.04 * index % 0.03, leaf.z)
                result = np.minimum(result, ellipsoid(cup, (size, 0, 0), (size, 0.012, size * 0.42)) * 0.8)
        return result

    return [Part(distance, mottled("#6f8a68", "#59765a", 0.2, skin=0.6, gloss=0.05), (root, 1.5))]
