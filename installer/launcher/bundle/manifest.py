"""The manifest, ``launcher.json``: what a bundle is, every file, every image, every option.

docs/bundle-format.md describes it, docs/schemas/launcher-manifest-1.schema.json checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from launcher.demo.model import ContentLayout, Option
    from launcher.images.ledger import LedgerEntry

#: Version of the format; readers refuse a newer one.
FORMAT = 1
#: The manifest's name in the zip; it is the first entry.
MANIFEST_NAME = "launcher.json"
#: The demo's files stand below this folder in the zip, under their paths in the demo.
DEMO_PREFIX = "demo/"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the demo: size in bytes, SHA-256 as 64 lower-case hex digits."""

    path: PurePosixPath
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of the source that is not in the bundle. ``asked`` says that the author's own rule left it out."""

    path: str
    reason: str
    asked: bool


@dataclass(frozen=True, slots=True)
class BrokenReference:
    """A reference that did not resolve in the source tree already."""

    path: PurePosixPath
    reference: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A bundle's manifest. All tuples are sorted by path, but ``options`` stay in the author's order."""

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
