"""What a file is, by its first bytes: its name only chooses between words for the same bytes."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import PurePosixPath

Group = Literal["raster", "svg", "video", "audio", "pdf", "design", "archive", "flash", "font", "text", "other"]

#: How many bytes from the start of a file :func:`identify` wants to see.
HEAD_SIZE = 16 * 1024

#: Raster formats that a placeholder can be drawn in.
DRAWABLE = frozenset({"jpeg", "png", "gif", "webp", "avif", "bmp", "tiff", "ico", "cur", "jp2", "j2k"})


@dataclass(frozen=True, slots=True)
class Kind:
    """The sort of a file and its format as a lower-case word, such as ``raster`` and ``jpeg``."""

    group: Group
    format: str


_PREFIXES: tuple[tuple[bytes, Group, str], ...] = (
    (b"\xff\xd8\xff", "raster", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "raster", "png"),
    (b"GIF87a", "raster", "gif"),
    (b"GIF89a", "raster", "gif"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "raster", "jp2"),
    (b"\xff\x4f\xff\x51", "raster", "j2k"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "raster", "jxl"),
    (b"\xff\x0a", "raster", "jxl"),
    (b"qoif", "raster", "qoi"),
    (b"icns", "raster", "icns"),
    (b"DDS ", "raster", "dds"),
    (b"#?RADIANCE", "raster", "hdr"),
    (b"v/1\x01", "raster", "exr"),
    (b"II\xbc\x01", "raster", "jxr"),
    (b"BPG\xfb", "raster", "bpg"),
    (b"FLIF", "raster", "flif"),
    (b"\x8aMNG\r\n\x1a\n", "raster", "mng"),
    (b"\xabKTX ", "raster", "ktx"),
    (b"SDPX", "raster", "dpx"),
    (b"XPDS", "raster", "dpx"),
    (b"/* XPM", "raster", "xpm"),
    (b"II*\0", "raster", "tiff"),
    (b"MM\0*", "raster", "tiff"),
    (b"II+\0", "raster", "bigtiff"),
    (b"MM\0+", "raster", "bigtiff"),
    (b"8BPS", "design", "psd"),
    (b"fig-kiwi", "design", "fig"),
    (b"gimp xcf", "design", "xcf"),
    (b"%!PS", "design", "eps"),
    (b"\xc5\xd0\xd3\xc6", "design", "eps"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "design", "indd"),
    (b"\x00\xffKA", "design", "affinity"),
    (b"BLENDER", "design", "blend"),
    (b"\xd7\xcd\xc6\x9a", "design", "wmf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "design", "ole"),
    (b"FLV\x01", "video", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video", "wmv"),
    (b"\0\0\x01\xba", "video", "mpeg"),
    (b"\0\0\x01\xb3", "video", "mpeg"),
    (b"ID3", "audio", "mp3"),
    (b"fLaC", "audio", "flac"),
    (b"MThd", "audio", "midi"),
    (b"#!AMR", "audio", "amr"),
    (b"FORM", "audio", "aiff"),
    (b"\x1f\x8b", "archive", "gzip"),
    (b"BZh", "archive", "bzip2"),
    (b"\xfd7zXZ\0", "archive", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (b"Rar!\x1a\x07", "archive", "rar"),
    (b"\x28\xb5\x2f\xfd", "archive", "zstd"),
    (b"\x04\x22\x4d\x18", "archive", "lz4"),
    (b"MSCF\0\0\0\0", "archive", "cab"),
    (b"PK\x03\x04", "archive", "zip"),
    (b"PK\x05\x06", "archive", "zip"),
    (b"PK\x07\x08", "archive", "zip"),
)
# Design tools whose files are zips or PDFs; both are left out, so the name may choose the word.
_DESIGN_SUFFIXES = frozenset({"ai", "sketch", "xd", "fig", "kra", "ora", "afdesign", "afphoto", "procreate", "psdc"})
_RIFF: dict[bytes, tuple[Group, str]] = {
    b"WEBP": ("raster", "webp"),
    b"ACON": ("raster", "ani"),
    b"AVI ": ("video", "avi"),
    b"WAVE": ("audio", "wav"),
}
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"jpeg", b"avci"})
# First boxes of a QuickTime film from before the file type box.
_FILM_BOXES = frozenset({b"moov", b"mdat", b"wide", b"skip", b"pnot"})

_PNM = re.compile(rb"P[1-6]\s+(?:#[^\n]*\n\s*)*\d{1,7}\s+(?:#[^\n]*\n\s*)*\d{1,7}\s|P7\s+WIDTH\s")
_XBM = re.compile(rb"\s*#define\s+\w{1,80}_width\s+\d{1,6}\s+#define\s+\w{1,80}_height\s+\d{1,6}\s")
# Bytes that a text has no use for; form feed, escape and backspace occur in old sources.
_CONTROL = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27}) + b"\x7f"
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE(?!\s+svg)[^<>\[]*>\s*)*", re.DOTALL | re.IGNORECASE)
_SVG_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?svg[\s/>]|<!DOCTYPE\s+svg\b", re.IGNORECASE)


def identify(head: bytes, *, name: PurePosixPath) -> Kind:
    """Return the kind of a file from its first :data:`HEAD_SIZE` bytes (fewer where it is shorter)."""
    for prefix, group, form in _PREFIXES:
        if head.startswith(prefix):
            return _refine(Kind(group, form), head, name)
    return _identify_container(head, name) or _identify_text(head) or Kind("other", "binary" if head else "empty")


def _refine(kind: Kind, head: bytes, name: PurePosixPath) -> Kind:
    """Look closer at the formats that hold more than one kind of thing, and at weak magic numbers."""
    suffix = name.suffix.lower().removeprefix(".")
    match kind.format:
        case "gzip":
            return Kind("svg", "svgz") if _holds_svg(head) else kind
        case "zip":
            return Kind("design", suffix) if suffix in _DESIGN_SUFFIXES else kind
        case "aiff" if head[8:12] not in {b"AIFF", b"AIFC"}:
            return Kind("other", "iff")
        case "bzip2" if not (head[3:4].isdigit() and head[4:10] in {b"1AY&SY", b"\x17rE8P\x90"}):
            return _identify_text(head) or Kind("other", "binary")
        case "xpm" | "qoi" | "icns" | "dds" | "flif" | "blend" | "mp3" | "cab":
            # These begin like words: a text that starts so is no picture.
            text = None if kind.format == "xpm" else _identify_text(head)
            return text or kind
    return kind


def _identify_container(  # noqa: PLR0911 - a list of formats, one line and one return each
    head: bytes, name: PurePosixPath
) -> Kind | None:
    """Recognise what needs more than a fixed prefix; None where nothing fits."""
    suffix = name.suffix.lower().removeprefix(".")
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return Kind(*_RIFF[head[8:12]])
    if head[:4] in {b"RIFF", b"RIFX"} and head[8:11].upper() == b"CDR":
        return Kind("design", "cdr")
    if head[4:8] == b"ftyp":
        return _identify_base_media(head)
    if head[4:8] in _FILM_BOXES and head[:4] != b"\0\0\0\0":
        return Kind("video", "mov")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return Kind("video", "webm" if b"webm" in head[:64] else "mkv")
    if head[:4] == b"OggS":
        return Kind("video", "ogv") if b"\x80theora" in head[:512] else Kind("audio", "ogg")
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \0")[:5] == b"%PDF-":
        return Kind("design", "ai") if suffix == "ai" else Kind("pdf", "pdf")
    if head[257:262] == b"ustar":
        return Kind("archive", "tar")
    if head[:3] in {b"FWS", b"CWS", b"ZWS"} and 1 <= _byte(head, 3) < 60:
        return Kind("flash", "swf")
    if head[40:44] == b" EMF" and head[:4] == b"\x01\0\0\0":
        return Kind("design", "emf")
    return _identify_weak_magic(head) or _identify_font(head)


def _identify_weak_magic(head: bytes) -> Kind | None:  # noqa: PLR0911 - a list of formats, as above
    """Recognise formats whose first bytes alone prove little, by fields that must make sense."""
    if head[:4] in {b"\0\0\x01\0", b"\0\0\x02\0"} and _is_icon_directory(head):
        return Kind("raster", "ico" if head[2] == 1 else "cur")
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return Kind("raster", "bmp")
    if _PNM.match(head[:4096]):
        return Kind("raster", "pnm")
    if _XBM.match(head[:4096]):
        return Kind("raster", "xbm")
    if head[:1] == b"\x0a" and _byte(head, 1) in {0, 2, 3, 4, 5} and head[2:3] == b"\x01" and len(head) >= 128:
        return Kind("raster", "pcx")
    if len(head) > 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return _identify_mpeg_audio(head)
    if len(head) > 376 and head[0] == head[188] == head[376] == 0x47:
        return Kind("video", "mpegts")
    return None


_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def _byte(data: bytes, index: int) -> int:
    return data[index] if index < len(data) else -1


def _is_icon_directory(head: bytes) -> bool:
    """Say whether an icon directory follows: it must point behind itself and name some bytes."""
    count = int.from_bytes(head[4:6], "little")
    size = int.from_bytes(head[14:18], "little")
    offset = int.from_bytes(head[18:22], "little")
    return 1 <= count <= 4096 and size > 0 and offset >= 6 + 16 * count and _byte(head, 9) in {0, 1}


def _identify_mpeg_audio(head: bytes) -> Kind | None:
    """Check the fields of an MPEG audio frame (ISO 11172-3, 2.4.1.3)."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0 and version in {2, 3} and head[1] & 0xF6 == 0xF0:
        return Kind("audio", "aac")
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    # Layer I is left out: no one uses it, and its frames begin like a text in UTF-16.
    valid = version != 1 and layer in {1, 2} and rate not in {0, 15} and frequency != 3
    return Kind("audio", "mp3") if valid else None


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


