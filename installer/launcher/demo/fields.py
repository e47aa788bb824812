"""Strict reading of a document's fields: unknown keys and wrong types are errors that name the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from launcher.demo.documents import Document
    from launcher.errors import LauncherError

_MISSING: Any = object()
_NO_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NO_PARAGRAPHS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``' (did you mean "x"?)'`` where a known word is close, else an empty string."""
    import difflib

    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


class Fields:
    """The mapping under ``keys`` of a document, read field by field.

    Each method returns the field as its type says, ``default`` where the key is missing, and raises the document's
    error where the value is of another type or, without a default, where the key is missing.
    """

    def __init__(self, document: Document, *keys: str | int, title: str = "") -> None:
        self.document = document
        self.keys = keys
        self.title = title or (f'"{keys[-1]}"' if keys else "the file")
        value = document.value
        for key in keys:
            value = value[key]
        if not isinstance(value, dict):
            raise self.wrong(f"{self.title} must be a mapping (key: value), not {describe(value)}")
        self.mapping: dict[str, Any] = value

    def wrong(self, message: str, *keys: str | int, hint: str | None = None) -> LauncherError:
        """Return the document's error at the line of ``keys`` below this mapping, or the path to them."""
        line = self.document.line(*self.keys, *keys)
        place = self.document.place(*self.keys, *keys)
        message = f"{place}: {message}" if place else message
        return self.document.error(message, where=self.document.where, line=line, hint=hint)

    def only(self, *known: str) -> None:
        """Refuse a key that is not one of ``known``."""
        for key in self.mapping:
            if key not in known:
                raise self.wrong(f'unknown key "{key}"{did_you_mean(key, known)}', key)

    def _get(self, key: str, default: Any) -> Any:
        value = self.mapping.get(key, _MISSING)
        if value is not _MISSING:
            return value
        if default is _MISSING:
            raise self.wrong(f'{self.title} lacks the key "{key}"')
        return _MISSING

    def text(self, key: str, default: str = _MISSING, *, empty: bool = True) -> str:
        """Return a string; ``empty`` allows an empty one."""
        value = self._get(key, default)
        if value is _MISSING:
            return default
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise self.wrong(
                f'"{key}" must be text, not {describe(value)}', key, hint=f'put quotes around it: {key}: "{value}"'
            )
        if not isinstance(value, str):
            raise self.wrong(f'"{key}" must be text, not {describe(value)}', key)
        if not empty and not value.strip():
            raise self.wrong(f'"{key}" must not be empty', key)
        return value

    def line(self, key: str, default: str = _MISSING, *, empty: bool = True) -> str:
        """Return a string of one line, without the line end that a YAML block (``|``, ``>``) brings along."""
        return self._printed(key, self.text(key, default, empty=empty).rstrip("\n"), _NO_LINE, "one line", 1000)

    def paragraphs(self, key: str, default: str = _MISSING) -> str:
        """Return a string that may have several lines."""
        return self._printed(key, self.text(key, default), _NO_PARAGRAPHS, "plain text", 10_000)

    def _printed(self, key: str, value: str, refused: re.Pattern[str], form: str, most: int) -> str:
        """Hold a text to what docs/schemas says of texts in a manifest."""
        found = refused.search(value)
        if found is not None:
            what = (
                "a line break" if found.group() in "\n\r\u2028\u2029" else f"the character U+{ord(found.group()):04X}"
            )
            raise self.wrong(f'"{key}" must be {form}; it has {what}', key)
        if len(value) > most:
            raise self.wrong(f'"{key}" must be at most {most} characters long, not {len(value)}', key)
        return value

    def boolean(self, key: str, *, default: bool = _MISSING) -> bool:
        """Return true or false."""
        value = self._get(key, default)
        if value is _MISSING:
            return default
        if not isinstance(value, bool):
            raise self.wrong(f'"{key}" must be true or false, not {describe(value)}', key)
        return value

    def integer(self, key: str, default: int = _MISSING, *, least: int = 0, most: int = 2**31) -> int:
        """Return a whole number from ``least`` to ``most``."""
        value = self._get(key, default)
        if value is _MISSING:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(f'"{key}" must be a whole number, not {describe(value)}', key)
        if not least <= value <= most:
            raise self.wrong(f'"{key}" must be from {least} to {most}, not {value}', key)
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str = _MISSING) -> str:
        """Return one of ``choices``."""
        value = self.text(key, default)
        if value not in choices:
            listed = ", ".join(choices)
            raise self.wrong(f'"{key}" must be one of {listed}, not "{value}"{did_you_mean(value, choices)}', key)
        return value

    def texts(self, key: str, default: tuple[str, ...] = _MISSING) -> tuple[str, ...]:
        """Return a list of non-empty strings."""
        value = self._get(key, default)
        if value is _MISSING:
            return default
        if not isinstance(value, list):
            raise self.wrong(f'"{key}" must be a list, not {describe(value)}', key, hint=f"write {key}: [...]")
        for index, item in enumerate(value):
            if not isinstance(item, str) or not item.strip():
                raise self.wrong(f'"{key}" must be a list of texts; it holds {describe(item)}', key, index)
        return tuple(value)

    def inner(self, key: str, title: str = "") -> Fields | None:
        """Return the mapping under ``key``; None where the key is missing."""
        if key not in self.mapping:
            return None
        return Fields(self.document, *self.keys, key, title=title)

    def each(self, key: str, title: str) -> Iterator[Fields]:
        """Yield every mapping of the list under ``key``; nothing where the key is missing."""
        value = self.mapping.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(f'"{key}" must be a list, not {describe(value)}', key)
        for index in range(len(value)):
            yield Fields(self.document, *self.keys, key, index, title=title)


def describe(value: object) -> str:
    """Name a value's kind for an error message, with the value where it is short."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) <= 40 else "a text"
    return "a list" if isinstance(value, list) else "a mapping"
