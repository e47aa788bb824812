"""The sets that the photograph stand-ins are taken in, and every shot: which set, from where, at what size."""
# mypy: ignore-errors
# See stage.py: bpy cannot be type-checked.
# ruff: noqa: E501 - a path, an outline or a shot reads best on one line

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bpy  # noqa: F401 - mathutils can be imported once bpy is loaded
import props as p
import stage as s
from mathutils import Vector, noise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def treatment_room() -> None:
    """A sunny room with a treatment table, a shelf, a stool, plants and a picture."""
    s.clear(sky="#fff4e4", strength=0.55)
    p.plank_floor((9, 8), (0.5, 0, 0))
    s.box((9, 0.2, 2.9), p.plaster(), (0.6, 2.3, 1.45), bevel=0)
    s.box((9, 0.03, 0.12), s.material("#f7f1e6", rough=0.5), (0.6, 2.19, 0.06), bevel=0)
    p.window_wall(-2.7, open_from=-1.1, open_to=1.3, sill=0.35, top=2.45)
    s.box((0.2, 5, 2.9), p.plaster(), (3.4, 0.3, 1.45), bevel=0)
    s.sun((0, -58, -14), 5.5)
    s.area((2.6, -3.2, 2.6), (0, 0.5, 0.8), 3, 110)
    p.massage_table((0.1, 0.35, 0))
    p.towel_roll((0.78, 0.35, 0.745), "#f4ecdd", radius=0.05, length=0.34, heading=8)
    p.towel_roll((0.9, 0.36, 0.745), "#e3d3b8", radius=0.05, length=0.34, heading=5)
    p.stool((-0.35, -0.75, 0))
    p.pot((-1.95, 1.6, 0), "#efe4d0", radius=0.2, height=0.4)
    p.plant((-1.95, 1.6, 0.34), leaves=26, length=1.05, wide=0.17, seed=4, droop=70)
    _shelf()
    _picture((-0.35, 2.17, 1.62))
    rug = s.material("#d9c7a9", rough=1, second="#cdb792", mottle=5, bump=0.8, grain=90)
    s.box((2.9, 1.9, 0.014), rug, (0.1, 0.1, 0.007), bevel=0.006)
    s.lathe([(0.001, 0.14), (0.05, 0.135), (0.14, 0.09), (0.2, 0.0), (0.19, 0.0), (0.13, 0.08), (0.001, 0.12)],
            p.linen("#e9d6b4"), (0.75, 1.55, 1.95))  # fmt: skip
    s.tube([(0.75, 1.55, 2.1), (0.75, 1.55, 2.9)], 0.006, s.material("#3b3229"))
    s.lathe([(0.001, 0), (0.04, 0.03), (0.045, 0.06), (0.001, 0.1)], s.material("#ffdca0", glow=14), (0.75, 1.55, 1.96))


def _shelf() -> None:
    timber = p.wood(*p.OAK)
    for height in (0.42, 0.86, 1.3):
        s.box((1.045, 0.33, 0.035), timber, (2.05, 1.98, height), bevel=0.005)
    for side in (-1, 1):
        s.box((0.035, 0.34, 1.5), timber, (2.05 + side * 0.54, 1.98, 0.75), bevel=0.005)
    p.towel_stack((1.82, 1.96, 0.44), ["#f4ecdd", "#2d6a63", "#f4ecdd", "#c4704f"])
    p.towel_stack((2.28, 1.96, 0.44), ["#e3d3b8", "#f4ecdd", "#35857b"])
    for index in range(4):
        p.towel_roll(
            (1.68 + index * 0.125, 1.95, 0.88), ("#f4ecdd", "#c4704f", "#f4ecdd", "#e3d3b8")[index], radius=0.058
        )
    p.bowl((2.36, 1.95, 0.88), "#d8cbb5", radius=0.12, height=0.09)
    for index, (height, color) in enumerate(((0.2, "#8a4b1c"), (0.16, "#8a4b1c"), (0.13, "#35554c"))):
        p.bottle((1.68 + index * 0.12, 1.95, 1.318), height=height, radius=0.04, color=color)
    p.pot((2.38, 1.97, 1.318), "#c4704f", radius=0.09, height=0.14)
    p.plant((2.38, 1.97, 1.44), leaves=16, length=0.34, wide=0.07, seed=8, droop=120)


