"""Open a bundle: one sound zip, one manifest, and exactly the files that it lists."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from launcher.bundle.findings import Finding
from launcher.bundle.manifest import DEMO_PREFIX, MANIFEST_NAME, content_digest, parse_manifest
from launcher.bundle.manifest_reading import MAX_BYTES
from launcher.bundle.signing.verify import SIGNATURE_NAME, check_trust
from launcher.bundle.zip_read import ZipReader, too_long
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path, PurePosixPath

    from launcher.bundle.limits import Limits
    from launcher.bundle.manifest import FileEntry, Manifest
    from launcher.bundle.signing.verify import Signed, Trust


def open_bundle(
    path: Path, limits: Limits | None = None, *, trust: Trust | None = None, whole: bool = True
) -> BundleReader:
    """Return a bundle that is sound as a zip and complete; BundleError with a stable code otherwise.

    Every byte of the file is read once, and compared with the seal. Without ``whole`` that is left to the reading of
    each file, which finds all that is wrong with that file and its header; :func:`naming_damage` tells it from a
    wrong bundle.

    A signature is verified before the manifest is parsed, and must be what ``trust`` asks for. Images, references and
    templates are for :mod:`launcher.bundle.check`.
    """
    archive = ZipReader(path, limits, whole=whole)
    try:
        if not whole:
            with naming_damage(archive):
                return _read(archive, trust)
        from launcher.bundle.seal import SealCheck

        with SealCheck(archive) as seal:
            try:
                reader = _read(archive, trust)
            except BundleError:
                seal.result()  # a changed byte says more than what it led to
                raise
            seal.result()
    except BaseException:
        archive.close()
        raise
    return reader


@contextmanager
def naming_damage(archive: ZipReader) -> Iterator[None]:
    """Let an error about something in a sealed bundle be ``zip-seal`` where it is not as it was packed."""
    try:
        yield
    except BundleError:
        archive.check_seal()
        raise


def _read(archive: ZipReader, trust: Trust | None) -> BundleReader:
    manifest_bytes = read_manifest_bytes(archive)
    signed = check_trust(archive, manifest_bytes, trust)
    reader = BundleReader(archive, manifest_bytes, parse_manifest(manifest_bytes), signed)
    _refuse_first(listing_findings(reader))
    return reader


def read_manifest_bytes(archive: ZipReader) -> bytes:
    """Return the bytes of ``launcher.json``; BundleError where it is not the first entry or too long."""
    first = next(iter(archive.entries), "")
    if MANIFEST_NAME not in archive.entries:
        raise BundleError(
            f"this is no bundle: the zip has no {MANIFEST_NAME}", code="manifest-missing", where=archive.path
        )
    if first != MANIFEST_NAME:
        message = f"{MANIFEST_NAME} is not the first entry of the zip"
        raise BundleError(message, code="manifest-not-first", where=archive.path)
    if archive.entries[MANIFEST_NAME].size > MAX_BYTES:
        message = f"the manifest is longer than {MAX_BYTES:,} bytes"
        hint = "it is a limit of the format; it cannot be raised"
        raise BundleError(message, code="limit-manifest", where=MANIFEST_NAME, hint=hint)
    return archive.read(MANIFEST_NAME)


def _refuse_first(findings: Iterator[Finding]) -> None:
    for finding in findings:
        raise BundleError(finding.message, code=finding.code, where=finding.path)


class BundleReader:
    """A bundle's manifest and files; a context manager that closes the one open file all reads go through."""

    def __init__(
        self, archive: ZipReader, manifest_bytes: bytes, manifest: Manifest, signed: Signed | None = None
    ) -> None:
        """``signed`` is what the signature says, where there is one and it was looked at."""
        self.path = archive.path
        self.signed = signed
        self.archive = archive
        self.manifest = manifest
        self.manifest_bytes = manifest_bytes
        self.digest = content_digest(manifest_bytes)
        self._files = {file.path: file for file in manifest.files}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; nothing can be read any more."""
        self.archive.close()

    def names(self) -> tuple[PurePosixPath, ...]:
        """Return the paths of all files of the demo, in the manifest's order."""
        return tuple(self._files)

    def entry(self, path: PurePosixPath) -> FileEntry:
        """Return what the manifest says about a file; BundleError ``file-missing`` where it lists none."""
        try:
            return self._files[path]
        except KeyError as error:
            message = "the bundle has no such file"
            raise BundleError(message, code="file-missing", where=path) from error

    def chunks(self, path: PurePosixPath) -> Iterator[bytes]:
        """Yield a file in pieces of at most 256 KiB; the last comes only once its size, CRC and SHA-256 are right."""
        entry = self.entry(path)
        digest = hashlib.sha256()
        held = b""
        for piece in self.unhashed_chunks(path):
            digest.update(piece)
            if held:
                yield held
            held = piece
        if digest.hexdigest() != entry.sha256:
            raise BundleError("the file's SHA-256 is not the manifest's", code="file-sha256", where=path)
        if held:
            yield held

    def unhashed_chunks(self, path: PurePosixPath) -> Iterator[bytes]:
        """Yield a file as :meth:`chunks` does, for who compares its SHA-256 with the manifest's alone."""
        name = DEMO_PREFIX + str(self.entry(path).path)
        if name not in self.archive.entries:
            raise BundleError("the bundle lacks the file", code="file-missing", where=path)
        return self.archive.pieces(name)

    def read(self, path: PurePosixPath) -> bytes:
        """Return a whole file, checked; BundleError ``limit-memory`` where it is too long to be read at once."""
        entry, name = self.entry(path), DEMO_PREFIX + str(path)
        if entry.size > self.archive.limits.memory_bytes:
            raise too_long(self.archive.limits, path)
        if name not in self.archive.entries:
            raise BundleError("the bundle lacks the file", code="file-missing", where=path)
        data = self.archive.read(name)
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise BundleError("the file's SHA-256 is not the manifest's", code="file-sha256", where=path)
        return data

    def content(self, path: PurePosixPath) -> EntryContent:
        """Return a file as content of a plan; it can be read while the bundle is open."""
        return EntryContent(self, self.entry(path))


