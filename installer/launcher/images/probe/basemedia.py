"""Read pictures of the ISO base media family: AVIF, HEIF (ISO 14496-12, ISO 23008-12) and JPEG 2000 (ISO 15444-1)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.info import ImageInfo
from launcher.images.probe.exif import displayed
from launcher.images.probe.source import Source, UnreadableImage

if TYPE_CHECKING:
    from collections.abc import Iterator

# Boxes in one container: more than this is no picture.
_MOST_BOXES = 4096
_HEAD = struct.Struct(">I4s")
# Size, turn, channels, and what an auxiliary picture is.
_PROPERTIES = frozenset({b"ispe", b"irot", b"pixi", b"auxC"})
# irot turns by quarters against the clock; these are the Exif orientations that do the same.
_ROTATIONS = {0: 1, 1: 8, 2: 3, 3: 6}

Box = tuple[bytes, int, int]  # name, start of the content, end of the content


def boxes(source: Source, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two offsets; a box that runs over its container is an UnreadableImage."""
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        (size, name), head = source.unpack(_HEAD, start), 8
        if size == 1:
            size, head = source.number(start + 8, 8, "big"), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise UnreadableImage("a box of the picture is longer than what holds it")
        yield name, start + head, start + size
        start += size
    raise UnreadableImage("the picture has too many boxes")


def find(source: Source, start: int, end: int, *path: bytes) -> Box | None:
    """Return the first box under nested names, None where there is none."""
    for box in boxes(source, start, end):
        if box[0] == path[0]:
            return box if len(path) == 1 else find(source, box[1], box[2], *path[1:])
    return None


def _first_boxes(source: Source, start: int, end: int) -> dict[bytes, Box]:
    """Return the first box of each name between two offsets."""
    found = dict[bytes, Box]()
    for box in boxes(source, start, end):
        found.setdefault(box[0], box)
    return found


def probe_heif(source: Source, form: str) -> ImageInfo:
    """Read the primary item's properties; a sequence has its frames in a film track beside them."""
    file = _first_boxes(source, 0, source.size)
    meta, movie = file.get(b"meta"), file.get(b"moov")
    if meta is None:
        return _probe_sequence(source, movie, form)
    items = _first_boxes(source, meta[1] + 4, meta[2])
    if b"iprp" not in items:
        raise UnreadableImage("the picture says nothing about its size")
    properties = _first_boxes(source, *items[b"iprp"][1:])
    wanted = _associations(source, properties.get(b"ipma"), _primary_item(source, items.get(b"pitm")))
    container = properties.get(b"ipco")
    listed = list(boxes(source, container[1], container[2])) if container else []
    found = dict[bytes, bytes]()
    auxiliary = False
    for index, (name, start, end) in enumerate(listed, 1):
        if name not in _PROPERTIES:
            continue
        content = source.upto(start, min(end - start, 256))
        auxiliary = auxiliary or (name == b"auxC" and b"alpha" in content)
        if wanted is None or index in wanted:
            found.setdefault(name, content)
    size = found.get(b"ispe", b"")
    width, height = int.from_bytes(size[4:8], "big"), int.from_bytes(size[8:12], "big")
    if not width or not height:
        raise UnreadableImage("the picture says nothing about its size")
    orientation = _ROTATIONS[found.get(b"irot", b"\0")[0] & 3] if found.get(b"irot") else 1
    width, height = displayed(width, height, orientation)
    channels = found.get(b"pixi", b"\0\0\0\0\3")[4:5]
    mode = ("LA" if auxiliary else "L") if channels == b"\1" else ("RGBA" if auxiliary else "RGB")
    durations = _durations(source, movie)
    if len(durations) < 2:
        return ImageInfo(form, width, height, mode, auxiliary, orientation=orientation)
    return ImageInfo(
        form,
        width,
        height,
        mode,
        auxiliary,
        frames=len(durations),
        durations=durations,
        loop=0,
        orientation=orientation,
    )