def _picture(at: s.Triple) -> None:
    s.box((0.68, 0.03, 0.86), p.wood(*p.WALNUT), at, bevel=0.004)
    s.box((0.63, 0.032, 0.81), s.material("#f6efe1", rough=0.9), at, bevel=0)
    face = at[1] - 0.018
    for index, (radius, color) in enumerate(((0.2, "#c4704f"), (0.14, "#e2b592"), (0.08, "#2d6a63"))):
        disc = [(0.001, 0), (radius, 0)]
        height = at[2] + 0.1 - index * 0.1
        s.lathe(disc, s.material(color, rough=0.9), (at[0], face - index * 0.001, height), turn=(90, 0, 0), divide=0)


def spa_table() -> None:
    """Towels, stones, candles, oil and blossom on a wooden table before a warm wall."""
    s.clear(sky="#ffeeda", strength=0.35)
    s.box((3, 1.1, 0.05), p.wood(*p.WALNUT, stretch=(1.2, 10, 10)), (0, 0.2, -0.025), bevel=0.006)
    s.box((5, 0.1, 3), p.plaster("#c9b79a", "#b7a383"), (0, 1.3, 0.8), bevel=0)
    s.area((-1.6, -0.4, 1.7), (0, 0.1, 0.05), 0.9, 42, color="#fff0dc")
    s.area((1.9, -0.9, 0.9), (0, 0.1, 0.1), 0.7, 8, color="#ffd9b0")
    for x, color in ((-0.34, "#f4ecdd"), (-0.215, "#2d6a63")):
        p.towel_roll((x, 0.16, 0), color, radius=0.06, length=0.3, heading=4)
    p.towel_roll((-0.278, 0.17, 0.104), "#f4ecdd", radius=0.06, length=0.3, heading=3)
    p.stones((0.02, 0.1, 0), [0.07, 0.055, 0.04, 0.026])
    p.stones((0.125, 0.02, 0), [0.036], seed=5)
    p.candle((0.2, 0.26, 0), radius=0.045, height=0.13)
    p.candle((0.31, 0.2, 0), radius=0.04, height=0.08)
    p.bottle((-0.08, 0.32, 0), height=0.21, radius=0.042)
    p.bowl((0.36, 0.02, 0), "#e6d8bf", radius=0.08, height=0.045, fill="#c9922f")
    p.flower((-0.06, -0.04, 0.012), size=0.045)
    p.flower((0.0, -0.09, 0.01), size=0.036)
    p.sprig((-0.15, -0.06, 0.01), length=0.3, heading=196)
    p.sprig((0.2, -0.05, 0.01), length=0.24, heading=-20, seed=5)


def stone_table() -> None:
    """Hot stones and oil on linen, close and dark."""
    s.clear(sky="#e8efe9", strength=0.22)
    s.box((3, 2, 0.05), s.material("#1f4e4a", rough=0.7), (0, 0.2, -0.05), bevel=0)
    p.crumpled((1.8, 1.4), "#2c5f59", (0, 0.15, 0), deep=0.026)
    s.box((5, 0.1, 3), p.plaster("#2a4a46", "#1e3936"), (0, 1.1, 0.8), bevel=0)
    s.area((-1.3, 0.2, 1.1), (0, 0, 0.03), 0.6, 34, color="#fff0dc")
    s.area((1.4, -0.9, 0.7), (0, 0, 0.05), 0.6, 7, color="#ffc9a0")
    p.stones((-0.05, 0.02, 0.012), [0.085, 0.062, 0.042])
    p.stones((0.14, -0.05, 0.012), [0.055], seed=9)
    p.stones((0.11, 0.16, 0.012), [0.06, 0.038], seed=14)
    p.stones((-0.2, -0.08, 0.012), [0.04], seed=21)
    p.bottle((0.29, 0.14, 0.012), height=0.22, radius=0.043)
    p.candle((-0.27, 0.2, 0.01), radius=0.042, height=0.1)
    p.flower((0.0, -0.15, 0.026), size=0.05)
    p.sprig((-0.03, -0.12, 0.022), length=0.28, heading=205)


