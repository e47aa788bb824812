"""Read the typed fields of a ledger's JSON, which may come from a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from launcher.images.ledger import Coding, Pair, Sizes


class Fields:
    """Reads typed fields of a JSON object; every wrong one is a ValueError that names it."""

    def __init__(self, value: object, what: str, keys: frozenset[str]) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{what}: must be an object")  # noqa: TRY004 - one error type for all that is wrong
        for key in value:
            if key not in keys:
                raise ValueError(f'{what}: unknown field "{key}"')
        self._value: dict[str, Any] = value
        self._what = what

    def _wrong(self, key: str, expected: str) -> ValueError:
        problem = "is missing" if key not in self._value else f"must be {expected}"
        return ValueError(f"{self._what}: {key} {problem}")

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, "" where the field may be missing and is."""
        value = self._value.get(key, None if required else "")
        if not isinstance(value, str) or len(value) > 65_536:
            raise self._wrong(key, "a text")
        return value

    def choice(self, key: str, choices: Collection[str], *, default: str | None = None) -> str:
        """Return one of ``choices``."""
        value = self._value.get(key, default)
        if not isinstance(value, str) or value not in choices:
            raise self._wrong(key, "one of " + ", ".join(sorted(choices)))
        return value

    def number(self, key: str, least: int, most: int, *, default: int | None = None) -> int:
        """Return a whole number between two bounds."""
        return self._number(key, self._value.get(key, default), least, most)

    def optional_number(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number, None where the field is missing."""
        value = self._value.get(key)
        return None if value is None else self._number(key, value, least, most)

    def _number(self, key: str, value: object, least: int, most: int) -> int:
        if type(value) is not int or not least <= value <= most:
            raise self._wrong(key, f"a whole number from {least} to {most}")
        return value

    def numbers(self, key: str, least: int, most: int, *, most_items: int) -> tuple[int, ...]:
        """Return a list of at most ``most_items`` numbers."""
        value = self._list(key, most_items)
        return tuple(self._number(key, item, least, most) for item in value)

    def pair(self, key: str, least: int, most: int) -> Pair | tuple[()]:
        """Return two numbers, or nothing where the field is not there."""
        found = self._list(key, 2)
        return self._pair(key, found, least, most) if found else ()

    def pairs_of(self, key: str, least: int, most: int, *, most_items: int) -> Sizes:
        """Return a list of at most ``most_items`` pairs of numbers."""
        return tuple(self._pair(key, item, least, most) for item in self._list(key, most_items))

    def _pair(self, key: str, item: object, least: int, most: int) -> Pair:
        if not isinstance(item, list) or len(item) != 2:
            raise self._wrong(key, "pairs of numbers")
        return (self._number(key, item[0], least, most), self._number(key, item[1], least, most))

    def codings(self, key: str, *, most_items: int) -> tuple[Coding, ...]:
        """Return a list of how pictures of an icon are stored."""
        found = self._list(key, most_items)
        if any(item not in ("png", "bmp") for item in found):
            raise self._wrong(key, "a list of png and bmp")
        return tuple(found)

    def _list(self, key: str, most_items: int) -> list[Any]:
        value = self._value.get(key, [])
        if not isinstance(value, list) or len(value) > most_items:
            raise self._wrong(key, f"a list of at most {most_items}")
        return value

    def flag(self, key: str) -> bool:
        """Return a truth value, False where the field is missing."""
        value = self._value.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def mapping(self, key: str) -> dict[str, Any] | None:
        """Return an object, None where the field is missing."""
        value = self._value.get(key)
        if value is not None and not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return value

    def pairs(self, key: str, keys: frozenset[str]) -> tuple[tuple[str, str], ...]:
        """Return the texts of an object by key, in order of the keys."""
        fields = Fields(self._value.get(key, {}), key, keys)
        return tuple((name, fields.text(name)) for name in sorted(fields._value))
