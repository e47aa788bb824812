"""Which rule of a demo's launcher.yaml decides about a path, and which rules never do.

The order is fixed, and where a rule stands in the file plays no part: ``ignore`` (the walk of the tree), ``omit``,
``replace``, ``keep``. What takes more away wins, so that no keep rule brings back what another rule took out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from launcher.demo.globs import Globs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from launcher.demo.model import ImageRules, KeepRule

RuleKind = Literal["omit", "replace", "keep"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule that decides about a path: its kind, its pattern, and the keep rule that it belongs to."""

    kind: RuleKind
    pattern: str
    rule: KeepRule | None = None

    def __str__(self) -> str:
        return f'{"keep rule" if self.kind == "keep" else f"images.{self.kind}"} "{self.pattern}"'

    @property
    def grounds(self) -> dict[str, str]:
        """The ``license``, ``source`` and ``rule`` that the ledger gives for what this rule keeps."""
        assert self.rule is not None
        return {"license": self.rule.license, "source": self.rule.source, "rule": self.pattern}


class RuleBook:
    """All rules of one demo, in the order in which they are asked."""

    def __init__(self, rules: ImageRules) -> None:
        self._omit = Globs(rules.omit)
        self._replace = Globs(rules.replace)
        self._keep = [(rule, Globs(rule.paths)) for rule in rules.keep]

    def ruling(self, path: PurePosixPath) -> Ruling | None:
        """Return the rule that decides about ``path``; None where none names it."""
        return next(self.rulings(path), None)

    def rulings(self, path: PurePosixPath) -> Iterator[Ruling]:
        """Yield every rule that names ``path``, the one that decides first; of a list of globs only the last match."""
        pattern = self._omit.match(path)
        if pattern:
            yield Ruling("omit", pattern)
        pattern = self._replace.match(path)
        if pattern:
            yield Ruling("replace", pattern)
        for rule, globs in self._keep:
            pattern = globs.match(path)
            if pattern:
                yield Ruling("keep", pattern, rule)
