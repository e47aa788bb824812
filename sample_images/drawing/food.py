"""Food in soft window light: fruit in a bowl, tea on a tray."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, linear, mix, step
from drawing.props import corner, leafy, mottled, plain, sprig, wood, woven
from drawing.scene import Scene
from drawing.solid import (
    Points,
    Triple,
    box,
    carve,
    common,
    cylinder,
    ellipsoid,
    join,
    lathe,
    limb,
    ring,
    sphere,
)
from drawing.studio import Camera, Material, Part, Stage, photograph

NOISE = Noise(5)


def fruit(width: int, height: int) -> Array:
    """Pears, oranges and figs in a wide bowl on linen."""
    cloth = woven("#d9d2c4", 0.02, 0.0025)
    parts: list[Part] = [
        Part(lambda p: p.y - 0.012 * NOISE.fractal(p.x * 0.9, p.z * 0.9 + 3, 3), cloth),
        Part(lambda p: p.z + np.float32(3.4), mottled("#7d8f86", "#6f827b", 1.6)),
    ]
    bowl = [(0.0, 0.34), (0.07, 0.4), (0.22, 0.82), (0.40, 1.12), (0.50, 1.2)]
    parts.append(
        Part(
            lambda p: lathe(p, (0, 0.02, 0), bowl, 0.045),
            mottled("#e8e0d2", "#dcd2c1", 0.6, gloss=0.1, polish=30),
            ((0, 0.25, 0), 1.35),
        )
    )
    places = (
        ((-0.48, 0.62, 0.36), 0.36),
        ((0.33, 0.62, 0.47), 0.35),
        ((0.62, 0.66, -0.22), 0.36),
        ((-0.1, 0.62, -0.45), 0.37),
    )
    for index, (place, radius) in enumerate(places):
        parts.append(_orange(place, radius, index))
    parts.append(_pear((-0.03, 0.80, 0.08), 16, "#b9b56a", "#a3a85f"))
    parts.append(_pear((-0.66, 0.74, -0.18), 34, "#c9a95e", "#b7a95f"))
    parts.append(_fig((1.62, 0.19, 0.75)))
    parts.append(_fig((1.98, 0.17, 0.25)))
    parts.append(_orange((-1.72, 0.34, 0.55), 0.34, 5))
    parts += sprig((0.5, 0.03, 1.35), 10)
    stage = Stage(parts, sun=(-0.8, 0.75, 0.35), softness=7, exposure=1.0, gobo=leafy(strength=0.35))
    return photograph(stage, Camera((0.3, 2.75, 7.6), (0.1, 0.55, 0.1), 25), width, height)


def _orange(place: Triple, radius: float, index: int) -> Part:
    def dimples(p: Points) -> Array:
        return 0.0011 * NOISE.at(p.x * 46 + p.z * 23, p.y * 46 + p.z * 31)

    skin = mottled("#dd8b3d", "#e59b4e", 0.3, seed=8 + index, gloss=0.06, polish=22, skin=0.5)
    material = Material(skin.colour, gloss=0.07, polish=20, skin=0.4, bump=dimples)

    def distance(p: Points) -> Array:
        navel = sphere(p, (place[0] + 0.1, place[1] + radius * 1.02, place[2] + 0.1), 0.05)
        return carve(ellipsoid(p, place, (radius, radius * 0.95, radius)), navel, 0.09)

    return Part(distance, material, (place, radius + 0.02))


def _pear(place: Triple, lean: float, first: str, second: str) -> Part:
    def distance(p: Points) -> Array:
        local = p.moved(place).turned("z", lean).turned("x", lean * 0.4)
        body = join(sphere(local, (0, 0, 0), 0.34), ellipsoid(local, (0, 0.42, 0), (0.17, 0.24, 0.17)), 0.32)
        return np.minimum(body, limb(local, (0, 0.6, 0), (0.05, 0.86, 0), 0.018, 0.026))

    low, high, stem = linear(first), linear(second), linear("#6b5138")

    def colour(p: Points, normal: Points) -> Array:
        del normal
        local = p.moved(place).turned("z", lean).turned("x", lean * 0.4)
        blush = np.clip(0.5 + 0.7 * NOISE.fractal(local.x * 1.6 + 4, local.y * 1.6, 3), 0, 1)
        base = mix(np.broadcast_to(low, (p.x.size, 3)).astype(np.float32), high, blush)
        specks = step(0.32, 0.5, NOISE.at(local.x * 24, local.y * 24 + local.z * 20))
        base = mix(base, linear("#8e8346"), specks * 0.35)
        base = mix(base, linear("#c07e4d"), step(0.05, 0.4, local.x) * 0.4)
        return mix(base, stem, step(0.65, 0.67, local.y))

    return Part(distance, Material(colour, gloss=0.06, polish=26, skin=0.5), (place, 0.95))


def _fig(place: Triple) -> Part:
    def distance(p: Points) -> Array:
        local = p.moved(place).turned("z", 58)
        return join(
            ellipsoid(local, (0, 0, 0), (0.2, 0.2, 0.2)), limb(local, (0, 0.12, 0), (0.0, 0.34, 0), 0.09, 0.03), 0.14
        )

    return Part(distance, mottled("#4a3347", "#6b4a58", 0.16, gloss=0.05, sheen=0.5), (place, 0.42))


def tea(width: int, height: int) -> Array:
    """A teapot and two cups of tea on a tray by the window."""
    clay = mottled("#58706a", "#4a625e", 0.5, gloss=0.11, polish=36)
    parts = corner("#dccfbc", wood("#c49c74", "#a47a53"), back=-2.0)
    tray = wood("#7d5a40", "#63452f", 0.05)
    parts.append(Part(_tray, tray, ((0.1, 0.05, 0.1), 1.8)))
    parts.append(Part(_pot, clay, ((-0.45, 0.55, -0.05), 1.25)))
    cup = [(0.0, 0.13), (0.05, 0.17), (0.14, 0.25), (0.36, 0.30), (0.40, 0.305)]
    liquid = plain("#a8622c", gloss=0.3, polish=90)
    rim = mottled("#eee6d8", "#e2d7c5", 0.3, gloss=0.1, polish=36)
    for centre in ((0.72, 0.09, 0.42), (1.2, 0.09, -0.12)):
        parts.append(_cup(centre, cup, rim))
        parts.append(_tea(centre, liquid))
    parts += sprig((-1.25, 0.0, 1.05), 4)
    stage = Stage(parts, sun=(-0.78, 0.66, 0.3), softness=8, gobo=leafy(strength=0.6))
    return photograph(stage, Camera((0.35, 1.9, 7.0), (0.15, 0.42, 0), 22), width, height)


def _cup(centre: Triple, profile: list[tuple[float, float]], material: Material) -> Part:
    return Part(lambda p: lathe(p, centre, profile, 0.026), material, ((centre[0], 0.3, centre[2]), 0.45))


def _tea(centre: Triple, material: Material) -> Part:
    return Part(
        lambda p: cylinder(p, (centre[0], 0.41, centre[2]), 0.285, 0.012, 0.005),
        material,
        ((centre[0], 0.41, centre[2]), 0.32),
    )


def _tray(p: Points) -> Array:
    outer = box(p, (0.12, 0.06, 0.1), (1.62, 0.06, 0.86), 0.05)
    return carve(outer, box(p, (0.12, 0.15, 0.1), (1.55, 0.07, 0.79), 0.03), 0.03)


def _pot(p: Points) -> Array:
    body = ellipsoid(p, (-0.45, 0.47, -0.05), (0.56, 0.42, 0.56))
    body = join(body, cylinder(p, (-0.45, 0.13, -0.05), 0.3, 0.06, 0.02), 0.06)
    lid = join(ellipsoid(p, (-0.45, 0.84, -0.05), (0.27, 0.08, 0.27)), sphere(p, (-0.45, 0.97, -0.05), 0.075), 0.05)
    body = np.minimum(body, lid)
    spout = limb(p, (0.0, 0.45, 0.0), (0.28, 0.66, 0.02), 0.14, 0.07)
    spout = join(spout, limb(p, (0.28, 0.66, 0.02), (0.38, 0.8, 0.02), 0.07, 0.06), 0.1)
    body = carve(join(body, spout, 0.1), sphere(p, (0.405, 0.86, 0.02), 0.055), 0.02)
    # The handle: half a ring behind the pot, thicker where it meets the body.
    turned = p.moved((-0.98, 0.5, -0.08)).turned("x", 90)
    handle = ring(turned, (0, 0, 0), 0.27, 0.055)
    handle = common(handle, p.x + np.float32(0.9), 0.02)
    return join(body, handle, 0.07)


SCENES = [
    Scene("fruit-bowl", "food", "a bowl of pears, oranges and figs", (0.48, 0.5), fruit, quality=80),
    Scene("tea-tray", "food", "a teapot and cups on a tray", (0.48, 0.52), tea),
]
