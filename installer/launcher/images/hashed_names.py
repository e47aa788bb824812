"""Names that hold a digest of what is in the file, as bundlers and content-addressed stores give them.

Such a name is a fingerprint of the original: whoever has the licensed photograph can prove from it that the demo showed
it, and whoever does not can look for it. So it goes with the photograph, and the placeholder gets a name of its own by
the same scheme.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from mmap import mmap
    from pathlib import PurePosixPath

#: Fewer letters than these may be part of a digest by chance.
SHORTEST = 8

# A part of a name, and one at the end of the stem that may have the two signs of base 64 in it.
_PIECE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{8,128}(?![0-9A-Za-z])")
_TAIL = re.compile(r"(?<=[-._])(?=[0-9A-Za-z]*[-_])[0-9A-Za-z_-]{8,86}(?=\.|$)")
_BASE_16 = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_BASE_32 = re.compile(r"[A-Z2-7]+")
# Numbers that count days or seconds are no digests, though one in a hundred digests looks like them.
_TIME = re.compile(r"(?:19|20)\d{6}|\d{10,}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Where in a file's name a digest stands, ``start`` to ``end``, of which algorithm and in which encoding."""

    start: int
    end: int
    algorithm: str
    encoding: str

    def rename(self, name: str, content: bytes, *, number: int = 0) -> str:
        """Return the name that the scheme gives other content; ``number`` counts files of equal content from 0."""
        data = content + number.to_bytes(4, "big") if number else content
        digest = _ENCODINGS[self.encoding](_ALGORITHMS[self.algorithm](data))
        return name[: self.start] + digest[: self.end - self.start] + name[self.end :]


def may_be_hashed(name: str) -> bool:
    """Say whether a name has anything like a digest in it, so that the file is worth reading."""
    return any(True for _ in _candidates(name))


def hashed_name(path: PurePosixPath, content: bytes | mmap) -> Scheme | None:
    """Return the scheme by which a file's name holds a digest of ``content``, None where it does not.

    Found are MD5, SHA-1, SHA-2, BLAKE2b, CRC-32 and git's name of a blob, whole or their first eight letters or more,
    in base 16, 32, 62 and 64.
    """
    candidates = list(_candidates(path.name))
    if not candidates:
        return None
    for algorithm, function in _ALGORITHMS.items():
        digest = function(content)
        for start, end, encodings in candidates:
            for encoding in encodings:
                if _ENCODINGS[encoding](digest).startswith(path.name[start:end]):
                    return Scheme(start, end, algorithm, encoding)
    return None


def _candidates(name: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the parts of a name that could be a digest, with the encodings that it could have."""
    for match in _PIECE.finditer(name):
        encodings = _plausible(match[0])
        if encodings:
            yield *match.span(), encodings
    for match in _TAIL.finditer(name):
        # It may be joined to the name by the same signs: try every place where it could begin.
        for at in [0, *(at + 1 for at, sign in enumerate(match[0]) if sign in "-_")]:
            part = match[0][at:]
            if len(part) >= SHORTEST and part not in (part.lower(), part.upper()):
                yield match.start() + at, match.end(), ("base 64",)


def _plausible(part: str) -> tuple[str, ...]:
    """Return the encodings that a part of a name could be in; none for words in one case and for dates."""
    if _BASE_16.fullmatch(part) and not _TIME.fullmatch(part):
        return ("base 16, upper case",) if part != part.lower() else ("base 16",)
    if _BASE_32.fullmatch(part):
        return ("base 32",)
    if part not in (part.lower(), part.upper()):
        return ("base 64", "base 62, big end first", "base 62, little end first")
    return ()


def _base_62(number: int) -> str:
    signs = list[str]()
    while number:
        number, sign = divmod(number, 62)
        signs.append(_DIGITS[sign])
    return "".join(reversed(signs))


_ENCODINGS: Mapping[str, Callable[[bytes], str]] = {
    "base 16": bytes.hex,
    "base 16, upper case": lambda digest: digest.hex().upper(),
    "base 32": lambda digest: base64.b32encode(digest).decode().rstrip("="),
    "base 64": lambda digest: base64.urlsafe_b64encode(digest).decode().rstrip("="),
    "base 62, big end first": lambda digest: _base_62(int.from_bytes(digest, "big")),
    "base 62, little end first": lambda digest: _base_62(int.from_bytes(digest, "little")),
}


def _by_hashlib(name: str) -> Callable[[bytes | mmap], bytes]:
    return lambda data: hashlib.new(name, data, usedforsecurity=False).digest()


def _git_blob(data: bytes | mmap) -> bytes:
    digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.digest()


_ALGORITHMS: Mapping[str, Callable[[bytes | mmap], bytes]] = {
    **{name: _by_hashlib(name) for name in ("md5", "sha1", "sha256", "sha224", "sha384", "sha512", "blake2b")},
    "git": _git_blob,
    "crc32": lambda data: zlib.crc32(data).to_bytes(4, "big"),
}
