"""A zip whose one file is the zip itself, byte for byte, so that unpacking what comes out never ends.

The stream is the self-reproducing program of Russ Cox, "Zip Files All The Way Down" (2010): ``L(n)`` writes the next n
bytes as they stand (a stored block), ``R(n)`` writes the last n bytes once more (a match in a block of fixed codes).
Each is as long as the program needs it to be, filled up with blocks that write nothing.
"""

from __future__ import annotations

import itertools
import struct
import zlib
from functools import cache

_GROUP = 30  # bytes that the program's inner loop writes at a time
# RFC 1951, section 3.2.5: first length of each code from 257 on, first distance of each code, and their extra bits.
_LENGTHS = [*range(3, 11), 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
_LENGTH_EXTRA = [0] * 8 + [n for n in range(1, 6) for _ in range(4)] + [0]
_DISTANCES = [1, 2, 3, 4] + [(2 << n) + 1 + half * (1 << n) for n in range(1, 14) for half in (0, 1)]
_DISTANCE_EXTRA = [0] * 4 + [n for n in range(1, 14) for _ in range(2)]


@cache
def zip_quine(name: str = "again.zip") -> bytes:
    """Return a sound zip with one entry called ``name``, which is the zip itself; the name has 9 to 30 letters."""
    # A checksum is linear in each bit: what the right one is follows from what each bit of it changes.
    base = zlib.crc32(_with_checksum(name, 0))
    columns = [zlib.crc32(_with_checksum(name, 1 << bit)) ^ base ^ (1 << bit) for bit in range(32)]
    return _with_checksum(name, _solve(columns, base))


def _with_checksum(name: str, checksum: int) -> bytes:
    """Return the zip with a checksum that need not be right; everything else is."""
    size = 0
    for _ in range(2):  # the size does not depend on what stands in its own fields
        data = _assemble(name.encode(), checksum, size)
        size = len(data)
    return data


def _assemble(name: bytes, checksum: int, size: int) -> bytes:
    packed = size - 30 - len(name) - 46 - len(name) - 22
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, checksum, max(packed, 0), size, len(name), 0)
    before = b"PK\3\4" + fields + name
    central = b"PK\1\2" + struct.pack("<H", 0x0314) + fields + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, 0) + name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(central), max(packed, 0) + len(before), 0)
    return _program(before, central + end)


def _program(before: bytes, after: bytes) -> bytes:
    """Return ``before``, a stream that writes all that is returned here, and ``after``."""
    nothing, one = _literal(0), _literal(5)
    start = _literal(len(before) + 5)
    again = _repeat(len(before) + 5, 15)
    fifteen, group = _literal(15), _literal(_GROUP)
    once_more = _repeat(_GROUP, 10)
    length = len(_repeat(len(after) + 4, 0, last=True))
    ending = _repeat(len(after) + length, 0, last=True)
    end = _literal(len(after) + len(ending))
    return b"".join([
        before, start, before, start, again,
        fifteen, again,
        one, fifteen,
        group, again, one, fifteen, group, once_more,
        group, once_more, group, once_more, group, once_more,
        group, once_more, nothing, nothing, nothing, end,
        once_more, nothing, nothing, nothing, end,
        ending, after,
        ending, after,
    ])  # fmt: skip


def _literal(count: int) -> bytes:
    """Return the head of a block that writes the next ``count`` bytes."""
    return struct.pack("<BHH", 0, count, count ^ 0xFFFF)


def _repeat(count: int, length: int, *, last: bool = False) -> bytes:
    """Return blocks of ``length`` bytes that write the last ``count`` bytes again; 0: no matter how long."""
    if last:
        return _octets(_fixed_block(_match(count, count), last=True))
    for parts in ([count], [10, count - 10]):
        matches = [bit for part in parts for bit in _match(part, count)]
        for fixed, stored in itertools.product(range(4), range(2)):
            bits = _fixed_block(matches, last=False) + _fixed_block([], last=False) * fixed
            # An empty stored block: what follows is at a full byte.
            blocks = _octets([*bits, 0, 0, 0]) + b"\0\0\xff\xff" + _literal(0) * stored
            if len(blocks) == length:
                return blocks
    raise AssertionError(f"there are no blocks of {length} bytes that repeat {count}")


def _fixed_block(content: list[int], *, last: bool) -> list[int]:
    return [int(last), 1, 0, *content, *[0] * 7]


def _match(length: int, distance: int) -> list[int]:
    code = max(index for index, first in enumerate(_LENGTHS) if first <= length)
    symbol = 257 + code
    bits = _code(symbol - 256, 7) if symbol < 280 else _code(symbol - 280 + 0b11000000, 8)
    bits += _number(length - _LENGTHS[code], _LENGTH_EXTRA[code])
    code = max(index for index, first in enumerate(_DISTANCES) if first <= distance)
    return bits + _code(code, 5) + _number(distance - _DISTANCES[code], _DISTANCE_EXTRA[code])


def _code(value: int, width: int) -> list[int]:
    """Return a Huffman code, whose highest bit comes first."""
    return _number(value, width)[::-1]


def _number(value: int, width: int) -> list[int]:
    return [value >> bit & 1 for bit in range(width)]


def _octets(bits: list[int]) -> bytes:
    filled = [*bits, *[0] * (-len(bits) % 8)]
    return bytes(sum(bit << place for place, bit in enumerate(filled[at : at + 8])) for at in range(0, len(filled), 8))


def _solve(columns: list[int], wanted: int) -> int:
    """Return which of ``columns`` give ``wanted`` when they are taken exclusive-or, as the bits of a number."""
    rows: dict[int, tuple[int, int]] = {}  # highest bit -> a sum of columns with that bit, and which they are
    for number, column in enumerate(columns):
        value, chosen = _reduce(rows, column, 1 << number)
        assert value, "no checksum is right: take another name"
        rows[value.bit_length()] = value, chosen
    value, chosen = _reduce(rows, wanted, 0)
    assert not value
    return chosen


def _reduce(rows: dict[int, tuple[int, int]], value: int, chosen: int) -> tuple[int, int]:
    while value and value.bit_length() in rows:
        row, which = rows[value.bit_length()]
        value, chosen = value ^ row, chosen ^ which
    return value, chosen
