"""Whose parent a thing is, in exports that may say anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def without_circles(parents: Mapping[str, str]) -> dict[str, str]:
    """Return the parent of each thing, "" where it has none, or one that is nowhere.

    Of things that stand below each other in a circle one loses its parent.
    """
    found = {thing: parent if parent in parents else "" for thing, parent in parents.items()}
    seen: set[str] = set()
    for start in found:
        line: set[str] = set()
        thing = start
        while thing and thing not in seen:
            seen.add(thing)
            line.add(thing)
            if found[thing] in line:
                found[thing] = ""
            thing = found[thing]
    return found
