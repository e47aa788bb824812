"""Read every file of a bundle once, check it against the manifest, and show it to the other checks."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from launcher.bundle.check.hidden import HiddenSearch
from launcher.bundle.check.images import ImageCheck
from launcher.bundle.check.references import ReferenceCheck
from launcher.bundle.check.remote import integrity_findings, remote_findings
from launcher.bundle.check.structure import refused
from launcher.bundle.findings import Finding
from launcher.bundle.manifest import DEMO_PREFIX
from launcher.errors import BundleError
from launcher.images.kinds import HEAD_SIZE, identify
from launcher.images.probe.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from launcher.bundle.check.redraw import PlaceholderProof
    from launcher.bundle.manifest import FileEntry
    from launcher.bundle.read import BundleReader
    from launcher.images.kinds import Kind
    from launcher.progress import Progress


class FileChecks:
    """Runs all checks that look at one file at a time."""

    def __init__(self, reader: BundleReader, proof: PlaceholderProof | None) -> None:
        """``proof`` draws the placeholders again; without it they are looked at only."""
        self._reader = reader
        self._proof = proof
        self._images = ImageCheck(reader.manifest, proof, HiddenSearch(reader.archive.limits))
        # A content demo's references are checked in its finished pages.
        self._references = ReferenceCheck(reader.manifest) if reader.manifest.content is None else None
        #: Rasters without a finding, by what their twins have in common with them.
        self._rasters: dict[tuple[str, str], FileEntry] = {}

    def run(self, progress: Progress) -> Iterator[Finding]:
        """Yield the findings of all files, in the manifest's order, and then those of the placeholders."""
        progress.step("checking", len(self._reader.manifest.files))
        for file in self._reader.manifest.files:
            yield from self._file(file)
            progress.advance()
        if self._proof is not None:
            yield from self._proof.settle(progress)

    def _file(self, file: FileEntry) -> Iterator[Finding]:
        entry = self._reader.archive.entries.get(DEMO_PREFIX + str(file.path))
        if entry is None or entry.size != file.size:
            return  # the listing has a finding about it
        try:
            if file.size > self._reader.archive.limits.memory_bytes:
                yield from self._long(file)
                return
            if self._is_twin(file):
                self._images.look_at_twin(file)
                return
            data = self._reader.read(file.path)
        except BundleError as error:
            yield refused(error, self._reader.path)
            return
        kind = identify(data[:HEAD_SIZE], name=file.path)
        findings = [*self._images.look(file, kind, data), *self._text(file, kind, data)]
        if kind.group == "raster" and not findings:
            self._rasters.setdefault(_looks_of(file), file)
        yield from findings

    def _is_twin(self, file: FileEntry) -> bool:
        """Say whether a file is a placeholder like one before, byte for byte: most are, for few recipes serve many."""
        first = self._rasters.get(_looks_of(file))
        if first is None or not self._images.is_like(file.path, first.path):
            return False
        return self._reader.archive.are_same(DEMO_PREFIX + str(file.path), DEMO_PREFIX + str(first.path))

    def _text(self, file: FileEntry, kind: Kind, data: bytes) -> Iterator[Finding]:
        """Yield what there is to say about the references of a file."""
        if self._references is not None and self._references.wants(file.path):
            yield from self._references.look(file.path, data)
        if kind.group in {"text", "svg"}:
            yield from remote_findings(file.path, data)
        yield from integrity_findings(file.path, data, self._content)

    def _content(self, path: PurePosixPath) -> bytes | None:
        """Return a file that another one names, None where it is not there or too long; its own check says why."""
        try:
            return self._reader.read(path)
        except BundleError:
            return None

    def _long(self, file: FileEntry) -> Iterator[Finding]:
        """Check a file that does not fit into memory, from the disk."""
        with tempfile.TemporaryFile() as spool:
            for piece in self._reader.chunks(file.path):
                spool.write(piece)
            spool.flush()
            source = Source(b"", size=file.size, descriptor=spool.fileno())
            yield from self._images.look_at_long(file, source)
        if self._references is not None and self._references.wants(file.path):
            message = "the file is too long to be searched for references"
            yield Finding("reference-unchecked", "warning", message, str(file.path))


def _looks_of(file: FileEntry) -> tuple[str, str]:
    """Return what makes two files look alike to all checks: their bytes, and how their names end."""
    return file.sha256, file.path.suffix
