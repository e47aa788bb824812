"""Rooms: a quiet sitting room and a treatment room."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, linear, mix, step
from drawing.props import leafy, mottled, plain, wood, woven
from drawing.scene import Scene
from drawing.solid import (
    Distance,
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
    sphere,
)
from drawing.studio import Camera, Material, Part, Stage, photograph

NOISE = Noise(19)


def _room(wall: str, floor: Material, back: float, side: float | None = None) -> list[Part]:
    paint = mottled(wall, wall, 2.0)
    parts = [Part(lambda p: p.y, floor), Part(lambda p: p.z - np.float32(back), paint)]
    if side is not None:
        parts.append(Part(lambda p: p.x - np.float32(side), paint))
    skirting = plain("#efe8dc")
    parts.append(Part(lambda p: box(p, (0, 0.07, back), (9, 0.07, 0.03), 0.01), skirting))
    return parts


def _boards(light: str, dark: str, wide: float = 0.32) -> Material:
    grain = wood(light, dark, 0.06).colour
    assert callable(grain)

    def colour(p: Points, normal: Points) -> Array:
        turned = Points(p.z, p.y, p.x)
        board = np.floor(p.x / wide)
        base = grain(Points(turned.x + board * 3.7, turned.y, turned.z + board * 1.3), normal)
        tone = 0.94 + 0.12 * ((board * 0.618) % 1)
        gap = step(0.0, 0.012, np.abs((p.x / wide) % 1.0 - 0.5) * -1 + 0.5)
        return (base * tone[:, None] * (0.45 + 0.55 * gap)[:, None]).astype(np.float32)

    return Material(colour, gloss=0.05, polish=20)


def _plant(place: Triple, tall: float, seed: int, pot: str) -> list[Part]:
    """A potted plant with long arching leaves."""
    random = np.random.default_rng(seed)
    vessel = [(0.0, 0.2), (0.05, 0.23), (0.4, 0.3), (0.46, 0.31)]
    parts = [
        Part(lambda p: lathe(p, place, vessel, 0.03), plain(pot, gloss=0.04), ((place[0], 0.25, place[2]), 0.45)),
        Part(
            lambda p: cylinder(p, (place[0], place[1] + 0.4, place[2]), 0.26, 0.02),
            plain("#4a3b30"),
            ((place[0], place[1] + 0.4, place[2]), 0.3),
        ),
    ]
    green = mottled("#54735a", "#7a9670", 0.3, seed=seed, skin=0.8, gloss=0.05)
    for index in range(11):
        turn = index * 137.5 + random.uniform(-15, 15)
        reach = random.uniform(0.45, 0.95) * (0.5 + index / 16)
        parts.append(_blade(place, turn, tall * random.uniform(0.72, 1.05) * (1.1 - reach * 0.35), reach, green))
    return parts


def _blade(place: Triple, turn: float, tall: float, reach: float, material: Material) -> Part:
    """One leaf: a stalk that rises and bows outwards, then an oval that hangs from it."""

    def distance(p: Points) -> Array:
        local = p.moved((place[0], place[1] + 0.4, place[2])).turned("y", turn)
        knee = (reach * 0.45, tall * 0.72, 0.0)
        stalk = np.minimum(
            limb(local, (0, 0, 0), (reach * 0.16, tall * 0.42, 0), 0.018, 0.015),
            limb(local, (reach * 0.16, tall * 0.42, 0), knee, 0.015, 0.012),
        )
        leaf = local.moved(knee).turned("z", 18)
        size = 0.34
        curve = Points(leaf.x, leaf.y + 0.55 * leaf.x**2 - 0.6 * leaf.z**2, leaf.z)
        blade = ellipsoid(curve, (size * 0.85, 0, 0), (size, 0.014, size * 0.42))
        return np.minimum(stalk, blade * 0.62)

    return Part(distance, material, ((place[0], place[1] + 0.4 + tall * 0.5, place[2]), tall * 0.62 + 0.75))


def calm_room(width: int, height: int) -> Array:
    """An armchair, a lamp and a plant; the window is outside the picture."""
    parts = _room("#d9cfbf", _boards("#c9a67f", "#a98058"), -2.6)
    rug = woven("#e4dbcb", 0.05, 0.003)
    parts.append(Part(lambda p: cylinder(p, (0.05, 0.02, 0.2), 1.9, 0.02, 0.01), rug))
    parts.append(Part(_armchair, woven("#7f968c", 0.03, 0.0012, skin=0.3), ((-0.35, 0.6, -0.5), 1.25)))
    parts.append(Part(_chair_legs, plain("#7a5638", gloss=0.06), ((-0.35, 0.1, -0.5), 1.1)))
    cushion = woven("#d9a482", 0.03, 0.0014, skin=0.3)
    parts.append(Part(_cushion, cushion, ((-0.3, 0.85, -0.4), 0.6)))
    table = plain("#8a6344", gloss=0.06)
    parts.append(Part(_side_table, table, ((0.95, 0.3, 0.05), 0.75)))
    cup = [(0.0, 0.06), (0.03, 0.085), (0.14, 0.1), (0.17, 0.1)]
    parts.append(
        Part(lambda p: lathe(p, (0.85, 0.6, 0.15), cup, 0.014), plain("#f1eadf", gloss=0.1), ((0.85, 0.68, 0.15), 0.16))
    )
    parts.append(
        Part(
            lambda p: box(p.turned("y", 12), (1.05, 0.625, 0.28), (0.17, 0.022, 0.12), 0.008),
            plain("#b9775a"),
            ((1.08, 0.62, 0.05), 0.35),
        )
    )
    parts += _plant((1.72, 0.0, -1.55), 1.55, 4, "#d8cab6")
    parts.append(Part(_frame, plain("#8a6a4c"), ((-0.45, 2.15, -2.57), 0.95)))
    parts.append(
        Part(lambda p: box(p, (-0.45, 2.15, -2.57), (0.5, 0.66, 0.03)), Material(_print), ((-0.45, 2.15, -2.57), 0.95))
    )
    parts.append(Part(_floor_lamp, plain("#6b5a48", gloss=0.1), ((-1.75, 1.0, -1.5), 1.3)))
    parts.append(
        Part(
            lambda p: _shade_cone(p, (-1.75, 2.0, -1.5)),
            plain("#f5e6cc", glow=0.9, skin=0.8),
            ((-1.75, 2.0, -1.5), 0.5),
        )
    )
    stage = Stage(
        parts,
        sun=(0.78, 0.55, 0.72),
        sun_colour=linear("#ffe8c6") * 2.5,
        gobo=leafy(0.9, 0.88),
        softness=9,
        reach=0.6,
        exposure=1.0,
    )
    return photograph(stage, Camera((0.35, 1.55, 8.2), (0.08, 1.27, -0.6), 25), width, height)


def _armchair(p: Points) -> Array:
    local = p.moved((-0.35, 0, -0.5)).turned("y", 14)
    seat = box(local, (0, 0.42, 0.05), (0.52, 0.13, 0.5), 0.11)
    leaning = local.moved((0, 0.85, -0.46)).turned("x", -12)
    back = box(leaning, (0, 0, 0), (0.56, 0.5, 0.14), 0.13)
    sides = box(local.mirrored(), (0.6, 0.52, 0.02), (0.12, 0.27, 0.52), 0.11)
    return join(join(seat, back, 0.05), sides, 0.04)


def _chair_legs(p: Points) -> Array:
    local = p.moved((-0.35, 0, -0.5)).turned("y", 14).mirrored()
    front = limb(local, (0.5, 0.3, 0.42), (0.58, 0.0, 0.5), 0.035, 0.022)
    return np.minimum(front, limb(local, (0.5, 0.3, -0.36), (0.58, 0.0, -0.44), 0.035, 0.022))


def _cushion(p: Points) -> Array:
    local = p.moved((-0.28, 0.83, -0.58)).turned("y", 8).turned("x", -16).turned("z", 9)
    plump = box(local, (0, 0, 0), (0.3, 0.27, 0.04), 0.04)
    return np.asarray(plump - 0.11 * np.exp(-(local.x**2 + local.y**2) * 14))


def _side_table(p: Points) -> Array:
    top = cylinder(p, (0.95, 0.58, 0.1), 0.4, 0.02, 0.012)
    stem = cylinder(p, (0.95, 0.3, 0.1), 0.035, 0.28)
    return np.minimum(top, join(stem, cylinder(p, (0.95, 0.015, 0.1), 0.22, 0.015, 0.01), 0.08))


def _frame(p: Points) -> Array:
    outer = box(p, (-0.45, 2.15, -2.56), (0.56, 0.72, 0.05), 0.01)
    return carve(outer, box(p, (-0.45, 2.15, -2.5), (0.51, 0.67, 0.09)), 0.005)


def _print(p: Points, normal: Points) -> Array:
    """The picture on the wall: a sun over two hills."""
    del normal
    x, y = p.x + np.float32(0.45), p.y - np.float32(2.15)
    base = np.broadcast_to(linear("#f0e7d8"), (p.x.size, 3)).astype(np.float32)
    inside = step(0.006, 0.0, np.maximum(np.abs(x) - 0.38, np.abs(y) - 0.54))
    art = mix(base, linear("#e8c9a8"), inside)
    art = mix(art, linear("#c9754f"), inside * step(0.152, 0.148, np.hypot(x - 0.08, y - 0.14)))
    art = mix(art, linear("#93a596"), inside * step(0.004, -0.004, y + 0.02 - 0.1 * np.sin(x * 5 + 1)))
    return mix(art, linear("#4f6b63"), inside * step(0.004, -0.004, y + 0.2 - 0.09 * np.sin(x * 6 - 1.4)))


def _floor_lamp(p: Points) -> Array:
    stem = limb(p, (-1.75, 0, -1.5), (-1.75, 1.95, -1.5), 0.02, 0.016)
    return np.minimum(stem, cylinder(p, (-1.75, 0.02, -1.5), 0.22, 0.02, 0.01))


def _shade_cone(p: Points, at: Triple) -> Array:
    y = p.y - at[1]
    radius = 0.27 - 0.22 * (y + 0.2)
    side = np.abs(length(p.x - at[0], p.z - at[2]) - radius) - 0.008
    return np.maximum(side * 0.95, np.abs(y) - 0.2)


def treatment_room(width: int, height: int) -> Array:
    """A massage table with folded towels, warm lamp light and curtains."""
    parts = _room("#c9cfc2", _boards("#b8956f", "#94714e"), -2.4)
    linen = woven("#f0e9dd", 0.04, 0.0012, skin=0.3)
    parts.append(Part(_massage_top, linen, ((0, 0.9, 0), 2.0)))
    parts.append(Part(_massage_sheet, woven("#a9b8a8", 0.04, 0.0012, skin=0.3), ((0.45, 0.9, 0), 1.6)))
    parts.append(Part(_massage_frame, wood("#a77f59", "#845f3f", 0.06), ((0, 0.4, 0), 1.8)))
    for index, code in enumerate(("#d9b497", "#efe6d8", "#8ea497")):
        parts.append(_roll((0.62 + 0.02 * index, 1.06 + 0.0 * index, -0.24 + 0.24 * index), code))
    for place, size in (((-0.1, 1.02, 0.28), 0.1), ((0.13, 1.02, 0.3), 0.085), ((0.02, 1.02, 0.06), 0.09)):
        parts.append(Part(_pebble(place, size), plain("#4d5654", gloss=0.12, polish=40), (place, 0.2)))
    parts.append(Part(_curtain, woven("#eae2d4", 0.03, 0.0006, skin=1.2), None))
    parts += _plant((-2.15, 0.0, -1.3), 1.5, 12, "#b58564")
    parts.append(Part(_stool, wood("#8f6a49", "#6f5035", 0.05), ((1.75, 0.4, 0.45), 0.75)))
    vessel = [(0.0, 0.1), (0.04, 0.15), (0.16, 0.19), (0.3, 0.12), (0.4, 0.07), (0.44, 0.09)]
    parts.append(
        Part(
            lambda p: lathe(p, (1.85, 0.72, 0.38), vessel, 0.02), plain("#5f7d78", gloss=0.1), ((1.85, 0.9, 0.38), 0.35)
        )
    )
    parts.append(
        Part(
            lambda p: cylinder(p, (1.55, 0.79, 0.55), 0.09, 0.07, 0.015),
            plain("#f3e3c8", skin=1.0),
            ((1.55, 0.8, 0.55), 0.15),
        )
    )
    parts.append(
        Part(
            lambda p: ellipsoid(p, (1.55, 0.92, 0.55), (0.016, 0.042, 0.016)),
            plain("#ffd9a0", glow=7),
            ((1.55, 0.92, 0.55), 0.08),
        )
    )
    for x, y in ((0.35, 2.35), (0.95, 2.12)):
        parts.append(_pendant((x, y, -0.9)))
    stage = Stage(
        parts,
        sun=(-0.7, 0.62, 0.72),
        sun_colour=linear("#ffe9cb") * 2.2,
        gobo=leafy(0.7, 0.6),
        softness=7,
        reach=0.6,
    )
    return photograph(stage, Camera((-0.5, 1.75, 8.2), (-0.08, 1.22, 0), 25), width, height)


def _massage_top(p: Points) -> Array:
    pad = box(p, (-0.1, 0.86, 0), (1.45, 0.11, 0.52), 0.09)
    pillow = box(p, (-1.12, 1.02, 0), (0.28, 0.06, 0.36), 0.06) - 0.03 * np.exp(-((p.x + 1.12) ** 2 + p.z**2) * 9)
    return np.asarray(np.minimum(pad, pillow))


def _massage_sheet(p: Points) -> Array:
    fold = 0.025 * np.sin(p.x * 9 + 1.2 * np.sin(p.x * 3)) * step(0.9, 0.45, p.y)
    around = box(p, (0.5, 0.77, 0), (0.78, 0.22, 0.55), 0.08)
    shell = np.abs(around + fold) - 0.014
    return np.asarray(np.maximum(shell, 0.52 - p.y) * 0.8)


def _massage_frame(p: Points) -> Array:
    rail = box(p, (-0.1, 0.7, 0), (1.38, 0.06, 0.45), 0.015)
    folded = Points(np.abs(p.x + np.float32(0.1)), p.y, np.abs(p.z))
    legs = box(folded, (1.2, 0.35, 0.38), (0.05, 0.35, 0.05), 0.012)
    return np.minimum(np.minimum(rail, legs), box(p, (-0.1, 0.26, 0), (1.2, 0.03, 0.36), 0.01))


def _roll(place: Triple, code: str) -> Part:
    def distance(p: Points) -> Array:
        local = p.moved(place).turned("z", 90)
        spiral = np.arctan2(local.z, local.x) / 6.283
        around = length(local.x, local.z)
        body = cylinder(local, (0, 0, 0), 0.115, 0.3, 0.03)
        groove = np.abs(((around / 0.028 + spiral) % 1.0) - 0.5) * 0.028
        return (body + step(0.006, 0.0, groove) * 0.006 * step(0.25, 0.29, np.abs(local.y))) * 0.8

    return Part(distance, woven(code, 0.03, 0.0014, skin=0.3), (place, 0.4))


def _pebble(place: Triple, size: float) -> Distance:
    return lambda p: ellipsoid(p, place, (size, size * 0.55, size * 0.85))


def _curtain(p: Points) -> Array:
    fold = 0.07 * np.sin(p.x * 15 + 1.3 * np.sin(p.x * 2.1)) + 0.02 * np.sin(p.x * 34 + p.y)
    left = np.maximum(p.z + np.float32(2.2) - fold, p.x + np.float32(0.95))
    return np.asarray((np.maximum(left, -(p.z + np.float32(2.6))) * 0.55).astype(np.float32))


def _stool(p: Points) -> Array:
    local = p.moved((1.72, 0, 0.45))
    top = cylinder(local, (0, 0.69, 0), 0.36, 0.03, 0.02)
    folded = Points(np.abs(local.x), local.y, np.abs(local.z))
    return np.minimum(top, limb(folded, (0.17, 0.68, 0.17), (0.25, 0, 0.25), 0.032, 0.024))


def _pendant(at: Triple) -> Part:
    def distance(p: Points) -> Array:
        globe = sphere(p, at, 0.17)
        return np.minimum(globe, limb(p, (at[0], at[1] + 0.16, at[2]), (at[0], at[1] + 3, at[2]), 0.008, 0.008))

    return Part(distance, plain("#fff0d4", glow=1.2, skin=1.0), ((at[0], at[1] + 1.4, at[2]), 1.8))


SCENES = [
    Scene("calm-room", "interior", "a sitting room in window light", (0.45, 0.55), calm_room),
    Scene("treatment-room", "interior", "a treatment room with a table and towels", (0.5, 0.55), treatment_room),
]
