"""The one gate for JSON that comes out of a bundle: bounded before it is loaded, strict while it is."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_STRUCTURE = bytes(set(range(256)) - set(b'[]{},"'))
_WINDOW = 1 << 18
_OPENING = frozenset(b"[{")
_CLOSING = frozenset(b"]}")


class JsonRefused(ValueError):  # noqa: N818 - it says what happened, as the other errors here do
    """The document is too large, too deep, or no JSON that every parser reads alike."""


def load_json(data: bytes, *, max_bytes: int, max_depth: int, max_values: int) -> Any:
    """Return the value of a UTF-8 document; JsonRefused says why not.

    Refused are: a byte order mark, duplicate keys (parsers disagree on which one counts), fractions, exponents, NaN
    and Infinity, integers beyond 2**53 - 1 (a double cannot hold them), and lone surrogates.
    """
    if len(data) > max_bytes:
        raise JsonRefused(f"it is longer than {max_bytes} bytes")
    check_structure(data, max_depth=max_depth, max_values=max_values)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=unique_keys,
            parse_constant=_refuse_number,
            parse_float=_refuse_number,
            parse_int=_small_integer,
        )
    except UnicodeDecodeError as error:
        raise JsonRefused(f"it is not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise JsonRefused(f"it is not JSON: {error.msg}, line {error.lineno} column {error.colno}") from error
    except RecursionError as error:  # pragma: no cover - the depth was checked; a caller may be deep itself
        raise JsonRefused("it is nested too deeply") from error
    return value


def check_structure(data: bytes, *, max_depth: int, max_values: int) -> None:
    """Refuse by depth and count before any object is made: 3 bytes of JSON can become 60 of memory."""
    values = depth = 0
    for structure in _structure(data):
        values += len(structure)
        if values > max_values:
            raise JsonRefused(f"it has more than {max_values} values")
        for character in structure.translate(None, b","):
            if character in _OPENING:
                depth += 1
                if depth > max_depth:
                    raise JsonRefused(f"it is nested more than {max_depth} deep")
            elif character in _CLOSING:
                depth -= 1


def _structure(data: bytes) -> Iterator[bytes]:
    """Yield the brackets, braces and commas outside of strings, some at a time: strings of no letters can be many."""
    # Without escapes, each quote begins or ends a string. A backslash elsewhere is no JSON: a parser comes no further.
    rest = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_STRUCTURE)
    inside = 0
    for start in range(0, len(rest), _WINDOW):
        pieces = rest[start : start + _WINDOW].split(b'"')
        yield b"".join(pieces[inside::2])
        inside ^= (len(pieces) - 1) & 1


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object for ``json.loads``; JsonRefused where a key stands twice."""
    value = dict(pairs)
    if len(value) != len(pairs):
        [(duplicate, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise JsonRefused(f"the key {duplicate[:80]!r} stands twice in one object")
    return value


def _refuse_number(text: str) -> NoReturn:
    raise JsonRefused(f"{text[:40]} is no integer")


def _small_integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > 2**53 - 1:
        raise JsonRefused(f"the number {text[:40]} is too large")
    return int(text)
