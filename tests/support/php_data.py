"""PHP's serialised data, written and strictly read: https://www.php.net/manual/en/function.serialize.php."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(rb"(-?\d+)")


def serialize(value: Any) -> bytes:
    """Write None, bools, whole numbers, bytes, lists and dicts."""
    match value:
        case None:
            return b"N;"
        case bool():
            return b"b:%d;" % value
        case int():
            return b"i:%d;" % value
        case bytes():
            return b's:%d:"%s";' % (len(value), value)
        case list():
            return serialize(dict(enumerate(value)))
        case dict():
            items = b"".join(serialize(key) + serialize(item) for key, item in value.items())
            return b"a:%d:{%s}" % (len(value), items)
    raise TypeError(value)


def unserialize(data: bytes) -> Any:
    """Read one value; ValueError where a single byte is not as PHP wants it. Lists come back as dicts."""
    value, end = _read(data, 0)
    if end != len(data):
        raise ValueError(f"something follows at byte {end}")
    return value


def _read(data: bytes, at: int) -> tuple[Any, int]:
    sort = data[at : at + 2]
    if sort == b"N;":
        return None, at + 2
    if sort in {b"b:", b"i:"}:
        number, at = _number(data, at + 2)
        return bool(number) if sort == b"b:" else number, _expect(data, at, b";")
    if sort == b"s:":
        length, at = _number(data, at + 2)
        start = _expect(data, at, b':"')
        return data[start : start + length], _expect(data, start + length, b'";')
    if sort == b"a:":
        count, at = _number(data, at + 2)
        at = _expect(data, at, b":{")
        found = {}
        for _ in range(count):
            key, at = _read(data, at)
            found[key], at = _read(data, at)
        return found, _expect(data, at, b"}")
    raise ValueError(f"no value at byte {at}")


def _number(data: bytes, at: int) -> tuple[int, int]:
    match = _NUMBER.match(data, at)
    if match is None:
        raise ValueError(f"no number at byte {at}")
    return int(match[1]), match.end()


def _expect(data: bytes, at: int, wanted: bytes) -> int:
    if data[at : at + len(wanted)] != wanted:
        raise ValueError(f"no {wanted!r} at byte {at}")
    return at + len(wanted)
