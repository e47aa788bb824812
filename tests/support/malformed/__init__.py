"""Generate malformed zips, each broken in one way and with the code that docs/findings.md gives for that way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.malformed import attributes, bombs, data, extents, extras, fields, names, zip64
from tests.support.malformed.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Case", "malformed_zips"]

_FAMILIES = (fields, attributes, extents, names, extras, zip64, data, bombs)


def malformed_zips() -> Iterator[Case]:
    """Yield every case, always the same and in the same order; no two are the same bytes."""
    seen: set[bytes] = set()
    for family in _FAMILIES:
        for case in family.cases():
            if case.zip not in seen:
                seen.add(case.zip)
                yield case
