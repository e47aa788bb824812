"""Which files are one picture in several sizes, formats and builds: what their paths have in common."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".ico", ".cur"}
    | {".jp2", ".j2k", ".heic", ".svg", ".svgz"}
)
_SIZE_WORDS = "scaled|thumb|thumbnail|large|medium|small|mini|tiny|full|original|preview|retina|hd|lg|md|sm|xs|xl|xxl"
# The tokens of names such as photo-300x200, photo@2x, photo-scaled, photo_large, photo-1024w, photo.min.
_VARIANT = re.compile(
    r"(?:[-_.]\d{1,5}x\d{1,5}(?:_c|-c)?|@\d(?:\.\d)?x|[-_.@]\d{2,4}(?:w|px)|[-_]w\d{2,4}"
    rf"|[-_.](?:{_SIZE_WORDS}|lqip|blur|placeholder|cropped|resized)|[-_]e\d{{10,13}}|\.min"
    r"|[-_](?:150|160|240|320|480|640|768|960|1024|1080|1200|1280|1440|1536|1600|1920|2048|2560|3840)|[-_]\dx)+$",
    re.IGNORECASE,
)
# What a bundler puts behind a name: hero.3f2a1b.jpg, hero-3f2a1b9c.jpg, hero-DqX3kP9w.webp.
_BUILD = re.compile(r"(?:\.(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,64}|-(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,64})$")
_BUILD_BASE_64 = re.compile(r"-(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=\D*\d)[0-9A-Za-z_-]{8}$")
# Names that say nothing without what follows them.
_GENERAL = frozenset(
    {"image", "images", "img", "photo", "photos", "picture", "pic", "file", "upload", "unnamed", "asset"}
)
_SIZE_FOLDER = re.compile(
    rf"(?:{_SIZE_WORDS}|thumbs|thumbnails|fulls|originals|resized|responsive|webp|avif)"
    r"|\d{2,5}(?:w|px)?|\d{1,5}x\d{1,5}|[wh]?_?\d{2,4}|[wh][-_=]\d{1,5}(?:,[a-z]+_[\w.]+)*|@?\d(?:\.\d)?x",
    re.IGNORECASE,
)
# A year is no size.
_YEAR = re.compile(r"(?:19|20)\d\d")


def picture_key(path: PurePosixPath) -> str:
    """Return what all size variants, format siblings and builds of one picture have in common."""
    stem = path.name
    while True:
        suffix = PurePosixPath(stem).suffix.lower()
        if suffix not in _SUFFIXES:
            break
        stem = stem[: -len(suffix)]
    return f"{folder_key(path)}/{_plain_stem(stem)}".lower()


def folder_key(path: PurePosixPath) -> PurePosixPath:
    """Return the folder of a picture without the folders that stand for sizes."""
    folder = path.parent
    while _SIZE_FOLDER.fullmatch(folder.name) and not _YEAR.fullmatch(folder.name):
        folder = folder.parent
    return folder


def _plain_stem(stem: str) -> str:
    """Take sizes and a bundler's hash off a stem, in either order, as long as a name is left."""
    plain = _VARIANT.sub("", stem) or stem
    for build in (_BUILD, _BUILD_BASE_64):
        name = build.sub("", plain)
        if name and name.lower() not in _GENERAL and name != plain:
            return _VARIANT.sub("", name) or name
    return plain
