"""What an export knows of its media: where each file lay, its pixels, its smaller sizes. Nothing is downloaded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from launcher.bundle.names import parse_name
from launcher.demo.wordpress.document import Size, size_path
from launcher.demo.wordpress.php_values import NotPhp, parse_php
from launcher.demo.wordpress.rules import upload_problem
from launcher.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UPLOADS = re.compile(r"/(?:wp-content|content|app)/uploads/(?:sites/\d+/)?(.+)")
_IN_NAME = re.compile(r"-(\d{2,5})x(\d{2,5})(?:@\dx)?\.\w+\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})-")
#: What a picture is taken for of which the export says nothing.
USUAL = 1200, 800
_LARGEST = 65_000
#: Endings of files that a placeholder or sample can be made for, and the format of it.
MEDIA_FORMATS = {
    ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".png": "png", ".gif": "gif", ".webp": "webp", ".avif": "avif",
    ".bmp": "bmp", ".tif": "tiff", ".tiff": "tiff", ".ico": "ico", ".svg": "svg", ".mp4": "mp4", ".m4v": "mp4",
    ".webm": "webm", ".ogv": "ogv", ".mp3": "mp3", ".ogg": "ogg", ".oga": "ogg", ".wav": "wav", ".m4a": "m4a",
    ".pdf": "pdf",
}  # fmt: skip
#: Those of them that are pictures.
PICTURES = frozenset(("jpeg", "png", "gif", "webp", "avif", "bmp", "tiff", "ico", "svg"))
# As wp_get_mime_types of wp-includes/functions.php has them.
_MIME_TYPES = {
    "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif",
    "bmp": "image/bmp", "tiff": "image/tiff", "ico": "image/x-icon", "svg": "image/svg+xml", "mp4": "video/mp4",
    "webm": "video/webm", "ogv": "video/ogg", "mp3": "audio/mpeg", "ogg": "audio/ogg", "wav": "audio/wav",
    "m4a": "audio/mpeg", "pdf": "application/pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file below the uploads folder. ``known`` says that its pixels are from its metadata or its name.

    ``old`` is where it lay on the old site, and ``variants`` are names of files beside it there which show the same
    picture, each with the size of ``sizes`` that stands for it now, "" for the picture itself.
    """

    path: PurePosixPath
    url: str
    width: int = 0
    height: int = 0
    known: bool = False
    sizes: Mapping[str, Size] = field(default_factory=dict)
    old: PurePosixPath = field(default_factory=PurePosixPath)
    variants: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The address of the uploads folder, as far as that of the file says it; "" where it does not."""
        address, path = unquote(self.url), f"/{self.old}"
        return address.removesuffix(path) if address.endswith(path) else ""

    @property
    def place(self) -> str:
        """What two files of a bundle cannot have both."""
        return str(self.path).casefold()

    @property
    def mime_type(self) -> str:
        """The type that WordPress takes it for."""
        return _MIME_TYPES[MEDIA_FORMATS[self.path.suffix.lower()]]

    def beside(self) -> MediaFile:
        """Return the same with another path."""
        return replace(self, path=self.path.with_name(f"{self.path.stem}-2{self.path.suffix}"))

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield where each picture lay on the old site and where that lies now, both below the uploads folder."""
        for name, size in self.variants.items():
            new = size_path(self.path, self.sizes[size]) if size else self.path
            yield str(self.old.with_name(name)), str(new)


def media_file(url: str, attached: str, metadata: str, date: str) -> MediaFile | None:
    """Return what ``_wp_attached_file``, ``_wp_attachment_metadata`` and the address of an attachment say.

    None where neither gives a name that can stand in a bundle, and for a kind of file that nothing can stand for.
    """
    path = _path(attached) or _path_of(url, date)
    if path is None or path.suffix.lower() not in MEDIA_FORMATS or upload_problem(path):
        return None
    value = _value(metadata)
    width, height = _pixels(value)
    if not width:
        match = _IN_NAME.search(path.name)
        width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    known = 0 < width <= _LARGEST and 0 < height <= _LARGEST
    pixels = (width, height) if known else USUAL
    sizes, variants = _sizes(value) if known else ({}, {})
    if "original_image" in value:  # of which WordPress made a smaller one, with "-scaled" in its name
        variants[str(value["original_image"])] = ""
    variants = {name: size for name, size in variants.items() if _path(name) is not None and "/" not in name}
    return MediaFile(path, url, *pixels, known, sizes, path, variants)


def _path(text: str) -> PurePosixPath | None:
    try:
        # A brace could not be named in a token; WordPress takes it out of the names of files.
        return parse_name(text.lstrip("/")) if text and "{" not in text and "}" not in text else None
    except BundleError:
        return None


def _path_of(url: str, date: str) -> PurePosixPath | None:
    """Return where an address puts a file: below its uploads folder, or in the folder of its month."""
    try:
        address = unquote(urlsplit(url).path)
    except ValueError:
        return None
    match = _UPLOADS.search(address)
    if match:
        return _path(match[1])
    month = _MONTH.match(date)
    name = address.rpartition("/")[2]
    return _path(f"{month[1]}/{month[2]}/{name}" if month and name else name)


def _value(metadata: str) -> dict[str, Any]:
    try:
        value = parse_php(metadata.encode()) if metadata else {}
    except NotPhp:
        return {}
    return value if isinstance(value, dict) else {}


def _pixels(value: Any) -> tuple[int, int]:
    if not isinstance(value, dict):
        return 0, 0
    width, height = (_number(value.get(key)) for key in ("width", "height"))
    return (width, height) if width and height else (0, 0)


def _number(value: Any) -> int:
    """Return a number of pixels, which some plugins keep as text; 0 for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 8:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _sizes(value: dict[str, Any]) -> tuple[dict[str, Size], dict[str, str]]:
    """Return the sizes, and which of them a file of a name is; "-scaled" pictures, and plugins, have other names."""
    found: dict[str, Size] = {}
    files: dict[str, str] = {}
    sizes = value.get("sizes")
    for name, inner in sizes.items() if isinstance(sizes, dict) else ():
        width, height = _pixels(inner)
        file = inner.get("file") if isinstance(inner, dict) else None
        if 0 < width <= _LARGEST and 0 < height <= _LARGEST and isinstance(file, str) and name.strip():
            found[name] = Size(width, height, crop=True)
            files[file] = name
    return found, files
