"""Search the files of a bundle that are no pictures for pictures inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.bundle.limits import limit_hint
from launcher.images.hidden import Budget, find_hidden, has_binary
from launcher.images.kinds import Kind
from launcher.images.ledger import SVG_RULE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from launcher.bundle.limits import Limits
    from launcher.images.ledger import LedgerEntry
    from launcher.images.probe.source import Source


class HiddenSearch:
    """Searches the files of one bundle; all of them together may cost no more than ``limits`` allow."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._total = Budget(limits.searched_bytes)

    def findings(
        self, path: PurePosixPath, kind: Kind, entry: LedgerEntry | None, source: Source, *, long: bool = False
    ) -> Iterator[Finding]:
        """Yield a finding where a font, a text or an unknown file has a picture inside that nobody decided about.

        ``entry`` is the ledger's for the whole file: what is proven or kept under a rule is not searched. The inline
        pictures of a text count only where it is too ``long`` for them to be compared one by one.
        """
        if self._total.is_spent:
            return  # an error has said so already
        if entry is not None and (entry.decision != "kept" or entry.rule != SVG_RULE):
            return
        if kind.group in {"text", "svg"}:
            if long:
                kind = Kind("other", kind.format)
            elif not has_binary(source.upto(0, source.size)):
                return
        elif kind.group not in {"font", "other"}:
            return  # whatever shows pictures has to be in the ledger itself
        hidden = find_hidden(source, kind, Budget(total=self._total))
        if self._total.is_spent:
            most = self._limits.searched_bytes
            message = f"compressed data of more than {most:,} bytes is to be searched; nothing from this file on was"
            yield Finding("limit-searched", "error", message, str(path), hint=limit_hint(self._limits, "searched"))
            return
        if hidden is not None:
            hint = "`launcher pack` leaves such a file out unless a rule under images.keep names it"
            yield Finding("image-hidden", "error", f"there is {hidden} in the file", str(path), hint=hint)
