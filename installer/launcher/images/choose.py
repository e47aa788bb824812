"""Which sample a slot gets: by the words in its path and by its aspect, so that neighbours differ."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from launcher.images.samples import Library, Medium, Scene

# Kinds of scene, best first, and the words in a path that ask for them.
_VOCABULARY = """
portrait avatar: author authors avatar avatars bio client clients face faces gravatar headshot headshots member
portrait avatar: members people person portrait portraits profile speaker speakers staff team testimonial testimonials
texture: fabric grain noise paper pattern patterns seamless texture textures tile tiled tiles tiling
logo: badge badges brand branding brands emblem favicon icon icons logo logos partner partners sponsor sponsors sprite
logo: sprites touch
food object: breakfast cake coffee dinner dish dishes drink drinks food foods fruit kitchen lunch meal meals pizza
food object: recipe recipes restaurant
hands object: craft hand hands massage therapy touching treatment
architecture landscape: architecture bridge building buildings city facade house tower town
interior: apartment clinic hotel interior interiors lounge office practice room rooms studio
object: ball device gadget goods item items mockup product products roller tool tools
landscape interior: background backgrounds banner beach cover forest header hero landscape landscapes mountain
landscape interior: mountains nature outdoor sea sky slide slider slides travel
abstract: abstract gradient shapes wave waves
"""
# The tokens of names such as photo-300x200, photo@2x, photo-scaled, photo_large, photo-1024w, photo.min.
_VARIANT = re.compile(
    r"(?:[-_.]\d{1,5}x\d{1,5}(?:_c|-c)?|@\dx|[-_.@]\d{2,4}w|[-_](?:scaled|thumb|thumbnail|large|medium|small|mini|tiny"
    r"|full|original|preview|retina|hd|lg|md|sm|xs|xl|lqip|blur|placeholder|cropped|resized)|[-_]e\d{10,13}|\.min"
    r"|[-_]150|[-_]\dx)+$",
    re.IGNORECASE,
)
_SIZE_FOLDERS = frozenset({"thumb", "thumbs", "thumbnail", "thumbnails", "large", "medium", "small", "full", "fulls"})
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Media that may stand for each other: a reader of the first also reads the second.
_MEDIA_FAMILY = {"mov": "mp4", "mkv": "webm"}


def picture_key(path: PurePosixPath) -> str:
    """Return what all size variants and format siblings of one picture have in common."""
    stem = path.name
    while True:
        suffix = PurePosixPath(stem).suffix.lower()
        if suffix not in _PICTURE_SUFFIXES:
            break
        stem = stem[: -len(suffix)]
    stem = _VARIANT.sub("", stem) or stem
    folder = path.parent
    if folder.name.lower() in _SIZE_FOLDERS:
        folder = folder.parent
    return f"{folder}/{stem}".lower()


_PICTURE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".ico", ".cur"}
    | {".jp2", ".j2k", ".heic", ".svg", ".svgz"}
)


def words_of(path: PurePosixPath) -> list[str]:
    """Return the lower-case words of a path, last first."""
    words: list[str] = []
    for part in reversed(path.parts):
        words += [word.lower() for word in reversed(_TOKENS.findall(part))]
    return words


class SceneChooser:
    """Gives scenes to slots. Asked in the same order for the same slots, it answers the same."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._given: dict[str, str] = {}
        self._used: dict[PurePosixPath, Counter[str]] = {}

    def choose(self, path: PurePosixPath, width: int, height: int, *, kinds: Iterable[str] = ()) -> str:
        """Return the name of a scene for a slot, "" where the library is empty; ``kinds`` come before all others."""
        if not self._library.scenes:
            return ""
        key = picture_key(path)
        if key not in self._given:
            self._given[key] = self._pick(path.parent, key, self._fitting(path, width, height, tuple(kinds)))
        return self._given[key]

    def _pick(self, folder: PurePosixPath, key: str, scenes: list[Scene]) -> str:
        """Take the scene that the folder has used least; among equals the key decides."""
        used = self._used.setdefault(folder, Counter())
        start = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % len(scenes)
        turned = scenes[start:] + scenes[:start]
        name = min(turned, key=lambda scene: used[scene.name]).name
        used[name] += 1
        return name

    def _fitting(self, path: PurePosixPath, width: int, height: int, kinds: tuple[str, ...]) -> list[Scene]:
        """Return the scenes of the kinds that words ask for; else those whose aspect suits the slot."""
        for wanted in (kinds, _kinds_by_words(path)):
            found = [scene for scene in self._library.scenes if scene.kind in wanted]
            if found:
                return found
        return _by_aspect(self._library.scenes, width / height)


@cache
def _vocabulary() -> dict[str, tuple[str, ...]]:
    """Return the kinds by word."""
    lines = [line.partition(":") for line in _VOCABULARY.split("\n") if line]
    return {word: tuple(kinds.split()) for kinds, _, words in lines for word in words.split()}


def word_that_asks(path: PurePosixPath) -> str:
    """Return the word of a path that decides about the kind of its scene, "" where none does."""
    return next((word for word in words_of(path) if word in _vocabulary()), "")


def _kinds_by_words(path: PurePosixPath) -> tuple[str, ...]:
    """Return what the last word of a path that the vocabulary knows asks for; the last words say most."""
    return next((kinds for word in words_of(path) if (kinds := _vocabulary().get(word))), ())


def _by_aspect(scenes: tuple[Scene, ...], aspect: float) -> list[Scene]:
    """Return the general scenes that lose least when cut to ``aspect``."""
    if aspect > 1.2:
        kinds = {"landscape", "interior", "architecture", "abstract", "hands", "food"}
    elif aspect >= 0.85:
        kinds = {"object", "abstract", "food", "hands", "interior", "architecture", "landscape"}
    else:
        kinds = {"object", "abstract", "interior", "architecture", "landscape"}
    found = [scene for scene in scenes if scene.kind in kinds]
    if aspect < 0.85:
        # An upright slot likes an upright scene, but one such scene alone would repeat everywhere.
        upright = [scene for scene in found if scene.height > scene.width]
        found = upright if len(upright) >= 3 else found
    return found or list(scenes)


def choose_medium(library: Library, form: str, width: int, height: int) -> Medium | None:
    """Return the sample of a container format that is nearest in aspect, then in size; None where there is none."""
    wanted = _MEDIA_FAMILY.get(form, form)
    found = [medium for medium in library.media if medium.format == wanted]
    if not found:
        return None
    if not width or not height:
        return found[0]

    def distance(medium: Medium) -> tuple[float, int]:
        aspect = abs(medium.width / medium.height - width / height) if medium.height else 9.0
        # A phone's 1920 × 1088 is as wide as 1920 × 1080 to anyone who looks.
        return round(aspect, 1), abs(medium.width - width)

    return min(found, key=distance)
