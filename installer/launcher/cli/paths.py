"""Paths on the command line."""

from __future__ import annotations

import os
from typing import Any

import click


class GivenPath(click.Path):
    """A path as the user gave it. An empty one is refused: it would mean the working folder.

    Scripts pass one by mistake: ``launcher uninstall "$UNSET"``.
    """

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, of the type that was asked for."""
        if os.fspath(value) == "":
            self.fail("the path is empty; say . for the folder you are in", param, ctx)
        return super().convert(value, param, ctx)
