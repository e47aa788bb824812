"""Formats that a fixed first few bytes give away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launcher.images.kinds.kind import Group

_PREFIXES: tuple[tuple[bytes, Group, str], ...] = (
    (b"\xff\xd8\xff", "raster", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "raster", "png"),
    (b"GIF87a", "raster", "gif"),
    (b"GIF89a", "raster", "gif"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "raster", "jp2"),
    (b"\xff\x4f\xff\x51", "raster", "j2k"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "raster", "jxl"),
    (b"\xff\x0a", "raster", "jxl"),
    (b"II*\0", "raster", "tiff"),
    (b"MM\0*", "raster", "tiff"),
    (b"II+\0", "raster", "bigtiff"),
    (b"MM\0+", "raster", "bigtiff"),
    (b"qoif", "raster", "qoi"),
    (b"icns", "raster", "icns"),
    (b"DDS ", "raster", "dds"),
    (b"#?RADIANCE", "raster", "hdr"),
    (b"#?RGBE", "raster", "hdr"),
    (b"v/1\x01", "raster", "exr"),
    (b"II\xbc\x01", "raster", "jxr"),
    (b"BPG\xfb", "raster", "bpg"),
    (b"FLIF", "raster", "flif"),
    (b"\x8aMNG\r\n\x1a\n", "raster", "mng"),
    (b"\x8bJNG\r\n\x1a\n", "raster", "jng"),
    (b"\xabKTX ", "raster", "ktx"),
    (b"\x13\xab\xa1\x5c", "raster", "astc"),
    (b"PVR\x03", "raster", "pvr"),
    (b"VTF\0", "raster", "vtf"),
    (b"BLP2", "raster", "blp"),
    (b"SDPX", "raster", "dpx"),
    (b"XPDS", "raster", "dpx"),
    (b"\x80\x2a\x5f\xd7", "raster", "cineon"),
    (b"/* XPM", "raster", "xpm"),
    (b"farbfeld", "raster", "farbfeld"),
    (b"\x59\xa6\x6a\x95", "raster", "sun"),
    (b"\x01\xda\x00", "raster", "sgi"),
    (b"\x01\xda\x01", "raster", "sgi"),
    (b"AT&TFORM", "raster", "djvu"),
    # Camera raw files that are no TIFF.
    (b"IIU\0", "raster", "rw2"),
    (b"IIRO", "raster", "orf"),
    (b"IIRS", "raster", "orf"),
    (b"MMOR", "raster", "orf"),
    (b"FUJIFILMCCD-RAW", "raster", "raf"),
    (b"II\x1a\0\0\0HEAPCCDR", "raster", "crw"),
    (b"FOVb", "raster", "x3f"),
    (b"\0MRM", "raster", "mrw"),
    (b"8BPS", "design", "psd"),
    (b"fig-kiwi", "design", "fig"),
    (b"fig-jam.", "design", "fig"),
    (b"gimp xcf", "design", "xcf"),
    (b"%!PS", "design", "eps"),
    (b"\xc5\xd0\xd3\xc6", "design", "eps"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "design", "indd"),
    (b"\x00\xffKA", "design", "affinity"),
    (b"BLENDER", "design", "blend"),
    (b"Paint Shop Pro Image File", "design", "psp"),
    (b"CSFCHUNK", "design", "clip"),
    (b"PDN3", "design", "pdn"),
    (b"\xd7\xcd\xc6\x9a", "design", "wmf"),
    (b"\x01\0\x09\0\0\x03", "design", "wmf"),
    (b"FLV\x01", "video", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video", "wmv"),
    (b"\0\0\x01\xba", "video", "mpeg"),
    (b"\0\0\x01\xb3", "video", "mpeg"),
    (b"\0\0\0\x01\x67", "video", "h264"),
    (b"\0\0\x01\x67", "video", "h264"),
    (b"\0\0\0\x01\x40\x01", "video", "h265"),
    (b"DKIF\0\0", "video", "ivf"),
    (b"YUV4MPEG2 ", "video", "y4m"),
    (b".RMF\0", "video", "rm"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "video", "mxf"),
    (b"nut/multimedia container\0", "video", "nut"),
    (b"ID3", "audio", "mp3"),
    (b"fLaC", "audio", "flac"),
    (b"MThd", "audio", "midi"),
    (b"#!AMR", "audio", "amr"),
    (b"FORM", "audio", "aiff"),
    (b"RF64", "audio", "wav"),
    (b"caff\0\x01", "audio", "caf"),
    (b"MAC \x96\x0f", "audio", "ape"),
    (b"wvpk", "audio", "wavpack"),
    (b"TTA1", "audio", "tta"),
    (b"MPCK", "audio", "musepack"),
    (b"DSD ", "audio", "dsf"),
    (b".snd\0", "audio", "au"),
    (b"\x1f\x8b", "archive", "gzip"),
    (b"\x1f\x9d", "archive", "compress"),
    (b"BZh", "archive", "bzip2"),
    (b"\xfd7zXZ\0", "archive", "xz"),
    (b"]\0\0", "archive", "lzma"),
    (b"LZIP\x01", "archive", "lzip"),
    (b"\x89LZO\0\r\n\x1a\n", "archive", "lzop"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (b"Rar!\x1a\x07", "archive", "rar"),
    (b"\x28\xb5\x2f\xfd", "archive", "zstd"),
    (b"\x04\x22\x4d\x18", "archive", "lz4"),
    (b"MSCF\0\0\0\0", "archive", "cab"),
    (b"PK\x03\x04", "archive", "zip"),
    (b"PK\x05\x06", "archive", "zip"),
    (b"PK\x07\x08", "archive", "zip"),
    (b"!<arch>\n", "archive", "ar"),
    (b"070701", "archive", "cpio"),
    (b"070702", "archive", "cpio"),
    (b"070707", "archive", "cpio"),
    (b"\xed\xab\xee\xdb", "archive", "rpm"),
    (b"xar!\0\x1c", "archive", "xar"),
    (b"MSWIM\0\0\0", "archive", "wim"),
    (b"hsqs", "archive", "squashfs"),
    (b"\x60\xea", "archive", "arj"),
    (b"StuffIt ", "archive", "stuffit"),
    (b"SIT!\0", "archive", "stuffit"),
    (b"QFI\xfb", "archive", "qcow"),
    (b"KDMV", "archive", "vmdk"),
    # Containers of other kinds, in which programs keep pictures: Thumbs.db and office files, databases, Finder's notes.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "archive", "ole"),
    (b"SQLite format 3\0", "archive", "sqlite"),
    (b"\0\0\0\x01Bud1", "archive", "ds_store"),
    (b"\0\x05\x16\x07", "archive", "appledouble"),
    (b"\0\x05\x16\0", "archive", "applesingle"),
    (b"bplist00", "archive", "plist"),
)
_BY_FIRST_BYTE: dict[int, tuple[tuple[bytes, Group, str], ...]] = {
    first: tuple(item for item in _PREFIXES if item[0][0] == first) for first in {item[0][0] for item in _PREFIXES}
}
#: Formats whose first bytes are letters, digits or signs: a text can begin so too.
LIKE_WORDS = frozenset(
    {"qoi", "icns", "dds", "flif", "blend", "mp3", "cab", "pvr", "blp", "dpx", "farbfeld", "djvu", "orf", "raf", "x3f"}
    | {"fig", "psp", "clip", "pdn", "y4m", "midi", "wav", "wavpack", "tta", "musepack", "dsf", "zip", "lzip", "cpio"}
    | {"squashfs", "stuffit", "vmdk", "plist", "psd", "xcf"}
)


def find_prefix(head: bytes) -> tuple[Group, str] | None:
    """Return the group and format that the first bytes give away, None for none."""
    if head:
        for prefix, group, form in _BY_FIRST_BYTE.get(head[0], ()):
            if head.startswith(prefix):
                return group, form
    return None