def exercise_floor() -> None:
    """Rollers and balls on a mat, with sun from a window."""
    s.clear(sky="#fff4e4", strength=0.5)
    p.plank_floor((6, 5), (0, 0.6, 0), heading=12)
    s.box((8, 0.2, 3), p.plaster(), (0, 2.2, 1.5), bevel=0)
    s.box((8, 0.03, 0.12), s.material("#f7f1e6", rough=0.5), (0, 2.09, 0.06), bevel=0)
    s.sun((48, 0, -52), 4.2)
    for x in (-1.0, -0.62, -0.24, 0.5):
        s.box((0.05, 0.05, 2.6), s.material("#ffffff"), (x - 2.2, -1.8, 1.7), bevel=0)
    s.area((-2.4, -1.5, 2.2), (0, 0.2, 0), 1.6, 60)
    p.mat((1.5, 0.62), "#2a5f59", (0.0, 0.22, 0), heading=12)
    p.roller((-0.12, 0.34, 0.008), "#c4704f", heading=38)
    p.roller((0.42, 0.5, 0.008), "#35857b", heading=-24, length=0.3, radius=0.062)
    p.tennis_ball((0.2, 0.13, 0.041))
    p.rubber_ball((0.3, 0.06, 0.04), "#f1e4cd")
    p.rubber_ball((0.08, 0.03, 0.04), "#c4704f")
    p.spiky_ball((-0.37, 0.05, 0.048), "#e0a33e")
    p.pot((-1.1, 1.5, 0), "#efe4d0", radius=0.17, height=0.32)
    p.plant((-1.1, 1.5, 0.28), leaves=24, length=0.85, wide=0.15, seed=11)
    p.towel_stack((0.95, 0.75, 0), ["#f4ecdd", "#e3d3b8", "#2d6a63"])


def sport_floor() -> None:
    """Kettlebell, tape, roller and bottle on a dark mat."""
    s.clear(sky="#fff4e4", strength=0.4)
    p.plank_floor((5, 4), (0, 0.6, 0), heading=-8)
    s.box((8, 0.2, 3), p.plaster("#dccdb4", "#d2c1a5"), (0, 1.7, 1.5), bevel=0)
    s.sun((50, 0, 48), 3.6)
    s.area((2.0, -1.4, 1.8), (0, 0.2, 0.1), 1.2, 36)
    p.mat((1.3, 0.6), "#24403d", (0.05, 0.2, 0), heading=-8)
    iron = s.material("#2b3030", rough=0.5, bump=0.3, grain=220)
    s.ball(0.1, iron, (-0.24, 0.3, 0.105), squash=(1, 1, 0.94))
    s.tube(
        [(-0.3, 0.3, 0.16), (-0.315, 0.3, 0.235), (-0.24, 0.3, 0.275), (-0.165, 0.3, 0.235), (-0.18, 0.3, 0.16)],
        0.016,
        iron,
    )
    s.lathe([(0.001, 0), (0.072, 0), (0.074, 0.006), (0.07, 0.008)], iron, (-0.24, 0.3, 0.008))
    p.roller((0.2, 0.42, 0.008), "#35857b", heading=18)
    for index, (x, y, color) in enumerate(((0.03, 0.1, "#c4704f"), (0.13, 0.05, "#2d6a63"))):
        _tape((x, y, 0.008), color, flat=index == 0)
    p.spiky_ball((0.33, 0.13, 0.048), "#e0a33e")
    p.tennis_ball((-0.1, 0.06, 0.041), turn=(70, 10, 30))
    p.towel_roll((-0.5, 0.2, 0.008), "#f4ecdd", heading=60, radius=0.06)


def _tape(at: s.Triple, color: str, *, flat: bool) -> None:
    ring = [
        (0.022, -0.025),
        (0.041, -0.025),
        (0.042, -0.023),
        (0.042, 0.023),
        (0.041, 0.025),
        (0.022, 0.025),
        (0.022, -0.025),
    ]
    center = (at[0], at[1], at[2] + (0.025 if flat else 0.042))
    s.lathe(ring, p.linen(color), center, turn=(0, 0, 0) if flat else (90, 0, 35), divide=0)


def ball_close() -> None:
    """One ball pressed into a folded blanket: the trigger point."""
    s.clear(sky="#fff2e0", strength=0.4)

    def dent(x: float, y: float) -> float:
        away = math.hypot(x, y)
        fold = 0.012 * noise.noise(Vector((x * 4, y * 4, 1))) + 0.008 * noise.noise(Vector((x * 9 - y * 5, y * 7, 3)))
        ring = 0.006 * math.sin(away * 60) * math.exp(-away * 9)
        return fold * min(away * 6, 1) - 0.035 * math.exp(-((away / 0.055) ** 2)) + ring

    s.sheet((2.4, 2.2), (240, 220), dent, p.linen("#2f6d66"), (0, 0, 0), divide=1)
    s.box((5, 0.1, 3), p.plaster("#e5d6bd", "#d9c7a9"), (0, 1.25, 0.8), bevel=0)
    s.area((-1.1, -0.2, 1.0), (0, 0, 0), 0.5, 20, color="#fff0dc")
    s.area((1.4, 0.7, 0.8), (0, 0, 0), 0.5, 9, color="#ffcfa6")
    p.rubber_ball((0, 0, 0.012), "#c4704f", radius=0.045)
    p.rubber_ball((0.16, 0.17, 0.045), "#f1e4cd", radius=0.042)
    p.tennis_ball((-0.15, 0.22, 0.045), radius=0.042)
    hook = p.wood(*p.OAK)
    s.tube([(-0.32, 0.06, 0.032), (-0.24, 0.01, 0.03), (-0.15, -0.03, 0.03)], 0.013, hook)
    s.ball(0.026, hook, (-0.135, -0.036, 0.03))
    s.ball(0.022, hook, (-0.33, 0.068, 0.032))


