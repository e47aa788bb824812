"""Write XML as WordPress's exporter does: elements, and texts in CDATA."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

# What XML 1.0 has no form for (section 2.2); expat ends a document at it.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class XmlWriter:
    """Writes elements one after another; ``replaced`` counts the texts that had characters which XML cannot hold."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._open: list[str] = []
        self.replaced = 0

    def raw(self, text: str) -> None:
        """Write a line as it is."""
        self._stream.write(f"{text}\n")

    def open(self, name: str) -> None:
        """Begin an element."""
        self.raw(f"{self._indent()}<{name}>")
        self._open.append(name)

    def close(self) -> None:
        """End the element that was begun last."""
        name = self._open.pop()
        self.raw(f"{self._indent()}</{name}>")

    def text(self, name: str, value: str | int, attributes: Mapping[str, str] | None = None) -> None:
        """Write an element with a text that is escaped."""
        inner = escape(self._clean(str(value)), {"\r": "&#13;"})
        self.raw(f"{self._indent()}<{name}{self._attributes(attributes)}>{inner}</{name}>")

    def cdata(self, name: str, value: str, attributes: Mapping[str, str] | None = None) -> None:
        """Write an element with a text that is kept to the letter."""
        inner = self._clean(value).replace("]]>", "]]]]><![CDATA[>")
        # A parser makes a line feed of each carriage return that is not a reference (section 2.11), and the lengths
        # in what PHP serialised would be wrong.
        inner = inner.replace("\r", "]]>&#13;<![CDATA[")
        self.raw(f"{self._indent()}<{name}{self._attributes(attributes)}><![CDATA[{inner}]]></{name}>")

    def _indent(self) -> str:
        return "\t" * len(self._open)

    def _clean(self, text: str) -> str:
        cleaned, count = _NO_XML.subn(_as_long, text)
        self.replaced += bool(count)
        return cleaned

    def _attributes(self, attributes: Mapping[str, str] | None) -> str:
        return "".join(f" {key}={quoteattr(self._clean(item))}" for key, item in (attributes or {}).items())


def _as_long(match: re.Match[str]) -> str:
    """Return what has as many bytes, so that the lengths in what PHP serialised stay right."""
    return " " if match[0] < " " else "\ufffd"
