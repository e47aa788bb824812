"""Findings: what a check has to say about a bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation. ``code`` is stable and listed in docs/findings.md; ``path`` is the name inside the demo."""

    code: str
    severity: Severity
    message: str
    path: str = ""
    line: int | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about one bundle, sorted: errors first, then by path, line and code."""

    bundle: str
    findings: tuple[Finding, ...]
    name: str = ""  # as the manifest says; empty where it could not be read
    version: str = ""
    digest: str = ""
    files: int = 0
    images: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the bundle invalid."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that a person should look at."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not self.errors
