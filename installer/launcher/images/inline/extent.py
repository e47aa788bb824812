"""Where a picture's own bytes end, so that the text behind its base64 is not taken for more of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def picture_end(form: str, data: bytes) -> int | None:
    """Return how many bytes of ``data`` belong to a picture in ``form``, None where it is cut short or does not say."""
    finder = _FINDERS.get(form)
    end = finder(data) if finder else None
    return end if end is not None and 0 < end <= len(data) else None


def knows_end(form: str) -> bool:
    """Say whether a picture in ``form`` says where it ends."""
    return form in _FINDERS


def _png(data: bytes) -> int | None:
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        name = data[position + 4 : position + 8]
        position += 12 + length
        if name == b"IEND":
            return position
    return None


def _jpeg(data: bytes) -> int | None:
    """Walk the segments to the scan; in its data 0xFF is always escaped, but for the end (ITU-T T.81, B.1.1)."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xDA:
            end = data.find(b"\xff\xd9", position)
            return end + 2 if end >= 0 else None
    return None


def _gif(data: bytes) -> int | None:
    """Walk the blocks to the trailer (GIF89a, appendix B)."""
    if len(data) < 13:
        return None
    position = 13 + _gif_colours(data[10])
    while position < len(data):
        introducer = data[position]
        if introducer == 0x3B:
            return position + 1
        if introducer == 0x2C and position + 10 <= len(data):
            position += 11 + _gif_colours(data[position + 9])
        elif introducer == 0x21:
            position += 2
        else:
            return None
        while position < len(data) and data[position]:
            position += 1 + data[position]
        position += 1
    return None


def _gif_colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _webp(data: bytes) -> int | None:
    size = int.from_bytes(data[4:8], "little")
    return 8 + size + size % 2


def _bmp(data: bytes) -> int | None:
    return int.from_bytes(data[2:6], "little")


def _icons(data: bytes) -> int | None:
    count = int.from_bytes(data[4:6], "little")
    ends = [6 + 16 * count]
    for at in range(14, min(6 + 16 * count, len(data) - 7), 16):
        size, offset = data[at : at + 4], data[at + 4 : at + 8]
        ends.append(int.from_bytes(size, "little") + int.from_bytes(offset, "little"))
    return max(ends)


def _boxes(data: bytes) -> int | None:
    """Walk the boxes as long as they look like ones (ISO 14496-12, 4.2)."""
    position, seen = 0, set[bytes]()
    while position + 8 <= len(data):
        size, name = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        if size < 8 or position + size > len(data) or not name.isascii():
            break
        seen.add(name)
        position += size
    return position if seen & {b"mdat", b"jp2c"} else None


_FINDERS: Mapping[str, Callable[[bytes], int | None]] = {
    "png": _png,
    "jpeg": _jpeg,
    "gif": _gif,
    "webp": _webp,
    "bmp": _bmp,
    "ico": _icons,
    "cur": _icons,
    "avif": _boxes,
    "heif": _boxes,
    "jp2": _boxes,
}
