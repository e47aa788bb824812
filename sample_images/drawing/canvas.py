"""Colours, noise, blur, tone and saving: what every scene is made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

Array = NDArray[Any]
"""Numbers of any shape; 32-bit floats wherever it matters."""


def display(code: str) -> Array:
    """The colour `#rrggbb` as three display (sRGB) values in 0..1."""
    return np.array([int(code[index : index + 2], 16) / 255 for index in (1, 3, 5)], dtype=np.float32)


def linear(code: str) -> Array:
    """The colour `#rrggbb` as three values proportional to light."""
    return to_linear(display(code))


def to_linear(value: Array) -> Array:
    """Display values as light; IEC 61966-2-1."""
    low = value / 12.92
    high = ((np.maximum(value, 0) + 0.055) / 1.055) ** 2.4
    return np.where(value <= 0.04045, low, high).astype(np.float32)


def to_display(value: Array) -> Array:
    """Light as display values; IEC 61966-2-1."""
    light = np.clip(value, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


def develop(light: Array, exposure: float = 1.0) -> Array:
    """Scene light as display values: a filmic curve with a soft shoulder, so that highlights never clip hard."""
    value = np.maximum(light * exposure, 0)
    shoulder = value * (1 + value / 9.0) / (1 + value * 0.62)
    return to_display((shoulder * 1.12).astype(np.float32))


def step(low: Array | float, high: Array | float, value: Array) -> Array:
    """0 below low, 1 above high, smooth between; low may be above high."""
    part = np.clip((value - low) / (high - low), 0, 1)
    return (part * part * (3 - 2 * part)).astype(np.float32)


def mix(first: Array, second: Array, part: Array | float) -> Array:
    """From first (part 0) to second (part 1); a part without channels is spread over the colour channels."""
    weight = np.asarray(part, dtype=np.float32)
    if weight.ndim and weight.ndim < max(np.ndim(first), np.ndim(second)):
        weight = weight[..., None]
    return (first * (1 - weight) + second * weight).astype(np.float32)


def ramp(value: Array, stops: list[tuple[float, str]]) -> Array:
    """Display colours along `stops` (position, colour), eased between neighbours."""
    places = np.array([place for place, _ in stops], dtype=np.float32)
    colours = np.stack([display(code) for _, code in stops])
    result = np.empty((*value.shape, 3), dtype=np.float32)
    for channel in range(3):
        result[..., channel] = np.interp(value, places, colours[:, channel])
    return result


def grid(width: int, height: int) -> tuple[Array, Array]:
    """Pixel centres as u in 0..1 to the right and v in 0..1 downwards."""
    u = (np.arange(width, dtype=np.float32) + 0.5) / width
    v = (np.arange(height, dtype=np.float32) + 0.5) / height
    across, down = np.meshgrid(u, v)
    return across, down


class Noise:
    """Gradient noise in the plane, repeatable by its seed and periodic where asked."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self._order = np.tile(random.permutation(256).astype(np.int32), 2)
        turns = random.uniform(0, 2 * np.pi, 256)
        self._east = np.cos(turns).astype(np.float32)
        self._north = np.sin(turns).astype(np.float32)

    def at(self, x: Array, y: Array, period: int = 256) -> Array:
        """Values of about -1..1 that repeat after `period` (at most 256) in x and in y."""
        x = np.asarray(x, dtype=np.float32)
        y = np.asarray(y, dtype=np.float32)
        left, low = np.floor(x), np.floor(y)
        fx, fy = x - left, y - low
        x0, y0 = left.astype(np.int32) % period, low.astype(np.int32) % period
        x1, y1 = (x0 + 1) % period, (y0 + 1) % period
        ease_x = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
        ease_y = fy * fy * fy * (fy * (fy * 6 - 15) + 10)

        def corner(column: NDArray[np.int32], row: NDArray[np.int32], dx: Array, dy: Array) -> Array:
            which = self._order[self._order[column & 255] + (row & 255)]
            value: Array = self._east[which] * dx + self._north[which] * dy
            return value

        top = corner(x0, y0, fx, fy) * (1 - ease_x) + corner(x1, y0, fx - 1, fy) * ease_x
        bottom = corner(x0, y1, fx, fy - 1) * (1 - ease_x) + corner(x1, y1, fx - 1, fy - 1) * ease_x
        return np.asarray(((top * (1 - ease_y) + bottom * ease_y) * 1.45).astype(np.float32))

    def fractal(self, x: Array, y: Array, octaves: int = 5, gain: float = 0.5, period: int = 256) -> Array:
        """Octaves of `at` summed, of about -1..1."""
        total = np.zeros(np.broadcast(x, y).shape, dtype=np.float32)
        weight, scale, whole = 1.0, 1, 0.0
        for octave in range(octaves):
            shift = 17.31 * octave if period == 256 else 0.0
            total += weight * self.at(x * scale + shift, y * scale - shift, min(256, period * scale))
            whole += weight
            weight *= gain
            scale *= 2
        return total / np.float32(whole) * np.float32(1.5)


def blur(picture: Array, radius: float, *, wrap: bool = False) -> Array:
    """A Gaussian-like blur (three box blurs) of standard deviation `radius` pixels."""
    half = max(0, round(float(np.sqrt(radius * radius + 0.25)) - 0.5))
    if half == 0:
        return picture
    result = picture.astype(np.float32)
    for _ in range(3):
        for axis in (0, 1):
            result = _box(result, half, axis, "wrap" if wrap else "edge")
    return result


def _box(picture: Array, half: int, axis: int, mode: str) -> Array:
    pads = [(half + 1, half) if index == axis else (0, 0) for index in range(picture.ndim)]
    total = np.cumsum(np.pad(picture.astype(np.float64), pads, mode=mode), axis=axis)  # type: ignore[call-overload]
    count = 2 * half + 1
    ahead = np.take(total, range(count, total.shape[axis]), axis=axis)
    behind = np.take(total, range(total.shape[axis] - count), axis=axis)
    return np.asarray(((ahead - behind) / count).astype(np.float32))


def halve(picture: Array) -> Array:
    """Half the width and height; each pixel is the mean of four."""
    return ((picture[0::2, 0::2] + picture[1::2, 0::2] + picture[0::2, 1::2] + picture[1::2, 1::2]) / 4).astype(
        np.float32
    )


def glow(picture: Array, strength: float, radius: float, threshold: float = 0.75) -> Array:
    """Light that spills around bright places, as a soft lens would show it."""
    bright = np.maximum(picture - threshold, 0)
    return np.clip(1 - (1 - picture) * (1 - strength * blur(bright, radius)), 0, 1).astype(np.float32)


def eight_bit(picture: Array, seed: int = 1) -> NDArray[np.uint8]:
    """Display values as bytes, with noise below one step so that long gradients show no bands."""
    dither = np.random.default_rng(seed).uniform(-0.5, 0.5, picture.shape[:2]).astype(np.float32)
    values = np.clip(picture * 255 + dither[..., None], 0, 255)
    return np.rint(values).astype(np.uint8)


def save(picture: Array, target: Path, quality: int = 85) -> None:
    """Write a baseline JPEG with 4:2:0 colour and no metadata."""
    image = Image.fromarray(eight_bit(picture), "RGB")
    image.save(target, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, progressive=False)
