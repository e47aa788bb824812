"""Which sample a slot gets: by the words in its path and by its aspect, so that neighbours differ."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

from launcher.images.variants import folder_key, picture_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePosixPath

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
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Media that may stand for each other: a reader of the first also reads the second.
_MEDIA_FAMILY = {"mov": "mp4", "mkv": "webm"}


def words_of(path: PurePosixPath) -> list[str]:
    """Return the lower-case words of a path, last first."""
    words: list[str] = []
    for part in reversed(path.parts):
        words += [word.lower() for word in reversed(_TOKENS.findall(part))]
    return words


class SceneChooser:
    """Gives scenes to pictures. Asked in the same order for the same pictures, it answers the same.

    Each picture has an order of its own for the scenes, by a hash of its key with each name, and takes the first that
    none of the pictures just before it in its folder has. So neighbours differ, and one picture more, or one scene
    more, changes the choice of few others.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._given: dict[str, str] = {}
        self._latest: dict[PurePosixPath, list[str]] = {}

    def choose(self, path: PurePosixPath, width: int, height: int, *, kinds: Iterable[str] = ()) -> str:
        """Return the name of a scene for a slot, "" where the library is empty; ``kinds`` come before all others."""
        if not self._library.scenes:
            return ""
        key = picture_key(path)
        if key not in self._given:
            self._given[key] = self._pick(folder_key(path), key, self._fitting(path, width, height, tuple(kinds)))
        return self._given[key]

    def _pick(self, folder: PurePosixPath, key: str, scenes: list[Scene]) -> str:
        latest = self._latest.setdefault(folder, [])
        ordered = sorted((hashlib.sha256(f"{key}\0{scene.name}".encode()).digest(), scene.name) for scene in scenes)
        # All scenes but a third, of few all but one: with more, what is left would decide and not the key.
        window = latest[-max(len(scenes) * 2 // 3, min(len(scenes) - 1, 5)) :] if len(scenes) > 1 else []
        name = next((name for _, name in ordered if name not in window), ordered[0][1])
        latest.append(name)
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


def asks_for_face(path: PurePosixPath) -> bool:
    """Say whether the words of a path ask for a portrait."""
    return "portrait" in _kinds_by_words(path)


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