def chair_and_cactus() -> None:
    """A chair that waits for somebody, with a cactus on its seat: the pain taken literally."""
    s.clear(sky="#fff2e0", strength=0.5)
    p.plank_floor((6, 5), (0, 0.6, 0))
    s.box((8, 0.2, 3.4), p.plaster("#2f6d66", "#29605a"), (0, 1.5, 1.7), bevel=0)
    s.box((8, 0.03, 0.14), s.material("#f3ead9", rough=0.5), (0, 1.39, 0.07), bevel=0)
    s.sun((52, 0, -38), 3.8, soft=2)
    s.area((-2.2, -1.6, 2.2), (0, 0, 0.5), 1.4, 55)
    p.chair((0, 0.35, 0), heading=24)
    p.cactus((0.02, 0.32, 0.468))
    p.pot((1.15, 1.05, 0), "#efe4d0", radius=0.16, height=0.3)
    p.plant((1.15, 1.05, 0.26), leaves=20, length=0.8, wide=0.14, seed=17)


def pears() -> None:
    """Pears, for the muscle is named after one, and a yellow cord that runs under them like the nerve."""
    s.clear(sky="#fff0de", strength=0.35)
    s.box((3, 1.4, 0.05), p.wood("#c79b6b", "#a57646", stretch=(1.2, 10, 10)), (0, 0.25, -0.025), bevel=0.006)
    s.box((5, 0.1, 3), p.plaster("#35605a", "#2a4f4a"), (0, 1.3, 0.8), bevel=0)
    s.area((-1.3, -0.3, 1.2), (0, 0.05, 0.05), 0.7, 34, color="#fff0dc")
    s.area((1.5, 0.4, 0.7), (0, 0.1, 0.05), 0.5, 7, color="#ffcfa6")
    p.crumpled((0.72, 0.44), "#efe3cd", (0.04, 0.08, 0.004), seed=3, deep=0.014)
    p.pear((-0.13, 0.16, 0.014), size=1.22, lean=1.2)
    p.pear((-0.01, 0.26, 0.014), size=1.1, lean=-2.0, color="#a9b04e", blush="#c98d4a")
    p.pear((0.005, 0.035, 0.06), size=1.2, lean=1.5, turn=(0, 97, -16))
    cord = s.material("#e9b93c", rough=0.6, bump=0.3, grain=300)
    s.tube(
        [
            (-0.36, -0.02, 0.01),
            (-0.2, -0.05, 0.02),
            (-0.06, 0.0, 0.022),
            (0.04, 0.02, 0.016),
            (0.1, 0.1, 0.022),
            (0.22, 0.12, 0.022),
            (0.32, 0.02, 0.014),
            (0.5, -0.05, 0.008),
        ],
        0.0062,
        cord,
    )
    p.sprig((0.2, 0.22, 0.02), length=0.26, heading=20)


