"""What an address says of the picture it names: format, size, and which picture it is whatever its size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from launcher.images.ledger import MAX_PIXELS
from launcher.images.remote.services import WORD_SIZES, find_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.images.remote.services import Service

#: Formats by extension; what cannot be drawn is brought in as a JPEG.
PICTURES = {
    ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".jfif": "jpeg", ".pjpeg": "jpeg", ".png": "png", ".apng": "png",
    ".gif": "gif", ".webp": "webp", ".avif": "avif", ".bmp": "bmp", ".tif": "tiff", ".tiff": "tiff", ".ico": "ico",
    ".cur": "cur", ".svg": "svg", ".svgz": "svg", ".jp2": "jp2", ".heic": "jpeg", ".heif": "jpeg", ".jxl": "jpeg",
}  # fmt: skip
#: Films, sounds and documents of which there can be a sample.
MEDIA = {
    ".mp4": "mp4", ".m4v": "mp4", ".mov": "mp4", ".webm": "webm", ".ogv": "ogv", ".mp3": "mp3", ".m4a": "m4a",
    ".ogg": "ogg", ".oga": "ogg", ".wav": "wav", ".flac": "flac", ".pdf": "pdf",
}  # fmt: skip
#: How a placeholder of a format is called.
SUFFIXES = {"jpeg": "jpg", "tiff": "tif"}
#: The widest and highest picture that an address is believed to mean.
WIDEST = 10_000

_FORMAT_WORDS = {
    "jpg": "jpeg", "jpeg": "jpeg", "pjpg": "jpeg", "jfif": "jpeg", "png": "png", "png8": "png", "png32": "png",
    "gif": "gif", "webp": "webp", "avif": "avif", "svg": "svg", "image/jpeg": "jpeg", "image/png": "png",
    "image/webp": "webp", "image/avif": "avif", "image/gif": "gif", "image/svg+xml": "svg",
}  # fmt: skip
_WIDTHS = ("w", "width", "wid", "imwidth", "maxwidth", "max-w", "mw", "d_width")
_HEIGHTS = ("h", "height", "hei", "imheight", "maxheight", "max-h", "mh")
_BOTH = ("resize", "fit", "size", "dim", "dimensions", "chs", "crop", "sz", "s")
_FORMATS = ("fm", "format", "fmt", "output", "f")
# These say how a picture is delivered, or who may have it, not which it is.
_DELIVERY = frozenset(
    {*_WIDTHS, *_HEIGHTS, *_BOTH, *_FORMATS, "q", "quality", "auto", "dpr", "ixlib", "ixid", "cs", "v", "ver", "ssl"}
    | {"strip", "sig", "signature", "expires", "token", "policy", "key", "key-pair-id", "ar", "zoom", "bri", "sat"}
)
_PAIR = re.compile(r"(\d{1,5})\s*[x,*×]\s*(\d{1,5})", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,5})(?:px|w)?", re.IGNORECASE)
# "photo-1200x800.jpg", "/300x200/photo.jpg": a pair of numbers on its own.
_PATH_PAIR = re.compile(r"(?<![0-9a-z])(\d{2,5})x(\d{2,5})(?![0-9a-z])", re.IGNORECASE)
_PATH_WIDTH = re.compile(r"(?<=[-_])(\d{3,4})w?(?=\.\w{2,5}$)|(?<=/max/)(\d{2,4})(?=/)|(?<=resize:fit:)(\d{2,4})(?=/)")
_CODES = re.compile(r"(?:^|[/,])(w|h|width|height|ar|f|format)[_=]([\w.:]+)(?=[,/])")
_GOOGLE = re.compile(r"=(?=[swh]\d)(?:s(?P<s>\d{1,4}))?(?:w(?P<w>\d{1,4}))?-?(?:h(?P<h>\d{1,4}))?[\w-]*$")
_RATIO = re.compile(r"(\d{1,5}(?:\.\d+)?)\s*[:/]\s*(\d{1,5}(?:\.\d+)?)")
_SCALE = re.compile(r"@([2-4])x(?=\.\w{2,5}$)", re.IGNORECASE)
_PAGES = re.compile(r"/wiki/(?:File|Image|Datei|Fichier):|/blob/|/commit/", re.IGNORECASE)

Size = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address and what can be read from it.

    ``picture`` has no part that names a size, a format or a right: it is equal for all sizes of one picture. ``words``
    are for people. ``format`` and ``medium`` are empty, and ``size`` is of None, where nothing says; ``scale`` is 2 for
    ``@2x``; ``usual`` is the size that its service gives by default. ``plain`` says that it names a picture wherever it
    stands.
    """

    url: str
    picture: str
    words: str
    format: str
    medium: str
    size: Size
    ratio: float | None
    scale: int
    usual: tuple[int, int] | None
    plain: bool


