"""``site.yaml``: what a static site was installed with, written so that any answer survives a round trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.demo.model import AnswerValue

_HEAD = """\
# The configuration of this site, as it was installed by launcher. The pages were made with these answers;
# to change them, install again with others. This file is not needed to show the site and need not be public.
"""


def write_site_config(
    *, title: str, url: str, language: str, bundle: Mapping[str, str], answers: Mapping[str, AnswerValue]
) -> bytes:
    """Return the file; ``bundle`` has the name, version and digest of what was installed."""
    from launcher.platforms.configuration.yaml_file import dump_yaml

    value = {
        "title": title,
        "url": url,
        "language": language,
        "bundle": dict(bundle),
        "answers": dict(answers),
    }
    return (_HEAD + dump_yaml(value)).encode()