def desk() -> None:
    """A desk with a laptop that sits far too low."""
    s.clear(sky="#fff2e2", strength=0.5)
    s.box((1.7, 0.78, 0.04), p.wood(*p.OAK, stretch=(1.2, 12, 12)), (0, 0.1, 0.72), bevel=0.008)
    for x in (-0.78, 0.78):
        for y in (-0.22, 0.42):
            s.box((0.05, 0.05, 0.7), p.wood(*p.OAK), (x, y, 0.35), bevel=0.004)
    p.plank_floor((6, 5), (0, 0.6, 0))
    s.box((8, 0.2, 3.4), p.plaster(), (0, 0.95, 1.7), bevel=0)
    s.sun((55, 0, -48), 3.6)
    s.area((-1.9, -1.2, 2.0), (0, 0.1, 0.8), 1.2, 40)
    shell, dark = s.material("#b9bdbb", rough=0.35, metal=0.8), s.material("#20282a", rough=0.5)
    s.box((0.34, 0.24, 0.014), shell, (-0.06, 0.02, 0.747), bevel=0.006)
    for row in range(5):
        for key in range(13):
            s.box((0.0185, 0.0165, 0.004), dark, (-0.203 + key * 0.0238, 0.085 - row * 0.021, 0.756), bevel=0.0015)
    s.box((0.1, 0.065, 0.002), s.material("#a5a9a7", rough=0.3, metal=0.7), (-0.06, -0.06, 0.755), bevel=0.0008)
    s.box((0.34, 0.23, 0.009), shell, (-0.06, 0.178, 0.858), turn=(74, 0, 0), bevel=0.004)
    s.box(
        (0.32, 0.205, 0.002),
        s.material("#7fb5aa", rough=0.3, glow=0.9),
        (-0.06, 0.1725, 0.8605),
        turn=(74, 0, 0),
        bevel=0,
    )
    s.box((0.17, 0.03, 0.002), s.material("#f6efe1", glow=0.9), (-0.09, 0.17, 0.895), turn=(74, 0, 0), bevel=0)
    s.box((0.24, 0.008, 0.002), s.material("#dcebe4", glow=0.9), (-0.06, 0.1645, 0.868), turn=(74, 0, 0), bevel=0)
    s.box((0.24, 0.008, 0.002), s.material("#dcebe4", glow=0.9), (-0.06, 0.16, 0.85), turn=(74, 0, 0), bevel=0)
    p.cup((0.28, -0.02, 0.74), "#c4704f", tea="#3a2113")
    for index, color in enumerate(("#2d6a63", "#e3d3b8", "#c4704f")):
        s.box(
            (0.24 - index * 0.02, 0.17, 0.028),
            s.material(color, rough=0.8),
            (0.47, 0.24, 0.755 + index * 0.029),
            turn=(0, 0, 6 - index * 9),
            bevel=0.003,
        )
    p.pot((0.46, 0.25, 0.826), "#efe4d0", radius=0.055, height=0.08)
    p.plant((0.46, 0.25, 0.9), leaves=18, length=0.24, wide=0.05, seed=6, droop=110)
    brass = s.material("#c79a4b", rough=0.3, metal=1)
    s.lathe([(0.001, 0), (0.09, 0), (0.09, 0.014), (0.001, 0.018)], brass, (-0.55, 0.26, 0.74))
    s.tube([(-0.55, 0.26, 0.75), (-0.6, 0.26, 1.05), (-0.52, 0.26, 1.24), (-0.38, 0.24, 1.2)], 0.008, brass)
    s.lathe(
        [(0.02, 0.05), (0.03, 0.045), (0.085, -0.04), (0.08, -0.042), (0.02, 0.03)],
        s.material("#2d6a63", rough=0.4),
        (-0.36, 0.235, 1.18),
        turn=(0, 18, 0),
    )
    s.point((-0.35, 0.23, 1.15), 3, size=0.03)
    p.tennis_ball((0.2, -0.16, 0.773))


