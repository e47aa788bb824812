"""The team: five figures in the manner of painted wooden dolls, each with a face of its own."""
# mypy: ignore-errors
# See stage.py: bpy cannot be type-checked.

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import bpy  # noqa: F401 - mathutils can be imported once bpy is loaded
import stage as s
from mathutils import Vector, noise

if TYPE_CHECKING:
    from collections.abc import Callable

# The head is an egg about the origin that faces -y; all heights count from its middle.
HEAD = (0.092, 0.104, 0.124)


@dataclass(frozen=True)
class Person:
    """What tells one figure from another."""

    skin: str
    hair: str
    shirt: str
    ground: str
    style: str
    lips: str = "#9c4a3c"
    beard: bool = False
    moustache: bool = False
    glasses: bool = False
    broad: float = 1.0


PEOPLE = {
    "amara-lindqvist": Person("#6f4630", "#1d1614", "#2d6a63", "#d8b48f", "curls", lips="#7a3029"),
    "jonas-okafor": Person(
        "#5b3824", "#17120f", "#e9ddc6", "#35726a", "crop", lips="#6a3128", beard=True, glasses=True, broad=1.12
    ),
    "mei-castellano": Person("#e3b48c", "#1b1513", "#c4704f", "#a9c0b0", "bob", lips="#b0503f"),
    "tomas-reyes": Person(
        "#c08a62", "#4a2f20", "#24504b", "#e2c9a4", "wave", lips="#9a5242", moustache=True, broad=1.1
    ),
    "visitor": Person("#e8c3a2", "#c9c5bd", "#7d5a4a", "#b9cbbf", "knot", lips="#a8574a", glasses=True),
}


def portrait(name: str) -> None:
    """Set the stage with one person before a plain ground."""
    person = PEOPLE[name]
    s.clear(sky="#fff2e4", strength=0.45)
    s.box((4, 0.1, 4), s.material(person.ground, rough=1), (0, 0.75, 0), bevel=0)
    s.area((-0.9, -0.9, 0.75), (0, 0, 0), 0.7, 17, color="#fff0de")
    s.area((1.1, -0.6, 0.1), (0, 0, 0), 0.7, 4.5, color="#ffe0c4")
    s.area((0.7, 0.6, 0.7), (0, 0, 0.05), 0.4, 12)
    _trunk(person)
    _head(person)
    _face(person)
    HAIR[person.style](s.material(person.hair, rough=0.5, sheen=0.2))
    if person.glasses:
        _glasses()


def egg(way: Vector) -> Vector:
    """The surface of the head in a direction: an ellipsoid that narrows to the chin and is flatter in front."""
    narrow = 1 - 0.24 * max(-way.z - 0.1, 0) ** 1.3
    front = 0.94 if way.y < 0 else 1.0
    return Vector((way.x * HEAD[0] * narrow, way.y * HEAD[1] * front * (narrow * 0.4 + 0.6), way.z * HEAD[2]))


def _directions(rings: int, around: int) -> list[Vector]:
    return [
        Vector((math.sin(a) * math.cos(b), math.sin(a) * math.sin(b), math.cos(a)))
        for a in (math.pi * r / rings for r in range(rings + 1))
        for b in (2 * math.pi * t / around for t in range(around))
    ]


def shell(surface, keep: Callable[[Vector], bool], swell: Callable[[Vector], float], *, thick: float = 0.012) -> None:
    """The part of the head's surface where `keep` holds, swollen by a factor: hair, beard."""
    rings, around = 64, 96
    ways = _directions(rings, around)
    vertices = [tuple(egg(way) * swell(way)) for way in ways]
    faces = []
    for ring in range(rings):
        for step in range(around):
            face = (
                ring * around + step,
                (ring + 1) * around + step,
                (ring + 1) * around + (step + 1) % around,
                ring * around + (step + 1) % around,
            )
            if all(keep(ways[index]) for index in face):
                faces.append(face)
    s.mesh(vertices, faces, surface, thick=thick, divide=2)


