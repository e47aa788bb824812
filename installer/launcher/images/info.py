"""What a picture's header says about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from launcher.images.ledger import Coding, Pair, Sizes


class ImageInfo(NamedTuple):
    """Facts read from a header, without decoding pixels.

    One is made for each picture of a demo, and a frozen dataclass of so many fields takes as long to make as most
    headers take to read.

    ``format`` is a lower-case word by magic bytes: jpeg, png, gif, webp, avif, heif, bmp, tiff, ico, cur, jp2, jxl,
    psd, svg. ``width`` and ``height`` are pixels as displayed, after EXIF orientation. ``mode`` is Pillow's word: 1, L,
    LA, P, PA, RGB, RGBA, CMYK, I;16; or one for which Pillow has none: LA;16, RGB;16, RGBA;16. ``durations`` are
    milliseconds, one a frame, for animations; ``loop`` is the number of plays (0: for ever, None: no animation).
    ``progressive`` is said of interlaced PNG and GIF too. ``dpi`` are the dots an inch across and down as displayed,
    where the header states them. ``sizes`` are an icon's pictures in file order, ``codings`` how each is stored and
    ``hotspots`` a cursor's points.
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
    lossless: bool = False  # of WebP alone
    dpi: Pair | tuple[()] = ()
    sizes: Sizes = ()
    codings: tuple[Coding, ...] = ()
    hotspots: Sizes = ()
