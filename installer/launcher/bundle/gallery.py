"""The gallery: one self-contained page that shows every image of a bundle with how it was decided."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launcher.errors import LauncherError

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.bundle.read import BundleReader
    from launcher.images.ledger import LedgerEntry, Recipe

#: A placeholder is shown at most this wide and high, in pixels: drawn anew from its recipe, never decoded.
THUMBNAIL = 480
#: A kept file is shown when it is at most this long, in bytes; a browser draws it, as an image and nothing else.
SHOWN_KEPT = 256 * 1024
_MIME = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "bmp": "image/bmp",
}


@dataclass(frozen=True, slots=True)
class Card:
    """What the page shows of one image; ``picture`` is a data: URI or empty."""

    path: str
    format: str
    size: str
    decision: str
    reason: str
    picture: str


def write_gallery(reader: BundleReader, file: Path) -> None:
    """Write the gallery of an open bundle to ``file``, replacing what is there; LauncherError where it cannot."""
    page = render_gallery(reader)
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise LauncherError(f"the gallery cannot be written: {error.strerror}", where=file) from error


def render_gallery(reader: BundleReader) -> str:
    """Return the page; it loads nothing from elsewhere and holds no script of the bundle."""
    from jinja2 import Environment, PackageLoader

    manifest = reader.manifest
    thumbnails: dict[Recipe, str] = {}
    cards = [_card(reader, entry, thumbnails) for entry in manifest.images]
    environment = Environment(loader=PackageLoader("launcher.bundle", ""), autoescape=True, trim_blocks=True)
    return environment.get_template("gallery.html.jinja").render(
        manifest=manifest, digest=reader.digest, cards=cards, counts=Counter(card.decision for card in cards)
    )


def _card(reader: BundleReader, entry: LedgerEntry, thumbnails: dict[Recipe, str]) -> Card:
    place = f"{entry.path} (inline, at byte {entry.inline.offset})" if entry.inline else str(entry.path)
    size = f"{entry.width} × {entry.height}" if entry.width else ""
    if entry.recipe is not None:
        recipe = entry.recipe
        scene = f"scene “{recipe.sample}”" if recipe.sample else "plain"
        return Card(place, entry.format, size, entry.decision, scene, _thumbnail(recipe, thumbnails))
    if entry.decision == "sample":
        return Card(place, entry.format, size, entry.decision, f"our sample “{entry.sample}”", "")
    reason = f"{entry.license}, {entry.source}"
    return Card(place, entry.format, size, entry.decision, reason, _kept_picture(reader, entry))


def _thumbnail(recipe: Recipe, thumbnails: dict[Recipe, str]) -> str:
    """Return the placeholder, drawn small; a still picture is enough to look at."""
    from launcher.images.draw import CannotDraw, draw

    small = _shrink(recipe)
    if small not in thumbnails:
        try:
            thumbnails[small] = _data_uri(small.format, draw(small))
        except CannotDraw:  # a recipe of another version, or one that somebody made up: `validate` says which
            thumbnails[small] = ""
    return thumbnails[small]


def _shrink(recipe: Recipe) -> Recipe:
    scale = min(1.0, THUMBNAIL / max(recipe.width, recipe.height))
    transparent = recipe.shape != "full"
    return replace(
        recipe,
        format="png" if transparent else "jpeg",
        mode="RGBA" if transparent else "RGB",
        width=max(1, round(recipe.width * scale)),
        height=max(1, round(recipe.height * scale)),
        frames=1,
        durations=(),
        loop=None,
        sizes=(),
        progressive=False,
        label=False,
    )


def _kept_picture(reader: BundleReader, entry: LedgerEntry) -> str:
    sizes = {file.path: file.size for file in reader.manifest.files}
    if entry.format not in _MIME or entry.inline or sizes.get(entry.path, SHOWN_KEPT + 1) > SHOWN_KEPT:
        return ""
    return _data_uri(entry.format, reader.read(entry.path))


def _data_uri(image_format: str, data: bytes) -> str:
    return f"data:{_MIME[image_format]};base64,{base64.b64encode(data).decode('ascii')}"
