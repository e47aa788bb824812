"""The image ledger: one entry for every image of a bundle, with how it was decided.

The entries are the ``images`` list of the manifest; docs/bundle-format.md describes their JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import PurePosixPath

Decision = Literal["placeholder", "kept", "sample"]

#: Version of the drawing algorithm: a recipe of another version cannot be drawn again.
DRAWING = 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a placeholder is a function of. Equal recipes draw equal images; nothing of an original is in here.

    ``sample`` names an entry of sample_images/index.yaml, or is "" for the plain style. ``shape`` says what is
    opaque: "full", or "rounded" where the original had transparency. ``sizes`` are the pictures of an icon.
    """

    sample: str
    format: str
    width: int
    height: int
    mode: str = "RGB"
    style: Literal["sample", "plain"] = "sample"
    shape: Literal["full", "rounded"] = "full"
    label: bool = False
    frames: int = 1
    durations: tuple[int, ...] = ()
    loop: int | None = None
    progressive: bool = False
    sizes: tuple[tuple[int, int], ...] = ()
    drawing: int = DRAWING

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as JSON values; fields at their default are left out, ``drawing`` is always there."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Recipe:
        """Read what :meth:`to_json` wrote; ValueError names the first field that is wrong."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Inline:
    """Where an inline image stands in the packed file: bytes ``offset`` to ``offset + length`` of its encoded text."""

    offset: int
    length: int
    encoding: Literal["base64", "percent"]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One image, video or document of a bundle and its decision.

    placeholder: ``recipe`` is set. kept: ``license``, ``source`` and ``rule`` are set. sample: ``sample`` names a
    file of sample_images (a video, an audio file, a PDF) whose bytes stand here.
    """

    path: PurePosixPath
    format: str
    width: int  # 0 where it has none (audio)
    height: int
    decision: Decision
    recipe: Recipe | None = None
    license: str = ""
    source: str = ""
    rule: str = ""
    sample: str = ""
    inline: Inline | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON values; empty fields are left out."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> LedgerEntry:
        """Read what :meth:`to_json` wrote; ValueError names the first field that is wrong."""
        raise NotImplementedError
