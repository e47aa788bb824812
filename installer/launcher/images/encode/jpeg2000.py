"""Take out of JPEG 2000 what its encoder says about itself."""

from __future__ import annotations


def without_comment(data: bytes) -> bytes:
    """Take the comment that names the encoder out of a JPEG 2000 file (ISO 15444-1, A.9.2)."""
    box = 0
    start = 0
    while data[:2] != b"\xff\x4f" and not start:
        if data[box + 4 : box + 8] == b"jp2c":
            start = box + 8
        else:
            box += int.from_bytes(data[box : box + 4], "big")
    offset = start + 2
    while data[offset : offset + 2] not in {b"\xff\x90", b"\xff\x64"}:  # the first tile, or the comment
        offset += 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
    if data[offset : offset + 2] == b"\xff\x90":
        return data
    length = 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
    head, stream = data[:start], data[start:offset] + data[offset + length :]
    size = (8 + len(stream)).to_bytes(4, "big")
    return (head[:box] + size + head[box + 4 :] if start else head) + stream
