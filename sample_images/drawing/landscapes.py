"""Landscapes: hills at dawn, a coast, mist in a forest, mountains by a lake, dunes."""

from __future__ import annotations

import numpy as np

from drawing.canvas import Array, Noise, blur, display, glow, grid, halve, mix, ramp, step
from drawing.scene import Scene
from drawing.terrain import View, charted, survey


def _sun(u: Array, v: Array, at: tuple[float, float], aspect: float, size: float) -> Array:
    """Brightness around the sun, 1 at its centre."""
    away = np.hypot((u - at[0]) * aspect, v - at[1])
    return np.exp(-((away / size) ** 1.1)).astype(np.float32)


def dawn_hills(width: int, height: int) -> Array:
    """Range behind range, each paler than the one before it, under a low sun."""
    u, v = grid(width, height)
    aspect = width / height
    noise = Noise(11)
    sky = ramp(v, [(0, "#86a3b6"), (0.2, "#b4c3c6"), (0.38, "#ecd9bf"), (0.52, "#f9d8ac"), (1, "#f5c892")])
    cloud = noise.fractal(u * 3.2 * aspect, v * 15 + 3, 5)
    sky = mix(sky, display("#fff0da"), step(0.05, 0.85, cloud) * 0.5 * step(0.56, 0.12, v))
    warm = _sun(u, v, (0.62, 0.415), aspect, 0.2)
    picture = mix(sky, display("#fff3d6"), warm * 0.9)
    disc = step(0.0345, 0.0325, np.hypot((u - 0.62) * aspect, v - 0.415))
    picture = mix(picture, display("#fffaeb"), disc)
    ranges = 9
    for index in range(ranges):
        near = index / (ranges - 1)
        scale = 1.3 + 1.1 * (1 - near)
        ridge = noise.fractal(u * scale * aspect + index * 7.7, np.full_like(u, index * 3.1), 7, 0.46)
        line = 0.455 + 0.47 * near**1.35 + ridge * (0.055 + 0.055 * near)
        line += 0.05 * np.cos((u - 0.62) * 5) * (1 - near)
        if index >= 5:
            trees = noise.fractal(u * 95 * aspect * (1.4 - near * 0.5), np.full_like(u, 40.0 + index), 4, 0.62)
            line -= np.maximum(trees + 0.15, 0) * 0.011 * (0.3 + near)
        inside = step(-0.5 / height, 0.5 / height, v - line)
        base = ramp(
            np.full_like(u, near),
            [(0, "#dcb99c"), (0.3, "#b79f94"), (0.55, "#7f8782"), (0.8, "#4b635c"), (1, "#27413c")],
        )
        sink = np.clip((v - line) / (0.10 + 0.16 * near), 0, 1)
        drift = 0.55 + 0.45 * noise.fractal(u * 2.5 * aspect + index, v * 5 - index, 4)
        fog = ramp(np.full_like(u, near), [(0, "#f7d9b3"), (0.5, "#e3c8ac"), (1, "#a9aca0")])
        body = mix(base, fog, sink**1.2 * np.clip(drift, 0.15, 1) * (0.92 - 0.35 * near))
        lit = np.exp(-np.maximum(v - line, 0) / 0.012) * (0.38 - 0.25 * near)
        body = mix(body, display("#ffe2b4"), lit * _sun(u, v, (0.62, 0.42), aspect, 0.6))
        body = mix(body, display("#ffe0ae"), warm * (0.75 - 0.6 * near))
        picture = mix(picture, body, inside)
    return glow(picture, 0.35, width / 40)


