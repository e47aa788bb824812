"""YAML that readers of version 1.1 and of 1.2 understand alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from launcher.platforms.configuration import HEADING

if TYPE_CHECKING:
    from yaml import SafeDumper, ScalarNode

# Unicode's own line ends, which PyYAML writes bare and reads as spaces.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
# What may be a number to a reader of 1.2, such as 1e5 and 0o17, though PyYAML takes it for a text.
_NUMERIC = re.compile(r"[-+]?\.?[0-9]|[-+]?\.(?:inf|nan)", re.IGNORECASE)


def write_yaml(values: dict[str, Any]) -> str:
    """Return the values as a file."""
    return f"# {HEADING}\n{dump_yaml(values)}"


def dump_yaml(value: Any) -> str:
    """Return plain values as YAML, in their order, each text so that it comes back as it was."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes what some reader would not take for the same text."""

    def represent(dumper: SafeDumper, text: str) -> ScalarNode:
        style = '"' if _LINE_ENDS.search(text) or _NUMERIC.match(text) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, represent)
    # A line of any length stays one line: folded ones are hard to change by hand.
    written: str = yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10**9)
    return written
