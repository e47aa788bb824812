"""Values as PHP's ``serialize`` writes them, read as data and written.

The form of a value is that of :class:`launcher.demo.wordpress.document.Structure`: lists and mappings are arrays, whose
keys are numbers where they look like numbers, as PHP itself has it; ``{"$float": "1.5"}`` is a float with PHP's own
digits, ``{"$object": {...}}`` a ``stdClass``. What is read and written again is the same to the byte.

Format: https://www.php.net/manual/en/function.serialize.php; php_value in ext/standard/var_unserializer.re of PHP.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DEPTH = 64
_MAX_VALUES = 500_000
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_FLOAT = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?|INF)|NAN")
_NUMBER = re.compile(rb"([ibd]):([-+.0-9EINFA]{1,40});")
_LENGTH = re.compile(rb"([0-9]{1,9}):")
#: What a serialised value begins with that has other values or a length in it; a text that does may still be none.
SERIALISED = re.compile(r'\s*(?:a:[0-9]+:\{|[sOCE]:\+?[0-9]+:")')


class NotPhp(ValueError):  # noqa: N818 - it says what the text is
    """The text is no serialised value, or one that is not data: an object of a class, a reference."""


def parse_php(data: bytes) -> Any:
    """Return the value of a whole serialised text; NotPhp says why there is none.

    Objects other than ``stdClass`` are refused, for they run code where they are read by PHP; so are references, which
    no array or option needs, texts that are not UTF-8, and what is deeper than 64 or has more than 500,000 values.
    """
    reader = _Reader(data)
    value = reader.value(0)
    if reader.place != len(data):
        raise NotPhp(f"there is more after the value, at byte {reader.place}")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _MAX_VALUES
        self.place = 0

    def value(self, depth: int) -> Any:
        self._left -= 1
        if depth > _MAX_DEPTH or self._left < 0:
            raise NotPhp("it is too deep" if depth > _MAX_DEPTH else "it has too many values")
        kind = self._data[self.place : self.place + 1]
        if kind in {b"i", b"b", b"d"}:
            return self._number()
        if kind == b"N":
            self._take(b"N;")
            return None
        if kind == b"s":
            text = self._text()
            self._take(b";")
            return text
        if kind == b"a":
            self.place += 1
            return _array(list(self._pairs(depth)))
        if kind == b"O":
            self.place += 1
            name = self._quoted()
            if name != "stdClass":
                raise NotPhp(f"it has an object of the class {name[:80]}")
            return {"$object": dict(self._pairs(depth, names=True))}
        raise self._wrong()

    def _number(self) -> Any:
        match = _NUMBER.match(self._data, self.place)
        if match is None:
            raise self._wrong()
        kind, text = match[1], match[2].decode()
        if kind == b"b" and text in {"0", "1"}:
            value: Any = text == "1"
        elif kind == b"i" and _INTEGER.fullmatch(text) and abs(int(text)) < 2**53:
            value = int(text)
        elif kind == b"d" and _FLOAT.fullmatch(text):
            value = {"$float": text}
        else:
            raise self._wrong()
        self.place = match.end()
        return value

    def _text(self) -> str:
        self.place += 1
        return self._quoted()

    def _quoted(self) -> str:
        self._take(b":")
        length = self._length()
        self._take(b'"')
        text = self._data[self.place : self.place + length]
        self.place += length
        self._take(b'"')
        try:
            return text.decode()
        except UnicodeDecodeError as error:
            raise NotPhp(f"it has a text that is not UTF-8, before byte {self.place}") from error

    def _length(self) -> int:
        match = _LENGTH.match(self._data, self.place)
        if match is None:
            raise self._wrong()
        self.place = match.end()
        return int(match[1])

    def _pairs(self, depth: int, *, names: bool = False) -> Iterator[tuple[str, Any]]:
        """Yield keys and values; the ``names`` of an object's properties are texts, whatever they look like."""
        self._take(b":")
        count = self._length()
        self._take(b"{")
        seen = set()
        for _ in range(count):
            key = self.value(depth + 1)
            if isinstance(key, bool) or not isinstance(key, str if names else (int, str)) or str(key) in seen:
                raise NotPhp(f"it has a key that is none, or one twice, before byte {self.place}")
            if isinstance(key, str) and not names and _is_number(key):
                raise NotPhp(f"it has a number as text for a key, before byte {self.place}")
            seen.add(str(key))
            yield str(key), self.value(depth + 1)
        self._take(b"}")

    def _take(self, wanted: bytes) -> None:
        if not self._data.startswith(wanted, self.place):
            raise self._wrong()
        self.place += len(wanted)

    def _wrong(self) -> NotPhp:
        return NotPhp(f"it is no serialised value at byte {min(self.place, len(self._data))}")


def _array(pairs: list[tuple[str, Any]]) -> Any:
    """Return a list where the keys count from 0, as PHP's ``array_is_list`` has it, else a mapping."""
    if all(key == str(index) for index, (key, _) in enumerate(pairs)):
        return [value for _, value in pairs]
    mapping = dict(pairs)
    if any(key.startswith("$") for key in mapping):
        raise NotPhp("it has a key that begins with $")
    return mapping


def serialise_php(value: Any) -> str:
    """Return a value as PHP writes it; ValueError for what PHP has no form for."""
    return "".join(_parts(value))


def _parts(value: Any) -> Iterator[str]:
    if value is None:
        yield "N;"
    elif isinstance(value, bool):
        yield f"b:{int(value)};"
    elif isinstance(value, int):
        yield f"i:{value};"
    elif isinstance(value, str):
        yield _text(value) + ";"
    elif isinstance(value, list):
        yield from _array_parts("a", {str(index): item for index, item in enumerate(value)})
    elif isinstance(value, dict) and value.keys() == {"$float"}:
        yield f"d:{value['$float']};"
    elif isinstance(value, dict) and value.keys() == {"$object"}:
        yield from _array_parts('O:8:"stdClass"', value["$object"])
    elif isinstance(value, dict):
        yield from _array_parts("a", value)
    else:
        raise ValueError(f"PHP has no form for {value!r}")


def _array_parts(head: str, items: dict[str, Any]) -> Iterator[str]:
    yield f"{head}:{len(items)}:{{"
    for key, item in items.items():
        yield f"i:{key};" if head == "a" and _is_number(key) else _text(key) + ";"
        yield from _parts(item)
    yield "}"


def _is_number(key: str) -> bool:
    """Say whether PHP makes a number of a text that is the key of an array: one of 64 bits."""
    return _INTEGER.fullmatch(key) is not None and -(2**63) <= int(key) < 2**63


def _text(text: str) -> str:
    return f's:{len(text.encode())}:"{text}"'
