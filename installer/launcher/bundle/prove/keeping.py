"""Which files of a bundle may be originals: those that the ledger keeps, where the demo's own rules keep them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.bundle.prove.proof import Kept
from launcher.errors import DemoError
from launcher.images.rules import RuleBook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePosixPath

    from launcher.bundle.manifest import Manifest
    from launcher.demo.model import Demo
    from launcher.images.ledger import LedgerEntry

#: What the ledger names as the rule of a drawing that is kept by default; the rasters inside are not.
SVG_RULE = "images.svg: keep"


class Keeping:
    """Says which paths are kept, wholly or as drawings, and which the ledger keeps without a rule."""

    def __init__(self, manifest: Manifest, source: Path) -> None:
        self._demo = _demo(source)
        self._book = RuleBook(self._demo.images) if self._demo else None
        self._wholly: dict[PurePosixPath, LedgerEntry] = {}
        self._drawings: dict[PurePosixPath, LedgerEntry] = {}
        self._unruled: list[LedgerEntry] = []
        for entry in manifest.images:
            if entry.decision != "kept":
                continue
            if not self._is_ruled(entry):
                self._unruled.append(entry)
            elif entry.rule == SVG_RULE:
                self._drawings[entry.path] = entry
            else:
                self._wholly[entry.path] = entry

    def _is_ruled(self, entry: LedgerEntry) -> bool:
        if self._demo is None or self._book is None:
            return True  # a folder of originals without a launcher.yaml says nothing about rules
        ruling = self._book.ruling(entry.path)
        if entry.rule == SVG_RULE:
            return ruling is None and self._demo.images.svg == "keep"
        return ruling is not None and ruling.kind == "keep"

    def is_kept(self, path: PurePosixPath, *, inside: bool) -> bool:
        """Say whether what stands at ``path`` may; ``inside`` asks for a picture inside the file."""
        return path in self._wholly or (not inside and path in self._drawings)

    def listed(self) -> tuple[Kept, ...]:
        """Return what is kept, by path."""
        entries = sorted({**self._drawings, **self._wholly}.items())
        return tuple(Kept(str(path), entry.license, entry.source, entry.rule) for path, entry in entries)

    def findings(self) -> Iterator[Finding]:
        """Yield what the ledger keeps and no rule of the source does."""
        for entry in self._unruled:
            message = f'the ledger keeps it by "{entry.rule}", and the launcher.yaml of the source does not'
            yield Finding("prove-unruled", "error", message, str(entry.path), hint="pack the demo again")


def _demo(source: Path) -> Demo | None:
    """Return the source as a demo, None for a folder that is none."""
    from launcher.demo.manifest_file import FILE_NAME, load_demo

    try:
        return load_demo(source)
    except DemoError:
        if (source / FILE_NAME).exists():
            raise
        return None
