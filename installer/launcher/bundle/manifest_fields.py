"""Read single fields of a manifest strictly; each error says in which place of it.

A place is written as ``images[3].recipe``; a leading dot is dropped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from launcher.bundle.manifest import MANIFEST_NAME
from launcher.bundle.names import MAX_PATH_BYTES, parse_name, printable_name
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePosixPath

#: One line of text: it is printed on terminals and into pages. And several of them.
LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*")
PARAGRAPHS = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]*")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

Entry = TypeVar("Entry")


def as_object(value: Any, place: str) -> dict[str, Any]:
    """Return a value that is an object; BundleError ``manifest-schema`` otherwise, as all of these."""
    if not isinstance(value, dict):
        raise wrong_field(place, "is no object")
    return value


def check_keys(
    value: dict[str, Any], place: str, *, required: frozenset[str] | set[str], optional: set[str] | None = None
) -> None:
    """Refuse an object that lacks a required key, or has one that is neither required nor optional."""
    keys = value.keys()
    if keys == required:
        return
    for key in sorted(required - keys):
        raise wrong_field(f"{place}.{key}", "is missing")
    for key in sorted(keys - required - (optional or set())):
        raise wrong_field(f"{place}.{key}"[:200], "is unknown")


def read_list(value: dict[str, Any], key: str, place: str, read: Callable[[Any, str], Entry]) -> tuple[Entry, ...]:
    """Return a list with each entry read by ``read``, which is told its place."""
    entries = value[key]
    if not isinstance(entries, list):
        raise wrong_field(f"{place}.{key}", "is no list")
    return tuple(read(entry, f"{place}.{key}[{index}]") for index, entry in enumerate(entries))


def read_text(
    value: dict[str, Any],
    key: str,
    place: str,
    pattern: re.Pattern[str] | None = None,
    *,
    shortest: int = 0,
    longest: int = 1000,
) -> str:
    """Return a text of a length within bounds, all of which ``pattern`` matches."""
    text = value.get(key)
    if not isinstance(text, str):
        raise wrong_field(f"{place}.{key}", "is no string")
    if not shortest <= len(text) <= longest:
        raise wrong_field(f"{place}.{key}", f"is not from {shortest} to {longest} characters long")
    if pattern is not None and not pattern.fullmatch(text):
        raise wrong_field(f"{place}.{key}", "is not of the right form")
    return text


def read_name(value: dict[str, Any], key: str, place: str) -> PurePosixPath:
    """Return a path that may be in a bundle; BundleError ``name-...`` otherwise."""
    return parse_name(read_text(value, key, place, longest=MAX_PATH_BYTES))


def read_number(value: dict[str, Any], key: str, place: str) -> int:
    """Return a number from 0 on."""
    number = value[key]
    if type(number) is not int or number < 0:
        raise wrong_field(f"{place}.{key}", "is no count")
    return number


def wrong_field(place: str, message: str) -> BundleError:
    """Return the refusal of a field that is not as the format says."""
    return manifest_error("manifest-schema", f"{place.strip('.') or 'the manifest'} {message}")


def manifest_error(code: str, message: str) -> BundleError:
    """Return a refusal of the manifest."""
    # It can quote what a stranger wrote, such as the name of a field.
    return BundleError(printable_name(message, longest=500), code=code, where=MANIFEST_NAME)
