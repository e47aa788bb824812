"""The manifest, ``launcher.json``: what a bundle is, every file, every image, every option.

docs/bundle-format.md describes it, docs/schemas/launcher-manifest-1.schema.json checks it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import PurePosixPath

    from launcher.demo.configuration import ConfigurationFile
    from launcher.demo.model import ContentLayout, Option, WordPressLayout
    from launcher.images.ledger import LedgerEntry

#: Version of the format; readers refuse a newer one.
FORMAT = 1
#: The manifest's name in the zip; it is the first entry.
MANIFEST_NAME = "launcher.json"
#: The demo's files stand below this folder in the zip, under their paths in the demo.
DEMO_PREFIX = "demo/"


class FileEntry(NamedTuple):
    """A file of the demo: size in bytes, SHA-256 as 64 lower-case hex digits."""

    path: PurePosixPath
    size: int
    sha256: str

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        return {"path": str(self.path), "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of the source that is not in the bundle. ``asked`` says that the author's own rule left it out.

    ``path`` is for people: it is escaped where the source's name was no good name.
    """

    path: str
    reason: str
    asked: bool

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        return {"path": self.path, "reason": self.reason, "asked": self.asked}


@dataclass(frozen=True, slots=True)
class BrokenReference:
    """A reference that did not resolve in the source tree already."""

    path: PurePosixPath
    reference: str

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        return {"path": str(self.path), "reference": self.reference}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A bundle's manifest. The lists are sorted by the ``*_key`` functions; ``options``, ``platforms``
    and ``configuration`` stay in the author's order.
    """

    name: str
    version: str
    title: str
    license: str
    description: str
    author: str
    homepage: str
    platforms: tuple[str, ...]
    options: tuple[Option, ...]
    content: ContentLayout | None
    files: tuple[FileEntry, ...]
    images: tuple[LedgerEntry, ...]
    left_out: tuple[LeftOut, ...]
    broken_references: tuple[BrokenReference, ...]
    generator: str  # name and version of the program that packed it
    configuration: tuple[ConfigurationFile, ...] = ()
    wordpress: WordPressLayout | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values; every key but ``wordpress`` is there, ``content`` may be None."""
        return {
            **self._facts(),
            "files": [entry.to_json() for entry in self.files],
            "images": [entry.to_json() for entry in self.images],
            "left_out": [entry.to_json() for entry in self.left_out],
            "broken_references": [entry.to_json() for entry in self.broken_references],
        }

    def _facts(self) -> dict[str, Any]:
        # A bundle without it keeps the spelling, and with it the digest, of times before the key was there.
        wordpress = {} if self.wordpress is None else {"wordpress": _wordpress_json(self.wordpress)}
        return {
            **wordpress,
            "format": FORMAT,
            "generator": self.generator,
            "name": self.name,
            "version": self.version,
            "title": self.title,
            "license": self.license,
            "description": self.description,
            "author": self.author,
            "homepage": self.homepage,
            "platforms": list(self.platforms),
            "options": [_option_json(option) for option in self.options],
            "content": None if self.content is None else _content_json(self.content),
            "configuration": [_configuration_json(file) for file in self.configuration],
        }


def canonical_bytes(manifest: Manifest) -> bytes:
    """Return the one spelling of a manifest: RFC 8785 (keys sorted, no white space, UTF-8) and a line feed.

    UnicodeEncodeError where a text has a lone surrogate.
    """
    lists: Mapping[str, Sequence[FileEntry | LedgerEntry | LeftOut | BrokenReference]] = {
        "files": manifest.files,
        "images": manifest.images,
        "left_out": manifest.left_out,
        "broken_references": manifest.broken_references,
    }
    facts = manifest._facts()
    pieces: list[bytes] = []
    for key in sorted({*facts, *lists}):
        pieces.append(b"%s%s:" % (b"," if pieces else b"{", _encode(key)))
        if key in facts:
            pieces.append(_encode(facts[key]))
            continue
        # Some at a time: dictionaries of 60,000 files at once would be most of the memory that packing needs.
        entries = lists[key]
        for start in range(0, len(entries), _AT_ONCE):
            encoded = _encode([entry.to_json() for entry in entries[start : start + _AT_ONCE]])
            pieces += (b"," if start else b"[", encoded[1:-1])
        pieces.append(b"]" if entries else b"[]")
    pieces.append(b"}\n")
    return b"".join(pieces)


def content_digest(manifest_bytes: bytes) -> str:
    """Return the identity of a bundle: the SHA-256 of its canonical manifest, which holds that of every file."""
    return hashlib.sha256(manifest_bytes).hexdigest()


def file_key(entry: FileEntry) -> str:
    """Sort key of ``files``: the name by its code points, which is the order of its UTF-8 bytes."""
    return str(entry.path)


def image_key(entry: LedgerEntry) -> tuple[str, int]:
    """Sort key of ``images``: the name, then the place of an inline image; the file itself comes first."""
    return str(entry.path), -1 if entry.inline is None else entry.inline.offset


def left_out_key(entry: LeftOut) -> str:
    """Sort key of ``left_out``."""
    return entry.path


def broken_reference_key(entry: BrokenReference) -> tuple[str, str]:
    """Sort key of ``broken_references``."""
    return str(entry.path), entry.reference


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest strictly; BundleError with a ``manifest-*`` or ``name-*`` code where it is not exactly right."""
    from launcher.bundle.manifest_reading import read_manifest

    return read_manifest(data)


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
#: Entries of a list that are encoded together.
_AT_ONCE = 100


def _encode(value: Any) -> bytes:
    return _ENCODER.encode(value).encode()


def _option_json(option: Option) -> dict[str, Any]:
    value: dict[str, Any] = {"key": option.key, "ask": option.ask, "type": option.type}
    if option.default is not None:
        value["default"] = option.default
    if option.choices:
        value["choices"] = list(option.choices)
    if option.help:
        value["help"] = option.help
    return value


def _configuration_json(file: ConfigurationFile) -> dict[str, Any]:
    from launcher.demo.configuration import values_json

    return {
        "path": str(file.path),
        "format": file.format,
        "values": values_json(file.values),
        "private": file.private,
    }


def _wordpress_json(layout: WordPressLayout) -> dict[str, Any]:
    return {"root": str(layout.root), "copy": {str(source): str(place) for source, place in layout.copy.items()}}


def _content_json(content: ContentLayout) -> dict[str, Any]:
    return {
        "root": str(content.root),
        "templates": str(content.templates),
        "posts_per_page": content.posts_per_page,
        "language": content.language,
    }
