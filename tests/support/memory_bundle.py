"""A bundle that is in memory, for tests of what reads bundles."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.bundle.manifest import Manifest
from launcher.images.ledger import LedgerEntry
from launcher.platforms.plan import BytesContent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from launcher.demo.configuration import ConfigurationFile
    from launcher.demo.model import ContentLayout, Option, WordPressLayout


class MemoryBundle:
    """Satisfies :class:`launcher.platforms.base.Bundle`; ``sizes`` lists images with width and height."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        *,
        content: ContentLayout | None = None,
        options: Sequence[Option] = (),
        sizes: Mapping[str, tuple[int, int]] | None = None,
        platforms: Sequence[str] = ("static",),
        images: Sequence[LedgerEntry] = (),
        wordpress: WordPressLayout | None = None,
        configuration: Sequence[ConfigurationFile] = (),
    ) -> None:
        self._files = {
            PurePosixPath(name): data.encode() if isinstance(data, str) else data
            for name, data in sorted(files.items())
        }
        self.digest = "d" * 64
        self.manifest = Manifest(
            name="clinic",
            version="1.2.3",
            title="Demo & Clinic",
            license="CC0-1.0",
            description="A <clinic>.",
            author="",
            homepage="",
            platforms=tuple(platforms),
            options=tuple(options),
            content=content,
            files=(),
            images=tuple(
                LedgerEntry(PurePosixPath(path), "jpeg", width, height, "placeholder")
                for path, (width, height) in sorted((sizes or {}).items())
            )
            + tuple(images),
            left_out=(),
            broken_references=(),
            generator="launcher test",
            wordpress=wordpress,
            configuration=tuple(configuration),
        )

    def names(self) -> tuple[PurePosixPath, ...]:
        """Return the files, sorted."""
        return tuple(self._files)

    def read(self, path: PurePosixPath) -> bytes:
        """Return a file."""
        return self._files[path]

    def content(self, path: PurePosixPath) -> BytesContent:
        """Return a file as content."""
        return BytesContent(self._files[path])
