"""Subresource integrity: the hashes by which a page names the scripts and style sheets that it trusts.

https://www.w3.org/TR/SRI/#integrity-metadata
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The files that browsers check; a name that ends otherwise is not looked for.
CHECKED_SUFFIXES = frozenset({".js", ".mjs", ".cjs", ".css", ".json"})

_VALUE = re.compile(rb"sha(256|384|512)-([A-Za-z0-9+/_-]|\\/){43,90}={0,2}")


class Integrity(NamedTuple):
    """Bytes ``start`` to ``end`` of a text hold ``value``, such as ``sha384-...``; ``slash`` is how it writes one."""

    start: int
    end: int
    value: str
    slash: bytes

    @property
    def algorithm(self) -> str:
        """The name of the hash, as hashlib knows it."""
        return self.value.partition("-")[0]


def find_integrity(data: bytes) -> Iterator[Integrity]:
    """Yield every integrity value of a text, wherever it stands: in a tag, an import map, a list of a build tool."""
    for found in _VALUE.finditer(data):
        slash = b"\\/" if b"\\/" in found[0] else b"/"
        yield Integrity(found.start(), found.end(), found[0].replace(b"\\/", b"/").decode("ascii"), slash)


def integrity_of(algorithm: str, data: bytes) -> str:
    """Return the integrity value of a file."""
    digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    return f"{algorithm}-{base64.b64encode(digest).decode('ascii')}"
