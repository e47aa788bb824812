"""The kinds of fields that a site document has beside plain texts and numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.demo.fields import Fields, describe
from launcher.demo.wordpress.rules import LONGEST_META_KEY, REF, read_moment
from launcher.demo.wordpress.stored import check_text, read_stored
from launcher.demo.wordpress.tokens import OPENING, find_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from launcher.demo.wordpress.document import Meta, Stored


class SiteFields(Fields):
    """The mapping under ``keys`` of a site document, read field by field; what is missing is empty."""

    def long(self, key: str, default: str = "") -> str:
        """Return a text of any length, in which tokens are written rightly."""
        return self._checked(self.text(key, default), key)

    def short(self, key: str, longest: int, *, empty: bool = True) -> str:
        """Return a text of at most ``longest`` bytes, in which tokens are written rightly."""
        text = self.text(key, "") if empty else self.text(key, empty=False)
        if len(text.encode("utf-8", "surrogatepass")) > longest:
            raise self.wrong(f'"{key}" must be at most {longest} bytes long', key)
        return self._checked(text, key)

    def plain(self, key: str, longest: int, *, empty: bool = True) -> str:
        """Return one line of at most ``longest`` characters."""
        text = self.line(key, "", empty=True) if empty else self.line(key, empty=False)
        if len(text) > longest:
            raise self.wrong(f'"{key}" must be at most {longest} characters long, not {len(text)}', key)
        return self._checked(text, key)

    def matching(self, key: str, pattern: str | re.Pattern[str], form: str, *, empty: bool = True) -> str:
        """Return a text that ``pattern`` matches whole."""
        text = self.text(key, "") if empty else self.text(key, empty=False)
        if text and not re.fullmatch(pattern, text):
            raise self.wrong(f'"{key}" must be {form}, not {describe(text)}', key)
        return text

    def reference(self, key: str, *, empty: bool = True) -> str:
        """Return a reference."""
        text = self.text(key, "") if empty else self.text(key, empty=False)
        return self._reference(text, key) if text else ""

    def references(self, key: str) -> tuple[str, ...]:
        """Return a list of references, each once."""
        found = self.texts(key, ())
        seen: set[str] = set()
        for index, text in enumerate(found):
            self._reference(text, key, index)
            if text in seen:
                raise self.wrong(f'"{key}" has "{text}" twice', key, index)
            seen.add(text)
        return found

    def moment(self, key: str) -> str:
        """Return a date and time."""
        text = self.text(key, "")
        try:
            return read_moment(text)
        except ValueError as error:
            form = "a date such as 2024-05-01 or 2024-05-01 09:30:00"
            raise self.wrong(f'"{key}" must be {form}, not {describe(text)}', key) from error

    def every(self, key: str, title: str) -> Iterator[SiteFields]:
        """Yield every mapping of the list under ``key``; nothing where the key is missing."""
        for fields in self.each(key, title):
            yield SiteFields(self.document, *fields.keys, title=title)

    def below(self, key: str, title: str = "") -> SiteFields | None:
        """Return the mapping under ``key``; None where the key is missing."""
        return SiteFields(self.document, *self.keys, key, title=title) if key in self.mapping else None

    def meta(self) -> Meta:
        """Return the meta fields: a mapping, or a list of pairs where a key stands several times."""
        value = self.mapping.get("meta", [])
        pairs: list[Any] = [[key, item] for key, item in value.items()] if isinstance(value, dict) else value
        if not isinstance(pairs, list):
            raise self.wrong(f'"meta" must be a mapping or a list of pairs, not {describe(value)}', "meta")
        fields = []
        for index, pair in enumerate(pairs):
            place = ("meta", pair[0] if isinstance(value, dict) else index)
            if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
                raise self.wrong(f'"meta" must have pairs of a key and a value; it holds {describe(pair)}', *place)
            key = pair[0]
            if not key or len(key) > LONGEST_META_KEY or key.lower().startswith("_launcher_"):
                raise self.wrong(f'"{key[:60]}" cannot be the key of a meta field', *place)
            fields.append((key, self.stored(pair[1], *place)))
        return tuple(fields)

    def stored_by_name(self, key: str) -> dict[str, Stored]:
        """Return a mapping of stored values."""
        inner = self.below(key)
        return {} if inner is None else {name: inner.stored(item, name) for name, item in inner.mapping.items()}

    def stored(self, value: Any, *keys: str | int) -> Stored:
        """Return a stored value that stands under ``keys``."""
        try:
            return read_stored(value)
        except ValueError as error:
            raise self.wrong(f"the value cannot be stored: {error}", *keys) from error

    def _reference(self, text: str, *keys: str | int) -> str:
        if not REF.fullmatch(text):
            raise self.wrong(f"{describe(text)} is no reference such as post/hello-world", *keys)
        return text

    def _checked(self, text: str, key: str) -> str:
        try:
            check_text(text)
            if OPENING in text:
                for _ in find_tokens(text):
                    pass
        except ValueError as error:
            raise self.wrong(f'"{key}": {error}', key) from error
        if "\0" in text:
            raise self.wrong(f'"{key}" must be text; it has the character U+0000', key)
        return text
