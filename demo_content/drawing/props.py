"""The things that stand about in the clinic: towels, stones, candles, plants, rollers, tables and chairs."""
# mypy: ignore-errors
# See stage.py: bpy cannot be type-checked.
# ruff: noqa: E501 - a path, an outline or a shot reads best on one line

from __future__ import annotations

import math

import bpy  # noqa: F401 - mathutils can be imported once bpy is loaded
from mathutils import Vector, noise
from stage import Triple, area, ball, box, dice, lathe, leaf, material, mesh, point, sheet, tube, wood

OAK = ("#c79b6b", "#a57646")
WALNUT = ("#7d573a", "#55371f")


def towel(color: str):
    """Terry cloth."""
    return material(color, rough=0.95, sheen=0.5, bump=0.9, grain=420)


def linen(color: str):
    """Woven cloth."""
    return material(color, rough=0.9, sheen=0.25, bump=0.35, grain=600)


def plaster(color: str = "#efe5d4", second: str = "#e6dac6"):
    """A limewashed wall."""
    return material(color, rough=0.95, second=second, mottle=1.6, bump=0.25, grain=14)


def towel_roll(at: Triple, color: str, *, radius: float = 0.055, length: float = 0.3, heading: float = 0) -> None:
    """A rolled towel lying on its side; `at` is the middle of its underside."""
    turns, steps = 3.6, 110
    vertices, faces = [], []
    for step in range(steps + 1):
        share = step / steps
        angle = turns * 2 * math.pi * share
        size = radius * (0.14 + 0.86 * share)
        ends = (-length / 2, -length / 2 + 0.01, 0, length / 2 - 0.01, length / 2)
        vertices += [(size * math.cos(angle), end, size * math.sin(angle)) for end in ends]
    for step in range(steps):
        for end in range(4):
            a = step * 5 + end
            faces.append((a, a + 1, a + 6, a + 5))
    mesh(
        vertices,
        faces,
        towel(color),
        at=(at[0], at[1], at[2] + radius),
        turn=(0, 0, heading),
        thick=radius * 0.2,
        divide=1,
    )


def towel_stack(at: Triple, colors: list[str], *, size: tuple[float, float] = (0.34, 0.24)) -> None:
    """Folded towels, each of two layers with a round fold in front."""
    chance, height = dice(4), at[2]
    for color in colors:
        surface = towel(color)
        turn = chance.uniform(-3, 3)
        for _ in range(2):
            box((size[0], size[1], 0.034), surface, (at[0], at[1], height + 0.017), turn=(0, 0, turn), bevel=0.0165)
            height += 0.032


def stones(at: Triple, sizes: list[float], *, color: str = "#3c3f40", seed: float = 1.0) -> None:
    """A pile of basalt pebbles, the largest below."""
    surface = material(color, rough=0.42, second="#2a2d2e", mottle=30, bump=0.12, grain=160)
    height = at[2]
    for index, size in enumerate(sizes):
        flat = size * 0.42
        shift = 0.006 * math.sin(index * 2.4)
        ball(
            size,
            surface,
            (at[0] + shift, at[1] - shift, height + flat),
            squash=(1, 0.82, 0.42),
            rough=0.12,
            seed=seed + index,
        )
        height += flat * 1.86


def candle(at: Triple, *, radius: float = 0.035, height: float = 0.09, lit: bool = True) -> None:
    """A pillar candle with its flame."""
    wax = material("#f6ead2", rough=0.5, inner=0.6)
    profile = [(0.001, 0), (radius, 0), (radius, height * 0.5), (radius, height), (radius * 0.9, height + 0.002)]
    lathe([*profile, (radius * 0.7, height - 0.006), (0.001, height - 0.008)], wax, at)
    top = at[2] + height
    tube([(0, 0, -0.01), (0.001, 0, 0.012)], 0.0012, material("#2b2420"), (at[0], at[1], top))
    if lit:
        flame = [(0.0005, 0), (0.005, 0.008), (0.0055, 0.014), (0.003, 0.026), (0.0005, 0.038)]
        lathe(flame, material("#ffb356", glow=26), (at[0], at[1], top + 0.008))
        point((at[0], at[1], top + 0.03), 1.1)


