"""Check that an install can write the configuration files of a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.read import BundleReader


def configuration_findings(reader: BundleReader) -> Iterator[Finding]:
    """Yield a finding for each configuration file that could not be written with the default answers."""
    manifest = reader.manifest
    if not manifest.configuration:
        return
    from launcher.demo.options import sample_answers
    from launcher.platforms.configuration import write_configuration
    from launcher.platforms.table import PLATFORMS

    seen: set[tuple[str, str]] = set()
    for name in manifest.platforms:
        if name not in PLATFORMS:
            continue  # of a newer version, which will have options that are unknown here
        answers = sample_answers(PLATFORMS[name].options(manifest))
        for file in manifest.configuration:
            try:
                write_configuration(file, answers)
            except AnswerError as error:
                fault = str(file.path), f"{error.message} on the platform {name}" if error.key else error.message
                if fault not in seen:
                    seen.add(fault)
                    yield Finding("configuration-error", "error", fault[1], fault[0])
