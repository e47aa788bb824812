"""Formats whose first bytes alone prove little: fields behind them must make sense."""

from __future__ import annotations

import re

from launcher.images.kinds.kind import Kind

_PNM = re.compile(rb"P[1-6]\s+(?:#[^\n]*\n\s*)*\d{1,7}\s+(?:#[^\n]*\n\s*)*\d{1,7}\s|P7\s+WIDTH\s")
_PFM = re.compile(rb"P[Ff]\s+\d{1,7}\s+\d{1,7}\s+-?\d+\.\d+\s")
_XBM = re.compile(rb"\s*#define\s+\w{1,80}_width\s+\d{1,6}\s+#define\s+\w{1,80}_height\s+\d{1,6}\s")


def identify_weak_magic(head: bytes) -> Kind | None:
    """Return the kind of such a file, None where nothing fits."""
    return _identify_raster(head) or _identify_stream(head)


def _identify_raster(head: bytes) -> Kind | None:  # noqa: PLR0911 - a list of formats, one line and one return each
    if head[:4] in {b"\0\0\x01\0", b"\0\0\x02\0"} and _is_icon_directory(head):
        return Kind("raster", "ico" if head[2] == 1 else "cur")
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return Kind("raster", "bmp")
    if head[:1] == b"P" and (_PNM.match(head[:4096]) or _PFM.match(head[:4096])):
        return Kind("raster", "pnm")
    if _XBM.match(head[:4096]):
        return Kind("raster", "xbm")
    if head[:9] == b"SIMPLE  =" and b"NAXIS" in head[:2880]:
        return Kind("raster", "fits")
    if head[:1] == b"\x0a" and _byte(head, 1) in {0, 2, 3, 4, 5} and head[2:3] == b"\x01" and len(head) >= 128:
        return Kind("raster", "pcx")
    if _is_targa(head):
        return Kind("raster", "tga")
    return None


def _identify_stream(head: bytes) -> Kind | None:  # noqa: PLR0911 - as above
    if len(head) > 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return _identify_mpeg_audio(head)
    if len(head) > 376 and head[0] == head[188] == head[376] == _SYNC:
        return Kind("video", "mpegts")
    # With a time before each packet, as discs have it.
    if len(head) > 580 and head[4] == head[196] == head[388] == head[580] == _SYNC:
        return Kind("video", "mpegts")
    if head[4:6] in {b"\x11\xaf", b"\x12\xaf"} and head[12:14] == b"\x08\0":
        return Kind("video", "flc")
    if head[4:6] == b"\xe0\xa5" and head[12:14] in {b"\x08\0", b"\x10\0", b"\x20\0"}:
        return Kind("design", "aseprite")
    if len(head) >= 512 and _is_old_tape_archive(head):
        return Kind("archive", "tar")
    return None


def _is_targa(head: bytes) -> bool:
    """Say whether a Targa header stands there: it has no magic bytes, but ten bytes that are nearly fixed."""
    if len(head) < 18:
        return False
    mapped, sort = head[1], head[2]
    width, height = int.from_bytes(head[12:14], "little"), int.from_bytes(head[14:16], "little")
    if sort in {1, 9}:
        colours = mapped == 1 and head[3:5] == b"\0\0" and head[7] in {15, 16, 24, 32} and head[16] == 8
        colours = colours and 0 < int.from_bytes(head[5:7], "little") <= 256
    else:
        colours = mapped == 0 and sort in {2, 3, 10, 11} and head[3:8] == bytes(5) and head[16] in {8, 15, 16, 24, 32}
    origin = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    # The upper two bits of the descriptor were for interlacing, which no one used.
    framed = origin[0] == 0 and origin[1] in {0, height} and 0 < width <= 32_767 and 0 < height <= 32_767
    return colours and framed and head[17] & 0xC0 == 0 and head[17] & 0x0F <= 8


def _is_old_tape_archive(head: bytes) -> bool:
    """Say whether a tar header from before POSIX stands there, by its checksum."""
    digits = head[148:156].strip(b"\0 ")
    if not digits or not digits.isdigit() or b"8" in digits or b"9" in digits:
        return False
    return head[0] > 0x20 and int(digits, 8) == sum(head[:148]) + sum(head[156:512]) + 8 * 0x20


_SYNC = 0x47
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def _byte(data: bytes, index: int) -> int:
    return data[index] if index < len(data) else -1


def _is_icon_directory(head: bytes) -> bool:
    """Say whether an icon directory follows: it must point behind itself and name some bytes."""
    count = int.from_bytes(head[4:6], "little")
    size = int.from_bytes(head[14:18], "little")
    offset = int.from_bytes(head[18:22], "little")
    return 1 <= count <= 4096 and size > 0 and offset >= 6 + 16 * count and _byte(head, 9) in {0, 1}


def _identify_mpeg_audio(head: bytes) -> Kind | None:
    """Check the fields of an MPEG audio frame (ISO 11172-3, 2.4.1.3)."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0 and version in {2, 3} and head[1] & 0xF6 == 0xF0:
        return Kind("audio", "aac")
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    # Layer I is left out: no one uses it, and its frames begin like a text in UTF-16.
    valid = version != 1 and layer in {1, 2} and rate not in {0, 15} and frequency != 3
    return Kind("audio", "mp3") if valid else None
