"""Formats that need more than a fixed prefix: containers of many things, and such as begin somewhere inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.images.kinds.fonts import identify_font
from launcher.images.kinds.kind import Kind
from launcher.images.kinds.weak import identify_weak_magic

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from launcher.images.kinds.kind import Group

_RIFF: dict[bytes, tuple[Group, str]] = {
    b"WEBP": ("raster", "webp"),
    b"ACON": ("raster", "ani"),
    b"AVI ": ("video", "avi"),
    b"WAVE": ("audio", "wav"),
    b"CMX1": ("design", "cmx"),
}
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"jpeg", b"avci"})
# First boxes of a QuickTime film from before the file type box.
_FILM_BOXES = frozenset({b"moov", b"mdat", b"wide", b"skip", b"pnot", b"free", b"styp", b"moof"})


def identify_container(head: bytes, name: PurePosixPath) -> Kind | None:
    """Recognise what needs more than a fixed prefix; None where nothing fits."""
    return (
        _identify_film_or_sound(head)
        or _identify_document(head, name)
        or _identify_inner_magic(head)
        or identify_weak_magic(head)
        or identify_font(head)
    )


def _identify_film_or_sound(head: bytes) -> Kind | None:
    if head[:4] in {b"RIFF", b"RIFX"}:
        known = _RIFF.get(head[8:12])
        return Kind("design", "cdr") if head[8:11].upper() == b"CDR" else known and Kind(*known)
    if head[4:8] == b"ftyp":
        return _identify_base_media(head)
    # The size of a box comes first: that of a film's head begins with a zero byte, and no text does.
    if head[4:8] in _FILM_BOXES and head[0] < 8 and head[:4] != b"\0\0\0\0":
        return Kind("video", "mov")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return Kind("video", "webm" if b"webm" in head[:64] else "mkv")
    if head[:4] == b"OggS":
        film = any(mark in head[:512] for mark in (b"\x80theora", b"BBCD\0", b"\x80daala", b"video\0"))
        return Kind("video", "ogv") if film else Kind("audio", "ogg")
    return None


def _identify_document(head: bytes, name: PurePosixPath) -> Kind | None:
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \0")[:5] == b"%PDF-":
        return Kind("design", "ai") if name.suffix.lower() == ".ai" else Kind("pdf", "pdf")
    if head[:3] in {b"FWS", b"CWS", b"ZWS"} and 1 <= int.from_bytes(head[3:4]) < 60:
        return Kind("flash", "swf")
    return None


# Group and format by magic bytes that stand further in.
_INNER: tuple[tuple[int, bytes, Group, str], ...] = (
    (257, b"ustar", "archive", "tar"),
    (40, b" EMF", "design", "emf"),
    (20, b"GIMP", "design", "gbr"),
    (20, b"GPAT", "design", "pat"),
    (128, b"DICM", "raster", "dicom"),
    (522, b"\0\x11\x02\xff\x0c\0", "raster", "pict"),
    (20, b"\xdc\xa7\xc4\xfd", "archive", "zoo"),
    (7, b"**ACE**", "archive", "ace"),
    (2, b"-lh", "archive", "lha"),
)


def _identify_inner_magic(head: bytes) -> Kind | None:
    for place, magic, group, form in _INNER:
        if head.startswith(magic, place) and not head[:place].isspace() and _is_binary(head):
            return Kind(group, form)
    return None


def _is_binary(head: bytes) -> bool:
    return b"\0" in head[:512] or b"\xff" in head[:512]


def _identify_base_media(head: bytes) -> Kind:
    """Tell pictures, sound and film of the ISO base media family apart by their brands."""
    size = int.from_bytes(head[:4], "big")
    box = head[8 : min(max(size, 16), 256)]
    brands = {box[:4], *(box[start : start + 4] for start in range(8, len(box), 4))}
    if brands & _AVIF_BRANDS:
        return Kind("raster", "avif")
    if brands & _HEIF_BRANDS:
        return Kind("raster", "heif")
    if box[:4] == b"crx ":
        return Kind("raster", "cr3")
    if box[:4] in {b"M4A ", b"M4B ", b"M4P "}:
        return Kind("audio", "m4a")
    return Kind("video", "mov" if box[:4] == b"qt  " else "mp4")
