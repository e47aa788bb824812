"""What a picture's header says about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Facts read from a header, without decoding pixels.

    ``format`` is a lower-case word by magic bytes: jpeg, png, gif, webp, avif, heif, bmp, tiff, ico, cur, jp2, jxl,
    psd, svg. ``width`` and ``height`` are pixels as displayed, after EXIF orientation. ``mode`` is Pillow's word: 1, L,
    LA, P, PA, RGB, RGBA, CMYK, I;16. ``durations`` are milliseconds, one a frame, for animations; ``loop`` is the
    number of plays (0: for ever, None: no animation). ``sizes`` are an icon's pictures in file order.
    """

    format: str
    width: int
    height: int
    mode: str = "RGB"
    alpha: bool = False
    frames: int = 1
    durations: tuple[int, ...] = ()
    loop: int | None = None
    orientation: int = 1
    progressive: bool = False
    sizes: tuple[tuple[int, int], ...] = ()