def waiting_corner() -> None:
    """An armchair, tea and a plant by the window, for the first visit."""
    s.clear(sky="#fff4e4", strength=0.55)
    p.plank_floor((9, 8), (0.5, 0, 0))
    s.box((9, 0.2, 2.9), p.plaster("#e4d8c2", "#dacbb1"), (0.6, 1.9, 1.45), bevel=0)
    p.window_wall(-2.0, open_from=-1.0, open_to=0.9, sill=0.3, top=2.4)
    s.sun((0, -57, -16), 4.8)
    s.area((3.0, -3.0, 2.4), (0, 0.5, 0.6), 2.4, 60)
    cover = s.material("#c4704f", rough=0.9, sheen=0.4, bump=0.4, grain=260)
    _armchair(0.1, 0.95, cover)
    s.lathe([(0.001, 0), (0.2, 0), (0.21, 0.012), (0.2, 0.025), (0.001, 0.025)], p.wood(*p.OAK), (0.95, 0.7, 0.5))
    for index in range(3):
        angle = index * 2.094 + 0.4
        s.tube(
            [
                (0.95 + 0.2 * math.cos(angle), 0.7 + 0.2 * math.sin(angle), 0),
                (0.95 + 0.1 * math.cos(angle), 0.7 + 0.1 * math.sin(angle), 0.5),
            ],
            0.013,
            p.wood(*p.OAK),
        )
    p.cup((0.88, 0.63, 0.525), "#f4ecdd")
    s.box((0.15, 0.21, 0.012), p.wood(*p.WALNUT), (1.03, 0.75, 0.532), turn=(0, 0, -24), bevel=0.003)
    s.box((0.135, 0.18, 0.003), s.material("#fdfaf3", rough=0.9), (1.03, 0.745, 0.54), turn=(0, 0, -24), bevel=0)
    p.pot((-0.95, 1.25, 0), "#2d6a63", radius=0.2, height=0.38)
    p.plant((-0.95, 1.25, 0.32), leaves=28, length=1.1, wide=0.18, seed=21)
    _picture((0.35, 1.78, 1.66))
    rug = s.material("#e6d8bf", rough=1, second="#d8c6a6", mottle=5, bump=0.8, grain=90)
    s.lathe([(0.001, 0.012), (1.0, 0.012), (1.01, 0.004), (1.01, 0)], rug, (0.35, 0.55, 0), divide=0)
    s.box((0.8, 0.3, 0.04), p.wood(*p.OAK), (1.75, 1.62, 0.6), bevel=0.006)
    for x in (1.42, 2.08):
        s.box((0.04, 0.26, 0.58), p.wood(*p.OAK), (x, 1.62, 0.29), bevel=0.004)
    p.towel_stack((1.6, 1.6, 0.62), ["#f4ecdd", "#35857b", "#f4ecdd"])
    p.candle((1.95, 1.6, 0.62), radius=0.04, height=0.12, lit=False)


def _armchair(x: float, y: float, cover) -> None:
    s.box((0.62, 0.62, 0.2), cover, (x, y - 0.02, 0.35), bevel=0.06)
    s.box((0.56, 0.56, 0.13), cover, (x, y - 0.05, 0.47), bevel=0.055)
    s.box((0.72, 0.17, 0.68), cover, (x, y + 0.3, 0.63), turn=(-11, 0, 0), bevel=0.08)
    for side in (-1, 1):
        s.box((0.14, 0.66, 0.42), cover, (x + side * 0.37, y, 0.43), bevel=0.065)
        for end in (-1, 1):
            s.tube(
                [(x + side * 0.32, y + end * 0.27, 0), (x + side * 0.28, y + end * 0.24, 0.27)],
                0.018,
                p.wood(*p.WALNUT),
            )
    s.box((0.4, 0.13, 0.38), p.linen("#f1e6d1"), (x - 0.05, y + 0.14, 0.68), turn=(-20, 6, 4), bevel=0.06)


def track() -> None:
    """A runner's calves on a track in the evening."""
    s.clear(strength=0.75)
    s.evening()
    ground = s.material("#a8472f", rough=0.95, second="#93391f", mottle=40, bump=1, grain=160)
    s.box((40, 80, 0.02), ground, (0, 30, -0.01), bevel=0)
    for lane in range(-5, 6):
        s.box((0.05, 80, 0.004), s.material("#f5ede0", rough=0.8), (lane * 1.1 + 0.42, 30, 0.001), bevel=0)
    hills = (
        (-46, 70, 30, 8, "#6f8574"),
        (18, 74, 34, 6, "#7d9280"),
        (58, 80, 30, 10, "#8fa08f"),
        (-12, 88, 40, 11, "#a9b3a3"),
    )
    for x, y, wide, high, color in hills:
        s.ball(1, s.material(color, rough=1), (x, y, -1.5), squash=(wide, 6, high))
    s.ball(2.6, s.material("#ffe0a0", glow=9), (-3, 95, 15))
    s.sun((68, 0, 152), 3.6, color="#ffc285", soft=3)
    s.area((-1.6, -1.2, 1.2), (0, 0.2, 0.3), 1.2, 60, color="#ffe9d4")
    _leg(-0.11, 0.0, lift=0.0)
    _leg(0.11, 0.16, lift=0.24)


