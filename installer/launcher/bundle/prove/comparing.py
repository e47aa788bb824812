"""Compare a bundle with the tree that it was made from, and say what of the originals is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from launcher.bundle.prove import looks
from launcher.bundle.prove.likeness import LikenessTable
from launcher.bundle.prove.notes import Notes
from launcher.bundle.prove.originals import Originals
from launcher.bundle.prove.proof import Compared
from launcher.bundle.prove.reading import bundle_windows
from launcher.bundle.prove.shared import counts, counts_whole, cuts, longest_run
from launcher.bundle.prove.suspects import MANIFEST, Suspects
from launcher.bundle.prove.views import View, unfold
from launcher.images.child import Child, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePosixPath

    from launcher.bundle.findings import Finding
    from launcher.bundle.prove.keeping import Keeping
    from launcher.bundle.read import BundleReader
    from launcher.progress import Progress

# Originals whose windows are hashed at a time, so that memory does not grow with their number.
_BATCH = 1500


class Comparison:
    """One proof in the making; a context manager for its child process and temporary files."""

    def __init__(self, reader: BundleReader, keeping: Keeping, progress: Progress) -> None:
        self.compared = Compared()
        self._reader = reader
        self._keeping = keeping
        self._progress = progress
        self._child = Child(looks.__name__, Limits(processor_seconds=20, clock_seconds=40))
        self._notes = Notes(keeping)
        self._suspects = Suspects(reader, self._child, self._notes, self.compared)
        self._originals = Originals(self._suspects, keeping, self._child, self._notes, self.compared)
        self._whole: set[tuple[PurePosixPath, PurePosixPath]] = set()  # files and originals that share bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()
        self._suspects.close()
        self._originals.close()

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The originals whose pixels could not be decoded."""
        return tuple(self._originals.unreadable)

    def run(self, source: Path) -> tuple[Finding, ...]:
        """Compare, and return the findings by path."""
        self._suspects.read(self._progress)
        self._originals.read(source, self._progress)
        # What is equal is said before what is alike: each original counts once for a file of the bundle.
        self._confirm_bytes()
        self._compare_pixels()
        self._compare_looks()
        return self._notes.findings()

    def _confirm_bytes(self) -> None:
        """Compare bytes with bytes where pieces met, and look for the small originals everywhere."""
        files = self._reader.names() if self._originals.small else tuple(sorted(self._originals.met))
        self._progress.step("comparing bytes", len(files))
        for path in files:
            if not self._keeping.is_kept(path, inside=True) or path in self._originals.met:
                for offset, data in bundle_windows(self._reader, path):
                    self._confirm_window(path, offset, data)
            self._progress.advance()
        if self._originals.small or MANIFEST in self._originals.met:
            self._confirm_window(MANIFEST, 0, self._reader.manifest_bytes)

    def _confirm_window(self, path: PurePosixPath, offset: int, data: bytes) -> None:
        drawn: bool | None = None
        for view in unfold(data, offset):
            said: list[tuple[PurePosixPath, int, int]] = []
            for number, shared, place in self._shared(path, view):
                # What an archive and its entry share with a file is one leak.
                same = self._originals.all[number].path
                if any(other == same and place < end and start < place + shared for other, start, end in said):
                    continue
                said.append((same, place, place + shared))
                if drawn is None:
                    drawn = self._suspects.drawn.is_whole(path, data)
                if drawn:
                    return
                code = "prove-encoded" if view.how else "prove-bytes"
                message = (
                    f"{shared:,} bytes of {self._originals.all[number]} are in it, {view.where(place) or 'at byte 0'}"
                )
                self._whole.add((path, same))
                self._notes.say(code, path, message, key=str(number), inside=bool(view.how) or place > 0)

    def _shared(self, path: PurePosixPath, view: View) -> Iterator[tuple[int, int, int]]:
        """Yield the originals that a view has bytes of: number, how many, and where."""
        pieces = cuts(view.data) if path in self._originals.met else set()
        for number, pixels in self._originals.met.get(path, ()):
            if pieces.isdisjoint(cuts(pixels)):
                continue
            run = longest_run(pixels, view.data)
            if run is not None and counts(run, len(pixels)):
                yield number, run.length, run.theirs
        for pixels, number in self._originals.small.items():
            place = view.data.find(pixels)
            if place >= 0 and counts_whole(pixels):
                yield number, len(pixels), place

    def _compare_pixels(self) -> None:
        for digest, suspect in self._suspects.pixels.items():
            number = self._originals.pixels.get(digest)
            if number is not None:
                self._leak(suspect, "prove-pixels", f"its pixels are those of {self._originals.all[number]}", number)

    def _compare_looks(self) -> None:
        total = len(self._originals.squares.owners)
        self._progress.step("comparing pictures", len(self._suspects.squares.owners) * -(-total // _BATCH))
        for start in range(0, total, _BATCH):
            table = LikenessTable()
            owners = []
            for owner, pixels in self._originals.squares.read(start, start + _BATCH):
                owners.append(owner)
                table.add(pixels)
            for suspect, pixels in self._suspects.squares.read(0, len(self._suspects.squares.owners)):
                found = table.find(pixels)
                self._progress.advance()
                if found is not None:
                    number = owners[found.number]
                    share = f"{found.correlation:.0%} alike, fine structure {found.fine:.0%}"
                    message = f"it shows {self._originals.all[number]}, or a part of it ({share})"
                    self._leak(suspect, "prove-likeness", message, number)

    def _leak(self, suspect_number: int, code: str, message: str, number: int) -> None:
        """Note that a picture of the bundle shows an original."""
        suspect = self._suspects.pictures[suspect_number]
        if (suspect.path, self._originals.all[number].path) in self._whole:
            return
        if suspect.thumbnail:
            code, message = "prove-thumbnail", f"a thumbnail in it: {message}"
        place = f"{suspect.place}: " if suspect.place else ""
        self._notes.say(code, suspect.path, place + message, key=str(number), inside=bool(suspect.place))
