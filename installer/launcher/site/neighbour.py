"""The folder beside a target that does not exist yet, or will soon exist no more: its name, and whether one is there.

It is in the nearest folder above the target that stays in any case, and its name follows from the rest of the way, so
that whoever works on the same target meets it. It imports little, for ``launcher status`` looks for it too.
"""

from __future__ import annotations

import os
from binascii import crc32
from typing import NamedTuple


class Neighbour(NamedTuple):
    """``name`` in the folder ``parent`` (absolute) belongs to the target ``parent/path``."""

    parent: str
    path: str

    @property
    def name(self) -> str:
        """The folder's name: of fixed length, for the target's own may be as long as a name can be."""
        way = os.fsencode(self.path)
        return f".launcher-{crc32(way):08x}{crc32(way[::-1]) & 0xFFFF:04x}"


def neighbours(real: str) -> list[Neighbour]:
    """Return the folders of a target, given by its real path, that are there; nearest first."""
    found = []
    parent, name = os.path.split(real)
    path = name
    while name:
        neighbour = Neighbour(parent, path)
        if os.path.lexists(f"{parent.rstrip('/')}/{neighbour.name}"):
            found.append(neighbour)
        parent, name = os.path.split(parent)
        path = f"{name}/{path}"
    return found
