"""HTML: a ``<meta name content>`` for each key, for pages that include the file into their head."""

from __future__ import annotations

import html
import re
from typing import Any

# A parser drops or replaces a NUL, and reads a bare carriage return as a line feed:
# https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream
_NUL = "\0"
_RETURN = re.compile("\r")


def write_html(values: dict[str, Any]) -> str:
    """Return the elements, one a line."""
    return "".join(f'<meta name="{key}" content="{attribute(value)}">\n' for key, value in values.items())


def attribute(value: Any) -> str:
    """Return a value as it stands in an attribute between quotes, of either kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if _NUL in text:
        raise ValueError("HTML cannot hold the character U+0000")
    return _RETURN.sub("&#13;", html.escape(text, quote=True))
