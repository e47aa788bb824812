"""Raw files of cameras are TIFFs with a small preview as their first page; what they are is in their tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
# The tag that every DNG has, its version in four bytes, in either byte order.
_DNG_VERSIONS = (b"\x12\xc6\x01\0\x04\0\0\0", b"\xc6\x12\0\x01\0\0\0\x04")


def identify_tiff(head: bytes, name: PurePosixPath) -> Kind:
    """Return the kind of a TIFF; the name chooses the word where a raw file does not say itself that it is one."""
    if head[8:10] == b"CR":
        return Kind("raster", "cr2")
    if any(tag in head for tag in _DNG_VERSIONS):
        return Kind("raster", "dng")
    suffix = name.suffix.lower().removeprefix(".")
    return Kind("raster", suffix if suffix in _RAW_SUFFIXES else "tiff")
