"""JSON and TOML, by the libraries that know them."""

from __future__ import annotations

import json
import re
from typing import Any

from launcher.platforms.configuration import HEADING

# JSON that is pasted into a script must not end it, and JavaScript before 2019 ends lines at these two.
_IN_SCRIPTS = re.compile("[<\u2028\u2029]")


def write_json(values: dict[str, Any]) -> str:
    """Return the values as JSON that may also stand in a ``<script>``."""
    text = json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False)
    return _IN_SCRIPTS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def write_toml(values: dict[str, Any]) -> str:
    """Return the values as TOML 1.0."""
    import tomli_w

    return f"# {HEADING}\n{tomli_w.dumps(values)}"