def bottle(at: Triple, *, color: str = "#8a4b1c", height: float = 0.15, radius: float = 0.032) -> None:
    """An amber oil bottle with a wooden stopper and a paper label."""
    shoulder = height * 0.68
    body = [(0.001, 0.003), (radius * 0.9, 0), (radius, 0.006), (radius, shoulder), (radius * 0.85, shoulder + 0.014),
            (radius * 0.42, shoulder + 0.028), (radius * 0.4, height * 0.96), (0.001, height * 0.97)]  # fmt: skip
    lathe(body, material(color, rough=0.08, coat=0.6, second="#5e2f0f", mottle=3), at)
    lathe([(0.001, 0), (radius * 0.5, 0), (radius * 0.5, height * 0.2), (0.001, height * 0.205)],
          wood(*OAK), (at[0], at[1], at[2] + height * 0.94))  # fmt: skip
    band = [(radius * 1.012, shoulder * 0.25), (radius * 1.012, shoulder * 0.8)]
    lathe(band, material("#f3ead9", rough=0.9), at, divide=0)


def bowl(at: Triple, color: str, *, radius: float = 0.09, height: float = 0.055, fill: str | None = None) -> None:
    """A stoneware bowl, empty or filled to just under its rim."""
    outer = [
        (0.001, 0),
        (radius * 0.5, 0),
        (radius * 0.55, height * 0.1),
        (radius * 0.85, height * 0.5),
        (radius, height),
    ]
    inner = [
        (radius * 0.94, height),
        (radius * 0.8, height * 0.55),
        (radius * 0.5, height * 0.2),
        (0.001, height * 0.15),
    ]
    lathe([*outer, *inner], material(color, rough=0.45, second=color, bump=0.15, grain=60, coat=0.2), at)
    if fill:
        lathe([(radius * 0.9, height * 0.78), (0.001, height * 0.78)], material(fill, rough=0.1, coat=1), at)


def pot(at: Triple, color: str, *, radius: float, height: float) -> None:
    """A plant pot with earth."""
    wall = [
        (0.001, 0),
        (radius * 0.72, 0),
        (radius * 0.76, 0.01),
        (radius, height),
        (radius * 0.93, height),
        (radius * 0.9, height * 0.88),
    ]
    lathe([*wall, (0.001, height * 0.88)], material(color, rough=0.8, second=color, bump=0.3, grain=40), at)
    lathe([(radius * 0.9, height * 0.885), (0.001, height * 0.9)], material("#3a2a1e", rough=1, bump=1, grain=60), at)


def plant(
    at: Triple, *, leaves: int = 22, length: float = 0.7, wide: float = 0.12, seed: int = 1, droop: float = 75
) -> None:
    """A houseplant of arching leaves from one root."""
    chance = dice(seed)
    greens = [
        material(color, rough=0.42, second=other, mottle=8, coat=0.15)
        for color, other in (("#2c5d43", "#3f7a55"), ("#245238", "#356b4a"), ("#43805a", "#5a9568"))
    ]
    for index in range(leaves):
        share = index / leaves
        leaf(greens[index % 3], (at[0] + chance.uniform(-0.02, 0.02), at[1] + chance.uniform(-0.02, 0.02), at[2]),
             length=length * (1 - 0.35 * share) * chance.uniform(0.85, 1.1), wide=wide * chance.uniform(0.8, 1.1),
             heading=index * 137.5 + chance.uniform(-12, 12), rise=50 + 36 * share, droop=droop * chance.uniform(0.7, 1.1))  # fmt: skip


def sprig(
    at: Triple, *, length: float = 0.3, heading: float = 0, rise: float = 4, seed: int = 3, pairs: int = 9
) -> None:
    """A eucalyptus-like branch that lies or stands."""
    chance = dice(seed)
    surface = material("#7d9a85", rough=0.65, second="#5d8069", mottle=12)
    flat, up = math.cos(math.radians(rise)), math.sin(math.radians(rise))
    way = Vector((math.cos(math.radians(heading)) * flat, math.sin(math.radians(heading)) * flat, up))
    ends = [tuple(Vector(at) + way * (length * step / 4) + Vector((0, 0, 0.01 * math.sin(step)))) for step in range(5)]
    tube(ends, 0.0022, material("#6b5a42"))
    for index in range(pairs):
        share = 0.15 + 0.85 * index / pairs
        spot = Vector(at) + way * (length * share)
        size = 0.055 * (1.1 - 0.55 * share)
        for side in (-1, 1):
            leaf(surface, tuple(spot), length=size, wide=size * 0.62, heading=heading + side * chance.uniform(48, 75),
                 rise=rise + chance.uniform(5, 40), droop=chance.uniform(10, 50), fold=0.12)  # fmt: skip


