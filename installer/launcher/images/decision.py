"""What becomes of one file of a demo, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from launcher.images.ledger import LedgerEntry

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from launcher.demo.tree import SourceFile
    from launcher.images.hidden import Hidden
    from launcher.images.ledger import Recipe
    from launcher.images.produce import Placeholders
    from launcher.images.text import Span

Action = Literal["copy", "draw", "sample", "rewrite", "leave-out"]


@dataclass(frozen=True, slots=True)
class FileDecision:
    """What becomes of one file. ``entries`` are the ledger's: of the file, and of its inline pictures.

    ``reason`` is for people; it is empty for a file that shows nothing. ``asked`` says that the author's own rule left
    it out. ``hint_asset`` marks a replaced picture that looks like a part of the theme, for which the author may want a
    keep rule. ``spans`` and ``placeholders`` are for :func:`launcher.images.produce.produce`.
    """

    path: PurePosixPath
    source: Path
    action: Action
    reason: str = ""
    asked: bool = False
    entries: tuple[LedgerEntry, ...] = ()
    hint_asset: bool = False
    spans: tuple[Span, ...] = field(default=(), repr=False)
    placeholders: Placeholders | None = field(default=None, repr=False, compare=False)


def left_out(file: SourceFile, reason: str) -> FileDecision:
    """Return that a file is left out; ``reason`` is for people."""
    return FileDecision(file.path, file.file, "leave-out", reason)


def hides(file: SourceFile, hidden: Hidden) -> FileDecision:
    """Return that a file is left out for what is hidden in it."""
    return left_out(file, f"it has {hidden} inside; a rule under images.keep keeps it")


def drawn(file: SourceFile, recipe: Recipe, reason: str) -> FileDecision:
    """Return that a placeholder is drawn for a whole file."""
    entry = LedgerEntry(file.path, recipe.format, recipe.width, recipe.height, "placeholder", recipe=recipe)
    return FileDecision(file.path, file.file, "draw", reason, entries=(entry,))
