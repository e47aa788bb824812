"""Stored values of a site document, from JSON values and back to them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from launcher.demo.fields import describe
from launcher.demo.wordpress.document import Structure

if TYPE_CHECKING:
    from launcher.demo.wordpress.document import Stored

ID, FLOAT, OBJECT = "$id", "$float", "$object"
_MARKS = frozenset({ID, FLOAT, OBJECT})
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?|-?INF|NAN")
#: The largest whole number that every reader of JSON keeps.
LARGEST = 2**53 - 1
#: How deeply lists and mappings may be nested.
MAX_DEPTH = 60


def read_stored(value: Any) -> Stored:
    """Return a value as it is stored: a text is one to the byte, all else is a structure. ValueError says what not."""
    if isinstance(value, str):
        return check_text(value)
    return Structure(_read(value, 0))


def stored_json(value: Stored) -> Any:
    """Return a stored value as JSON values; ValueError for a structure that cannot be told from a text or is none."""
    if isinstance(value, str):
        return check_text(value)
    plain = _read(value.value, 0)
    if isinstance(plain, str):
        raise ValueError("a structure that is a text would be read back as a text")  # noqa: TRY004 - a wrong value
    return plain


def mark_of(value: dict[str, Any]) -> str:
    """Return which of ``$id``, ``$float``, ``$object`` a mapping is; "" for an array."""
    return next(iter(value)) if len(value) == 1 and not _MARKS.isdisjoint(value) else ""


def check_text(text: str) -> str:
    """Return a text; ValueError for half a surrogate pair, which no database takes."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueError("half a surrogate pair is no text") from error
    return text


def _read(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError(f"it is nested more than {MAX_DEPTH} levels deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"the number {value} is beyond {LARGEST}")
        return value
    if isinstance(value, float):  # of YAML; JSON has none here
        return {FLOAT: repr(value)} if math.isfinite(value) else {FLOAT: "NAN" if math.isnan(value) else "INF"}
    if isinstance(value, (list, tuple)):
        return [_read(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return _mapping(value, depth)
    raise ValueError(f"it holds {describe(value)}")


def _mapping(value: dict[str, Any], depth: int) -> dict[str, Any]:
    for key in value:
        check_text(key)
    marks = _MARKS.intersection(value)
    if not marks:
        return {key: _read(item, depth + 1) for key, item in value.items()}
    if len(value) > 1:
        raise ValueError(f'"{sorted(marks)[0]}" must be alone in its mapping')
    [(mark, item)] = value.items()
    if mark == OBJECT:
        if isinstance(item, dict) and not mark_of(item):
            return {OBJECT: _read(item, depth + 1)}
        raise ValueError(f'"{OBJECT}" must be a mapping')
    if mark == FLOAT and not (isinstance(item, str) and _FLOAT.fullmatch(item)):
        raise ValueError(f'"{FLOAT}" must be a number as a text, such as "1.5"')
    if not isinstance(item, str) or not item:
        raise ValueError(f'"{ID}" must be a reference')
    return {mark: check_text(item)}