def _leg(x: float, y: float, *, lift: float) -> None:
    skin = s.material("#a8775a", rough=0.5, inner=0.1, second="#9c6a4d", mottle=6)
    rings = [(0.10, 0.034, 0.0), (0.14, 0.035, 0.004), (0.2, 0.042, -0.006), (0.27, 0.055, -0.02), (0.33, 0.061, -0.024),
             (0.38, 0.058, -0.018), (0.43, 0.05, -0.006), (0.47, 0.05, 0.004), (0.51, 0.053, 0.008), (0.58, 0.06, 0.006), (0.7, 0.072, 0.0), (0.85, 0.085, 0.0)]  # fmt: skip
    around, vertices, faces = 40, [], []
    for height, radius, back in rings:
        for step in range(around):
            angle = 2 * math.pi * step / around
            # Behind, the calf has two heads with a shallow groove between them.
            groove = 1 - 0.05 * math.exp(-(((angle - 1.5 * math.pi) / 0.28) ** 2)) * (0.25 < height < 0.42)
            vertices.append(
                (radius * 0.95 * math.cos(angle) * groove, back + radius * math.sin(angle) * groove, height)
            )
    for ring in range(len(rings) - 1):
        for step in range(around):
            a, b = ring * around + step, ring * around + (step + 1) % around
            faces.append((a, b, b + around, a + around))
    tilt = -16 if lift else 6
    s.mesh(vertices, faces, skin, at=(x, y, lift * 0.4), turn=(tilt, 0, 0), divide=2)
    s.lathe(
        [(0.041, 0.085), (0.043, 0.12), (0.041, 0.15), (0.036, 0.152)],
        p.towel("#f6efe1"),
        (x, y, lift * 0.4),
        turn=(tilt, 0, 0),
    )
    _shoe(x, y, lift)


def _shoe(x: float, y: float, lift: float) -> None:
    tilt = math.radians(-38 if lift else 0)
    rings = [
        (-0.088, 0.03, 0.07),
        (-0.08, 0.041, 0.098),
        (-0.06, 0.045, 0.112),
        (-0.02, 0.046, 0.115),
        (0.02, 0.046, 0.105),
        (0.07, 0.042, 0.075),
        (0.12, 0.046, 0.058),
        (0.165, 0.042, 0.05),
        (0.195, 0.022, 0.036),
    ]
    for color, low, part in (("#2d6a63", 0.022, 1.0), ("#fbf6ec", 0.0, 0.0)):
        vertices, faces = [], []
        for forward, wide, high in rings:
            top = high if part else 0.03 + 0.008 * (forward < 0)
            for side, up in (
                (-1, low),
                (-1.08, low + (top - low) * 0.35),
                (-0.62, top),
                (0.62, top),
                (1.08, low + (top - low) * 0.35),
                (1, low),
            ):
                px, py, pz = side * wide * (1.0 if part else 1.1), forward * (1 if part else 1.04), up
                vertices.append(
                    (px, py * math.cos(tilt) - pz * math.sin(tilt), py * math.sin(tilt) + pz * math.cos(tilt))
                )
        for ring in range(len(rings) - 1):
            for step in range(6):
                a, b = ring * 6 + step, ring * 6 + (step + 1) % 6
                faces.append((a, b, b + 6, a + 6))
        faces += [tuple(range(6)), tuple(range((len(rings) - 1) * 6, len(rings) * 6))]
        s.mesh(
            vertices,
            faces,
            s.material(color, rough=0.7, bump=0.3 * part, grain=300),
            at=(x, y + (-0.04 if lift else 0), lift * 0.62),
            divide=2,
        )


