"""What a file is, by its first bytes: its name only chooses between words for the same bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.images.kinds.containers import identify_container
from launcher.images.kinds.kind import HEAD_SIZE, Group, Kind
from launcher.images.kinds.prefixes import LIKE_WORDS, find_prefix
from launcher.images.kinds.texts import holds_svg, identify_text
from launcher.images.kinds.tiff import identify_tiff

if TYPE_CHECKING:
    from pathlib import PurePosixPath

__all__ = ["DRAWABLE", "HEAD_SIZE", "Group", "Kind", "identify"]

#: Raster formats that a placeholder can be drawn in.
DRAWABLE = frozenset({"jpeg", "png", "gif", "webp", "avif", "bmp", "tiff", "ico", "cur", "jp2", "j2k"})

# Nine pictures in ten are one of these, and nothing is left to refine about them.
_JPEG, _PNG, _GIF, _WEBP = (Kind("raster", form) for form in ("jpeg", "png", "gif", "webp"))
# Design tools whose files are zips, databases or PDFs; all are left out, so the name may choose the word.
_DESIGN_SUFFIXES = frozenset(
    {"ai", "sketch", "xd", "fig", "kra", "ora", "afdesign", "afphoto", "afpub", "procreate", "psdc", "cdr", "idml"}
    | {"fla", "pxm", "pxd", "penpot"}
)
_CONTAINERS = frozenset({"zip", "sqlite", "ole", "gzip"})
# A program in PHP, and behind its last line an archive of files.
_PHP_ARCHIVE = re.compile(rb"__HALT_COMPILER\(\);(?:\s?\?>)?\r?\n?.{8}\x11[\x00-\x20]", re.DOTALL)


def identify(head: bytes, *, name: PurePosixPath) -> Kind:  # noqa: PLR0911 - the usual formats return early
    """Return the kind of a file from its first :data:`HEAD_SIZE` bytes (fewer where it is shorter)."""
    if head[:3] == b"\xff\xd8\xff":
        return _JPEG
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return _PNG
    if head[8:12] == b"WEBP" and head[:4] == b"RIFF":
        return _WEBP
    if head[:6] in {b"GIF89a", b"GIF87a"}:
        return _GIF
    found = find_prefix(head) if head[4:8] != b"ftyp" else None
    if found is not None:
        return _refine(Kind(*found), head, name)
    kind = identify_container(head, name) or identify_text(head)
    if kind is not None:
        return kind
    if b"__HALT_COMPILER();" in head and _PHP_ARCHIVE.search(head):
        return Kind("archive", "phar")
    return Kind("other", "binary" if head else "empty")


def _refine(kind: Kind, head: bytes, name: PurePosixPath) -> Kind:  # noqa: PLR0911 - one return for each format
    """Look closer at the formats that hold more than one kind of thing, and at weak magic numbers."""
    form = kind.format
    if form in LIKE_WORDS:
        text = identify_text(head)
        if text is not None:
            return text
    match form:
        case "tiff":
            return identify_tiff(head, name)
        case "gzip" if holds_svg(head):
            return Kind("svg", "svgz")
        case "aiff" if head[8:12] not in {b"AIFF", b"AIFC", b"8SVX"}:
            return Kind("raster", "iff") if head[8:12] in {b"ILBM", b"PBM "} else Kind("other", "iff")
        case "bzip2" if not (head[3:4].isdigit() and head[4:10] in {b"1AY&SY", b"\x17rE8P\x90"}):
            return identify_text(head) or Kind("other", "binary")
        case "eps" if head.startswith((b"%!PS-AdobeFont", b"%!PS-Adobe-3.0 Resource-Font")):
            return Kind("font", "type1")
        case "arj" | "lzma" if not _is_packed(form, head):
            return identify_text(head) or Kind("other", "binary")
    if form in _CONTAINERS:
        suffix = name.suffix.lower().removeprefix(".")
        return Kind("design", suffix) if suffix in _DESIGN_SUFFIXES else kind
    return kind


def _is_packed(form: str, head: bytes) -> bool:
    """Check the fields behind two magic numbers that are short."""
    if form == "arj":
        return 0 < int.from_bytes(head[2:4], "little") <= 2600
    # A dictionary of a power of two, and a length that is unknown or below a terabyte.
    dictionary, length = int.from_bytes(head[1:5], "little"), int.from_bytes(head[5:13], "little")
    return dictionary.bit_count() <= 2 and (length == 2**64 - 1 or length < 2**40)
