"""Buildings: white arches, and a city in haze."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, display, glow, grid, linear, mix, ramp, step
from drawing.props import mottled
from drawing.scene import Scene
from drawing.solid import (
    Points,
    box,
    carve,
    lathe,
    length,
    sphere,
)
from drawing.studio import Camera, Part, Stage, photograph


def arches(width: int, height: int) -> Array:
    """White arches and a stair in clear morning light."""
    plaster = mottled("#e9ddcd", "#e2d2bf", 0.8)
    parts = [
        Part(_stair_and_floor, mottled("#e3cfb8", "#d9c2a8", 1.0)),
        Part(_arch_walls, plaster),
        Part(
            lambda p: box(p, (2.1, 0.55, 1.2), (0.62, 0.55, 0.6), 0.03),
            mottled("#c98b6b", "#bd7f60", 0.7),
            ((2.1, 0.55, 1.2), 1.1),
        ),
        Part(
            lambda p: sphere(p, (-2.0, 0.36, 1.5), 0.36), mottled("#c98b6b", "#bd7f60", 0.4), ((-2.0, 0.36, 1.5), 0.4)
        ),
    ]
    jar = [(0.0, 0.16), (0.1, 0.22), (0.35, 0.33), (0.6, 0.24), (0.78, 0.12), (0.86, 0.15)]
    parts.append(
        Part(
            lambda p: lathe(p, (2.05, 1.1, 1.2), jar, 0.03),
            mottled("#6d8a84", "#5f7d78", 0.3),
            ((2.05, 1.5, 1.2), 0.65),
        )
    )

    def sky(way: Points) -> Array:
        return mix(
            np.broadcast_to(linear("#d6e0df"), (way.x.size, 3)).astype(np.float32),
            linear("#8fb3c4"),
            step(0.0, 0.5, way.y),
        )

    stage = Stage(
        parts,
        sun=(0.62, 0.66, 0.55),
        sun_colour=linear("#fff0da") * 2.2,
        sky_colour=linear("#c5d6e4") * 0.8,
        ground_colour=linear("#e3b995") * 0.55,
        softness=22,
        reach=0.9,
        backdrop=sky,
        exposure=0.92,
    )
    return photograph(stage, Camera((-0.6, 1.9, 10.5), (0.05, 2.05, 0), 29), width, height)


def _arch(p: Points, x: float, half: float, spring: float, reach: tuple[float, float]) -> Array:
    """An opening with a round head, cut along z."""
    across = p.x - np.float32(x)
    rise = np.maximum(p.y - np.float32(spring), 0)
    return np.maximum(length(across, rise) - np.float32(half), np.maximum(p.z - reach[0], reach[1] - p.z))


def _arch_walls(p: Points) -> Array:
    front = box(p, (0, 2.6, 0), (4.4, 2.6, 0.28), 0.02)
    front = carve(front, _arch(p, -0.35, 1.05, 1.9, (1, -1)), 0.02)
    front = carve(front, _arch(p, 2.35, 0.62, 1.7, (1, -1)), 0.02)
    front = carve(front, _arch(p, -2.75, 0.62, 1.7, (1, -1)), 0.02)
    middle = box(p, (0.4, 2.3, -2.2), (4.8, 2.3, 0.25), 0.02)
    middle = carve(middle, _arch(p, -0.2, 0.8, 2.3, (0, -4)), 0.02)
    roof = box(p, (-1.9, 4.9, -1.1), (2.6, 0.9, 1.3), 0.03)
    dome = carve(sphere(p, (1.4, 5.15, -1.2), 1.0), -(p.y - 5.0), 0.02)
    return np.minimum(np.minimum(front, middle), np.minimum(roof, dome))


def _stair_and_floor(p: Points) -> Array:
    result = p.y
    for index in range(6):
        top = 0.17 * (index + 1)
        result = np.minimum(result, box(p, (-0.3, top / 2, -0.55 - 0.27 * index - 2), (0.95, top / 2, 2), 0.012))
    return result


def city(width: int, height: int) -> Array:
    """Towers in evening haze above a river."""
    u, v = grid(width, height)
    aspect = width / height
    noise = Noise(83)
    random = np.random.default_rng(83)
    sky = ramp(v, [(0, "#6d86a3"), (0.25, "#a7abb6"), (0.48, "#e8c3a8"), (0.66, "#fbdcb0"), (1, "#fbdcb0")])
    sky = mix(sky, display("#fde3cb"), step(0.0, 0.85, noise.fractal(u * 2.4 + 7, v * 12, 6)) * 0.5 * step(0.6, 0.2, v))
    sun = np.exp(-((np.hypot((u - 0.56) * aspect, v - 0.55) / 0.24) ** 1.1)).astype(np.float32)
    picture = mix(sky, display("#fff2d4"), sun)
    shore = 0.72
    layers = 6
    for index in range(layers):
        near = index / (layers - 1)
        tone = ramp(np.full_like(u, near), [(0, "#e3bfa2"), (0.4, "#c0a49b"), (0.75, "#8f8789"), (1, "#636874")])
        fog = display("#fbdcb4")
        left = -0.03
        while left < 1.03:
            wide = random.uniform(0.022, 0.055) * (0.75 + 0.6 * near)
            centre = abs(left + wide / 2 - (0.44 + 0.03 * index))
            peak = (0.34 * np.exp(-((centre / 0.22) ** 2)) + 0.10) * random.uniform(0.45, 1.15)
            top = shore - peak * (1.08 - 0.38 * near) - 0.02
            picture = _tower(
                picture,
                (u, v),
                (left, left + wide, top, shore + 0.01),
                tone=tone,
                fog=fog,
                near=near,
                sun=sun,
                random=random,
                layer=index,
            )
            left += wide * random.uniform(0.75, 1.5) + 0.012 * near * (random.random() < 0.5)
        haze = np.exp(-(((v - shore) / 0.14) ** 2)) * (0.34 - 0.2 * near)
        picture = mix(picture, mix(fog + np.zeros_like(picture), display("#fff2d4"), sun), haze)
    return glow(_river(picture, noise, shore), 0.4, width / 40)


def _tower(
    picture: Array,
    at: tuple[Array, Array],
    edges: tuple[float, float, float, float],
    *,
    tone: Array,
    fog: Array,
    near: float,
    sun: Array,
    random: np.random.Generator,
    layer: int,
) -> Array:
    left, right, top, foot = edges
    width = picture.shape[1]
    first, last = max(0, int(left * width) - 2), min(width, int(right * width) + 3)
    if last <= first:
        return picture
    part = slice(first, last)
    u, v = at[0][:, part], at[1][:, part]
    soft = 0.6 / width
    crown = random.choice(["flat", "step", "slope", "spire"], p=[0.4, 0.28, 0.17, 0.15])
    across = (u - left) / (right - left)
    roof = np.full_like(u, top)
    if crown == "step":
        roof = np.where(np.abs(across - 0.5) < 0.3, top - 0.022, top)
    elif crown == "slope":
        roof = top - 0.03 * across
    elif crown == "spire":
        roof = np.where(np.abs(across - 0.5) < 0.28, top - 0.018, top)
        roof = np.where(np.abs(u - (left + right) / 2) < 0.0011, top - 0.07, roof)
    inside = (
        step(-soft, soft, u - left)
        * step(-soft, soft, right - u)
        * step(-soft, soft, v - roof)
        * step(soft, -soft, v - foot)
    )
    rows, columns = random.uniform(95, 130), max(3, round((right - left) * random.uniform(150, 210)))
    pane = step(0.25, 0.35, (v * rows) % 1.0) * step(0.2, 0.35, (across * columns) % 1.0)
    cell = np.sin(np.floor(v * rows) * 12.99 + np.floor(across * columns) * 78.2 + left * 90) * 43758.5
    lamp = (cell - np.floor(cell)) > 0.93
    body = tone[:, part] * (1.06 - 0.16 * across)[..., None]
    body = body * (1 - 0.11 * (pane * near)[..., None])
    body = mix(body, display("#ffd79c"), pane * lamp * (0.12 + 0.42 * near) * (layer > 1))
    body = mix(body, fog, np.clip((v - roof) / (foot - top), 0, 1) * (0.75 - 0.4 * near))
    body = mix(body, display("#fff0d0"), sun[:, part] * (0.65 - 0.4 * near))
    picture[:, part] = mix(picture[:, part], body, inside)
    return picture


def _river(picture: Array, noise: Noise, shore: float) -> Array:
    height, width = picture.shape[:2]
    u, v = grid(width, height)
    depth = np.clip((v - shore) / (1 - shore), 0, 1)
    x, z = (u - 0.5) / (depth + 0.05), 1 / (depth + 0.05)
    wave = noise.fractal(x * 2.2, z * 4.2, 5, 0.6)
    rows = np.clip((shore - (v - shore) * 1.35 + wave * (0.008 + 0.05 * depth)) * height, 0, height - 1).astype(
        np.int32
    )
    columns = np.clip((u + wave * 0.006) * width, 0, width - 1).astype(np.int32)
    mirror = mix(picture[rows, columns], display("#5d6f80"), 0.22 + 0.33 * depth)
    mirror = mix(mirror, display("#ffe9c6"), step(0.1, 0.8, wave) * 0.25 * np.exp(-(((u - 0.56) / 0.16) ** 2)))
    result = mix(picture, mirror, step(-0.001, 0.001, v - shore))
    return mix(result, display("#59616b"), np.exp(-(((v - shore) / 0.004) ** 2)) * 0.8)


SCENES = [
    Scene("white-arches", "architecture", "white arches and a stair", (0.47, 0.58), arches),
    Scene("city-haze", "architecture", "towers above a river in evening haze", (0.5, 0.45), city, quality=80),
]
