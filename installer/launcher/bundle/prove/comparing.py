"""Compare a bundle with the tree that it was made from, and say what of the originals is in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self

from launcher.bundle.findings import Finding
from launcher.bundle.manifest import MANIFEST_NAME
from launcher.bundle.prove import looks
from launcher.bundle.prove.drawn import Drawn
from launcher.bundle.prove.likeness import LikenessTable
from launcher.bundle.prove.names import HashedNames
from launcher.bundle.prove.pictures import find_pictures, pixel_data
from launcher.bundle.prove.proof import Compared
from launcher.bundle.prove.reading import bundle_windows, source_files, source_windows
from launcher.bundle.prove.shared import SharedTable, counts, cuts, longest_run
from launcher.bundle.prove.squares import Squares, has_detail
from launcher.bundle.prove.views import View, unfold
from launcher.images.child import Child, Limits, Trouble
from launcher.images.kinds import HEAD_SIZE, identify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from launcher.bundle.prove.keeping import Keeping
    from launcher.bundle.read import BundleReader
    from launcher.progress import Progress

# Originals whose windows are hashed at a time, so that memory does not grow with their number.
_BATCH = 1500
# Bytes of small originals that are looked for one by one; longer ones have pieces of their own.
_SMALL = 8192
_SHOWING = frozenset({"raster", "svg", "video", "audio", "pdf", "design", "archive", "flash"})
_NO_NAME = PurePosixPath()
_MANIFEST = PurePosixPath(MANIFEST_NAME)


@dataclass(frozen=True, slots=True)
class Original:
    """Something of the source that may not be in the bundle: a file, or a picture inside one."""

    path: PurePosixPath
    inside: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.inside})" if self.inside else str(self.path)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A picture in the bundle: where it stands first."""

    path: PurePosixPath
    place: str
    thumbnail: bool


