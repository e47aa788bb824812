"""Raw files of cameras are TIFFs with a small preview as their first page; what they are is in their tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from launcher.images.kinds.kind import Kind

if TYPE_CHECKING:
    from pathlib import PurePosixPath

_RAW_SUFFIXES = frozenset(
    {
        "3fr",
        "arw",
        "dcr",
        "dng",
        "erf",
        "fff",
        "iiq",
        "k25",
        "kdc",
        "mef",
        "mos",
        "nef",
        "nrw",
        "pef",
        "sr2",
        "srf",
        "srw",
    }
)
_DNG_VERSION = 50706


def identify_tiff(head: bytes, name: PurePosixPath) -> Kind:
    """Return the kind of a TIFF; the name chooses the word where a raw file does not say itself that it is one."""
    if head[8:10] == b"CR":
        return Kind("raster", "cr2")
    if _DNG_VERSION in _first_tags(head):
        return Kind("raster", "dng")
    suffix = name.suffix.lower().removeprefix(".")
    return Kind("raster", suffix if suffix in _RAW_SUFFIXES else "tiff")


def _first_tags(head: bytes) -> set[int]:
    """Return the tags of the first page, as far as they stand in the head."""
    order: Literal["little", "big"] = "little" if head[:1] == b"I" else "big"
    start = int.from_bytes(head[4:8], order)
    count = int.from_bytes(head[start : start + 2], order)
    places = range(start + 2, min(start + 2 + 12 * count, len(head) - 1), 12)
    return {int.from_bytes(head[place : place + 2], order) for place in places}
