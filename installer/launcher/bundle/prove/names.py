"""Names that tell the original: a hash of its content, in full or shortened, as build tools write it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePosixPath

#: A shorter token is taken for a word or a number.
SHORTEST = 8
_HASHES = ("md5", "sha1", "sha256", "sha384", "sha512")


class HashedNames:
    """The tokens in a bundle's names that could be hashes, asked with the content of originals."""

    def __init__(self, paths: Iterable[PurePosixPath]) -> None:
        self._tokens: dict[str, dict[str, list[PurePosixPath]]] = {}
        for path in paths:
            for token in _tokens(path):
                self._tokens.setdefault(token[:SHORTEST], {}).setdefault(token, []).append(path)

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def named_by(self, data: bytes) -> Iterator[tuple[PurePosixPath, str]]:
        """Yield the paths whose name has a hash of ``data``, and which hash it is."""
        for name, digest in _digests(data):
            spellings = (
                digest.hex(),
                digest.hex().upper(),
                base64.urlsafe_b64encode(digest).decode().rstrip("="),
                base64.b32encode(digest).decode().rstrip("="),
            )
            for spelling in spellings:
                for token, paths in self._tokens.get(spelling[:SHORTEST], {}).items():
                    if spelling.startswith(token):
                        yield from ((path, name) for path in paths)


def _tokens(path: PurePosixPath) -> set[str]:
    """Return what could be a hash: letters and digits mixed."""
    found = {token for part in path.parts for pattern in _PATTERNS for token in pattern.findall(part)}
    return {token for token in found if not token.isalpha() and not token.isdigit()}


_PATTERNS = (re.compile(r"[A-Za-z0-9]{8,}"), re.compile(r"(?<=[-.])[A-Za-z0-9_-]{8}(?=\.)"))


def _digests(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name in _HASHES:
        yield name, hashlib.new(name, data, usedforsecurity=False).digest()
    yield "git", hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest()