class Comparison:
    """One proof in the making; a context manager for its child process and temporary files."""

    def __init__(self, reader: BundleReader, keeping: Keeping, progress: Progress) -> None:
        self.compared = Compared()
        self.unreadable: list[str] = []
        self._reader = reader
        self._keeping = keeping
        self._progress = progress
        self._child = Child(looks.__name__, Limits(processor_seconds=20, clock_seconds=40))
        self._table = SharedTable(sum(file.size for file in reader.manifest.files))
        self._names = HashedNames(reader.names())
        self._drawn = Drawn(reader.manifest.images)
        self._views: list[PurePosixPath] = []
        self._suspects: dict[str, int] = {}
        self._suspect_list: list[Suspect] = []
        self._suspect_pixels: dict[str, int] = {}
        self._suspect_squares = Squares()
        self._originals: list[Original] = []
        self._seen: dict[str, int] = {}
        self._pixels: dict[str, int] = {}
        self._squares = Squares()
        self._met: dict[PurePosixPath, list[tuple[int, bytes]]] = {}
        self._small: dict[bytes, int] = {}
        self._found: dict[tuple[str, str], Finding] = {}
        self._whole: set[tuple[PurePosixPath, PurePosixPath]] = set()  # files and originals that share bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()
        self._suspect_squares.close()
        self._squares.close()

    def run(self, source: Path) -> tuple[Finding, ...]:
        """Compare, and return the findings by path."""
        self._read_bundle()
        self._read_source(source)
        # What is equal is said before what is alike: each original counts once for a file of the bundle.
        self._confirm_bytes()
        self._compare_pixels()
        self._compare_looks()
        return tuple(sorted(self._found.values(), key=lambda found: (found.severity, found.path, found.message)))

    # The bundle's side

    def _read_bundle(self) -> None:
        files = self._reader.names()
        self._progress.step("reading the bundle", len(files))
        for path in files:
            self.compared.bundle_files += 1
            for offset, data in bundle_windows(self._reader, path):
                self.compared.bundle_bytes += len(data)
                self._read_window(path, offset, data)
            self._progress.advance()
        self._read_window(_MANIFEST, 0, self._reader.manifest_bytes)

    def _read_window(self, path: PurePosixPath, offset: int, data: bytes) -> None:
        for view in unfold(data, offset):
            self.compared.views += 1
            self._table.add(len(self._views), view.data)
            self._views.append(path)
            raster = identify(view.data[:HEAD_SIZE], name=_NO_NAME).group == "raster"
            for place, picture in find_pictures(view.data):
                self._suspect(path, view, place, picture, thumbnail=raster and place > 0)

    def _suspect(self, path: PurePosixPath, view: View, place: int, picture: bytes, *, thumbnail: bool) -> None:
        digest = hashlib.sha256(picture).hexdigest()
        if digest in self._suspects:
            return
        if self._drawn.is_placeholder(path, picture):
            # It is drawn from a recipe alone, so nothing of an original is in it; this is also much faster.
            self._suspects[digest] = -1
            self.compared.placeholders += 1
            return
        try:
            look = looks.look_at(self._child, picture)
        except Trouble as error:
            self._suspects[digest] = -1
            if not view.how and place == 0 and self._drawn.knows(path):
                message = f"its pixels could not be compared: {error}"
                self._say("prove-unchecked", path, message, key="", severity="warning")
            return
        number = self._suspects[digest] = len(self._suspect_list)
        self._suspect_list.append(Suspect(path, _place(view, place), thumbnail))
        self._suspect_squares.add(number, look.frames)
        if look.digest and has_detail(look.frames[0]):
            self._suspect_pixels.setdefault(look.digest, number)
        self.compared.bundle_pictures += 1

    # The originals' side

    def _read_source(self, root: Path) -> None:
        self._progress.step("reading the originals")
        for path, file in source_files(root):
            self.compared.source_files += 1
            for offset, data in source_windows(file):
                self.compared.source_bytes += len(data)
                for view in unfold(data, offset):
                    self._read_original(path, view)
            self._progress.advance()

    def _read_original(self, path: PurePosixPath, view: View) -> None:
        kind = identify(view.data[:HEAD_SIZE], name=path if not view.how else _NO_NAME)
        whole = kind.group in _SHOWING
        if whole and not self._keeping.is_kept(path, inside=bool(view.how)):
            # Of a long file, the windows after the first are bytes of the same original.
            self._protect(path, view.how and _place(view, 0), view.data)
        for place, picture in find_pictures(view.data):
            inside = bool(view.how) or place > 0 or not whole
            if self._keeping.is_kept(path, inside=inside):
                continue
            number = self._protect(path, _place(view, place) if inside else "", picture)
            if number is not None:
                self._look_at_original(number, picture, named=not inside)

    def _protect(self, path: PurePosixPath, inside: str, data: bytes) -> int | None:
        """Note an original and look for its bytes; return its number, None where it is known already."""
        digest = hashlib.sha256(data).hexdigest()
        known = self._seen.get(digest)
        if known is not None:
            return None if known < 0 else self._once(digest, known)
        number = len(self._originals)
        self._seen[digest] = number
        self._originals.append(Original(path, inside))
        self.compared.originals += 1
        self._look_for_bytes(number, data)
        for named, algorithm in self._names.named_by(data) if self._names else ():
            self.compared.names += 1
            message = f"its name has the {algorithm} hash of {self._originals[number]}"
            self._say("prove-name", named, message, key=str(number))
        return number

    def _once(self, digest: str, number: int) -> int:
        """Return a number that was noted for a whole file, for its picture to be looked at; the next time, none."""
        self._seen[digest] = -1
        return number

    def _look_for_bytes(self, number: int, data: bytes) -> None:
        pixels = pixel_data(data)
        if len(pixels) < _SMALL:
            self._small.setdefault(pixels, number)
        for view in self._table.meet(pixels):
            met = self._met.setdefault(self._views[view], [])
            if len(met) < 64 and not any(known == number for known, _ in met):
                met.append((number, pixels))

    def _look_at_original(self, number: int, picture: bytes, *, named: bool) -> None:
        try:
            look = looks.look_at(self._child, picture)
        except Trouble as error:
            if named:
                self.unreadable.append(f"{self._originals[number].path}: {error}")
            return
        self.compared.original_pictures += 1
        self._squares.add(number, look.frames)
        if look.digest and has_detail(look.frames[0]):
            self._pixels.setdefault(look.digest, number)

    # What both sides share

    def _compare_pixels(self) -> None:
        for digest, suspect in self._suspect_pixels.items():
            number = self._pixels.get(digest)
            if number is not None:
                self._leak(suspect, "prove-pixels", f"its pixels are those of {self._originals[number]}", number)

    def _compare_looks(self) -> None:
        total = len(self._squares.owners)
        self._progress.step("comparing pictures", len(self._suspect_squares.owners) * -(-total // _BATCH))
        for start in range(0, total, _BATCH):
            table = LikenessTable()
            owners = []
            for owner, pixels in self._squares.read(start, start + _BATCH):
                owners.append(owner)
                table.add(pixels)
            for suspect, pixels in self._suspect_squares.read(0, len(self._suspect_squares.owners)):
                found = table.find(pixels)
                self._progress.advance()
                if found is not None:
                    number = owners[found.number]
                    share = f"{found.correlation:.0%} alike, fine structure {found.fine:.0%}"
                    message = f"it shows {self._originals[number]}, or a part of it ({share})"
                    self._leak(suspect, "prove-likeness", message, number)

    def _leak(self, suspect_number: int, code: str, message: str, number: int) -> None:
        """Note that a picture of the bundle shows an original."""
        suspect = self._suspect_list[suspect_number]
        if (suspect.path, self._originals[number].path) in self._whole:
            return
        if suspect.thumbnail:
            code, message = "prove-thumbnail", f"a thumbnail in it: {message}"
        place = f"{suspect.place}: " if suspect.place else ""
        self._say(code, suspect.path, place + message, key=str(number), inside=bool(suspect.place))

    def _confirm_bytes(self) -> None:
        """Compare bytes with bytes where pieces met, and look for the small originals everywhere."""
        files = self._reader.names() if self._small else tuple(sorted(self._met))
        self._progress.step("comparing bytes", len(files))
        for path in files:
            if not self._keeping.is_kept(path, inside=True) or path in self._met:
                for offset, data in bundle_windows(self._reader, path):
                    self._confirm_window(path, offset, data)
            self._progress.advance()
        if self._small or _MANIFEST in self._met:
            self._confirm_window(_MANIFEST, 0, self._reader.manifest_bytes)

    def _confirm_window(self, path: PurePosixPath, offset: int, data: bytes) -> None:
        drawn: bool | None = None
        for view in unfold(data, offset):
            said: list[tuple[PurePosixPath, int, int]] = []
            for number, shared, place in self._shared(path, view):
                # What an archive and its entry share with a file is one leak.
                same = self._originals[number].path
                if any(other == same and place < end and start < place + shared for other, start, end in said):
                    continue
                said.append((same, place, place + shared))
                if drawn is None:
                    drawn = self._drawn.is_whole(path, data)
                if drawn:
                    return
                code = "prove-encoded" if view.how else "prove-bytes"
                message = (
                    f"{shared:,} bytes of {self._originals[number]} are in it, {_place(view, place) or 'at byte 0'}"
                )
                self._whole.add((path, same))
                self._say(code, path, message, key=str(number), inside=bool(view.how) or place > 0)

    def _shared(self, path: PurePosixPath, view: View) -> Iterator[tuple[int, int, int]]:
        """Yield the originals that a view has bytes of: number, how many, and where."""
        pieces = cuts(view.data) if path in self._met else set()
        for number, pixels in self._met.get(path, ()):
            if pieces.isdisjoint(cuts(pixels)):
                continue
            run = longest_run(pixels, view.data)
            if run is not None and counts(run, len(pixels)):
                yield number, run.length, run.theirs
        for pixels, number in self._small.items():
            place = view.data.find(pixels)
            if place >= 0 and _content(pixels):
                yield number, len(pixels), place

    def _say(
        self,
        code: str,
        path: PurePosixPath,
        message: str,
        *,
        key: str,
        severity: str = "error",
        inside: bool = False,
    ) -> None:
        """Note a finding, one for each file and original; a file that is kept is only worth a warning."""
        if severity == "error" and self._keeping.is_kept(path, inside=inside):
            code, severity = "prove-kept", "warning"
            message = f"it is kept by a rule, and {message}; that original is replaced where it stands"
        hint = _HINTS.get(code, "")
        finding = Finding(code, "warning" if severity == "warning" else "error", message, str(path), hint=hint)
        self._found.setdefault((str(path), key), finding)


_HINTS = {
    "prove-name": "rename the file in the source, and what refers to it",
    "prove-kept": "if the rule should not reach it, name it under images.replace",
    "prove-bytes": "pack the demo again with this version of launcher; if it stays, please report it",
    "prove-encoded": "name the file under images.omit, or take the picture out of it",
    "prove-likeness": "pack the demo again; if it is a placeholder of ours, please report it",
}


def _place(view: View, place: int) -> str:
    """Say where in a file something is; empty for its beginning."""
    if view.how:
        return f"{view.how} at byte {view.offset:,}"
    at = view.offset + place
    return f"at byte {at:,}" if at else ""


def _content(data: bytes) -> bool:
    import zlib

    from launcher.bundle.prove.shared import LEAST_WHOLE

    return len(zlib.compress(data, 1)) >= LEAST_WHOLE
