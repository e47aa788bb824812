"""Noise that is the same in every run: a test that fails must fail again."""

from __future__ import annotations

import random

from PIL import Image, ImageChops


def noise(size: tuple[int, int], *, seed: object = 0) -> Image.Image:
    """Return a grey picture with a photograph's grain: values around 128, far ones seldom."""
    source = random.Random(f"{seed} {size}")
    first, second, third = (Image.frombytes("L", size, source.randbytes(size[0] * size[1])) for _ in range(3))
    return ImageChops.blend(ImageChops.blend(first, second, 0.5), third, 1 / 3)
