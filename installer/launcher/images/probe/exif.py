"""The one thing that Exif says about how a picture is shown: its orientation (CIPA DC-008, tag 274)."""

from __future__ import annotations

from typing import Literal


def read_orientation(exif: bytes) -> int:
    """Return the orientation 1-8 of a TIFF-structured Exif block; 1 where it has none or cannot be read."""
    if exif[:4] not in {b"II*\0", b"MM\0*"}:
        return 1
    endian: Literal["little", "big"] = "little" if exif[:1] == b"I" else "big"
    start = int.from_bytes(exif[4:8], endian)
    count = int.from_bytes(exif[start : start + 2], endian)
    for index in range(count):
        entry = exif[start + 2 + 12 * index : start + 14 + 12 * index]
        if len(entry) < 12:
            return 1
        if int.from_bytes(entry[:2], endian) == 274:
            value = int.from_bytes(entry[8:10], endian)
            return value if 1 <= value <= 8 else 1
    return 1


def displayed(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Return the size as shown: orientations 5 to 8 turn the picture by a quarter."""
    return (height, width) if orientation >= 5 else (width, height)
