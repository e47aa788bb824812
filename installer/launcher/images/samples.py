"""The sample images that placeholders are cut from, and the films, sounds and documents that stand for others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from launcher.data import shipped
from launcher.errors import DemoError

if TYPE_CHECKING:
    from pathlib import Path

INDEX_NAME = "index.yaml"
INDEX_VERSION = 1
# Words of a subject that say what a scene is good for, where the index gives no kind.
_KINDS = (
    "logo",
    "avatar",
    "portrait",
    "texture",
    "pattern",
    "hands",
    "food",
    "interior",
    "architecture",
    "landscape",
    "object",
    "abstract",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sample picture. ``focus`` is the point, as parts of width and height, that a crop should keep.

    ``kind`` is one word: landscape, interior, architecture, portrait, avatar, hands, food, object, texture, abstract,
    logo.
    ``tiles`` says that its opposite edges meet.
    """

    name: str
    file: Path
    subject: str
    width: int
    height: int
    license: str
    focus: tuple[float, float]
    kind: str
    tiles: bool


@dataclass(frozen=True, slots=True)
class Medium:
    """A sample film, sound or document; ``width`` and ``height`` are 0 for sound, ``seconds`` 0 for documents."""

    name: str
    file: Path
    format: str
    width: int
    height: int
    seconds: float
    license: str
    subject: str


class Library:
    """An index of samples, in the order of its file; ``folder`` is where another process can read it again."""

    def __init__(
        self, scenes: tuple[Scene, ...], media: tuple[Medium, ...] = (), *, folder: Path | None = None
    ) -> None:
        self.folder = folder
        self.scenes = scenes
        self.media = media
        self._scenes = {scene.name: scene for scene in scenes}
        self._media = {medium.name: medium for medium in media}

    def scene(self, name: str) -> Scene:
        """Return the scene called ``name``; LookupError where there is none."""
        return self._scenes[name]

    def medium(self, name: str) -> Medium:
        """Return the medium called ``name``; LookupError where there is none."""
        return self._media[name]


@cache
def shipped_library() -> Library:
    """Return the library that comes with Launcher."""
    return read_library(shipped("sample_images"))


def read_library(folder: Path) -> Library:
    """Read ``index.yaml`` of a folder of samples; DemoError where it is missing or wrong."""
    import yaml

    file = folder / INDEX_NAME
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        index = yaml.load(file.read_bytes(), Loader=loader)  # noqa: S506 - both are safe loaders, of our own file
        if index["index"] != INDEX_VERSION:
            raise DemoError(f"the index of samples has version {index['index']}, not {INDEX_VERSION}", where=file)
        scenes = tuple(_read_scene(folder, value) for value in index.get("scenes") or ())
        media = tuple(_read_medium(folder, value) for value in index.get("media") or ())
    except OSError as error:
        raise DemoError(f"the sample images cannot be read: {error.strerror}", where=file) from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise DemoError(f"the index of samples is wrong: {error!r}", where=file) from error
    return Library(scenes, media, folder=folder)


def _read_scene(folder: Path, value: dict[str, Any]) -> Scene:
    kind = value.get("kind") or _kind_of(value["subject"])
    x, y = value["focus"]
    return Scene(
        name=str(value["name"]),
        file=folder / value["file"],
        subject=str(value["subject"]),
        width=int(value["width"]),
        height=int(value["height"]),
        license=str(value["license"]),
        focus=(float(x), float(y)),
        kind=str(kind),
        tiles=bool(value.get("tiles", kind in {"texture", "pattern"})),
    )


def _read_medium(folder: Path, value: dict[str, Any]) -> Medium:
    return Medium(
        name=str(value["name"]),
        file=folder / value["file"],
        format=str(value["format"]),
        width=int(value.get("width") or 0),
        height=int(value.get("height") or 0),
        seconds=float(value.get("seconds") or 0),
        license=str(value["license"]),
        subject=str(value["subject"]),
    )


def _kind_of(subject: str) -> str:
    lowered = subject.lower()
    return next((kind for kind in _KINDS if kind in lowered), "abstract")
