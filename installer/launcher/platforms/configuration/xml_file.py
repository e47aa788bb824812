"""XML 1.0: an element for each key, ``<item>`` for each entry of a list."""

from __future__ import annotations

import re
from typing import Any

from launcher.platforms.configuration import HEADING

# What is no Char of XML 1.0 cannot stand in a document, not even as a reference: https://www.w3.org/TR/xml/#charsets
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A parser reads a bare carriage return as a line feed; "]]>" must not stand in text.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def write_xml(values: dict[str, Any]) -> str:
    """Return the document. Texts, whole numbers, ``true`` and ``false`` are an element's text."""
    body = "".join(_element(key, value, "  ") for key, value in values.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {HEADING} -->\n<configuration>\n{body}</configuration>\n'


def _element(name: str, value: Any, indent: str) -> str:
    if isinstance(value, dict):
        children = [_element(key, item, indent + "  ") for key, item in value.items()]
    elif isinstance(value, list):
        children = [_element("item", item, indent + "  ") for item in value]
    else:
        return f"{indent}<{name}>{_text(value)}</{name}>\n"
    return f"{indent}<{name}>\n{''.join(children)}{indent}</{name}>\n" if children else f"{indent}<{name}/>\n"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if found := _REFUSED.search(text):
        raise ValueError(f"XML cannot hold the character U+{ord(found[0]):04X}")
    return text.translate(_ESCAPES)
