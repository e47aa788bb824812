"""What in a bundle is drawn from a recipe or is a sample of ours, so that nothing of an original is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePosixPath

    from launcher.images.ledger import LedgerEntry


class Drawn:
    """Knows the ledger, and draws what it says."""

    def __init__(self, ledger: Iterable[LedgerEntry]) -> None:
        self._entries: dict[PurePosixPath, list[LedgerEntry]] = {}
        for entry in ledger:
            self._entries.setdefault(entry.path, []).append(entry)

    def knows(self, path: PurePosixPath) -> bool:
        """Say whether the ledger names a file."""
        return path in self._entries

    def is_placeholder(self, path: PurePosixPath, picture: bytes) -> bool:
        """Say whether a picture is what a recipe of the ledger draws for this file."""
        from launcher.images.probe import UnreadableImage, probe
        from launcher.images.verify import same_picture

        entries = [entry for entry in self._entries.get(path, ()) if entry.recipe is not None]
        if not entries:
            return False
        try:
            info = probe(picture)
        except UnreadableImage:
            return False
        if info is None:
            return False
        size = info.format, info.width, info.height
        fitting = {entry.recipe: entry for entry in entries if (entry.format, entry.width, entry.height) == size}
        return any(same_picture(entry, picture) is None for entry in fitting.values())

    def is_whole(self, path: PurePosixPath, data: bytes) -> bool:
        """Say whether a whole file is the placeholder or the sample that the ledger names."""
        from launcher.images.samples import shipped_library
        from launcher.images.verify import same_picture

        for entry in self._entries.get(path, ()):
            if entry.inline is None and entry.recipe is not None and same_picture(entry, data) is None:
                return True
            if entry.decision == "sample":
                try:
                    return shipped_library().medium(entry.sample).file.read_bytes() == data
                except LookupError:
                    return False
        return False