def read_address(reference: str) -> Address | None:
    """Read an absolute or protocol-relative reference; None for one that is neither http nor https."""
    text = re.sub(r"[\t\n\r]", "", reference.strip())
    url = f"https:{text}" if text.startswith("//") else text
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    path = unquote(parts.path, errors="replace") or "/"
    query = {key.lower(): value for key, value in reversed(parse_qsl(parts.query, keep_blank_values=False))}
    service = find_service(host)
    match = service.path.fullmatch(path) if service else None
    suffix = PurePosixPath(path).suffix.lower()
    size, ratio, bare = _read_size(path, query, service if match else None, match)
    form = _format(path, query) or PICTURES.get(suffix, "")
    # A service that hands out drawings under any name says what it hands out.
    usual = service.size if service and match else None
    return Address(
        url=url,
        picture=_picture(host, bare, query),
        words=_words(host, bare, service.noun if service and match else ""),
        format=form or (service.format if service and match else ""),
        medium=MEDIA.get(suffix, ""),
        size=size,
        ratio=ratio,
        scale=int(scale[1]) if (scale := _SCALE.search(path)) else 1,
        usual=WORD_SIZES.get(PurePosixPath(path).name, usual) if usual == (480, 360) else usual,
        plain=_is_plain(path, suffix, is_known=match is not None, has_query=bool(query)),
    )


def _is_plain(path: str, suffix: str, *, is_known: bool, has_query: bool) -> bool:
    if suffix in MEDIA or _PAGES.search(path):
        return False
    # "https://gravatar.example/avatar/" is what a script puts a hash behind.
    whole = has_query or not path.endswith("/") or path.rstrip("/")[-1:].isdigit()
    return suffix in PICTURES or (is_known and whole)


def _format(path: str, query: Mapping[str, str]) -> str:
    words = [query.get(key, "").lower() for key in _FORMATS]
    words += [value.lower() for key, value in _CODES.findall(path) if key in {"f", "format"}]
    return next((_FORMAT_WORDS[word] for word in words if word in _FORMAT_WORDS), "")


