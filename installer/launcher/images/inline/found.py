"""What is found in a text, and judging whether decoded bytes are a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.kinds import DRAWABLE, HEAD_SIZE, Kind, identify
from launcher.images.probe import UnreadableImage, probe
from launcher.images.probe.source import Source

if TYPE_CHECKING:
    from launcher.images.info import ImageInfo
    from launcher.images.inline.writing import Writing
    from launcher.images.ledger import Inline

#: A picture that cannot be read is passed over below this many bytes: it is an example in a manual, not a picture.
SHORTEST_BROKEN = 64
#: Why a text is left out that would take too long to search.
TOO_MUCH = "too much of it looks like inline pictures and is none"
#: Bytes that may be read in vain for each byte of the text.
_MOST_IN_VAIN = 8

_NO_NAME = PurePosixPath()
_SHOWING = frozenset({"video", "audio", "pdf", "design", "archive", "flash"})


class Patience:
    """Bounds what may be read in vain in one text, so that time grows with its length and no faster."""

    def __init__(self, length: int) -> None:
        self._left = _MOST_IN_VAIN * length + 1_000_000

    def lose(self, count: int) -> bool:
        """Note that ``count`` bytes were read in vain; return whether that was too many."""
        self._left -= count
        return self._left < 0


@dataclass(frozen=True, slots=True)
class FoundImage:
    """A picture in a text: where its encoded text stands, its own bytes, what it is and how it is written.

    ``info`` is None for what is no readable raster: ``kind`` says what, and ``trouble`` why it cannot be read.
    ``drawing`` marks an SVG in which there is no raster. ``refusal`` says why nothing can be put in its place without
    breaking the text, so that the whole file has to be left out.
    """

    inline: Inline
    data: bytes
    kind: Kind
    writing: Writing
    info: ImageInfo | None = None
    trouble: str = ""
    drawing: bool = False
    refusal: str = ""

    @property
    def end(self) -> int:
        """Where the encoded text ends."""
        return self.inline.offset + self.inline.length


def kind_of(payload: bytes) -> Kind:
    """Return the kind of bytes that have no name."""
    return identify(payload[:HEAD_SIZE], name=_NO_NAME)


def judge(found: FoundImage, *, declared: bool) -> FoundImage | None:
    """Say more about decoded bytes; None for what shows no picture.

    Bytes that no ``data:`` URI announces count only if they are a sound raster.
    """
    kind, payload = found.kind, found.data
    if kind.group == "raster":
        try:
            return replace(found, info=probe(payload))
        except UnreadableImage as error:
            known = declared or kind.format not in DRAWABLE
            return replace(found, trouble=str(error)) if known and len(payload) >= SHORTEST_BROKEN else None
    if kind.group in {"font", "other"}:
        return _hiding(found) if declared else None
    return found if (declared and kind.group in _SHOWING) or kind.format == "psd" else None


def _hiding(found: FoundImage) -> FoundImage | None:
    """Look for a picture inside a font or an unknown file; None where there is none."""
    from launcher.images.hidden import find_hidden

    hidden = find_hidden(Source(found.data), found.kind)
    return None if hidden is None else replace(found, trouble=f"it has {hidden} inside")
