"""Read what a picture's header says, without decoding a pixel.

A reader for each format; all of them look at bytes through :class:`~launcher.images.probe.source.Source`, so a header
that lies about lengths ends in :class:`UnreadableImage` and in nothing else.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.kinds import HEAD_SIZE, identify
from launcher.images.probe.basemedia import probe_heif, probe_j2k, probe_jp2
from launcher.images.probe.bitmap import probe_bitmap
from launcher.images.probe.gif import probe_gif
from launcher.images.probe.icons import probe_icons
from launcher.images.probe.jpeg import probe_jpeg
from launcher.images.probe.png import probe_png
from launcher.images.probe.short import short_header
from launcher.images.probe.source import Source, UnreadableImage
from launcher.images.probe.tiff import probe_tiff
from launcher.images.probe.webp import probe_webp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from launcher.images.info import ImageInfo

__all__ = ["UnreadableImage", "film_size_of", "probe", "probe_as", "probe_file", "read_head"]

_READERS: Mapping[str, Callable[[Source], ImageInfo]] = {
    "jpeg": probe_jpeg,
    "png": probe_png,
    "gif": probe_gif,
    "webp": probe_webp,
    "avif": partial(probe_heif, form="avif"),
    "heif": partial(probe_heif, form="heif"),
    "bmp": probe_bitmap,
    "tiff": probe_tiff,
    "ico": probe_icons,
    "cur": probe_icons,
    "jp2": probe_jp2,
    "j2k": probe_j2k,
}
_NO_NAME = PurePosixPath()
# Nearly all pictures: what they are is certain from few bytes, and most of their headers are over in as many as these.
_EARLY = 1024
_SURE = frozenset({b"\xff\xd8\xff", b"\x89PN", b"GIF"})
_IS_CERTAIN = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF.{4}WEBP|.{4}ftyp|BM.{4}\0{4}|\0\0[\1\2]\0", re.DOTALL
).match


def read_head(descriptor: int) -> bytes:
    """Return as much from the beginning of a file that was just opened as it takes to know what it is."""
    return _read_on(descriptor, os.read(descriptor, _EARLY))


def _read_on(descriptor: int, head: bytes) -> bytes:
    if head[:3] not in _SURE and len(head) == _EARLY and _IS_CERTAIN(head) is None:
        head += os.read(descriptor, HEAD_SIZE - _EARLY)
    return head


def probe(data: bytes) -> ImageInfo | None:
    """Return what a raster's header says, None where ``data`` is no raster; UnreadableImage where it is broken."""
    kind = identify(data[:HEAD_SIZE], name=_NO_NAME)
    return probe_as(kind.format, Source(data)) if kind.group == "raster" else None


def probe_file(path: Path) -> ImageInfo | None:
    """Do as :func:`probe` for a file, reading only the parts it needs; OSError where it cannot be read."""
    descriptor = os.open(str(path), os.O_RDONLY)
    try:
        head = os.read(descriptor, _EARLY)
        short = short_header(head)
        if short is not None:
            return _probe_again(short)
        head = _read_on(descriptor, head)
        kind = identify(head, name=_NO_NAME)
        return probe_as(kind.format, Source(head, descriptor)) if kind.group == "raster" else None
    finally:
        os.close(descriptor)


@lru_cache(maxsize=4096)
def _probe_again(short: bytes) -> ImageInfo | None:
    return probe(short)


def film_size_of(path: Path, form: str) -> tuple[int, int]:
    """Return how large a film of a known format is shown, zeros where it does not say; OSError as for a picture."""
    from launcher.images.probe.film import film_size

    descriptor = os.open(path, os.O_RDONLY)
    try:
        source = Source(read_head(descriptor), descriptor=descriptor)
        return film_size(source, form)
    finally:
        os.close(descriptor)


def probe_as(form: str, source: Source) -> ImageInfo:
    """Read the header of a raster whose format is known; UnreadableImage where it cannot be."""
    reader = _READERS.get(form)
    if reader is None:
        raise UnreadableImage(f"{form} is a format whose header is not read")
    try:
        return reader(source)
    except (IndexError, ValueError) as error:  # a field that points nowhere
        raise UnreadableImage("its header makes no sense") from error
