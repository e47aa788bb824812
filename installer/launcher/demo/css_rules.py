"""The rules of a stylesheet by byte position: which selector a declaration belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right

_STEP = re.compile(
    rb"/\*(?s:.*?)(?:\*/|\Z)"
    rb'|"(?:[^"\\\n\r\f]|\\(?s:.))*+"?+'
    rb"|'(?:[^'\\\n\r\f]|\\(?s:.))*+'?+"
    rb"|url\([ \t\n\f\r]*+[^\"'()\s][^)]*+\)"
    rb"|\\(?s:.)|[{};]",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"/\*(?s:.*?)(?:\*/|\Z)")
#: A longer selector is cut where it is shown.
_LONGEST = 300


class Rules:
    """The rules of one stylesheet."""

    def __init__(self, data: bytes) -> None:
        # From each of these places on, until the next, a declaration belongs to the selector beside it.
        self._starts = [0]
        self._selectors = [""]
        open_rules: list[str] = []
        begin = 0
        for step in _STEP.finditer(data):
            sign = step.group()
            if sign == b"{":
                open_rules.append(_text(data[begin : step.start()]))
            elif sign == b"}":
                del open_rules[-1:]
            elif sign != b";":
                continue
            begin = step.end()
            if sign != b";":
                self._starts.append(begin)
                self._selectors.append(_whole(open_rules))

    def selector_at(self, position: int) -> str:
        """Return the selector of the rule around ``position``, "" where there is none; nested ones are joined."""
        return self._selectors[bisect_right(self._starts, position) - 1]


def _text(prelude: bytes) -> str:
    return " ".join(_COMMENT.sub(b" ", prelude).decode("utf-8", "replace").split())[:_LONGEST]


def _whole(rules: list[str]) -> str:
    """Put a nested rule after those around it; conditions such as @media do not count."""
    selector = ""
    for rule in rules:
        if rule.startswith("@"):
            continue
        selector = rule.replace("&", selector) if "&" in rule and selector else f"{selector} {rule}".strip()
    return selector[:_LONGEST]