def _identify_font(head: bytes) -> Kind | None:
    """Recognise a font by its table directory, so that a picture with a font's first bytes is none."""
    signature = head[:4]
    if signature in {b"wOFF", b"wOF2"}:
        flavour = head[4:8] in {b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"typ1"}
        known = flavour and head[14:16] == b"\0\0" and 1 <= int.from_bytes(head[12:14], "big") <= 256
        return Kind("font", "woff" if signature == b"wOFF" else "woff2") if known else None
    if signature == b"ttcf" and head[4:6] in {b"\0\1", b"\0\2"}:
        return Kind("font", "ttc")
    if signature in {b"\0\1\0\0", b"OTTO", b"true", b"typ1"}:
        tables = int.from_bytes(head[4:6], "big")
        tags = [head[12 + 16 * i : 16 + 16 * i] for i in range(min(tables, 256))]
        known = 1 <= tables <= 256 and all(len(tag) == 4 and min(tag) >= 0x20 and max(tag) < 0x7F for tag in tags)
        return Kind("font", "otf" if signature == b"OTTO" else "ttf") if known else None
    if head[34:36] == b"LP" and head[8:12] in {b"\1\0\2\0", b"\2\0\2\0", b"\0\0\1\0"}:
        return Kind("font", "eot")
    return None


def _identify_text(head: bytes) -> Kind | None:
    """Return the kind of a text, None where the bytes are no text."""
    if not head:
        return None
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = head.decode("utf-16", "ignore")
        return Kind("svg", "svg") if _is_svg(text) else Kind("text", "utf-16")
    if len(head.translate(None, _CONTROL)) != len(head):
        return None
    return Kind("svg", "svg") if _is_svg(head.decode("utf-8", "replace")) else Kind("text", "text")


def _is_svg(text: str) -> bool:
    """Say whether the first element is an ``svg``, after any prologue, comments and document type."""
    text = text.removeprefix("\ufeff")
    prologue = _PROLOGUE.match(text)
    return bool(_SVG_ROOT.match(text, prologue.end() if prologue else 0))


def _holds_svg(head: bytes) -> bool:
    """Say whether a gzip stream begins with an SVG."""
    try:
        start = zlib.decompressobj(wbits=31).decompress(head, HEAD_SIZE)
    except zlib.error:
        return False
    return _is_svg(start.decode("utf-8", "replace"))