def flower(at: Triple, *, size: float = 0.035, color: str = "#fdf6ee", heart: str = "#f2b632") -> None:
    """A blossom of five broad petals."""
    petal = material(color, rough=0.6, inner=0.3)
    for index in range(5):
        leaf(petal, at, length=size, wide=size * 0.85, heading=index * 72 + 10, rise=38, droop=60, fold=0.15)
    ball(size * 0.16, material(heart, rough=0.6), (at[0], at[1], at[2] + size * 0.12))


def roller(at: Triple, color: str, *, heading: float = 0, length: float = 0.34, radius: float = 0.07) -> None:
    """A foam roller on its side, hollow, with rows of pads."""
    around, rows = 96, 60
    vertices, faces = [], []
    for row in range(rows + 1):
        x = length * (row / rows - 0.5)
        for step in range(around):
            angle = 2 * math.pi * step / around
            groove = (0.94 if row % 10 in (0, 1) and 0 < row < rows else 1.0) * (0.95 if step % 16 in (0, 1) else 1.0)
            vertices.append((x, radius * groove * math.cos(angle), radius * groove * math.sin(angle)))
    for row in range(rows):
        for step in range(around):
            a, b = row * around + step, row * around + (step + 1) % around
            faces.append((a, b, b + around, a + around))
    foam = material(color, rough=0.7, bump=0.25, grain=300)
    place = (at[0], at[1], at[2] + radius)
    mesh(vertices, faces, foam, at=place, turn=(0, 0, heading), divide=1)
    ring = [(radius * 0.95, -length / 2), (radius * 0.72, -length / 2 - 0.001), (radius * 0.68, -length / 2 + 0.01),
            (radius * 0.68, length / 2 - 0.01), (radius * 0.72, length / 2 + 0.001), (radius * 0.95, length / 2)]  # fmt: skip
    lathe(ring, material("#20312f", rough=0.5), place, turn=(0, 90, heading), divide=0)


def tennis_ball(at: Triple, *, radius: float = 0.033, turn: Triple = (20, 30, 0)) -> None:
    """A felt ball with its seam."""
    felt = material("#d5d84a", rough=1, sheen=1, bump=0.9, grain=700)
    ball(radius, felt, at)
    seam = []
    for step in range(48):
        t = 2 * math.pi * step / 48
        way = Vector(
            (
                math.cos(t) * 0.72 + math.cos(3 * t) * 0.28,
                math.sin(t) * 0.72 - math.sin(3 * t) * 0.28,
                0.85 * math.sin(2 * t),
            )
        )
        seam.append(tuple(way.normalized() * radius))
    line = tube(seam, 0.0016, material("#f4f2e4", rough=0.9), at, closed=True)
    line.rotation_euler = [math.radians(angle) for angle in turn]


def rubber_ball(at: Triple, color: str, *, radius: float = 0.032) -> None:
    """A lacrosse ball."""
    ball(radius, material(color, rough=0.38, bump=0.05, grain=300), at)


def spiky_ball(at: Triple, color: str, *, radius: float = 0.04) -> None:
    """A massage ball with blunt nubs."""
    surface = material(color, rough=0.45)
    ball(radius * 0.88, surface, at)
    for index in range(90):
        height = 1 - 2 * (index + 0.5) / 90
        angle = index * 2.399963
        flat = math.sqrt(1 - height * height)
        spot = [
            at[i] + v * radius * 0.9 for i, v in enumerate((flat * math.cos(angle), flat * math.sin(angle), height))
        ]
        nub = ball(radius * 0.13, surface, tuple(spot))
        nub.data.name = "nub"