def sea_coast(width: int, height: int) -> Array:
    """Headlands in evening haze, long swell and wet sand."""
    u, v = grid(width, height)
    aspect = width / height
    noise = Noise(23)
    horizon = 0.43
    sun_at = (0.4, 0.36)
    sky = ramp(v, [(0, "#7d9db4"), (0.18, "#a9bcc3"), (0.32, "#e4d2c2"), (horizon, "#f6cfae"), (1, "#f2c6a4")])
    streak = noise.fractal(u * 2.2 * aspect + 4, v * 17, 6)
    puff = noise.fractal(u * 4 * aspect, v * 9 + 9, 6)
    sky = mix(sky, display("#fbe4d2"), step(0.0, 0.8, streak + puff * 0.35) * step(0.45, 0.1, v) * 0.65)
    warm = _sun(u, v, sun_at, aspect, 0.17)
    sky = mix(sky, display("#fff2d8"), warm * 0.95)
    sky = mix(sky, display("#fffaf0"), step(0.0305, 0.0285, np.hypot((u - sun_at[0]) * aspect, v - sun_at[1])))
    depth = np.maximum(v - horizon, 1e-3)
    x, z = (u - 0.5) * aspect / (depth + 0.012), 1 / (depth + 0.012)
    swell = noise.fractal(x * 0.55 + 3, z * 1.1, 5, 0.62)
    ripple = noise.fractal(x * 3.1, z * 5.5 + 8, 4, 0.6)
    fade = step(0.0, 0.2, depth)
    tilt = swell * 0.6 + ripple * 0.4
    sea = ramp(depth, [(0, "#d9c0ad"), (0.08, "#a8b1ae"), (0.25, "#6f9299"), (0.57, "#4c7c86")])
    sea = mix(sea, display("#f3d3b4"), np.clip(tilt * 0.9 + 0.1, 0, 1) * (0.55 - 0.25 * fade))
    sea = mix(sea, display("#315f6b"), np.clip(-tilt, 0, 1) * (0.25 + 0.4 * fade))
    path = np.exp(-(((u - sun_at[0]) * aspect / (0.045 + depth * 0.35)) ** 2))
    glint = np.clip(tilt * 2.2 + 0.35, 0, 1) * path
    sea = mix(sea, display("#fff0d2"), glint * (0.95 - 0.7 * step(0.02, 0.4, depth)))
    # The shore: foam edges one behind another, then sand that mirrors the sky where it is wet.
    curve = 0.80 + 0.05 * np.sin(u * 3.3 + 0.7) - 0.13 * u + 0.012 * noise.fractal(u * 5, u * 0 + 3, 4)
    picture = np.where((v > horizon)[..., None], sea, sky)
    picture = _headlands(picture, u, v, horizon, noise)
    for index, back in enumerate((0.15, 0.085, 0.03)):
        crest = curve - back + 0.012 * noise.fractal(u * 6 + index * 9, u * 0 + index * 5, 5)
        below = (v - crest) / (0.018 + 0.02 * (2 - back * 10))
        lace = noise.fractal(u * 42 * aspect, v * 95 + index * 7, 5, 0.65)
        foam = step(-0.03, 0.05, below) * step(1.0, 0.05, below + lace * 0.75)
        shade = step(-0.6, 0.0, (v - crest) / 0.02) * step(0.05, 0.0, (v - crest) / 0.02)
        picture = mix(picture, display("#3f6f78"), shade * 0.35)
        picture = mix(picture, display("#fbf3e8"), foam * (0.5 + 0.14 * index))
    wet = step(-0.004, 0.004, v - curve)
    down = np.clip((v - curve) / (1 - 0.62), 0, 1)
    mirror = ramp(down, [(0, "#d8bda6"), (0.35, "#c9ab93"), (1, "#a58a74")])
    mirror = mix(mirror, display("#f8dcbd"), np.exp(-(((u - sun_at[0]) * aspect / 0.3) ** 2)) * (1 - down) * 0.75)
    grains = noise.fractal(u * 9 * aspect, v * 40, 6, 0.6)
    mirror = np.clip(mirror + grains[..., None] * 0.03, 0, 1)
    picture = mix(picture, mirror, wet)
    edge = curve + 0.006 + 0.006 * noise.fractal(u * 14, u * 0 + 2, 4)
    lace = noise.fractal(u * 60 * aspect, v * 130, 4, 0.6)
    picture = mix(picture, display("#fffaf2"), step(0.012, 0.0, np.abs(v - edge) + lace * 0.004) * 0.85)
    return glow(picture, 0.3, width / 45)


def _headlands(picture: Array, u: Array, v: Array, horizon: float, noise: Noise) -> Array:
    aspect = picture.shape[1] / picture.shape[0]
    for index, (start, tall, colour, fog) in enumerate(
        ((0.56, 0.10, "#b9a79f", "#efd0b4"), (0.68, 0.16, "#8d9190", "#dbc1ab"), (0.83, 0.25, "#56706f", "#a9a89e"))
    ):
        rise = step(start, start + 0.16, u) * (0.6 + 0.4 * step(start, 1.05, u))
        rough = noise.fractal(u * 9 * aspect + index * 8, u * 0 + index, 6, 0.5)
        line = horizon + 0.004 + 0.008 * index - tall * rise * (1 + 0.22 * rough)
        foot = horizon + 0.003 + 0.014 * index + 0.004 * noise.fractal(u * 20, u * 0 + index + 5, 4)
        inside = step(-0.0006, 0.0006, v - line) * step(0.0012, -0.0012, v - foot) * step(start, start + 0.004, u)
        strata = noise.fractal(u * 17 * aspect - v * 12, v * 22 + u * 8, 6, 0.55)
        body = mix(
            display(colour) + np.zeros_like(picture), display(fog), np.clip((v - line) / (foot - line), 0, 1) * 0.6
        )
        body = body * (1 + 0.10 * (index + 1) * strata)[..., None]
        body = mix(body, display("#ffe0b6"), step(0.1, 0.7, strata) * 0.16 + np.exp(-(v - line) / 0.01) * 0.18)
        picture = mix(picture, body.astype(np.float32), inside)
        low = np.clip((v - foot) / 0.05, 0, 1)
        shade = step(0, 0.01, v - foot) * (1 - low) * rise * (0.25 + 0.15 * index)
        picture = mix(picture, display(colour), shade * step(start, start + 0.05, u))
    return picture


