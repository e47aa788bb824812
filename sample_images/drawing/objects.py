"""Still lifes in soft window light: a vase, stones, towels."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, linear, step
from drawing.props import corner, leafy, mottled, plain, sprig, wood, woven
from drawing.scene import Scene
from drawing.solid import (
    Points,
    Triple,
    box,
    carve,
    cylinder,
    ellipsoid,
    join,
    lathe,
    length,
    limb,
)
from drawing.studio import Camera, Material, Part, Stage, photograph

NOISE = Noise(5)


def vase(width: int, height: int) -> Array:
    """A stoneware vase with dry grasses beside a small bowl, leaf shadows on the wall."""
    random = np.random.default_rng(3)
    body = [(0.0, 0.30), (0.12, 0.44), (0.42, 0.58), (0.72, 0.50), (0.98, 0.25), (1.12, 0.155), (1.24, 0.19)]
    speckle = mottled("#d9cdbb", "#c4b39c", 0.5, gloss=0.05, polish=16)
    parts = corner("#d8cbb8", wood("#b58d66", "#8f6947"), back=-1.5)
    parts.append(Part(lambda p: lathe(p, (0, 0, 0), body, 0.035), speckle, ((0, 0.6, 0), 0.9)))
    bowl = [(0.0, 0.12), (0.06, 0.2), (0.2, 0.33), (0.3, 0.36)]
    glaze = plain("#5f7d78", gloss=0.12, polish=40)
    parts.append(Part(lambda p: lathe(p, (0.98, 0, 0.42), bowl, 0.03), glaze, ((0.98, 0.15, 0.42), 0.45)))
    parts.append(
        Part(
            lambda p: ellipsoid(p, (-0.85, 0.12, 0.55), (0.22, 0.13, 0.18)),
            plain("#8d8880"),
            ((-0.85, 0.12, 0.55), 0.25),
        )
    )
    for index in range(13):
        lean = random.uniform(-0.55, 0.55)
        tall = random.uniform(0.7, 1.25)
        deep = random.uniform(-0.25, 0.2)
        parts.append(_grass(lean, tall, deep, index))
    stage = Stage(parts, sun=(-0.75, 0.62, 0.62), gobo=leafy(strength=0.72), softness=9, exposure=1.02)
    return photograph(stage, Camera((0.25, 1.25, 7.2), (0.16, 1.1, 0), 23.5), width, height)


def _grass(lean: float, tall: float, deep: float, index: int) -> Part:
    base, bow = 1.05, lean * 1.25
    tip = (bow, base + tall, deep)
    middle = (lean * 0.42, base + tall * 0.55, deep * 0.5)
    fluff = index % 3 != 0

    def distance(p: Points) -> Array:
        stem = np.minimum(limb(p, (lean * 0.1, 0.5, 0), middle, 0.011, 0.009), limb(p, middle, tip, 0.009, 0.006))
        if not fluff:
            for part in (0.5, 0.66, 0.82, 1.0):
                x = middle[0] + (tip[0] - middle[0]) * part
                y = middle[1] + (tip[1] - middle[1]) * part
                z = middle[2] + (tip[2] - middle[2]) * part
                leaf = ellipsoid(
                    p.moved((x, y, z)).turned("z", 35 - lean * 50), (0.075, 0.02, 0), (0.085, 0.034, 0.016)
                )
                other = ellipsoid(
                    p.moved((x, y, z)).turned("z", 145 - lean * 50), (0.075, 0.02, 0), (0.085, 0.034, 0.016)
                )
                stem = np.minimum(stem, np.minimum(leaf, other))
            return stem
        plume = limb(p, (middle[0] * 0.4 + tip[0] * 0.6, middle[1] * 0.4 + tip[1] * 0.6, deep), tip, 0.06, 0.016)
        rough = NOISE.fractal(p.x * 26, p.y * 12 + p.z * 20, 3) * 0.022
        return np.minimum(stem, (plume + rough) * 0.7)

    colour = "#d9bf97" if fluff else "#7e8f6c"
    centre = (bow * 0.6, base + tall * 0.45, deep * 0.6)
    return Part(distance, plain(colour, sheen=0.5, skin=0.8, gloss=0.0), (centre, tall * 0.72 + 0.2))


def stones(width: int, height: int) -> Array:
    """Smooth stones piled on pale sand with raked rings."""
    piled: list[tuple[Triple, Triple, float, str, str]] = [
        ((0, 0.23, 0), (0.74, 0.25, 0.60), 0, "#6e716f", "#868883"),
        ((0.04, 0.62, 0.02), (0.55, 0.19, 0.46), 4, "#a89f92", "#bdb3a4"),
        ((-0.03, 0.93, 0.0), (0.40, 0.15, 0.34), -5, "#57605f", "#6d7674"),
        ((0.02, 1.17, 0.02), (0.27, 0.12, 0.23), 6, "#d4c8b6", "#e2d8c8"),
        ((-1.18, 0.13, 0.55), (0.36, 0.15, 0.30), 3, "#8f8a82", "#a59f95"),
        ((1.3, 0.11, 0.72), (0.25, 0.12, 0.21), -4, "#c9bba6", "#d9cdbb"),
    ]

    def rings(p: Points) -> Array:
        far = length(p.x * 0.92, p.z)
        wave = np.sin((far + 0.03 * NOISE.at(p.x * 1.5, p.z * 1.5)) * 30)
        return (
            (0.0145 * wave) * step(0.95, 1.15, far) * step(5.5, 3.2, far)
            + 0.0012 * NOISE.fractal(p.x * 45, p.z * 45, 2)
        ).astype(np.float32)

    sand = Material(mottled("#ddcdb4", "#d2c0a5", 1.4).colour, gloss=0.0, bump=rings)
    parts = [Part(lambda p: join(p.y, p.z + np.float32(4.6), 2.5), sand)]
    for place, radii, tilt, first, second in piled:
        parts.append(_stone(place, radii, tilt, mottled(first, second, 0.25, gloss=0.05, polish=20)))
    parts += sprig((0.62, 0.02, 0.95), 62)
    stage = Stage(parts, sun=(-0.85, 0.62, 0.25), softness=8, exposure=0.98, haze=(linear("#e9dcc6") * 0.95, 6.5, 9.0))
    return photograph(stage, Camera((0.5, 1.75, 7.0), (0.08, 0.58, 0), 23), width, height)


def _stone(place: Triple, radii: Triple, tilt: float, material: Material) -> Part:
    def distance(p: Points) -> Array:
        local = p.moved(place).turned("z", tilt).turned("y", tilt * 9)
        dent = NOISE.at(local.x * 1.7 + place[1] * 9, local.z * 1.7 + local.y) * 0.022
        return ellipsoid(local, (0, 0, 0), radii) * 0.9 + dent

    return Part(distance, material, (place, max(radii) + 0.05))


def towels(width: int, height: int) -> Array:
    """Folded towels, a candle and a small bottle on a wooden shelf."""
    parts = corner("#cfd3c6", wood("#a9825f", "#845f40"), back=-1.7)
    for index, (code, wide) in enumerate((("#e9e1d3", 1.0), ("#9db0a2", 0.97), ("#e3d2bd", 0.94), ("#f2ece2", 0.9))):
        parts.append(_towel((-0.42, 0.16 + index * 0.31, 0), wide, code, index))
    jar = [(0.0, 0.2), (0.05, 0.235), (0.38, 0.235), (0.42, 0.23)]
    parts.append(
        Part(
            lambda p: lathe(p, (0.95, 0, 0.5), jar, 0.022),
            plain("#b08968", gloss=0.14, polish=50),
            ((0.95, 0.2, 0.5), 0.35),
        )
    )
    parts.append(
        Part(
            lambda p: cylinder(p, (0.95, 0.18, 0.5), 0.205, 0.16, 0.02),
            plain("#f3e6cf", skin=1.0),
            ((0.95, 0.2, 0.5), 0.35),
        )
    )
    flame = plain("#ffd9a0", glow=7.0)
    parts.append(
        Part(lambda p: ellipsoid(p, (0.95, 0.46, 0.5), (0.024, 0.062, 0.024)), flame, ((0.95, 0.46, 0.5), 0.1))
    )
    bottle = plain("#6b7f6e", gloss=0.2, polish=70)
    parts.append(Part(_bottle, bottle, ((1.42, 0.5, -0.15), 0.65)))
    parts.append(
        Part(lambda p: cylinder(p, (1.42, 0.93, -0.15), 0.075, 0.1, 0.02), plain("#e6ddcc"), ((1.42, 0.93, -0.15), 0.2))
    )
    parts += sprig((-0.85, 1.18, 0.16), 8)
    stage = Stage(parts, sun=(-0.7, 0.7, 0.6), gobo=leafy(strength=0.62), softness=7)
    return photograph(stage, Camera((0.45, 1.35, 7.0), (0.22, 0.78, 0), 24), width, height)


def _bottle(p: Points) -> Array:
    body = cylinder(p, (1.42, 0.36, -0.15), 0.23, 0.36, 0.08)
    return join(body, cylinder(p, (1.42, 0.8, -0.15), 0.06, 0.12, 0.02), 0.12)


def _towel(place: Triple, wide: float, code: str, index: int) -> Part:
    def distance(p: Points) -> Array:
        local = p.moved(place).turned("y", (-1) ** index * 1.6)
        sag = 0.018 * NOISE.at(local.x * 1.4 + index * 7, local.z * 1.4)
        result = box(Points(local.x, local.y + sag, local.z), (0, 0, 0), (wide * 0.82, 0.148, 0.55), 0.13)
        # The fold: the towel is one cloth that turns back on itself at the front and is open at the side.
        for line in (-0.05, 0.05):
            groove = box(local, (0.1, line, -0.05), (wide * 0.9, 0.006, 0.56), 0.004)
            result = carve(result, groove, 0.035)
        return (result * 0.85).astype(np.float32)

    return Part(distance, woven(code, 0.035, 0.0016, skin=0.3), (place, wide + 0.05))


SCENES = [
    Scene("vase-grasses", "object", "a stoneware vase with dry grasses", (0.46, 0.42), vase),
    Scene("stones-sand", "object", "a pile of smooth stones on raked sand", (0.48, 0.52), stones, quality=80),
    Scene("folded-towels", "object", "folded towels, a candle and a bottle", (0.36, 0.55), towels),
]
