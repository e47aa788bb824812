"""Check every image of a bundle against the ledger: proven, or kept with a licence; and that none is missing there."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.images.hashes import HASHES
from launcher.images.kinds import HEAD_SIZE, Kind, identify
from launcher.images.ledger import SVG_RULE
from launcher.images.probe.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from launcher.bundle.check.hidden import HiddenSearch
    from launcher.bundle.check.redraw import PlaceholderProof
    from launcher.bundle.manifest import FileEntry, Manifest
    from launcher.images.ledger import LedgerEntry

#: What can show a picture and so has to be in the ledger, with the word for it.
_SHOWING = {
    "raster": "image",
    "svg": "drawing",
    "video": "video",
    "audio": "audio file",
    "pdf": "document",
    "design": "design source",
    "archive": "archive",
    "flash": "Flash film",
}
#: Kinds of file that hold text, in which images can stand inline.
_TEXTS = frozenset({"text", "svg"})


class ImageCheck:
    """Checks the files of one bundle, one at a time, against its ledger.

    Placeholders are claims, which ``proof`` settles; without it, their header must fit the recipe.
    """

    def __init__(self, manifest: Manifest, proof: PlaceholderProof | None, hidden: HiddenSearch) -> None:
        self._proof = proof
        self._hidden = hidden
        self._whole: dict[PurePosixPath, LedgerEntry] = {}
        self._inline: dict[PurePosixPath, list[LedgerEntry]] = {}
        for entry in manifest.images:
            if entry.inline is None:
                self._whole[entry.path] = entry
            else:
                self._inline.setdefault(entry.path, []).append(entry)

    def look(self, file: FileEntry, kind: Kind, data: bytes) -> Iterator[Finding]:
        """Yield the findings about a file that is in memory."""
        yield from self._whole_file(file, kind, data)
        if kind.group in _TEXTS or file.path in self._inline:
            yield from self._inline_images(file.path, kind, data)
        yield from self._hidden.findings(file.path, kind, self._whole.get(file.path), Source(data))

    def is_like(self, path: PurePosixPath, other: PurePosixPath) -> bool:
        """Say whether two files are drawn from one recipe and nothing else is known about them."""
        mine, theirs = self._whole.get(path), self._whole.get(other)
        if mine is None or theirs is None or mine.recipe is None or path in self._inline or other in self._inline:
            return False
        return mine.recipe is theirs.recipe or mine.recipe == theirs.recipe

    def look_at_twin(self, file: FileEntry) -> None:
        """Take a file whose bytes are those of another that :meth:`is_like` it and had no finding."""
        if self._proof is not None:
            self._proof.claim(self._whole[file.path], file.sha256)

    def look_at_long(self, file: FileEntry, source: Source) -> Iterator[Finding]:
        """Yield the findings about a file that is too long for memory and lies on the disk."""
        kind = identify(source.upto(0, HEAD_SIZE), name=file.path)
        yield from self._whole_file(file, kind, None)
        if file.path in self._inline:
            message = "the text is too long for its inline images to be compared"
            yield Finding("image-unchecked", "error", message, str(file.path))
        yield from self._hidden.findings(file.path, kind, self._whole.get(file.path), source, long=True)

    def _whole_file(self, file: FileEntry, kind: Kind, data: bytes | None) -> Iterator[Finding]:
        entry = self._whole.get(file.path)
        if entry is None:
            if kind.group in _SHOWING:
                message = f"the {_SHOWING[kind.group]} ({kind.format}) is not in the ledger"
                hint = "its decision is unknown: pack the demo again"
                yield Finding("image-unlisted", "error", message, str(file.path), hint=hint)
            return
        if entry.decision == "sample":
            yield from _sample(entry, file)
        elif entry.decision == "kept":
            yield from _kept(entry, kind)
        elif data is None:
            message = "the placeholder is too long to be drawn again"
            yield Finding("image-unchecked", "error", message, str(file.path))
        else:
            yield from self._placeholder(entry, data, file.sha256)

    def _placeholder(self, entry: LedgerEntry, data: bytes, sha256: str, line: int | None = None) -> Iterator[Finding]:
        if self._proof is not None:
            self._proof.claim(entry, sha256, line)
            return
        reason = _same_header(entry, data)
        if reason is not None:
            message = f"the image is not the placeholder that the ledger describes: {reason}"
            yield Finding("image-differs", "error", message, str(entry.path), line)

    def _inline_images(self, path: PurePosixPath, kind: Kind, data: bytes) -> Iterator[Finding]:
        """Check that each inline image is in the ledger at its place, and that each of the ledger's is there."""
        from launcher.images.inline import find_inline

        entry = self._whole.get(path)
        if entry is not None and entry.decision == "kept" and entry.rule != SVG_RULE:
            return  # the author's rule and licence are for all that the file shows
        listed = {inline.inline: inline for inline in self._inline.get(path, [])}
        line, position = 1, 0
        for found in find_inline(data):
            inline = listed.pop(found.inline, None)
            line += data.count(b"\n", position, found.inline.offset)
            position = found.inline.offset
            if inline is None:
                yield Finding("image-unlisted", "error", "an inline image is not in the ledger", str(path), line)
            elif inline.decision == "placeholder":
                yield from self._placeholder(inline, found.data, hashlib.sha256(found.data).hexdigest(), line)
            elif inline.rule == SVG_RULE and not found.drawing:
                message = "an inline image is kept as a drawing, and it is none"
                yield Finding("image-unlisted", "error", message, str(path), line)
        for place in listed:
            message = f"the ledger has an inline image at byte {place.offset if place else 0} that is not there"
            yield Finding("image-missing", "error", message, str(path))
        yield from _hidden_images(path, kind, data)


