"""``site.yaml``: what a static site was installed with, written so that any answer survives a round trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml import SafeDumper, ScalarNode

    from launcher.demo.model import AnswerValue

_LINE_ENDS = {"\x85", "\u2028", "\u2029"}
_HEAD = """\
# The configuration of this site, as it was installed by launcher. The pages were made with these answers;
# to change them, install again with others. This file is not needed to show the site and need not be public.
"""


def write_site_config(
    *, title: str, url: str, language: str, bundle: Mapping[str, str], answers: Mapping[str, AnswerValue]
) -> bytes:
    """Return the file; ``bundle`` has the name, version and digest of what was installed."""
    import yaml

    value = {
        "title": title,
        "url": url,
        "language": language,
        "bundle": dict(bundle),
        "answers": dict(answers),
    }
    # A line of any length stays one line: folded ones are hard to change by hand.
    text: str = yaml.dump(value, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=10**9)
    return (_HEAD + text).encode()


def _dumper() -> type[SafeDumper]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes what PyYAML would break: it writes Unicode's own line ends bare, and reads them as spaces."""

    def represent(dumper: SafeDumper, text: str) -> ScalarNode:
        style = '"' if set(text) & _LINE_ENDS else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, represent)
    return Dumper