def forest_mist(width: int, height: int) -> Array:
    """Trunks that fade into mist, with light falling between them."""
    u, v = grid(width, height)
    aspect = width / height
    noise = Noise(37)
    random = np.random.default_rng(37)
    light = _sun(u, v, (0.56, 0.22), aspect, 0.45)
    picture = mix(ramp(v, [(0, "#b9c9b4"), (0.5, "#cfd8c0"), (1, "#a9b89b")]), display("#fdf6dc"), light * 0.95)
    layers = 8
    for index in range(layers):
        near = index / (layers - 1)
        tone = ramp(np.full_like(u, near), [(0, "#c3cfb6"), (0.35, "#8fa48f"), (0.7, "#4d6a5a"), (1, "#1f3a31")])
        mask = np.zeros_like(u)
        count = round(26 - 20 * near)
        for spot in np.linspace(-0.05, 1.05, count) + random.normal(0, 0.025, count):
            if abs(spot - 0.55) < 0.17 * near:
                continue
            thick = (0.005 + 0.026 * near**1.6) * random.uniform(0.6, 1.35)
            lean = random.normal(0, 0.02)
            sway = noise.at(v * 2 + spot * 40, v * 0 + index) * 0.006 * (0.4 + near)
            centre = spot + lean * (v - 0.5) + sway
            flare = thick * (0.72 + 0.35 * v + 0.9 * np.exp(-(0.80 + 0.2 * near - v) / 0.035).clip(0, 1))
            bark = noise.fractal(u * 70, v * 14 + spot * 90, 3) * thick * 0.12
            mask = np.maximum(mask, step(0.0016, -0.0009, np.abs(u - centre) - flare / aspect * 1.1 - bark * near))
        crown = noise.fractal(
            u * (7 + 12 * (1 - near)) * aspect + index * 5, v * (9 + 10 * (1 - near)) + index, 6, 0.72
        )
        droop = noise.fractal(u * 2.6 * aspect + index * 3, u * 0 + index, 4) * 0.12
        open_sky = np.exp(-(((u - 0.56) / (0.16 + 0.10 * near)) ** 2))
        hang = 0.05 + 0.21 * near - 0.17 * open_sky * (0.4 + near) + droop * (0.5 + near)
        leaves = step(-0.01, 0.035, crown * 0.30 + hang - v) * (0.5 + 0.42 * near)
        floor = 0.70 + 0.17 * near + 0.02 * noise.fractal(u * 3 + index, u * 0 + index, 5)
        fern = np.maximum(noise.fractal(u * 55 * aspect, u * 0 + index * 3.0, 5, 0.7), 0) * 0.022 * (0.3 + near)
        earth = step(-0.002, 0.002 + 0.004 * near, v - floor + fern)
        veil = np.clip(noise.fractal(u * 2.2 + index, v * 3 - index, 4) * 0.4 + 0.42, 0, 1) * step(0.25, 0.85, v)
        speckle = noise.fractal(u * 30 * aspect, v * 30 + index * 3, 5, 0.65)[..., None]
        body = np.clip(tone * (1 + 0.13 * near * speckle), 0, 1)
        fog = mix(display("#d9e0c8") + np.zeros_like(body), display("#fdf4d6"), light)
        body = mix(body, fog, np.clip(veil * (0.95 - 0.6 * near) + light * (0.75 - 0.65 * near), 0, 0.96))
        picture = mix(picture, body, np.maximum(np.maximum(mask, leaves), earth))
        picture = mix(picture, fog, (0.12 - 0.09 * near) * step(0.2, 0.8, v))
    angle = np.arctan2((u - 0.60) * aspect, v + 0.12)
    beams = noise.fractal(angle * 13, angle * 0 + 2, 4, 0.6)
    shaft = step(0.0, 0.9, beams) * np.exp(-((angle / 0.42) ** 2)) * step(-0.1, 0.1, v) * step(1.0, 0.3, v)
    picture = 1 - (1 - picture) * (1 - shaft[..., None] * display("#fff0c4") * 0.5)
    return glow(picture.astype(np.float32), 0.4, width / 40)


