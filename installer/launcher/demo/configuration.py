"""The ``configuration`` part of a demo: files that an install writes from answers, as data.

The same spelling stands in launcher.yaml and in a bundle's manifest; :func:`read_values` and :func:`values_json` are
the two directions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePosixPath

ConfigurationFormat = Literal["html", "ini", "json", "php", "toml", "xml", "yaml"]
ConfigurationValue: TypeAlias = (
    "str | int | AnswerOf | tuple[ConfigurationValue, ...] | Mapping[str, ConfigurationValue]"
)

#: The endings of file names that say a format.
FORMATS_BY_SUFFIX: Mapping[str, ConfigurationFormat] = {
    ".html": "html",
    ".ini": "ini",
    ".json": "json",
    ".php": "php",
    ".toml": "toml",
    ".xml": "xml",
    ".yaml": "yaml",
    ".yml": "yaml",
}
#: Levels of mappings and lists below a file, and values in it.
MAX_DEPTH = 4
MAX_VALUES = 1000
MAX_TEXT = 10_000
# What stands for an answer, as a mapping with this one key.
_ANSWER = "answer"
# A key that is an identifier, an XML name and a bare TOML key at once needs no escaping anywhere.
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
# What a PHP INI file reads as a value even where a key should be.
_INI_WORDS = frozenset({"null", "none", "yes", "no", "true", "false", "on", "off"})
_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class AnswerOf:
    """Stands for what the site builder answered to an option."""

    key: str


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """A file that an install writes: ``values`` in ``format``, each answer in its place.

    A ``private`` one is readable by its owner alone.
    """

    path: PurePosixPath
    format: ConfigurationFormat
    values: Mapping[str, ConfigurationValue]
    private: bool = False

    def answers(self) -> Iterator[str]:
        """Yield the key of every option that the values name, in order."""
        yield from _answers(self.values)


def read_values(values: object, form: ConfigurationFormat) -> Mapping[str, ConfigurationValue]:
    """Return plain values as those of a file in ``form``; ValueError says what is wrong, and where."""
    if not isinstance(values, dict) or not values:
        raise ValueError("values must be a mapping with at least one entry")
    counter = [0]
    read = _read(values, form, "", counter)
    assert isinstance(read, dict)
    return read


def values_json(value: ConfigurationValue) -> Any:
    """Return values in their spelling for a manifest."""
    if isinstance(value, AnswerOf):
        return {_ANSWER: value.key}
    if isinstance(value, tuple):
        return [values_json(item) for item in value]
    if isinstance(value, (str, int)):
        return value
    return {key: values_json(item) for key, item in value.items()}


def _answers(value: ConfigurationValue) -> Iterator[str]:
    if isinstance(value, AnswerOf):
        yield value.key
    elif isinstance(value, tuple):
        for item in value:
            yield from _answers(item)
    elif not isinstance(value, (str, int)):
        for item in value.values():
            yield from _answers(item)


def _read(value: object, form: ConfigurationFormat, place: str, counter: list[int], depth: int = 0) -> Any:
    counter[0] += 1
    if counter[0] > MAX_VALUES:
        raise ValueError(f"values must be at most {MAX_VALUES}")
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise ValueError(f"{place} must be at most {MAX_TEXT} characters long")
        return value
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > _WHOLE:
            # Beyond it a reader in JavaScript sees another number.
            raise ValueError(f"{place} must be a whole number up to {_WHOLE}, or a text in quotes")
        return value
    if isinstance(value, dict) and set(value) == {_ANSWER}:
        if not isinstance(value[_ANSWER], str):
            raise ValueError(f"{place} must name an option after {_ANSWER}")
        return AnswerOf(value[_ANSWER])
    if isinstance(value, (dict, list)):
        _check_nesting(value, form, place, depth)
        if isinstance(value, list):
            return tuple(_read(item, form, f"{place}[{n}]", counter, depth + 1) for n, item in enumerate(value))
        return {
            _key(key, form, place): _read(item, form, f"{place}.{key}".lstrip("."), counter, depth + 1)
            for key, item in value.items()
        }
    raise ValueError(f"{place} must be a text, a whole number, true, false, a list, a mapping or {{{_ANSWER}: OPTION}}")


def _key(key: object, form: ConfigurationFormat, place: str) -> str:
    full = f"{place}.{key}".lstrip(".")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise ValueError(f"the key {full!r} must be letters, digits, _ and -, and begin with a letter")
    if form == "ini" and key.lower() in _INI_WORDS:
        raise ValueError(f"{full} cannot be a key in an INI file")
    return key


def _check_nesting(value: dict[str, Any] | list[Any], form: ConfigurationFormat, place: str, depth: int) -> None:
    """Hold nested values to what their format can say."""
    if depth >= MAX_DEPTH:
        raise ValueError(f"{place} is nested deeper than {MAX_DEPTH} levels")
    if form == "html" and depth > 0:
        raise ValueError(f"{place} must be a single value: an HTML file of meta elements has no levels")
    if form != "ini" or depth == 0:
        return
    if isinstance(value, dict) and depth > 1:
        raise ValueError(f"{place} must not be a mapping: an INI file has one level of sections")
    if isinstance(value, list) and any(isinstance(item, (dict, list)) and not _is_answer(item) for item in value):
        raise ValueError(f"{place} must be a list of single values in an INI file")


def _is_answer(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {_ANSWER}