def _probe_sequence(source: Source, movie: Box | None, form: str) -> ImageInfo:
    """Read a file that has a film track alone."""
    header = movie and find(source, movie[1], movie[2], b"trak", b"tkhd")
    if not header:
        raise UnreadableImage("the picture says nothing about its size")
    width, height = (source.number(header[2] - back, 4, "big") >> 16 for back in (8, 4))
    if not width or not height:
        raise UnreadableImage("the picture says nothing about its size")
    durations = _durations(source, movie)
    return ImageInfo(form, width, height, frames=max(1, len(durations)), durations=durations, loop=0)


def _primary_item(source: Source, box: Box | None) -> int:
    if box is None:
        return 1
    wide = source.at(box[1], 1)[0] > 0
    return source.number(box[1] + 4, 4 if wide else 2, "big")


def _associations(source: Source, box: Box | None, item: int) -> set[int] | None:
    """Return the 1-based indexes of the item's properties, None where the file does not say."""
    if box is None:
        return None
    version, flags = source.at(box[1], 1)[0], source.number(box[1] + 1, 3, "big")
    offset = box[1] + 8
    for _ in range(min(source.number(box[1] + 4, 4, "big"), _MOST_BOXES)):
        width = 2 if version < 1 else 4
        found, count = source.number(offset, width, "big"), source.at(offset + width, 1)[0]
        offset += width + 1
        step = 2 if flags & 1 else 1
        mask = 0x7FFF if flags & 1 else 0x7F
        indexes = {source.number(offset + step * i, step, "big") & mask for i in range(count)}
        if found == item:
            return indexes
        offset += step * count
    return None


def _durations(source: Source, movie: Box | None) -> tuple[int, ...]:
    """Return the milliseconds of each frame of the first track, nothing where there is no track."""
    media = movie and find(source, movie[1], movie[2], b"trak", b"mdia")
    header = media and find(source, media[1], media[2], b"mdhd")
    table = media and find(source, media[1], media[2], b"minf", b"stbl", b"stts")
    if not header or not table:
        return ()
    version = source.at(header[1], 1)[0]
    scale = source.number(header[1] + (20 if version else 12), 4, "big") or 1
    durations: list[int] = []
    for index in range(min(source.number(table[1] + 4, 4, "big"), 10_000)):
        count = source.number(table[1] + 8 + 8 * index, 4, "big")
        delta = source.number(table[1] + 12 + 8 * index, 4, "big")
        if len(durations) + count > 10_000:
            raise UnreadableImage("the picture has more than 10,000 frames")
        durations += [round(1000 * delta / scale)] * count
    return tuple(durations)


def probe_jp2(source: Source) -> ImageInfo:
    """Read the image header box of a JPEG 2000 file."""
    header = find(source, 0, source.size, b"jp2h", b"ihdr")
    if header is None:
        raise UnreadableImage("the JPEG 2000 file has no image header")
    height, width = source.number(header[1], 4, "big"), source.number(header[1] + 4, 4, "big")
    return _jpeg_2000("jp2", width, height, source.number(header[1] + 8, 2, "big"), source.at(header[1] + 10, 1)[0])


def probe_j2k(source: Source) -> ImageInfo:
    """Read the size segment of a bare JPEG 2000 code stream."""
    size = source.at(8, 32)
    x1, y1, x0, y0 = (int.from_bytes(size[i : i + 4], "big") for i in (0, 4, 8, 12))
    return _jpeg_2000("j2k", x1 - x0, y1 - y0, source.number(40, 2, "big"), source.at(42, 1)[0])


def _jpeg_2000(form: str, width: int, height: int, components: int, depth: int) -> ImageInfo:
    """``depth`` is the number of bits less one, 255 where each component has its own; its first bit says signed."""
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}.get(components)
    if width <= 0 or height <= 0 or mode is None:
        raise UnreadableImage("the JPEG 2000 header makes no sense")
    if mode == "L" and depth != 255 and depth & 0x7F > 7:
        mode = "I;16"
    return ImageInfo(form, width, height, mode, mode.endswith("A"))