def mountains(width: int, height: int) -> Array:
    """Snow peaks at first light, mirrored in a quiet lake."""
    noise = Noise(58)
    wide, tall = width * 2, height * 2

    peaks = (
        (-11, 38, 6.2, 9),
        (4.5, 46, 9.6, 11),
        (17, 40, 6.6, 9),
        (-24, 46, 7.2, 11),
        (29, 48, 7.4, 12),
        (-4, 58, 9.0, 12),
    )

    def land(x: Array, z: Array) -> Array:
        bend_x = x + 2.0 * noise.fractal(x * 0.11, z * 0.11 + 9, 4)
        bend_z = z + 2.0 * noise.fractal(x * 0.11 + 7, z * 0.11, 4)
        tall = np.zeros_like(x + z)
        for px, pz, top, wide in peaks:
            away = np.hypot(bend_x - px, bend_z - pz) / wide
            tall += top * np.exp(-((away * 1.25) ** 1.7))
        # Ridges on ridges: an octave shows only where the one before it stands high.
        crest, weight, scale, size = np.zeros_like(tall), np.ones_like(tall), 0.13, 0.62
        for octave in range(7):
            ridge = (1 - np.abs(noise.at(bend_x * scale + 9 * octave, bend_z * scale + 5 * octave))) ** 2 * weight
            weight = np.clip(ridge * 1.6, 0, 1)
            crest += ridge * size
            scale, size = scale * 2.1, size * 0.48
        hills = step(8, 24, np.abs(x - 0.5)) * step(9, 18, z) * (1.1 + 0.9 * noise.fractal(x * 0.22, z * 0.22 + 5, 5))
        high = tall * (0.30 + 0.78 * crest) + 0.5 * crest
        return (np.maximum(high * step(10, 30, z), hills) + step(16, 26, z) * 0.4 - 0.35).astype(np.float32)

    sun = (-0.80, 0.40, -0.30)
    chart = charted(land, (-44, 44), (5, 68), 3072)
    ground = survey(View(eye=0.9, horizon=0.60, spread=0.52, near=6, far=66, steps=600), chart, sun, wide, tall)
    u, v = grid(wide, tall)
    sky = ramp(v, [(0, "#6f93b3"), (0.3, "#b3c3cd"), (0.5, "#f3d6bd"), (1, "#f6d9bf")])
    wisps = noise.fractal(u * 2.6 + 2, v * 9 + 1, 6)
    sky = mix(sky, display("#fdeee2"), step(0.05, 0.9, wisps) * 0.55)
    nx, ny, nz = ground.normal
    facing = np.clip(nx * sun[0] + ny * sun[1] + nz * sun[2], 0, 1) * ground.shadow
    grain = noise.fractal(ground.x * 1.3, ground.z * 1.3, 5, 0.6)
    snow = step(2.0, 3.6, ground.height + grain * 1.3) * step(0.30, 0.50, ny + grain * 0.12)
    rock = mix(display("#5d6470") + np.zeros_like(sky), display("#8b8078"), np.clip(0.5 + grain, 0, 1))
    woods = step(2.3, 1.2, ground.height + grain * 0.9) * step(0.35, 0.6, ny)
    rock = mix(rock, display("#3c5a4e"), woods)
    surface = mix(rock, display("#eff2f6"), snow)
    day = display("#ffcf9c") * 1.30
    shade = display("#7d96c2") * 0.74
    colour = surface * (shade + facing[..., None] * day)
    far = 1 - np.exp(-np.maximum(ground.z - 9, 0) / 46)
    low = np.exp(-np.maximum(ground.height, 0) / 1.3) * step(12, 34, ground.z)
    colour = mix(np.clip(colour, 0, 1.1), display("#ecd6c6"), np.clip(far * 0.45 + low * 0.5, 0, 0.95))
    picture = np.where(ground.land[..., None], colour, sky)
    picture = halve(np.clip(picture, 0, 1))
    return glow(_lake(picture, noise, 0.63), 0.25, width / 45)


