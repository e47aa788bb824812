"""PHP: a script that returns an array, for ``$config = require 'config.php';``."""

from __future__ import annotations

from typing import Any

from launcher.platforms.configuration import HEADING


def write_php(values: dict[str, Any]) -> str:
    """Return the script. It prints nothing when a browser asks for it, and has no closing tag that could."""
    return f"<?php\n// {HEADING}\nreturn {_literal(values, '')};\n"


def quoted(text: str) -> str:
    r"""Return a text as a PHP literal in single quotes, where ``\`` and ``'`` alone mean something.

    https://www.php.net/manual/en/language.types.string.php#language.types.string.syntax.single
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _literal(value: Any, indent: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    inner = indent + "    "
    if isinstance(value, list):
        lines = [f"{inner}{_literal(item, inner)},\n" for item in value]
    else:
        lines = [f"{inner}{quoted(key)} => {_literal(item, inner)},\n" for key, item in value.items()]
    return f"[\n{''.join(lines)}{indent}]" if lines else "[]"
