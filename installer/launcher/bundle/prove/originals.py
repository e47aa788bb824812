"""The originals' side of a proof: everything that may not be in the bundle, and the files that have bytes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.bundle.prove import looks
from launcher.bundle.prove.pictures import find_pictures, pixel_data
from launcher.bundle.prove.reading import source_files, source_windows
from launcher.bundle.prove.squares import Squares, has_detail
from launcher.bundle.prove.views import unfold
from launcher.images.child import Child, Trouble
from launcher.images.kinds import HEAD_SIZE, identify

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.bundle.prove.keeping import Keeping
    from launcher.bundle.prove.notes import Notes
    from launcher.bundle.prove.proof import Compared
    from launcher.bundle.prove.suspects import Suspects
    from launcher.bundle.prove.views import View
    from launcher.progress import Progress

# Bytes of small originals that are looked for one by one; longer ones have pieces of their own.
_SMALL = 8192
# Originals of which a file of the bundle may have bytes.
_MOST_MET = 64
_SHOWING = frozenset({"raster", "svg", "video", "audio", "pdf", "design", "archive", "flash"})
_NO_NAME = PurePosixPath()


@dataclass(frozen=True, slots=True)
class Original:
    """Something of the source that may not be in the bundle: a file, or a picture inside one."""

    path: PurePosixPath
    inside: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.inside})" if self.inside else str(self.path)


class Originals:
    """Every original once, by its number in ``all``.

    ``pixels`` has the original of a digest, ``squares`` what all pictures look like, ``met`` those that a file of the
    bundle shares a piece with, each with the bytes that count, ``small`` those that are too small to have pieces.
    ``unreadable`` says which pictures could not be decoded.
    """

    def __init__(self, suspects: Suspects, keeping: Keeping, child: Child, notes: Notes, compared: Compared) -> None:
        self.all: list[Original] = []
        self.pixels: dict[str, int] = {}
        self.squares = Squares()
        self.met: dict[PurePosixPath, list[tuple[int, bytes]]] = {}
        self.small: dict[bytes, int] = {}
        self.unreadable: list[str] = []
        self._suspects = suspects
        self._keeping = keeping
        self._child = child
        self._notes = notes
        self._compared = compared
        self._seen: dict[str, int] = {}

    def close(self) -> None:
        """Remove the temporary file."""
        self.squares.close()

    def read(self, root: Path, progress: Progress) -> None:
        """Look at all files below ``root``; the bundle was read before."""
        progress.step("reading the originals")
        for path, file in source_files(root):
            self._compared.source_files += 1
            for offset, data in source_windows(file):
                self._compared.source_bytes += len(data)
                for view in unfold(data, offset):
                    self._read_view(path, view)
            progress.advance()

    def _read_view(self, path: PurePosixPath, view: View) -> None:
        kind = identify(view.data[:HEAD_SIZE], name=path if not view.how else _NO_NAME)
        whole = kind.group in _SHOWING
        if whole and not self._keeping.is_kept(path, inside=bool(view.how)):
            # Of a long file, the windows after the first are bytes of the same original.
            self._protect(path, view.how and view.where(0), view.data)
        for place, picture in find_pictures(view.data):
            inside = bool(view.how) or place > 0 or not whole
            if self._keeping.is_kept(path, inside=inside):
                continue
            number = self._protect(path, view.where(place) if inside else "", picture)
            if number is not None:
                self._look_at(number, picture, named=not inside)

    def _protect(self, path: PurePosixPath, inside: str, data: bytes) -> int | None:
        """Note an original and look for its bytes; return its number, None where it is known already."""
        digest = hashlib.sha256(data).hexdigest()
        known = self._seen.get(digest)
        if known is not None:
            return None if known < 0 else self._once(digest, known)
        number = len(self.all)
        self._seen[digest] = number
        self.all.append(Original(path, inside))
        self._compared.originals += 1
        self._look_for_bytes(number, data)
        names = self._suspects.names
        for named, algorithm in names.named_by(data) if names else ():
            self._compared.names += 1
            message = f"its name has the {algorithm} hash of {self.all[number]}"
            self._notes.say("prove-name", named, message, key=str(number))
        return number

    def _once(self, digest: str, number: int) -> int:
        """Return a number that was noted for a whole file, for its picture to be looked at; the next time, none."""
        self._seen[digest] = -1
        return number

    def _look_for_bytes(self, number: int, data: bytes) -> None:
        pixels = pixel_data(data)
        if len(pixels) < _SMALL:
            self.small.setdefault(pixels, number)
        for path in self._suspects.sharing(pixels):
            met = self.met.setdefault(path, [])
            if len(met) < _MOST_MET and not any(known == number for known, _ in met):
                met.append((number, pixels))

    def _look_at(self, number: int, picture: bytes, *, named: bool) -> None:
        try:
            look = looks.look_at(self._child, picture)
        except Trouble as error:
            if named:
                self.unreadable.append(f"{self.all[number].path}: {error}")
            return
        self._compared.original_pictures += 1
        self.squares.add(number, look.frames)
        if look.digest and has_detail(look.frames[0]):
            self.pixels.setdefault(look.digest, number)