def _head(person: Person) -> None:
    skin = s.material(person.skin, rough=0.48, inner=0.12)
    rings, around = 40, 64
    faces = [
        (r * around + t, (r + 1) * around + t, (r + 1) * around + (t + 1) % around, r * around + (t + 1) % around)
        for r in range(rings)
        for t in range(around)
    ]
    s.mesh([tuple(egg(way)) for way in _directions(rings, around)], faces, skin, divide=1)
    for side in (-1, 1):
        s.ball(0.021, skin, (side * 0.091, 0.008, -0.006), squash=(0.5, 0.75, 1.25))
    s.ball(0.0165, skin, (0, -0.101, -0.016), squash=(0.82, 0.85, 1.0))
    s.ball(0.009, skin, (0, -0.0985, 0.008), squash=(0.7, 0.6, 2.0))
    s.lathe([(0.047, -0.24), (0.043, -0.16), (0.042, -0.11), (0.05, -0.06)], skin, (0, 0.012, 0))


def _trunk(person: Person) -> None:
    cloth = s.material(person.shirt, rough=0.9, sheen=0.3, bump=0.3, grain=420)
    rings = [
        (-0.62, 0.25, 0.125),
        (-0.45, 0.243, 0.125),
        (-0.34, 0.23, 0.12),
        (-0.275, 0.205, 0.11),
        (-0.225, 0.155, 0.094),
        (-0.185, 0.095, 0.076),
        (-0.165, 0.066, 0.064),
        (-0.158, 0.06, 0.06),
        (-0.165, 0.054, 0.056),
    ]
    around, vertices, faces = 64, [], []
    for height, wide, deep in rings:
        for step in range(around):
            angle = 2 * math.pi * step / around
            dip = 0.02 * max(-math.sin(angle), 0) ** 2 * (height > -0.2)
            vertices.append((wide * person.broad * math.cos(angle), 0.02 + deep * math.sin(angle), height - dip))
    for ring in range(len(rings) - 1):
        for step in range(around):
            a, b = ring * around + step, ring * around + (step + 1) % around
            faces.append((a, b, b + around, a + around))
    s.mesh(vertices, faces, cloth, divide=1)


def _face(person: Person) -> None:
    eye = s.material("#1a1411", rough=0.12, coat=1)
    brow = s.material(person.hair, rough=0.7)
    for side in (-1, 1):
        s.ball(0.0098, eye, (side * 0.034, -0.0905, 0.014), squash=(0.9, 0.6, 1.15))
        s.ball(0.0024, s.material("#ffffff", glow=1.5), (side * 0.034 - 0.003, -0.0974, 0.0185))
        s.tube(
            [(side * 0.019, -0.0972, 0.0415), (side * 0.035, -0.0938, 0.0445), (side * 0.05, -0.085, 0.038)],
            0.0032,
            brow,
        )
    smile = [(x, -0.0945 + 0.9 * x * x * 6, -0.06 + 11 * x * x) for x in (-0.027, -0.014, 0, 0.014, 0.027)]
    s.tube(smile, 0.0038, s.material(person.lips, rough=0.45))
    if person.beard:

        def jaw(way: Vector) -> bool:
            mouth = way.y < -0.4 and (way.x / 0.37) ** 2 + ((way.z + 0.42) / 0.2) ** 2 < 1
            return way.z < -0.1 - 0.3 * max(-way.y - 0.5, 0) and way.y < 0.2 and not mouth

        shell(s.material(person.hair, rough=0.95, bump=1, grain=260), jaw, lambda _: 1.03, thick=0.01)
    if person.moustache:
        for side in (-1, 1):
            s.tube(
                [(0, -0.104, -0.0375), (side * 0.014, -0.1015, -0.039), (side * 0.03, -0.0935, -0.0475)], 0.0062, brow
            )


