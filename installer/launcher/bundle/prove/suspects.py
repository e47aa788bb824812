"""The bundle's side of a proof: where which bytes are, and every picture that is no placeholder of ours."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.bundle.manifest import MANIFEST_NAME
from launcher.bundle.prove import looks
from launcher.bundle.prove.drawn import Drawn
from launcher.bundle.prove.names import HashedNames
from launcher.bundle.prove.pictures import find_pictures
from launcher.bundle.prove.reading import bundle_windows
from launcher.bundle.prove.shared import SharedTable
from launcher.bundle.prove.squares import Squares, has_detail
from launcher.bundle.prove.views import unfold
from launcher.images.child import Child, Trouble
from launcher.images.kinds import HEAD_SIZE, identify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.prove.notes import Notes
    from launcher.bundle.prove.proof import Compared
    from launcher.bundle.prove.views import View
    from launcher.bundle.read import BundleReader
    from launcher.progress import Progress

#: The manifest is looked into like a file.
MANIFEST = PurePosixPath(MANIFEST_NAME)
_NO_NAME = PurePosixPath()


@dataclass(frozen=True, slots=True)
class Suspect:
    """A picture in the bundle: where it stands first."""

    path: PurePosixPath
    place: str
    thumbnail: bool


class Suspects:
    """Every picture of a bundle once, by its number in ``pictures``, and the files that have a piece of some bytes.

    ``pixels`` has the picture of a digest, ``squares`` what all of them look like, ``drawn`` what is no suspect,
    ``names`` the files' own names.
    """

    def __init__(self, reader: BundleReader, child: Child, notes: Notes, compared: Compared) -> None:
        self.drawn = Drawn(reader.manifest.images)
        self.names = HashedNames(reader.names())
        self.pictures: list[Suspect] = []
        self.pixels: dict[str, int] = {}
        self.squares = Squares()
        self._reader = reader
        self._child = child
        self._notes = notes
        self._compared = compared
        self._table = SharedTable(sum(file.size for file in reader.manifest.files))
        self._views: list[PurePosixPath] = []
        self._known: set[str] = set()

    def close(self) -> None:
        """Remove the temporary file."""
        self.squares.close()

    def read(self, progress: Progress) -> None:
        """Look at all files of the bundle and at its manifest."""
        files = self._reader.names()
        progress.step("reading the bundle", len(files))
        for path in files:
            self._compared.bundle_files += 1
            for offset, data in bundle_windows(self._reader, path):
                self._compared.bundle_bytes += len(data)
                self._read_window(path, offset, data)
            progress.advance()
        self._read_window(MANIFEST, 0, self._reader.manifest_bytes)

    def sharing(self, data: bytes) -> Iterator[PurePosixPath]:
        """Yield the files that share a piece with some bytes; one with several views of them comes again."""
        for view in self._table.meet(data):
            yield self._views[view]

    def _read_window(self, path: PurePosixPath, offset: int, data: bytes) -> None:
        for view in unfold(data, offset):
            self._compared.views += 1
            self._table.add(len(self._views), view.data)
            self._views.append(path)
            raster = identify(view.data[:HEAD_SIZE], name=_NO_NAME).group == "raster"
            for place, picture in find_pictures(view.data):
                self._look_at(path, view, place, picture, thumbnail=raster and place > 0)

    def _look_at(self, path: PurePosixPath, view: View, place: int, picture: bytes, *, thumbnail: bool) -> None:
        digest = hashlib.sha256(picture).hexdigest()
        if digest in self._known:
            return
        self._known.add(digest)
        if self.drawn.is_placeholder(path, picture):
            # It is drawn from a recipe alone, so nothing of an original is in it; this is also much faster.
            self._compared.placeholders += 1
            return
        try:
            look = looks.look_at(self._child, picture)
        except Trouble as error:
            if not view.how and place == 0 and self.drawn.knows(path):
                message = f"its pixels could not be compared: {error}"
                self._notes.say("prove-unchecked", path, message, key="", severity="warning")
            return
        number = len(self.pictures)
        self.pictures.append(Suspect(path, view.where(place), thumbnail))
        self.squares.add(number, look.frames)
        if look.digest and has_detail(look.frames[0]):
            self.pixels.setdefault(look.digest, number)
        self._compared.bundle_pictures += 1