def massage_table(at: Triple = (0, 0, 0), *, cover: str = "#f4eee2", blanket: str = "#2d6a63") -> None:
    """A wooden treatment table, long side along x, with sheet, blanket, face cradle and pillow."""
    x, y, z = at
    timber = wood(*OAK)
    for side in (-1, 1):
        for end in (-1, 1):
            box((0.07, 0.06, 0.62), timber, (x + end * 0.76, y + side * 0.27, z + 0.31), bevel=0.008)
        box((1.6, 0.035, 0.1), timber, (x, y + side * 0.27, z + 0.55), bevel=0.006)
    for end in (-1, 1):
        box((0.05, 0.54, 0.05), timber, (x + end * 0.76, y, z + 0.16), bevel=0.006)
    box((1.9, 0.74, 0.09), material("#d8cbb5", rough=0.6), (x, y, z + 0.66), bevel=0.04)
    cloth(at, cover, 1.9, hang=0.22, layer=0)
    cloth((x + 0.53, y, z), blanket, 0.84, hang=0.3, layer=1)
    cloth((x + 0.19, y, z), "#c4704f", 0.2, hang=0.3, layer=2)
    ring = [(-1.12 + 0.15 * math.cos(a), 0.14 * math.sin(a), 0) for a in (math.pi * 2 * i / 16 for i in range(16))]
    tube(ring, 0.05, material("#e9e0d0", rough=0.7), (x, y, z + 0.72), closed=True)
    box((0.3, 0.46, 0.12), linen("#faf6ec"), (x - 0.72, y, z + 0.78), turn=(0, -5, 3), bevel=0.055)


def cloth(at: Triple, color: str, length: float, *, hang: float, layer: int) -> None:
    """A cloth over the table's width that hangs down on both sides in soft folds; layers lie over each other."""
    across, along = 90, 48
    x = at[0]
    half, top = 0.385 + 0.014 * layer, 0.716 + 0.012 * layer
    vertices, faces = [], []
    for i in range(across + 1):
        u = length * (i / across - 0.5)
        for j in range(along + 1):
            way = (j / along * 2 - 1) * (half + hang)
            over = max(abs(way) - half, 0)
            side = math.copysign(1, way)
            # All layers follow the same folds, or they would cut through each other.
            wave = noise.noise(Vector(((u + x) * 7, side * 3, 0.3))) + 0.5 * noise.noise(
                Vector(((u + x) * 17, side, 1.3))
            )
            flat = side * min(abs(way), half) + side * (0.012 * min(over / 0.03, 1) + wave * over * 0.14)
            vertices.append((u, flat, top - over * 0.985 + 0.003 * noise.noise(Vector(((u + x) * 6, way * 6, 2)))))
    row = along + 1
    for i in range(across):
        faces += [(i * row + j, (i + 1) * row + j, (i + 1) * row + j + 1, i * row + j + 1) for j in range(along)]
    mesh(vertices, faces, linen(color), at=at, thick=0.008, divide=1)


def stool(at: Triple, color: str = "#2d6a63") -> None:
    """A round stool."""
    x, y, z = at
    lathe(
        [(0.001, 0), (0.17, 0), (0.185, 0.02), (0.185, 0.05), (0.16, 0.075), (0.001, 0.082)],
        material(color, rough=0.55),
        (x, y, z + 0.44),
    )
    timber = wood(*OAK)
    for index in range(4):
        angle = math.pi / 4 + index * math.pi / 2
        foot, top = 0.19, 0.12
        tube(
            [(foot * math.cos(angle), foot * math.sin(angle), 0), (top * math.cos(angle), top * math.sin(angle), 0.45)],
            0.016,
            timber,
            at,
        )


def chair(at: Triple, *, heading: float = 0) -> None:
    """A plain wooden chair that faces -y before it is turned."""
    timber, angle = wood("#b98a5b", "#8f6238"), math.radians(heading)

    def put(px: float, py: float, pz: float) -> Triple:
        return (
            at[0] + px * math.cos(angle) - py * math.sin(angle),
            at[1] + px * math.sin(angle) + py * math.cos(angle),
            at[2] + pz,
        )

    box((0.44, 0.43, 0.035), timber, put(0, 0, 0.45), turn=(0, 0, heading), bevel=0.016)
    for side in (-1, 1):
        tube([put(side * 0.2, -0.2, 0), put(side * 0.17, -0.16, 0.44)], 0.017, timber)
        tube([put(side * 0.2, 0.23, 0), put(side * 0.185, 0.185, 0.45), put(side * 0.19, 0.22, 0.88)], 0.017, timber)
        tube([put(side * 0.19, -0.185, 0.2), put(side * 0.192, 0.21, 0.2)], 0.011, timber)
    for height in (0.62, 0.73, 0.85):
        deep = 0.2 + (height - 0.45) * 0.08
        tube([put(-0.19, deep, height), put(0, deep + 0.03, height), put(0.19, deep, height)], 0.019, timber)


