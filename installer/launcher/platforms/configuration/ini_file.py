"""INI, as PHP's ``parse_ini_file`` reads it: there is no other standard that says how a quote is written."""

from __future__ import annotations

import re
from typing import Any

from launcher.platforms.configuration import HEADING

# Inside double quotes PHP's scanner knows an escape for these three alone; "$" would begin "${NAME}", a variable of
# the environment or a constant.
_SPECIAL = re.compile(r'[\\"$]')


def write_ini(values: dict[str, Any]) -> str:
    """Return the file: single values first, then a section for each mapping.

    In the parser's normal mode whole numbers come as texts, and booleans as ``"1"`` and ``""``.
    """
    lines = [f"; {HEADING}"]
    lines += _entries({key: value for key, value in values.items() if not isinstance(value, dict)})
    for key, value in values.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *_entries(value)]
    return "\n".join(lines) + "\n"


def _entries(values: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, list):
            lines += [f"{key}[] = {_literal(item)}" for item in value]
        else:
            lines.append(f"{key} = {_literal(value)}")
    return lines


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if "\0" in value:
        raise ValueError("an INI file cannot hold the character U+0000")
    return '"' + _SPECIAL.sub(r"\\\g<0>", value) + '"'