Shot = dict[str, object]
SETS: Mapping[str, tuple[Callable[[], None], Mapping[str, Shot]]] = {
    "treatment_room": (treatment_room, {
        "hero": {"size": (1600, 900), "exposure": 0.3, "eye": (1.9, -3.3, 1.42), "look": (0.3, 0.6, 0.82), "lens": 31, "stop": 8.0},
        "about-studio": {"size": (1200, 800), "exposure": 0.35, "eye": (-1.5, -2.9, 1.45), "look": (0.62, 0.9, 0.85), "lens": 31, "stop": 8.0},
        "gallery/01": {"size": (1000, 750), "exposure": 0.25, "eye": (2.4, -1.4, 1.25), "look": (0.0, 0.5, 0.8), "lens": 38, "stop": 4.0},
        "gallery/02": {"size": (750, 1000), "exposure": 0.4, "eye": (1.4, -0.2, 1.15), "look": (2.02, 1.98, 0.93), "lens": 44, "stop": 4.0},
    }),
    "spa_table": (spa_table, {
        "services/relaxation": {"size": (800, 600), "exposure": 0.35, "eye": (0.1, -0.95, 0.36), "look": (0.01, 0.12, 0.08), "lens": 50, "stop": 2.8},
        "gallery/03": {"size": (900, 900), "exposure": 0.35, "eye": (-0.42, -0.85, 0.5), "look": (-0.1, 0.12, 0.07), "lens": 58, "stop": 2.8},
        "gallery/08": {"size": (1000, 750), "exposure": 0.35, "eye": (0.65, -0.62, 0.3), "look": (0.14, 0.14, 0.06), "lens": 60, "stop": 2.4},
    }),
    "stone_table": (stone_table, {
        "services/deep-tissue": {"size": (800, 600), "exposure": 0.5, "eye": (0.05, -0.86, 0.4), "look": (0.0, 0.05, 0.07), "lens": 55, "stop": 2.8},
    }),
    "exercise_floor": (exercise_floor, {
        "articles/foam-rolling": {"size": (1200, 800), "exposure": 0.2, "eye": (0.5, -1.35, 0.72), "look": (0.08, 0.32, 0.1), "lens": 46, "stop": 3.5},
        "gallery/04": {"size": (1000, 750), "eye": (0.02, -0.55, 0.26), "look": (0.12, 0.15, 0.05), "lens": 52, "stop": 2.8},
    }),
    "sport_floor": (sport_floor, {
        "services/sports": {"size": (800, 600), "eye": (0.15, -1.05, 0.55), "look": (0.02, 0.24, 0.1), "lens": 52, "stop": 3.2},
    }),
    "ball_close": (ball_close, {
        "services/trigger-point": {"size": (800, 600), "exposure": 0.5, "eye": (0.1, -0.6, 0.32), "look": (-0.01, 0.05, 0.02), "lens": 58, "stop": 2.8},
    }),
    "chair_and_cactus": (chair_and_cactus, {
        "articles/pain-in-the-butt": {"size": (1200, 800), "exposure": 0.25, "eye": (-0.7, -1.6, 0.98), "look": (0.2, 0.4, 0.6), "lens": 50, "stop": 3.2, "focus": (0, 0.3, 0.56)},
    }),
    "pears": (pears, {
        "articles/piriformis": {"size": (1200, 800), "exposure": 0.3, "eye": (0.12, -0.66, 0.3), "look": (0.0, 0.1, 0.065), "lens": 52, "stop": 3.2},
    }),
    "desk": (desk, {
        "articles/desk-neck": {"size": (1200, 800), "exposure": 0.15, "eye": (0.5, -1.3, 1.25), "look": (-0.03, 0.12, 0.93), "lens": 42, "stop": 3.5},
    }),
    "waiting_corner": (waiting_corner, {
        "articles/first-visit": {"size": (1200, 800), "exposure": 0.25, "eye": (1.7, -2.4, 1.2), "look": (0.22, 0.9, 0.92), "lens": 36, "stop": 4.5},
        "gallery/05": {"size": (750, 1000), "exposure": 0.25, "eye": (0.5, -1.9, 1.2), "look": (-0.22, 1.1, 0.95), "lens": 38, "stop": 4.5},
        "gallery/06": {"size": (900, 900), "exposure": 0.25, "eye": (1.4, -0.2, 1.0), "look": (0.88, 0.68, 0.54), "lens": 56, "stop": 2.8},
        "gallery/07": {"size": (1000, 750), "exposure": 0.25, "eye": (2.3, -1.2, 1.12), "look": (0.6, 1.1, 0.72), "lens": 36, "stop": 4.0},
    }),
    "track": (track, {
        "articles/runner-calves": {"size": (1200, 800), "exposure": 0.2, "eye": (-0.3, -1.5, 0.3), "look": (-0.07, 0.1, 0.3), "lens": 46, "stop": 2.8},
    }),
}  # fmt: skip


# The sets whose pictures matter most are taken first.
FIRST = ("treatment_room", "chair_and_cactus", "pears", "exercise_floor", "waiting_corner", "desk", "stone_table")


def main(folder: Path, scale: int, names: list[str]) -> None:
    """Render the shots of the named sets and people (all without a name) as PNG files that are not there yet."""
    import people

    for name in sorted([*SETS, *people.PEOPLE], key=lambda n: FIRST.index(n) if n in FIRST else len(FIRST)):
        if names and name not in names:
            continue
        shots = {f"team/{name}": {"size": (600, 600), **people.EYE}} if name in people.PEOPLE else SETS[name][1]
        missing = {shot: settings for shot, settings in shots.items() if not (folder / f"{shot}.png").exists()}
        if missing:
            people.portrait(name) if name in people.PEOPLE else SETS[name][0]()
        for shot, settings in missing.items():
            path = folder / f"{shot}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            s.shoot(path, scale=scale, samples=SAMPLES, **settings)


# The denoiser makes a clean picture of this many samples a pixel; all shots take about an hour of one core.
SAMPLES = 10

if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
