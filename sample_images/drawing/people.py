"""People as calm figures: head and shoulders with closed, smiling eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from drawing.canvas import Array, Noise, linear, mix, step
from drawing.props import leafy, mottled, plain, woven
from drawing.scene import Scene
from drawing.solid import (
    Distance,
    Points,
    box,
    carve,
    common,
    ellipsoid,
    join,
    length,
    limb,
    ring,
    sphere,
)
from drawing.studio import Camera, Material, Part, Stage, photograph

if TYPE_CHECKING:
    from collections.abc import Callable

NOISE = Noise(29)


@dataclass(frozen=True)
class Person:
    """What sets one figure apart from another."""

    skin: str
    hair: str
    lips: str
    cloth: str
    wall: str
    style: str
    """bun, waves, crop, curls or silver."""
    turn: float = 0.0
    tilt: float = 0.0
    broad: float = 1.0
    beard: bool = False
    earrings: str = ""
    glasses: bool = False
    collar: str = "round"


def _turned(person: Person, p: Points) -> Points:
    """Points as the head sees them: it turns and tilts about the top of the neck."""
    return p.moved((0, -0.35, 0)).turned("y", person.turn).turned("z", person.tilt).moved((0, 0.35, 0))


def _head(person: Person) -> Distance:
    def distance(p: Points) -> Array:
        h = _turned(person, p)
        skull = ellipsoid(h, (0, 0.1, -0.04), (0.405, 0.46, 0.45))
        face = ellipsoid(h, (0, -0.12, 0.06), (0.335, 0.42, 0.36))
        result = join(skull, face, 0.16)
        result = join(result, ellipsoid(h, (0, -0.40, 0.20), (0.17, 0.13, 0.15)), 0.14)
        nose = limb(h, (0, 0.05, 0.40), (0, -0.10, 0.475), 0.028, 0.056)
        result = join(result, nose, 0.09)
        cheeks = ellipsoid(h.mirrored(), (0.19, -0.14, 0.26), (0.13, 0.12, 0.12))
        result = join(result, cheeks, 0.1)
        sockets = ellipsoid(h.mirrored(), (0.155, 0.035, 0.45), (0.10, 0.055, 0.06))
        result = carve(result, sockets, 0.09)
        lids = ellipsoid(h.mirrored(), (0.152, 0.02, 0.352), (0.082, 0.05, 0.05))
        result = join(result, lids, 0.03)
        lips = ellipsoid(h, (0, -0.262, 0.385), (0.10, 0.035, 0.045))
        result = join(result, lips, 0.05)
        ears = ellipsoid(h.mirrored(), (0.405, -0.03, -0.03), (0.045, 0.105, 0.075))
        result = join(result, ears, 0.03)
        neck = limb(p, (0, -0.33, -0.06), (0, -0.80, -0.09), 0.185 * person.broad, 0.205 * person.broad)
        wide = 0.28 if person.collar == "high" else 0.40
        chest = ellipsoid(p, (0, -0.89, -0.02), (wide, 0.17, 0.21))
        return join(join(result, neck, 0.10), chest, 0.16)

    return distance


def _face(person: Person) -> Material:
    skin, lips, hair = linear(person.skin), linear(person.lips), linear(person.hair)
    warm = skin * np.array([1.06, 0.80, 0.74], dtype=np.float32)

    def colour(p: Points, normal: Points) -> Array:
        del normal
        h = _turned(person, p)
        x, y = np.abs(h.x), h.y
        base = np.broadcast_to(skin, (p.x.size, 3)).astype(np.float32)
        front = step(0.05, 0.2, h.z)
        blush = np.exp(-(((x - 0.21) / 0.10) ** 2) - ((y + 0.13) / 0.085) ** 2) * front
        base = mix(base, warm, blush * 0.65)
        base = mix(base, warm, np.exp(-((x / 0.06) ** 2) - ((y + 0.11) / 0.05) ** 2) * front * 0.4)
        # Closed lids and brows taper towards their ends; brows rise outwards, which keeps the face cheerful.
        across = np.clip(np.abs(x - 0.154) / 0.088, 0, 1)
        lid = -0.032 + 2.3 * (x - 0.148) ** 2
        wide = 0.0105 * (1 - across**3)
        lash = step(wide + 0.002, wide - 0.003, np.abs(y - lid)) * (across < 1) * front
        base = mix(base, hair * 0.35 + np.float32(0.006), lash * 0.9)
        across = np.clip(np.abs(x - 0.158) / 0.1, 0, 1)
        brow = 0.134 - 1.35 * (x - 0.168) ** 2
        wide = 0.0165 * (1 - across**2.4)
        arch = step(wide + 0.004, wide - 0.004, np.abs(y - brow)) * (across < 1) * front
        base = mix(base, hair * 0.8, arch * 0.8)
        across = np.clip(x / 0.118, 0, 1)
        smile = -0.272 + 2.5 * x**2
        upper = smile + 0.026 * (1 - across**2) + 0.004 * np.exp(-(((x - 0.026) / 0.016) ** 2))
        lower = smile - 0.036 * (1 - across**2)
        mouth = step(0.003, -0.003, y - upper) * step(-0.003, 0.003, y - lower) * (across < 1) * front
        base = mix(base, lips, mouth * 0.8)
        wide = 0.005 * (1 - 0.6 * across**2)
        line = step(wide + 0.0015, wide - 0.002, np.abs(y - smile)) * step(0.126, 0.116, x) * front
        base = mix(base, lips * 0.35, line * 0.8)
        if person.beard:
            jaw = step(0.0, 0.12, -0.13 - y - 0.35 * np.abs(x - 0.2) + 1.4 * np.maximum(x - 0.2, 0))
            jaw = (
                jaw
                * (1 - np.exp(-((x / 0.15) ** 4) - ((y + 0.27) / 0.07) ** 4))
                * step(-0.62, -0.5, y)
                * step(-0.15, 0.0, h.z)
            )
            base = mix(base, hair * 1.1, np.clip(jaw, 0, 1) * 0.72)
        return base

    return Material(colour, gloss=0.045, polish=14, skin=0.75)


def _hair(person: Person) -> Distance:
    def strands(h: Points) -> Array:
        turn = np.arctan2(h.x, h.z - 0.1)
        # Strands end before the hair line, or they would fray it.
        inner = step(0.02, 0.14, ellipsoid(h, (0, -0.12, 0.52), (0.36, 0.47, 0.52))) * step(
            -0.22, 0.06, h.y + 0.25 * h.z
        )
        return np.asarray(NOISE.fractal(turn * 7, h.y * 1.2, 3, 0.6) * 0.009 * inner)

    def cap(h: Points, size: float, line: float) -> Array:
        """Hair on the skull down to the hair line: outside a soft oval that leaves the face free."""
        whole = ellipsoid(h, (0, 0.13, -0.07), (0.435 + size, 0.475 + size, 0.475 + size))
        face = ellipsoid(h, (0, line, 0.52), (0.36, 0.47, 0.52))
        return carve(whole, face, 0.05)

    def distance(p: Points) -> Array:
        h = _turned(person, p)
        if person.style == "bun":
            top = cap(h, 0.03, -0.12)
            top = common(top, -(h.y + 0.20 + 0.5 * h.z), 0.10) + strands(h)
            coil = h.moved((0.02, 0.66, -0.16)).turned("z", -14)
            winding = np.sin(coil.y * 34 + np.arctan2(coil.x, coil.z)) * 0.010
            return join(top, ellipsoid(coil, (0, 0, 0), (0.23, 0.19, 0.22)) + winding, 0.05)
        if person.style == "waves":
            top = cap(h, 0.035, -0.13)
            sides = ellipsoid(h.mirrored(), (0.36, -0.36, -0.14), (0.17, 0.62, 0.28))
            back = ellipsoid(h, (0, -0.32, -0.3), (0.46, 0.68, 0.24))
            flow = 0.03 * np.sin(h.y * 9 + np.abs(h.x) * 8 + 1.5) * step(0.2, -0.4, h.y)
            return np.asarray((join(join(top, sides, 0.1), back, 0.1) + flow + strands(h)) * 0.8)
        if person.style == "curls":
            top = ellipsoid(h, (0, 0.24, -0.12), (0.60, 0.55, 0.54))
            top = carve(top, ellipsoid(h, (0, -0.12, 0.55), (0.345, 0.46, 0.60)), 0.05)
            top = common(top, -(h.y + 0.30), 0.12)
            lumps = np.sin(h.x * 21 + 1) * np.sin(h.y * 21) * np.sin(h.z * 21 + 2)
            fine = np.sin(h.x * 47) * np.sin(h.y * 45 + 1) * np.sin(h.z * 46)
            return np.asarray((top - lumps * 0.035 - fine * 0.012) * 0.6)
        if person.style == "silver":
            top = cap(h, 0.03, -0.10)
            bob = ellipsoid(h.mirrored(), (0.33, -0.12, -0.10), (0.17, 0.36, 0.31))
            back = ellipsoid(h, (0, -0.08, -0.24), (0.45, 0.42, 0.28))
            return join(join(top, bob, 0.09), back, 0.08) + strands(h)
        top = cap(h, 0.0, -0.13)
        top = common(top, -(h.y + 0.06 + 0.25 * h.z), 0.05)
        crest = ellipsoid(h.turned("z", -7), (0.02, 0.50, 0.10), (0.34, 0.14, 0.36))
        return join(top, crest, 0.12) + strands(h) * 1.1

    return distance


def _body(person: Person) -> Distance:
    wide = person.broad

    def distance(below: Points) -> Array:
        p = below.moved((0, 0.17, 0))
        m = p.mirrored()
        shoulders = limb(m, (0.0, -1.05, -0.12), (0.66 * wide, -1.20, -0.12), 0.27, 0.235)
        chest = ellipsoid(p, (0, -1.75, -0.05), (0.66 * wide, 0.85, 0.36))
        arms = limb(m, (0.72 * wide, -1.25, -0.12), (0.86 * wide, -2.4, -0.02), 0.23, 0.21)
        result = join(join(shoulders, chest, 0.25), arms, 0.1)
        folds = 0.012 * NOISE.fractal(p.x * 2.1 + 5, p.y * 1.5 + p.z, 3)
        neckline = ellipsoid(p, (0, -0.80, 0.06), (0.27, 0.25, 0.33))
        if person.collar == "open":
            opening = box(p.moved((0, -1.0, 0.3)).turned("z", 45), (0, 0, 0), (0.15, 0.15, 0.3), 0.03)
            neckline = join(neckline, opening, 0.12)
        if person.collar == "high":
            tube = np.abs(length(p.x, (p.z + 0.08) * 1.05) - 0.215 * wide) - 0.032
            tall = common(tube, np.abs(p.y + 0.78) - 0.15, 0.05)
            return join(result + folds, tall, 0.06)
        result = carve(result + folds, neckline, 0.045)
        return (result * 0.9).astype(np.float32)

    return distance


def _extras(person: Person) -> list[Part]:
    parts: list[Part] = []
    if person.earrings:

        def drops(p: Points) -> Array:
            m = _turned(person, p).mirrored()
            return sphere(m, (0.425, -0.19, 0.0), 0.034)

        parts.append(Part(drops, plain(person.earrings, gloss=0.4, polish=60)))
    if person.glasses:

        def frames(p: Points) -> Array:
            m = _turned(person, p).mirrored()
            rim = ring(m.moved((0.158, 0.0, 0.46)).turned("x", 90).turned("z", 0), (0, 0, 0), 0.118, 0.011)
            bridge = limb(m, (0, 0.02, 0.485), (0.045, 0.02, 0.47), 0.009, 0.009)
            side = limb(m, (0.275, 0.02, 0.45), (0.42, 0.02, 0.0), 0.009, 0.009)
            return np.minimum(np.minimum(rim, bridge), side)

        parts.append(Part(frames, plain("#6b4b34", gloss=0.25, polish=60)))
    return parts


def portrait(person: Person) -> Callable[[int, int], Array]:
    """The drawing of one person, before a wall with soft leaf shadows."""

    def draw(width: int, height: int) -> Array:
        hair = mottled(person.hair, person.hair, 0.3, gloss=0.05, polish=10, sheen=0.5)
        parts = [
            Part(lambda p: p.z + np.float32(1.5), mottled(person.wall, person.wall, 1.5)),
            Part(_head(person), _face(person), ((0, -0.35, 0), 1.1)),
            Part(_hair(person), hair, ((0, 0.0, -0.15), 1.25)),
            Part(_body(person), woven(person.cloth, 0.022, 0.0011, skin=0.35)),
            *_extras(person),
        ]

        shadows = leafy(0.5, 0.45)

        def gobo(p: Points) -> Array:
            # The leaves fall on the wall alone; the face keeps an even light.
            return np.where(p.z < -1.2, shadows(p), np.float32(1)).astype(np.float32)

        stage = Stage(
            parts,
            sun=(-0.62, 0.50, 0.80),
            sun_colour=linear("#ffeedb") * 1.55,
            sky_colour=linear("#dbe2ea") * 0.85,
            ground_colour=linear("#d8b79c") * 0.5,
            rim=(0.85, 0.25, -0.25),
            rim_colour=linear("#ffe2c4") * 0.6,
            gobo=gobo,
            softness=6,
            reach=0.4,
            exposure=1.0,
        )
        return photograph(stage, Camera((0.0, -0.12, 6.6), (0, -0.30, 0), 20.5), width, height)

    return draw


PEOPLE = {
    "portrait-bun": (
        "a woman with a bun",
        Person("#e8b796", "#5b3a29", "#c4705f", "#7f968c", "#e3cdb8", "bun", turn=10, tilt=-3, earrings="#d9b26a"),
    ),
    "portrait-beard": (
        "a man with a short beard",
        Person(
            "#c98e68",
            "#2e221d",
            "#a9614e",
            "#e4dac9",
            "#9fb0a8",
            "crop",
            turn=-9,
            tilt=2,
            broad=1.16,
            beard=True,
            collar="open",
        ),
    ),
    "portrait-curls": (
        "a woman with curls",
        Person("#8a5a40", "#2a1c18", "#8f4540", "#d9a05f", "#d8c3b4", "curls", turn=-8, tilt=3, earrings="#e3c27a"),
    ),
    "portrait-silver": (
        "an older woman with silver hair and glasses",
        Person(
            "#efc6aa", "#c9c5be", "#bd7468", "#5f7484", "#d9d2c0", "silver", turn=9, tilt=2, glasses=True, collar="high"
        ),
    ),
}


SCENES = [
    Scene(name, "portrait", subject, (0.5, 0.4), portrait(person), 1440, 1920)
    for name, (subject, person) in PEOPLE.items()
]