def _hidden_images(path: PurePosixPath, kind: Kind, data: bytes) -> Iterator[Finding]:
    """Look for inline images in what is not read byte by byte: compressed SVG."""
    from launcher.images.inline import find_inline
    from launcher.images.svg import unpack_svg

    try:
        text = unpack_svg(data) if kind.format == "svgz" else data
    except ValueError as error:
        yield Finding("image-unchecked", "error", f"the compressed SVG cannot be read: {error}", str(path))
        return
    if text is not data and any(not found.drawing for found in find_inline(text)):
        message = "an inline image stands where it cannot be in the ledger: in compressed SVG"
        yield Finding("image-unlisted", "error", message, str(path))


def _same_header(entry: LedgerEntry, data: bytes) -> str | None:
    """Compare what the header says with the ledger; None where it fits."""
    from launcher.images.probe import UnreadableImage, probe

    if entry.format in HASHES:
        from launcher.images.verify import same_picture

        return same_picture(entry, data)  # a few letters, as fast drawn as looked at
    kind = identify(data[:HEAD_SIZE], name=entry.path)
    if kind.format != entry.format:
        return f"it is {kind.format}, not {entry.format}"
    try:
        info = probe(data)
    except UnreadableImage as error:
        return str(error)
    if info is not None and (info.width, info.height) != (entry.width, entry.height):
        return f"it is {info.width}×{info.height}, not {entry.width}×{entry.height}"
    return None


def _kept(entry: LedgerEntry, kind: Kind) -> Iterator[Finding]:
    """A kept file is held by its hash; licence and source are there, or the manifest would not have been read."""
    if kind.format != entry.format:
        message = f"the ledger keeps it as {entry.format}, and it is {kind.format}"
        yield Finding("image-format", "error", message, str(entry.path))


def _sample(entry: LedgerEntry, file: FileEntry) -> Iterator[Finding]:
    digest = _sample_digest(entry.sample)
    if digest is None:
        message = f"the ledger names the sample {entry.sample!r}, which this version does not have"
        yield Finding("sample-unknown", "error", message, str(entry.path))
    elif digest != file.sha256:
        message = f"the file is not the sample {entry.sample!r} that the ledger names"
        yield Finding("sample-differs", "error", message, str(entry.path))


@cache
def _sample_digest(name: str) -> str | None:
    """Return the SHA-256 of a sample medium that ships with Launcher, None where there is none of this name."""
    from launcher.images.samples import shipped_library

    try:
        file = shipped_library().medium(name).file
    except LookupError:
        return None
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
