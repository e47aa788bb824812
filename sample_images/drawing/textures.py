"""Grounds that tile, abstract pictures and a mark."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, blur, display, glow, grid, mix, ramp, step
from drawing.scene import Scene


def linen(width: int, height: int) -> Array:
    """Woven linen; left meets right and top meets bottom."""
    noise = Noise(101)
    u, v = grid(width, height)
    threads, rows = 192, 144
    # All frequencies are whole numbers over the picture, which is what makes it tile.
    sway = noise.fractal(u * 8, v * 6, 3, period=2) * 0.35
    warp, weft = u * threads + sway, v * rows + sway
    column, row = np.floor(warp), np.floor(weft)
    over = (column + row) % 2 < 1
    along_x = np.cos((weft % 1 - 0.5) * np.pi) * (0.75 + 0.25 * np.sin((warp % 1) * np.pi))
    along_y = np.cos((warp % 1 - 0.5) * np.pi) * (0.75 + 0.25 * np.sin((weft % 1) * np.pi))
    relief = np.where(over, along_x, along_y)
    random = np.random.default_rng(101)
    strength = random.normal(0, 1, threads)[(column.astype(int)) % threads] * ~over
    strength = strength + random.normal(0, 1, rows)[(row.astype(int)) % rows] * over
    slub = noise.fractal(u * 16, v * 96, 3, period=16) * over + noise.fractal(u * 128, v * 12, 3, period=4) * ~over
    shade = blur((relief - 0.62).astype(np.float32), 1.0, wrap=True)
    tone = 0.5 + 0.20 * shade + 0.035 * blur(strength.astype(np.float32), 1.2, wrap=True) + 0.05 * slub
    tone += 0.05 * noise.fractal(u * 4, v * 4, 4, period=4)
    return ramp(tone, [(0.25, "#b7a78f"), (0.5, "#dccfba"), (0.75, "#efe6d6")])


def terrazzo(width: int, height: int) -> Array:
    """Terrazzo: chips of stone in pale cement; it tiles."""
    random = np.random.default_rng(113)
    noise = Noise(113)
    u, v = grid(width, height)
    picture = ramp(0.5 + 0.4 * noise.fractal(u * 4, v * 3, 6, 0.6, period=1), [(0, "#e4dccf"), (1, "#f0eae0")])
    chips = ["#c98b6b", "#7f968c", "#d9b48c", "#5f7478", "#b9a99a", "#f8f4ec", "#a3563f"]
    for size, count in ((0.030, 80), (0.017, 230), (0.008, 700)):
        for _ in range(count):
            cx, cy = random.uniform(0, 1, 2)
            colour = display(chips[int(random.choice(len(chips), p=[0.16, 0.2, 0.18, 0.12, 0.14, 0.14, 0.06]))])
            _chip(picture, (cx, cy), size=size * random.uniform(0.6, 1.25), colour=colour, random=random)
    fine = noise.fractal(u * 128, v * 96, 2, period=32)[..., None] * 0.012
    return np.clip(picture + fine, 0, 1).astype(np.float32)


def _chip(
    picture: Array,
    centre: tuple[float, float],
    *,
    size: float,
    colour: Array,
    random: np.random.Generator,
) -> None:
    """An angular chip: what lies on the inner side of five to seven lines; it wraps around the edges."""
    height, width = picture.shape[:2]
    aspect = width / height
    reach = int(size * 1.7 * height) + 3
    rows = np.arange(int(centre[1] * height) - reach, int(centre[1] * height) + reach)
    columns = np.arange(int(centre[0] * width) - reach, int(centre[0] * width) + reach)
    x = ((columns + 0.5) / width - centre[0]) * aspect
    y = (rows + 0.5) / height - centre[1]
    px, py = np.meshgrid(x, y)
    sides = int(random.integers(5, 8))
    turns = (np.arange(sides) + random.uniform(-0.35, 0.35, sides)) / sides * 2 * np.pi + random.uniform(0, 6)
    inside = np.full(px.shape, -1e3)
    for turn in turns:
        inside = np.maximum(inside, px * np.cos(turn) + py * np.sin(turn) - size * random.uniform(0.55, 1.05))
    soft = 0.9 / height
    mask = step(soft, -soft, inside.astype(np.float32))[..., None]
    which = np.ix_(rows % height, columns % width)
    vein = 1 + 0.05 * np.sin((px * 0.8 + py) / size * 5 + random.uniform(0, 6))[..., None]
    rim = 1 - 0.10 * step(soft * 3, 0.0, np.abs(inside).astype(np.float32))[..., None]
    picture[which] = (picture[which] * (1 - mask) + np.clip(colour * vein * rim, 0, 1) * mask).astype(np.float32)


def ribbons(width: int, height: int) -> Array:
    """Sheets of colour that flow over each other, lit from above."""
    u, v = grid(width, height)
    noise = Noise(127)
    picture = ramp(v * 0.8 + u * 0.2, [(0, "#f4e7d6"), (0.5, "#ecd2b8"), (1, "#dcb598")])
    stops = ["#f0d7bd", "#e6bd9b", "#d99f7c", "#c98b6b", "#a98577", "#7f8f8a", "#5f827f", "#466f70", "#335a60"]
    count = len(stops)
    for index, code in enumerate(stops):
        part = index / (count - 1)
        swing = 0.15 * np.sin(u * (3.4 - part) + index * 0.55 + 0.4) + 0.06 * np.sin(u * 6.3 - index * 0.8)
        line = 0.10 + part * 0.80 + swing * (0.75 + 0.4 * part) + 0.025 * noise.at(u * 2 + index, u * 0 + index)
        below = v - line
        inside = step(-0.7 / height, 0.7 / height, below)
        shadow = np.exp(-np.maximum(-below, 0) / 0.05) * (below < 0) * 0.30
        picture = picture * (1 - shadow[..., None] * (1 - display("#6d4a3d")) * 0.95)
        slope = np.gradient(line, axis=1) * width
        light = np.clip(0.5 - slope * 0.9, 0, 1)
        body = np.broadcast_to(display(code), picture.shape) * (0.86 + 0.24 * light[..., None])
        body = mix(
            body.astype(np.float32), display("#fff3e2"), np.exp(-np.maximum(below, 0) / 0.011) * (0.18 + 0.4 * light)
        )
        fold = 0.5 + 0.5 * np.cos(np.clip(below / 0.22, 0, 1) * np.pi)
        body = mix(body * 0.86, body, fold)
        sheen = np.exp(-(((below - 0.06 - 0.03 * np.sin(u * 4 + index)) / 0.035) ** 2)) * light
        body = mix(np.clip(body, 0, 1), display("#fff0dc"), sheen * 0.22)
        picture = mix(picture.astype(np.float32), body.astype(np.float32), inside)
    return np.clip(picture, 0, 1).astype(np.float32)


def bokeh(width: int, height: int) -> Array:
    """Soft discs of light before a dusky ground."""
    random = np.random.default_rng(131)
    u, v = grid(width, height)
    aspect = width / height
    noise = Noise(131)
    drift = noise.fractal(u * 1.1 + 2, v * 1.1, 3) * 0.22
    picture = ramp(v + drift, [(0, "#16343f"), (0.4, "#2f5560"), (0.62, "#8c6a62"), (0.8, "#b07a58"), (1.1, "#3a2c35")])
    picture = mix(
        picture,
        display("#e9a46c"),
        np.exp(-(((v + drift - 0.68) / 0.13) ** 2)) * np.exp(-(((u - 0.52) / 0.4) ** 2)) * 0.6,
    )
    warm = ["#ff9a4a", "#ffb566", "#ff8553", "#ffcf8f", "#f2784b"]
    cool = ["#3fa39a", "#5fc0ae", "#2f8fa0"]
    for blurred, count, size, power in ((0.012, 26, 0.105, 0.16), (0.0035, 44, 0.060, 0.30), (0.0014, 60, 0.026, 0.55)):
        for _ in range(count):
            cx = float(np.clip(random.normal(0.52, 0.30), -0.05, 1.05))
            cy = float(np.clip(0.60 + 0.07 * np.sin(cx * 5) + random.normal(0, 0.12), -0.02, 1.02))
            radius = size * random.uniform(0.55, 1.2)
            tint = display(str(random.choice(cool if cy < 0.5 and random.random() < 0.6 else warm)))
            away = np.hypot((u - cx) * aspect, v - cy)
            soft = blurred + 0.03 * radius
            disc = step(radius + soft, radius - soft, away) * (0.80 + 0.28 * step(radius * 0.6, radius, away))
            light = disc[..., None] * tint * np.float32(power * random.uniform(0.45, 1.1))
            picture = 1 - (1 - picture) * (1 - np.clip(light, 0, 0.95))
    return glow(np.clip(picture, 0, 1).astype(np.float32), 0.5, width / 30, 0.55)


def mark(width: int, height: int) -> Array:
    """A simple mark: two leaves in a ring, pressed into thick paper."""
    u, v = grid(width, height)
    noise = Noise(137)
    aspect = width / height
    x, y = (u - 0.5) * aspect * 1.2, (v - 0.5) * 1.2
    paper = ramp(
        0.55 + 0.12 * noise.fractal(u * 3, v * 3, 3) - 0.35 * (v - 0.5) - 0.2 * (u - 0.5),
        [(0, "#ddd2c0"), (1, "#f5eee2")],
    )
    fibre = noise.fractal(u * 150 * aspect, v * 150, 3, 0.6)[..., None] * 0.010
    away = np.hypot(x, y)
    ring = step(0.0008, -0.0008, np.abs(away - 0.30) - 0.0085)

    def leaf(side: float) -> Array:
        turn = side * 0.74
        lx, ly = np.cos(turn) * x + np.sin(turn) * (y - 0.15), -np.sin(turn) * x + np.cos(turn) * (y - 0.15)
        # A leaf is what two circles share; its vein is left open.
        shape = np.maximum(np.hypot(lx - 0.115, ly + 0.15) - 0.195, np.hypot(lx + 0.115, ly + 0.15) - 0.195)
        vein = 0.0042 - np.abs(lx)
        return np.asarray(step(0.0008, -0.0008, np.maximum(shape, vein)), dtype=np.float32)

    left, right = leaf(-1.0), leaf(1.0)
    stem = step(0.0008, -0.0008, np.maximum(np.abs(x) - 0.005, np.abs(y - 0.185) - 0.04))
    ink = np.clip(ring + stem, 0, 1)
    press = np.clip(ink + left + right, 0, 1)
    soft = blur(press, height * 0.0022)
    light = np.roll(soft, (-3, -3), (0, 1)) - np.roll(soft, (3, 3), (0, 1))
    picture = mix(paper + fibre, display("#43665f"), ink * 0.94)
    picture = mix(picture, display("#43665f"), left * 0.94)
    picture = mix(picture, display("#c98b6b"), right * 0.94)
    return np.asarray(np.clip(picture - 0.10 * light[..., None] + fibre * press[..., None], 0, 1).astype(np.float32))


SCENES = [
    Scene("linen", "texture", "woven linen that tiles", (0.5, 0.5), linen, tiles=True, quality=70),
    Scene("terrazzo", "texture", "terrazzo that tiles", (0.5, 0.5), terrazzo, tiles=True, quality=74),
    Scene("flowing-ribbons", "abstract", "sheets of colour that flow", (0.5, 0.5), ribbons),
    Scene("evening-bokeh", "abstract", "soft discs of evening light", (0.52, 0.55), bokeh),
    Scene("leaf-mark", "logo", "a mark of two leaves in a ring", (0.5, 0.5), mark),
]
