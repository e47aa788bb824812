"""Where a picture, film, document or archive may begin inside other bytes, and what proves that one does.

A few magic bytes mean nothing: programs that read pictures hold the magic bytes of all formats. So the header behind
them has to make sense in every field that can be checked.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.kinds import HEAD_SIZE, identify
from launcher.images.probe import probe_as

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.images.hidden.part import Part

_WIDEST = 100_000
# Fewer pixels show nothing: programs hold such pictures to try a decoder with.
_FEWEST_PIXELS = 16
# Where a document's first stream begins, at the latest.
_FURTHEST_STREAM = 1 << 20
_NO_NAME = PurePosixPath()


@dataclass(frozen=True, slots=True)
class Magic:
    """Bytes to look for, ``back`` bytes into what they may begin; ``check`` names it or says None."""

    pattern: re.Pattern[bytes]
    check: Callable[[Part], str | None]
    back: int = 0


def _magic(pattern: bytes, check: Callable[[Part], str | None], back: int = 0) -> Magic:
    return Magic(re.compile(pattern, re.DOTALL), check, back)


def _raster(part: Part, form: str) -> str | None:
    info = probe_as(form, part)
    if max(info.width, info.height) > _WIDEST or info.width * info.height < _FEWEST_PIXELS:
        return None
    return f"a {form.upper()} picture of {info.width}×{info.height}"


def _named(_part: Part, name: str) -> str:
    return name


def _riff(part: Part) -> str | None:
    form, size = part.at(8, 4), part.number(4, 4, "little")
    if form == b"WEBP":
        return _raster(part, "webp") if min(size, part.number(16, 4, "little")) > 4 else None
    inner = part.at(12, 4)
    if form == b"AVI " and inner == b"LIST":
        return "an AVI film"
    if form == b"ACON" and inner in {b"LIST", b"anih"}:
        return "an animated cursor"
    return "a CorelDRAW file" if form[:3] in {b"CDR", b"cdr"} and size > 64 else None


_MEDIA_BOXES = frozenset({b"moov", b"mdat", b"free", b"skip", b"wide", b"meta", b"moof", b"sidx", b"uuid", b"styp"})


def _base_media(part: Part) -> str | None:
    size = part.number(0, 4, "big")
    if not 12 <= size <= 512 or part.at(size + 4, 4) not in _MEDIA_BOXES:
        return None
    kind = identify(part.head(HEAD_SIZE), name=_NO_NAME)
    if kind.group == "raster":
        return f"a {kind.format.upper()} picture"
    return f"a {kind.format.upper()} film" if kind.group != "audio" else None


def _bitmap(part: Part) -> str | None:
    pixels = part.number(10, 4, "little")
    return _raster(part, "bmp") if 26 <= pixels < part.size else None


def _bare_bitmap(part: Part) -> str | None:
    """Judge a bitmap without a file header, as icons and the resources of programs have it."""
    width, height = part.number(4, 4, "little"), part.number(8, 4, "little")
    bits = part.number(14, 2, "little")
    compressed = part.number(16, 4, "little")
    if not 8 <= width <= 32_767 or not 8 <= height <= 32_767:
        return None
    stored = width * height * bits // 8
    if compressed == 0 and stored // 2 + 40 > part.size:
        return None
    return f"a bitmap of {width}×{height}"


def _photoshop(part: Part) -> str | None:
    height, width = part.number(14, 4, "big"), part.number(18, 4, "big")
    depth = part.number(22, 2, "big")
    sound = 0 < width <= 300_000 and 0 < height <= 300_000 and depth in {1, 8, 16, 32}
    return f"a Photoshop file of {width}×{height}" if sound else None


def _qoi(part: Part) -> str | None:
    width, height = part.number(4, 4, "big"), part.number(8, 4, "big")
    return f"a QOI picture of {width}×{height}" if 0 < width <= _WIDEST and 0 < height <= _WIDEST else None


def _dds(part: Part) -> str | None:
    height, width = part.number(12, 4, "little"), part.number(16, 4, "little")
    sound = 0 < width <= _WIDEST and 0 < height <= _WIDEST and part.number(76, 4, "little") == 32
    return f"a DDS picture of {width}×{height}" if sound else None


def _radiance(part: Part) -> str | None:
    return "a Radiance picture" if b"FORMAT=32-bit_" in part.head(2048) else None


_BITMAP_HEADER = re.compile(rb"P([456])\s+(?:#[^\n]{0,200}\n\s*)*(\d{1,6})\s+(\d{1,6})\s+(?:(\d{1,5})\s)?")


def _portable(part: Part) -> str | None:
    header = _BITMAP_HEADER.match(part.head(512))
    if header is None:
        return None
    width, height, most = int(header[2]), int(header[3]), int(header[4] or 1)
    samples = {b"4": 0.125, b"5": 1, b"6": 3}[header[1]] * (2 if most > 255 else 1)
    fits = width * height * samples <= part.size - header.end()
    return f"a PNM picture of {width}×{height}" if fits and width * height >= 64 else None


def _icns(part: Part) -> str | None:
    size, first, length = part.number(4, 4, "big"), part.at(8, 4), part.number(12, 4, "big")
    sound = 16 < size <= part.size and first.isascii() and first.decode("ascii").isprintable() and 8 < length < size
    return "a macOS icon" if sound else None


def _portable_document(part: Part) -> str | None:
    """Want an object and the length of a stream: programs that write such documents hold pieces of one as texts."""
    for start in range(0, min(part.size, _FURTHEST_STREAM), HEAD_SIZE):
        piece = part.upto(start, HEAD_SIZE + 64)
        if b"\0" in piece[:16]:
            return None
        if start == 0 and not re.search(rb"\d+[ \r\n]+\d+[ \r\n]+obj", piece):
            return None
        if re.search(rb"/Length\s+\d+|startxref\s+\d+", piece):
            return "a PDF document"
    return None


def _windows_media(part: Part) -> str | None:
    head = part.at(16, 14)
    sound = 30 <= int.from_bytes(head[:8], "little") <= part.size and head[12:] == b"\1\2"
    return "a Windows Media film" if sound else None


def _flash(part: Part) -> str | None:
    head = part.at(0, 13)
    length = int.from_bytes(head[4:8], "little")
    if not 21 <= length <= 1 << 30:
        return None
    if head[:1] == b"F":
        # The frame follows, each of four numbers in as many bits as its first five bits say.
        return "a Flash film" if length <= part.size and 8 <= head[8] >> 3 <= 24 else None
    packed = head[8] == 0x78 and (head[8] << 8 | head[9]) % 31 == 0 if head[:1] == b"C" else head[12] == 0x5D
    return "a Flash film" if packed else None


def _zip_entry(part: Part) -> str | None:
    head = part.at(0, 30)
    version, flags, method = (int.from_bytes(head[i : i + 2], "little") for i in (4, 6, 8))
    packed, length = int.from_bytes(head[18:22], "little"), int.from_bytes(head[26:28], "little")
    if version > 63 or flags & 0xD700 or method > 99 or not 0 < length <= 4096 or packed > part.size:
        return None
    return "a zip archive" if min(part.at(30, length)) >= 0x20 else None


def _zip_end(part: Part) -> str | None:
    head = part.at(0, 22)
    disk, entries, size, offset = head[4:8], head[8:12], head[12:16], head[16:20]
    same = disk == bytes(4) and entries[:2] == entries[2:]
    lengths = int.from_bytes(entries[:2], "little"), int.from_bytes(size, "little"), int.from_bytes(offset, "little")
    return "a zip archive" if same and lengths[0] and lengths[1] >= 46 * lengths[0] and lengths[2] < 1 << 31 else None


def _rar(part: Part) -> str | None:
    head = part.head(64)
    if head[6:7] == b"\0":
        # The main header of version 4, with the low half of its CRC-32.
        sound = head[9:10] == b"\x73" and zlib.crc32(head[9:20]) & 0xFFFF == int.from_bytes(head[7:9], "little")
    else:
        # In version 5 a header's length is counted behind its CRC-32; that of the main one fits into one byte.
        length = 1 + (head[12] & 0x7F)
        sound = zlib.crc32(head[12 : 12 + length]) == int.from_bytes(head[8:12], "little")
    return "a RAR archive" if sound else None


def _xz(part: Part) -> str | None:
    head = part.at(0, 12)
    return "xz data" if zlib.crc32(head[6:8]) == int.from_bytes(head[8:12], "little") else None


def _texture(part: Part) -> str | None:
    head = part.at(0, 44)
    if head[5:7] == b"11":
        sound = head[12:16] in {b"\1\2\3\4", b"\4\3\2\1"}
    else:
        width, height = int.from_bytes(head[20:24], "little"), int.from_bytes(head[24:28], "little")
        sound = 0 < width <= _WIDEST and height <= _WIDEST and int.from_bytes(head[40:44], "little") < 32
    return "a KTX texture" if sound else None


def _seven_zip(part: Part) -> str | None:
    head = part.at(0, 32)
    return "a 7z archive" if zlib.crc32(head[12:32]) == int.from_bytes(head[8:12], "little") else None


def _zstd(part: Part) -> str | None:
    head = part.at(0, 18)
    descriptor = head[4]
    if descriptor & 0x08:
        return None
    single = descriptor >> 5 & 1
    width = (0, 1, 2, 4)[descriptor & 3] + (0 if single else 1) + (single, 2, 4, 8)[descriptor >> 6]
    block = int.from_bytes(head[5 + width : 8 + width], "little")
    return "zstd data" if block >> 1 & 3 != 3 and 0 < block >> 3 <= 128 * 1024 else None


def _tape_archive(part: Part) -> str | None:
    head = part.at(0, 512)
    digits = head[148:156].strip(b"\0 ")
    summed = sum(head) - sum(head[148:156]) + 8 * 0x20
    return "a tar archive" if re.fullmatch(rb"[0-7]{1,7}", digits) and int(digits, 8) == summed else None


def _database(part: Part) -> str | None:
    head = part.at(16, 10)
    page = int.from_bytes(head[:2], "big")
    sound = (page == 1 or (512 <= page <= 32_768 and page & (page - 1) == 0)) and head[5:8] == b"\x40\x20\x20"
    return "an SQLite database" if sound else None


def _compound(part: Part) -> str | None:
    head = part.at(24, 10)
    sound = head[4:6] == b"\xfe\xff" and head[6:8] in {b"\x09\0", b"\x0c\0"}
    return "an OLE compound file" if sound else None


def _targa_footer(part: Part) -> str | None:
    extension, developer = part.number(0, 4, "little"), part.number(4, 4, "little")
    return "a TGA picture" if max(extension, developer) < 1 << 31 else None


def _enhanced_metafile(part: Part) -> str | None:
    return "an EMF drawing" if part.number(0, 4, "little") == 1 and part.number(4, 4, "little") >= 88 else None


def _is(name: str) -> Callable[[Part], str]:
    return partial(_named, name=name)


def _picture(form: str) -> Callable[[Part], str | None]:
    return partial(_raster, form=form)


MAGICS: tuple[Magic, ...] = (
    _magic(rb"\xff\xd8\xff[\xc0-\xfe]", _picture("jpeg")),
    _magic(rb"\x89PNG\r\n\x1a\n", _picture("png")),
    _magic(rb"GIF8[79]a", _picture("gif")),
    _magic(rb"RIFF.{4}(?:WEBP|AVI |ACON|CDR|cdr)", _riff),
    _magic(rb"ftyp[\x20-\x7e]{4}", _base_media, back=4),
    # Not their first bytes, zeros: these are everywhere, and would be looked at one by one.
    _magic(rb"jP  \r\n\x87\n", _picture("jp2"), back=4),
    _magic(rb"JXL \r\n\x87\n", _is("a JPEG XL picture"), back=4),
    _magic(rb"\xff\x4f\xff\x51\x00", _picture("j2k")),
    _magic(rb"II\*\x00", _picture("tiff")),
    _magic(rb"MM\x00\*", _picture("tiff")),
    _magic(rb"II\+\x00\x08\x00\x00\x00", _is("a BigTIFF picture")),
    _magic(rb"MM\x00\+\x00\x08\x00\x00", _is("a BigTIFF picture")),
    _magic(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00", _bitmap),
    _magic(rb"\x28\x00\x00\x00.{8}\x01\x00[\x01\x04\x08\x10\x18\x20]\x00[\x00-\x03]\x00\x00\x00", _bare_bitmap),
    _magic(rb"8BPS\x00[\x01\x02]\x00{6}", _photoshop),
    _magic(rb"qoif.{8}[\x03\x04][\x00\x01]", _qoi),
    _magic(rb"DDS \x7c\x00\x00\x00", _dds),
    _magic(rb"#\?RADIANCE\n", _radiance),
    _magic(rb"#\?RGBE\n", _radiance),
    _magic(rb"v/1\x01\x02.\x00\x00[A-Za-z]", _is("an EXR picture")),
    _magic(rb"\xabKTX [12][01]\xbb\r\n\x1a\n", _texture),
    _magic(rb"BPG\xfb", _is("a BPG picture")),
    _magic(rb"\x8aMNG\r\n\x1a\n", _is("an MNG animation")),
    _magic(rb"\x8bJNG\r\n\x1a\n", _is("a JNG picture")),
    _magic(rb"P[456]\s", _portable),
    _magic(rb"icns\x00", _icns),
    _magic(rb"TRUEVISION-XFILE\.\x00", _targa_footer, back=8),
    _magic(rb"gimp xcf (?:file|v\d{3})\x00", _is("a GIMP file")),
    _magic(rb"AT&TFORM.{4}DJV[UMI]", _is("a DjVu document")),
    _magic(rb"%PDF-[12]\.\d", _portable_document),
    _magic(rb"%!PS-Adobe-[123]\.\d EPSF", _is("an EPS drawing")),
    _magic(rb"\xc5\xd0\xd3\xc6.{3}\x00", _is("an EPS drawing")),
    _magic(rb"\xd7\xcd\xc6\x9a\x00\x00", _is("a WMF drawing")),
    _magic(rb" EMF\x00\x00\x01\x00", _enhanced_metafile, back=40),
    _magic(rb"\x1a\x45\xdf\xa3.{1,64}?(?:webm|matroska)", _is("a Matroska film")),
    _magic(rb"OggS\x00\x02.{22,60}?(?:\x80theora|BBCD\x00|\x80daala)", _is("an Ogg film")),
    _magic(rb"FLV\x01[\x01\x04\x05]\x00\x00\x00\x09", _is("a Flash video")),
    _magic(rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", _windows_media),
    _magic(rb"FWS[\x01-\x3c]", _flash),
    _magic(rb"CWS[\x06-\x3c]", _flash),
    _magic(rb"ZWS[\x0d-\x3c]", _flash),
    _magic(rb"PK\x03\x04", _zip_entry),
    _magic(rb"PK\x05\x06", _zip_end),
    _magic(rb"Rar!\x1a\x07[\x00\x01]", _rar),
    _magic(rb"7z\xbc\xaf\x27\x1c\x00", _seven_zip),
    _magic(rb"\xfd7zXZ\x00\x00[\x00\x01\x04\x0a]", _xz),
    _magic(rb"BZh[1-9]1AY&SY", _is("bzip2 data")),
    _magic(rb"\x28\xb5\x2f\xfd", _zstd),
    _magic(rb"MSCF\x00{4}.{4}\x00{4}", _is("a cabinet archive")),
    _magic(rb"ustar(?:\x0000|  \x00)", _tape_archive, back=257),
    _magic(rb"\x01CD001\x01", _is("a disc image")),
    _magic(rb"koly\x00\x00\x00\x04\x00\x00\x02\x00", _is("a disk image")),
    _magic(rb"xar!\x00\x1c\x00\x01", _is("a xar archive")),
    _magic(rb"__HALT_COMPILER\(\);(?:\s?\?>)?\r?\n?.{8}\x11[\x00-\x20]", _is("a PHP archive")),
    _magic(rb"SQLite format 3\x00", _database),
    _magic(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _compound),
)
