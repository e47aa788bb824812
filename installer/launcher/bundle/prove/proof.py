"""What a proof says: what was compared, what is kept and by which rule, and every leak as a finding."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from launcher.bundle.findings import Finding


@dataclass(slots=True)
class Compared:
    """How much was compared. ``views`` are files of the bundle and what was decoded from them; ``placeholders`` are
    pictures that were drawn again from their recipe and are the same, ``bundle_pictures`` all others.
    """

    bundle_files: int = 0
    bundle_bytes: int = 0
    views: int = 0
    placeholders: int = 0
    bundle_pictures: int = 0
    source_files: int = 0
    source_bytes: int = 0
    originals: int = 0
    original_pictures: int = 0
    names: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the originals that is in the bundle by a rule of the demo's."""

    path: str
    license: str
    source: str
    rule: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome. ``unreadable`` are originals whose pixels could not be decoded: their bytes were compared alone."""

    bundle: str
    source: str
    digest: str
    compared: Compared
    kept: tuple[Kept, ...]
    unreadable: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def leaks(self) -> tuple[Finding, ...]:
        """The findings that say that something of the originals is in the bundle."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.leaks

    def to_json(self) -> dict[str, Any]:
        """Return the proof as JSON values."""
        return {
            "proof": 1,
            "bundle": self.bundle,
            "source": self.source,
            "digest": self.digest,
            "proven": self.ok,
            "compared": asdict(self.compared),
            "kept": [asdict(kept) for kept in self.kept],
            "unreadable": list(self.unreadable),
            "findings": [asdict(finding) for finding in self.findings],
        }