def _glasses() -> None:
    frame = s.material("#8a5a2b", rough=0.25, coat=0.8)
    for side in (-1, 1):
        ring = [
            (
                side * 0.035 + 0.0265 * math.cos(a),
                -0.109 + abs(side * 0.035 + 0.0265 * math.cos(a)) * 0.12,
                0.012 + 0.023 * math.sin(a),
            )
            for a in (2 * math.pi * i / 14 for i in range(14))
        ]
        s.tube(ring, 0.0022, frame, closed=True)
        s.tube([(side * 0.0615, -0.101, 0.017), (side * 0.09, -0.06, 0.017), (side * 0.095, 0.01, 0.012)], 0.002, frame)
    s.tube([(-0.0085, -0.109, 0.017), (0, -0.1115, 0.02), (0.0085, -0.109, 0.017)], 0.0022, frame)


def _hairline(way: Vector, *, front: float, side: float) -> bool:
    """Above the forehead in front, down to `side` behind the ears."""
    edge = side + (front - side) * min(max(-way.y * 1.7 + 0.25, 0), 1)
    return way.z > edge


def _curls(hair) -> None:
    shell(hair, lambda way: _hairline(way, front=0.56, side=-0.35), lambda _: 1.05)
    for index in range(520):
        height = 1 - 2 * (index + 0.5) / 520
        angle = index * 2.399963
        flat = math.sqrt(1 - height * height)
        way = Vector((flat * math.cos(angle), flat * math.sin(angle), height))
        if _hairline(way, front=0.58, side=-0.35):
            puff = 1.2 + 0.2 * max(way.z, 0) + 0.08 * noise.noise(way * 4)
            spot = egg(way) * puff
            s.ball(0.0185 + 0.004 * noise.noise(way * 9), hair, (spot.x * 1.08, spot.y * 1.04 + 0.008, spot.z + 0.012))


def _crop(hair) -> None:
    hair.node_tree.nodes["Principled BSDF"].inputs["Roughness"].default_value = 0.95
    shell(hair, lambda way: _hairline(way, front=0.6, side=-0.2), lambda way: 1.03 + 0.03 * max(way.z, 0), thick=0.01)


def _bob(hair) -> None:
    def swell(way: Vector) -> float:
        return 1.1 + 0.16 * max(-way.z, 0) + 0.006 * math.sin(math.atan2(way.y, way.x) * 34)

    def keep(way: Vector) -> bool:
        fringe = way.z > 0.4 and way.y < 0
        sides = way.z > -0.8 and (way.y > -0.42 or (abs(way.x) > 0.72 and way.z > -0.75))
        return fringe or sides

    shell(hair, keep, swell, thick=0.016)


def _wave(hair) -> None:
    def swell(way: Vector) -> float:
        quiff = 0.2 * max(way.z, 0) ** 2 * (1.1 - 0.5 * way.y)
        return 1.05 + quiff + 0.022 * math.sin(way.x * 13 + way.y * 4 + 1) * max(way.z, 0)

    shell(
        hair, lambda way: _hairline(way, front=0.58 + 0.1 * math.sin(way.x * 3 + 0.6), side=-0.22), swell, thick=0.012
    )


def _knot(hair) -> None:
    def swell(way: Vector) -> float:
        return 1.07 + 0.008 * math.sin(way.x * 40)

    shell(hair, lambda way: _hairline(way, front=0.5 + 0.3 * abs(way.x), side=-0.45), swell)
    s.ball(0.046, hair, (0, 0.045, 0.155), squash=(1, 1, 0.8), rough=0.06)


HAIR: dict[str, Callable[[object], None]] = {"curls": _curls, "crop": _crop, "bob": _bob, "wave": _wave, "knot": _knot}
EYE = {
    "exposure": 0.3,
    "eye": (0.14, -1.0, 0.05),
    "look": (0.0, 0.0, -0.025),
    "lens": 72,
    "stop": 5.6,
    "focus": (0, -0.1, 0),
}