def cactus(at: Triple, *, radius: float = 0.062, height: float = 0.13) -> None:
    """A round cactus in a clay pot, with thorns and a pink flower."""
    pot(at, "#c0694a", radius=0.075, height=0.105)
    base, ribs = at[2] + 0.085, 14
    profile = [
        (radius * math.sin(math.pi * (0.16 + 0.84 * s / 18)) ** 0.75 + 0.0005, height * (s / 18)) for s in range(19)
    ]
    lathe(
        profile,
        material("#4d8a5b", rough=0.55, second="#3a7049", mottle=14),
        (at[0], at[1], base),
        around=112,
        ribs=ribs,
        depth=0.11,
    )
    vertices, faces = [], []
    for rib in range(ribs):
        angle = 2 * math.pi * rib / ribs
        for size, up in profile[2:-1:2]:
            root = Vector((size * 1.1 * math.cos(angle), size * 1.1 * math.sin(angle), up))
            for tip in range(5):
                way = Vector(
                    (math.cos(angle + (tip - 2) * 0.42), math.sin(angle + (tip - 2) * 0.42), 0.5 * math.sin(tip * 2.1))
                ).normalized()
                side = way.cross(Vector((0, 0, 1))).normalized() * 0.0011
                start = len(vertices)
                vertices += [
                    tuple(root + side),
                    tuple(root - side),
                    tuple(root + Vector((0, 0, 0.0011))),
                    tuple(root + way * 0.017),
                ]
                faces += [
                    (start, start + 1, start + 3),
                    (start + 1, start + 2, start + 3),
                    (start + 2, start, start + 3),
                ]
    mesh(vertices, faces, material("#f7ecd0", rough=0.5), at=(at[0], at[1], base), smooth=False)
    for turn in (0, 36):
        for index in range(5):
            leaf(material("#e4728b", rough=0.5, inner=0.2), (at[0], at[1], base + height - 0.004), length=0.034, wide=0.02,
                 heading=index * 72 + turn, rise=62 - turn * 0.7, droop=60)  # fmt: skip


def pear(
    at: Triple,
    *,
    size: float = 1.0,
    lean: float = 2.0,
    turn: Triple = (0, 0, 0),
    color: str = "#c9b44c",
    blush: str = "#b8703c",
) -> None:
    """A pear on its base, or lying where it is turned."""
    outline = [
        (0.001, 0.004),
        (0.018, 0),
        (0.032, 0.008),
        (0.0395, 0.027),
        (0.038, 0.046),
        (0.029, 0.066),
        (0.0205, 0.082),
        (0.0165, 0.094),
        (0.010, 0.102),
        (0.001, 0.1),
    ]
    fruit = material(color, rough=0.38, second=blush, mottle=16, bump=0.05, grain=400, coat=0.1)
    body = lathe([(r * size, h * size) for r, h in outline], fruit, at, turn=turn, lean=lean)
    top = lean * (0.1 * size) ** 2
    stem = tube(
        [(top, 0, 0.098 * size), (top + 0.003, 0, 0.112 * size), (top + 0.011, 0.002, 0.125 * size)],
        0.0018,
        material("#5a4029", rough=0.8),
        at,
    )
    stem.rotation_euler = body.rotation_euler


def cup(at: Triple, color: str, *, tea: str = "#a8622a") -> None:
    """A cup of tea on a saucer."""
    glaze = material(color, rough=0.25, coat=0.5)
    lathe([(0.001, 0), (0.045, 0), (0.07, 0.01), (0.072, 0.013), (0.045, 0.006), (0.001, 0.005)], glaze, at)
    lathe(
        [(0.001, 0.006), (0.022, 0.006), (0.036, 0.03), (0.041, 0.062), (0.038, 0.062), (0.033, 0.032), (0.001, 0.014)],
        glaze,
        at,
    )
    lathe([(0.0385, 0.054), (0.001, 0.054)], material(tea, rough=0.05, coat=1), at)
    tube([(0.038, 0, 0.052), (0.06, 0, 0.046), (0.058, 0, 0.028), (0.034, 0, 0.022)], 0.0038, glaze, at)