def _read_size(
    path: str, query: Mapping[str, str], service: Service | None, match: re.Match[str] | None
) -> tuple[Size, float | None, str]:
    """Return the size, the ratio, and the path without what says so; parameters come before the path."""
    width, height, ratio = _parameters(query)
    bare = path
    if service is not None and match is not None:
        groups = match.groupdict()
        side = groups.get("s")
        named = (_whole(groups.get("w") or side), _whole(groups.get("h") or side or groups.get("w")))
        places = [match.span(name) for name in ("w", "h", "s") if groups.get(name)]
        for start, end in sorted(places, reverse=True):
            bare = bare[:start] + bare[end:]
        width, height = (width, height) if width or height else named
    coded = dict(_CODES.findall(path))
    if not (width or height) and coded:
        width = _whole(coded.get("w") or coded.get("width"))
        height = _whole(coded.get("h") or coded.get("height"))
    ratio = ratio or _ratio(coded.get("ar", ""))
    bare = _without_codes(bare)
    google = _GOOGLE.search(bare)
    if google:
        side = google["s"]
        width, height = (
            (width, height) if width or height else (_whole(google["w"] or side), _whole(google["h"] or side))
        )
        bare = bare[: google.start()]
    pairs = list(_PATH_PAIR.finditer(bare))
    if pairs:
        pair = pairs[-1]
        if not (width or height):
            width, height = _whole(pair[1]), _whole(pair[2])
        elif not ratio and int(pair[2]):
            ratio = int(pair[1]) / int(pair[2])
        bare = bare[: pair.start()] + bare[pair.end() :]
    elif not (width or height) and (found := _PATH_WIDTH.search(bare)):
        width = _whole(found[1] or found[2] or found[3])
    if width and height and width * height > MAX_PIXELS:
        width = height = None
    return (width, height), ratio, bare


def _parameters(query: Mapping[str, str]) -> tuple[int | None, int | None, float | None]:
    """Return the width, height and ratio that a query asks for, in real pixels."""
    width = next((number for key in _WIDTHS if (number := _whole(query.get(key)))), None)
    height = next((number for key in _HEIGHTS if (number := _whole(query.get(key)))), None)
    if not (width or height):
        for key in _BOTH:
            value = query.get(key, "")
            if pair := _PAIR.fullmatch(value):
                width, height = _whole(pair[1]), _whole(pair[2])
            elif key in {"s", "sz", "size"} and (number := _whole(value)):
                width = height = number
            if width or height:
                break
    if not (width or height) and query.get("format", "").lower().endswith("w"):
        width = _whole(query["format"])
    scale = query.get("dpr", "1")
    factor = float(scale) if re.fullmatch(r"[1-5](\.\d)?", scale) else 1.0
    return (
        round(width * factor) if width else None,
        round(height * factor) if height else None,
        _ratio(query.get("ar", "")),
    )


def _whole(text: str | None) -> int | None:
    found = _NUMBER.fullmatch(text or "")
    number = int(found[1]) if found else 0
    return number if 0 < number <= WIDEST else None


def _ratio(text: str) -> float | None:
    found = _RATIO.fullmatch(text)
    if found is None or not float(found[2]):
        return None
    ratio = float(found[1]) / float(found[2])
    return ratio if 0.01 <= ratio <= 100 else None


def _without_codes(path: str) -> str:
    """Return a path without the parts that say how to transform a picture (``w_300,h_200``, ``width=300``)."""
    segments = path.split("/")
    return "/".join(part for part in segments if not _CODES.search(f"/{part}/") or part == segments[-1])


def _picture(host: str, path: str, query: Mapping[str, str]) -> str:
    rest = sorted(item for item in query.items() if item[0] not in _DELIVERY and not item[0].startswith("x-amz-"))
    suffix = PurePosixPath(path).suffix.lower()
    return f"{host}{path.removesuffix(suffix) if suffix in PICTURES else path}?{rest}"


def _words(host: str, path: str, noun: str) -> str:
    """Return the readable part of a local name: the host and the last part of the path that has letters."""
    parts = [part for part in PurePosixPath(path).parts if re.search(r"[^\W\d_]{2}", part)]
    last = parts[-1] if parts else ""
    stem = PurePosixPath(last).stem if PurePosixPath(last).suffix.lower() in PICTURES.keys() | MEDIA.keys() else last
    text = "-".join(filter(None, (host.removeprefix("www."), noun, stem)))
    plain = re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")
    return re.sub(r"-?\.[-.]*|-{2,}", lambda found: "." if "." in found[0] else "-", plain)[:80].rstrip("-.") or "image"


def shown_origin(url: str) -> str:
    """Return an address for the ledger: without credentials, query and fragment, where secrets stand."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme.lower()}://{host}{port}{parts.path}"[:500]