class EntryContent:
    """A file of an open bundle, read when it is wanted. ``sha256`` is the manifest's, checked on each reading."""

    def __init__(self, reader: BundleReader, entry: FileEntry) -> None:
        self._reader = reader
        self._path = entry.path
        self.size = entry.size
        self.sha256 = entry.sha256

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in order; each call starts anew."""
        return self._reader.chunks(self._path)

    def unhashed_chunks(self) -> Iterator[bytes]:
        """Yield the bytes for who compares their SHA-256 with :attr:`sha256` alone."""
        return self._reader.unhashed_chunks(self._path)


def listing_findings(reader: BundleReader) -> Iterator[Finding]:
    """Yield every disagreement between the zip's entries and the manifest's files, without reading them."""
    entries = reader.archive.entries
    listed = {DEMO_PREFIX + str(file.path): file for file in reader.manifest.files}
    for name, file in listed.items():
        entry = entries.get(name)
        if entry is None:
            message = "the manifest lists the file, but the bundle lacks it"
            yield Finding("file-missing", "error", message, str(file.path))
        elif entry.size != file.size:
            message = f"the file has {entry.size} bytes, and the manifest says {file.size}"
            yield Finding("file-size", "error", message, str(file.path))
    folders = _folders_of(listed)
    for name in (*entries, *reader.archive.folders):
        if name not in listed and name not in {MANIFEST_NAME, SIGNATURE_NAME} and name not in folders:
            message = "the manifest does not list this entry of the bundle"
            yield Finding("file-unlisted", "error", message, demo_path(name))


def demo_path(name: str) -> str:
    """Return the demo's path of an entry's name; names elsewhere in the zip stay as they are."""
    return name.removeprefix(DEMO_PREFIX)


def _folders_of(names: Iterable[str]) -> set[str]:
    """Return every folder that ``names`` are in."""
    folders: set[str] = set()
    for name in names:
        parent = name.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return folders