def window_wall(
    x: float, *, open_from: float, open_to: float, sill: float, top: float, deep: float = 6.0, height: float = 2.9
) -> None:
    """A wall across the x axis with one tall window of six panes, so that sunlight falls in as bars."""
    wall, frame = plaster(), material("#f7f1e6", rough=0.5)
    box((0.2, open_from + deep, height), wall, (x, (open_from - deep) / 2, height / 2), bevel=0)
    box((0.2, 8 - open_to, height), wall, (x, (open_to + 8) / 2, height / 2), bevel=0)
    middle, wide = (open_from + open_to) / 2, open_to - open_from
    box((0.2, wide, sill), wall, (x, middle, sill / 2), bevel=0)
    box((0.2, wide, height - top), wall, (x, middle, (height + top) / 2), bevel=0)
    for share in (1 / 3, 2 / 3):
        box((0.05, 0.04, top - sill), frame, (x, open_from + wide * share, (top + sill) / 2), bevel=0)
    box((0.05, wide, 0.04), frame, (x + 0.006, middle, sill + (top - sill) * 0.62), bevel=0)
    area((x - 0.3, middle, (top + sill) / 2), (x + 2, middle, 0.9), wide, 110, color="#fff4e4")
    box(
        (0.05, 9, 6), material("#dcebe2", glow=1.6, second="#f4f7ee", mottle=0.5), (x - 3.6, middle + 2, 1.6), bevel=0
    ).visible_shadow = False


def plank_floor(size: tuple[float, float], at: Triple, *, heading: float = 0) -> None:
    """Oak boards with dark joints."""
    chance = dice(9)
    boards = [
        wood(light, dark, stretch=(0.9, 9, 9), rough=0.38)
        for light, dark in (("#cfa677", "#b3865a"), ("#c79d6d", "#a97c50"), ("#d6ae80", "#bb8e62"))
    ]
    wide, count = 0.16, int(size[1] / 0.16)
    angle = math.radians(heading)
    for index in range(count):
        across = -size[1] / 2 + wide * (index + 0.5)
        start = -size[0] / 2 - chance.uniform(0, 1.6)
        while start < size[0] / 2:
            length = chance.uniform(1.2, 2.2)
            middle = start + length / 2
            spot = (
                at[0] + middle * math.cos(angle) - across * math.sin(angle),
                at[1] + middle * math.sin(angle) + across * math.cos(angle),
                at[2] - 0.01,
            )
            box(
                (length - 0.003, wide - 0.003, 0.02),
                boards[chance.randrange(3)],
                spot,
                turn=(0, 0, heading),
                bevel=0.0015,
            )
            start += length
    box((size[0], size[1], 0.01), material("#5a4028"), (at[0], at[1], at[2] - 0.026), turn=(0, 0, heading), bevel=0)


def mat(size: tuple[float, float], color: str, at: Triple, *, heading: float = 0) -> None:
    """An exercise mat."""
    box(
        (*size, 0.008),
        material(color, rough=0.85, bump=0.5, grain=220),
        (at[0], at[1], at[2] + 0.004),
        turn=(0, 0, heading),
        bevel=0.004,
    )


def crumpled(size: tuple[float, float], color: str, at: Triple, *, seed: float = 0.0, deep: float = 0.02):
    """A cloth laid loosely on a table."""

    def height(x: float, y: float) -> float:
        wave = noise.noise(Vector((x * 5 + seed, y * 5, 0))) + 0.6 * noise.noise(
            Vector((x * 4 - y * 9, y * 3 + seed, 4))
        )
        ridge = 1 - abs(noise.noise(Vector((x * 3 + y * 2.5, y * 3 - seed, 8))))
        return deep * (0.5 * wave + 0.8 * ridge**3)

    return sheet(size, (110, 110), height, linen(color), at, thick=0.003, divide=1)
