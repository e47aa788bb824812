"""A malformed zip, and the right one that all of them come from."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from launcher.bundle.zip_format import SEAL_PREFIX
from tests.support.bundles import raw_entries
from tests.support.zips import RawEntry, build_zip

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The entries of the right zip: the manifest, a short deflated file, a folder, an empty file, and a stored page.
MANIFEST, CSS, EMPTY, FOLDER, PAGE = range(5)
FOLDER_MODE = 0o040755


@dataclass(frozen=True)
class Case:
    """``zip`` must be refused with ``code``; ``name`` says what is wrong with it."""

    name: str
    code: str
    zip: bytes


@cache
def _right() -> tuple[RawEntry, ...]:
    manifest, css, empty, page = raw_entries()
    return manifest, replace(css, method=8), empty, RawEntry("demo/css/", mode=FOLDER_MODE), page


def right_entries() -> list[RawEntry]:
    """Return the entries of a bundle that is right; what a case changes is its own."""
    return [replace(entry, local=dict(entry.local), central=dict(entry.central)) for entry in _right()]


def with_entry(index: int, **changes: Any) -> list[RawEntry]:
    """Return the right entries with one of them changed."""
    entries = right_entries()
    entries[index] = replace(entries[index], **changes)
    return entries


def with_fields(index: int, *, local: dict[str, int] | None = None, central: dict[str, int] | None = None) -> bytes:
    """Return the right zip with single fields of one entry's two headers changed."""
    return build_zip(with_entry(index, local=local or {}, central=central or {}))


def with_more(*more: RawEntry) -> bytes:
    """Return the right zip with further entries at its end."""
    return build_zip([*right_entries(), *more])


def sealed(entries: Sequence[RawEntry]) -> bytes:
    """Return a zip with a right seal."""
    unsealed = build_zip(entries)
    digest = hashlib.sha256(unsealed[:-22]).hexdigest().encode()
    return build_zip(entries, comment=SEAL_PREFIX + digest)


@dataclass(frozen=True)
class Places:
    """Where the records of a zip without a comment begin, in bytes."""

    locals: tuple[int, ...]
    centrals: tuple[int, ...]
    end: int


def places(data: bytes) -> Places:
    """Find the records of a right zip from its end record and central directory."""
    end = len(data) - 22
    count, _, position = struct.unpack_from("<HII", data, end + 10)
    starts, headers = [], []
    for _ in range(count):
        headers.append(position)
        name, extra, comment = struct.unpack_from("<3H", data, position + 28)
        starts.append(struct.unpack_from("<I", data, position + 42)[0])
        position += 46 + name + extra + comment
    return Places(tuple(starts), tuple(headers), end)


def patched(data: bytes, position: int, value: bytes) -> bytes:
    """Return ``data`` with the bytes at ``position`` overwritten."""
    return data[:position] + value + data[position + len(value) :]


def inserted(data: bytes, position: int, value: bytes) -> bytes:
    """Return ``data`` with bytes put in at ``position``."""
    return data[:position] + value + data[position:]