def _lake(picture: Array, noise: Noise, shore: float) -> Array:
    """The picture mirrored below the line `shore`, with ripples that grow towards the viewer."""
    height, width = picture.shape[:2]
    u, v = grid(width, height)
    depth = np.clip((v - shore) / (1 - shore), 0, 1)
    x, z = (u - 0.5) / (depth + 0.06), 1 / (depth + 0.06)
    wave = noise.fractal(x * 1.8, z * 3.0, 5, 0.6)
    band = step(0.15, 0.6, noise.fractal(u * 1.2 + 8, v * 16, 3))
    source = shore - (v - shore) * 1.12 + wave * (0.006 + 0.022 * depth) * (0.4 + band)
    rows = np.clip(source * height, 0, height - 1).astype(np.int32)
    shift = np.clip((u + wave * 0.004) * width, 0, width - 1).astype(np.int32)
    mirror = blur(picture, 1.5)[rows, shift]
    mirror = mix(mirror, display("#5c7f93"), 0.16 + 0.34 * depth)
    mirror = mix(mirror, display("#f4dcc6"), band * 0.12 * (1 - depth))
    stones = noise.fractal(u * 26, v * 60, 5, 0.62)
    result = mix(picture, mirror, step(-0.001, 0.001, v - shore))
    bank = np.exp(-(((v - shore) / 0.0035) ** 2)) * (0.45 + 0.35 * stones)
    return mix(result, display("#39504c"), np.clip(bank, 0, 0.8))


def dunes(width: int, height: int) -> Array:
    """Sand dunes with sharp crests, half in shade."""
    noise = Noise(71)

    def land(x: Array, z: Array) -> Array:
        bend = noise.fractal(x * 0.11, z * 0.11, 2) * 1.5
        across = (x * 0.22 + z * 0.17 + bend * 1.15 + 0.35) % 1.0
        # A dune climbs gently against the wind and falls at the angle of repose behind its crest.
        profile = np.where(across < 0.68, (across / 0.68) ** 1.35, (1 - across) / 0.32)
        profile = profile - 0.05 * np.exp(-(((across - 0.68) / 0.04) ** 2))
        size = 0.62 + 0.45 * noise.at(x * 0.09 + 9, z * 0.09) + 0.018 * np.maximum(z - 4, 0)
        return np.asarray(
            (profile * np.maximum(size, 0.2) + 0.25 * noise.at(x * 0.15, z * 0.15 + 7)).astype(np.float32)
        )

    sun = (0.80, 0.40, 0.30)
    wide, tall = width * 2, height * 2
    ground = survey(View(eye=2.1, horizon=0.36, spread=0.62, near=2.2, far=46, steps=900), land, sun, wide, tall)
    u, v = grid(wide, tall)
    sky = ramp(v, [(0, "#8fb0c2"), (0.2, "#bfcdcd"), (0.36, "#f3dfc6"), (1, "#f3dfc6")])
    sky = mix(sky, display("#fff1da"), _sun(u, v, (0.80, 0.24), width / height, 0.3) * 0.8)
    nx, ny, nz = ground.normal
    warp = noise.fractal(ground.x * 0.8, ground.z * 0.8, 3)
    ripples = np.sin((ground.x * 0.5 + ground.z * 1.25 + warp * 0.55) * 34) * step(14, 3, ground.z)
    facing = np.clip(nx * sun[0] + ny * sun[1] + nz * sun[2] + ripples * 0.035, 0, 1) * ground.shadow
    sand = mix(display("#dcae80") + np.zeros_like(sky), display("#ecc79c"), np.clip(0.5 + warp, 0, 1))
    colour = sand * (display("#8c7f8d") * 0.86 + facing[..., None] * display("#ffe2b6") * 0.92)
    far = 1 - np.exp(-np.maximum(ground.z - 5, 0) / 22)
    colour = mix(np.clip(colour, 0, 1), display("#f0d9bf"), far * 0.85)
    return glow(halve(np.clip(np.where(ground.land[..., None], colour, sky), 0, 1)), 0.3, width / 40)


SCENES = [
    Scene("dawn-hills", "landscape", "hazy hills under a low sun", (0.62, 0.45), dawn_hills),
    Scene("sea-coast", "landscape", "an evening beach with headlands", (0.42, 0.45), sea_coast),
    Scene("forest-mist", "landscape", "light falling through a misty forest", (0.55, 0.45), forest_mist),
    Scene("mountain-lake", "landscape", "snow peaks mirrored in a lake", (0.5, 0.45), mountains),
    Scene("sand-dunes", "landscape", "sand dunes in low light", (0.5, 0.5), dunes),
]
