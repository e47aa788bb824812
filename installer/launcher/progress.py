"""How long operations tell the caller how far they are."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives steps of a long operation; the CLI draws them, a library caller may ignore them."""

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a step, such as ``"drawing"``, of ``total`` units where that is known."""

    def advance(self, count: int = 1) -> None:
        """Say that ``count`` more units of the current step are done."""


class SilentProgress:
    """Progress that nobody watches."""

    def step(self, title: str, total: int | None = None) -> None:
        """Ignore the step."""

    def advance(self, count: int = 1) -> None:
        """Ignore the units."""
