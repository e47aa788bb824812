"""The image ledger: one entry for every image of a bundle, with how it was decided.

The entries are the ``images`` list of the manifest; docs/bundle-format.md describes their JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, cast

from launcher.images.ledger_fields import Fields

if TYPE_CHECKING:
    from collections.abc import Iterable

Decision = Literal["placeholder", "kept", "sample"]

#: The rule of an SVG that no keep rule names: the drawing is kept, and the rasters in it are not.
SVG_RULE = "images.svg: keep"
Style = Literal["sample", "plain"]
Shape = Literal["full", "rounded"]
Encoding = Literal["base64", "percent", "hex", "bytes", "plain"]
Coding = Literal["png", "bmp"]
Pair = tuple[int, int]
Sizes = tuple[Pair, ...]

#: Version of the drawing algorithm: a recipe of another version cannot be drawn again.
DRAWING = 4

#: Formats and modes that a recipe may ask for.
RECIPE_FORMATS = frozenset(
    {"jpeg", "png", "gif", "webp", "avif", "bmp", "tiff", "ico", "cur", "jp2", "j2k", "svg", "svgz"}
    | {"blurhash", "thumbhash"}
)
#: How an inline picture can be written; docs/bundle-format.md has what each means.
ENCODINGS = frozenset({"base64", "percent", "hex", "bytes", "plain"})
RECIPE_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16", "LA;16", "RGB;16", "RGBA;16"})
#: The most pixels that one picture may have, and that all frames of an animation may have together.
MAX_PIXELS = 50_000_000
MAX_FRAME_PIXELS = 100_000_000
#: Widest or highest picture: what a JPEG can say; other formats are held to it too.
MAX_SIDE = 65_535
MAX_FRAMES = 10_000
MAX_ICONS = 256
MAX_ICON_SIDE = 1024


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a placeholder is a function of. Equal recipes draw equal images; nothing of an original is in here.

    ``sample`` names an entry of sample_images/index.yaml, or is "" for the plain style. ``shape`` says what is
    opaque: "full", or "rounded" where the original had transparency. ``sizes`` are the pictures of an icon,
    ``codings`` how each is stored and ``hotspots`` the points of a cursor, one a picture. ``dpi`` are the dots an inch
    across and down, where the original stated them. ``lossless`` is for WebP.
    ``root`` are the ``width``, ``height``, ``viewBox`` and ``preserveAspectRatio`` of an SVG's root, as written.
    """

    sample: str
    format: str
    width: int
    height: int
    mode: str = "RGB"
    style: Style = "sample"
    shape: Shape = "full"
    label: bool = False
    frames: int = 1
    durations: tuple[int, ...] = ()
    loop: int | None = None
    progressive: bool = False
    lossless: bool = False
    dpi: Pair | tuple[()] = ()
    sizes: Sizes = ()
    codings: tuple[Coding, ...] = ()
    hotspots: Sizes = ()
    root: tuple[tuple[str, str], ...] = ()
    drawing: int = DRAWING

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as JSON values; fields at their default are left out, ``drawing`` is always there."""
        value: dict[str, Any] = {
            "sample": self.sample,
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "drawing": self.drawing,
        }
        for key in ("mode", "style", "shape", "label", "frames", "loop", "progressive", "lossless"):
            if getattr(self, key) != _RECIPE_DEFAULTS[key]:
                value[key] = getattr(self, key)
        for key in ("durations", "dpi", "codings"):
            if getattr(self, key):
                value[key] = list(getattr(self, key))
        for key in ("sizes", "hotspots"):
            if getattr(self, key):
                value[key] = [list(pair) for pair in getattr(self, key)]
        if self.root:
            value["root"] = dict(self.root)
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Recipe:
        """Read what :meth:`to_json` wrote; ValueError names the first field that is wrong."""
        fields = Fields(value, "recipe", _RECIPE_KEYS)
        recipe = cls(
            sample=fields.text("sample", required=True),
            format=fields.choice("format", RECIPE_FORMATS),
            width=fields.number("width", 1, MAX_SIDE),
            height=fields.number("height", 1, MAX_SIDE),
            mode=fields.choice("mode", RECIPE_MODES, default="RGB"),
            style=cast("Style", fields.choice("style", {"sample", "plain"}, default="sample")),
            shape=cast("Shape", fields.choice("shape", {"full", "rounded"}, default="full")),
            label=fields.flag("label"),
            frames=fields.number("frames", 1, MAX_FRAMES, default=1),
            durations=fields.numbers("durations", 0, 86_400_000, most_items=MAX_FRAMES),
            loop=fields.optional_number("loop", 0, 65_536),
            progressive=fields.flag("progressive"),
            lossless=fields.flag("lossless"),
            dpi=fields.pair("dpi", 1, 65_535),
            sizes=fields.pairs_of("sizes", 1, MAX_ICON_SIDE, most_items=MAX_ICONS),
            codings=fields.codings("codings", most_items=MAX_ICONS),
            hotspots=fields.pairs_of("hotspots", 0, 65_535, most_items=MAX_ICONS),
            root=fields.pairs("root", _SVG_KEYS),
            drawing=fields.number("drawing", 1, 1_000_000),
        )
        pixels = recipe.width * recipe.height
        if pixels > MAX_PIXELS:
            raise ValueError(f"recipe: width and height make more than {MAX_PIXELS:,} pixels")
        if pixels * recipe.frames > MAX_FRAME_PIXELS:
            raise ValueError(f"recipe: frames make more than {MAX_FRAME_PIXELS:,} pixels")
        if recipe.durations and len(recipe.durations) != recipe.frames:
            raise ValueError("recipe: durations must be one a frame")
        pictures = max(1, len(recipe.sizes))
        if any(found and len(found) != pictures for found in (recipe.codings, recipe.hotspots)):
            raise ValueError("recipe: codings and hotspots must be one a picture of the icon")
        if bool(recipe.sample) != (recipe.style == "sample"):
            raise ValueError('recipe: sample must be named, and only for style "sample"')
        return recipe


@dataclass(frozen=True, slots=True)
class Inline:
    """Where an inline image stands in the packed file: bytes ``offset`` to ``offset + length`` of its encoded text."""

    offset: int
    length: int
    encoding: Encoding


class Known:
    """What the entries of one ledger have in common: most are for a file of a list, and drawn from few recipes."""

    def __init__(self, paths: Iterable[PurePosixPath] = ()) -> None:
        self._paths = {str(path): path for path in paths}
        self._recipes: dict[str, Recipe] = {}

    def path(self, text: str) -> PurePosixPath:
        """Return the path of the list that has this text, or a new one."""
        return self._paths.get(text) or PurePosixPath(text)

    def is_listed(self, text: object) -> bool:
        """Say whether a path of the list has this text."""
        return text in self._paths

    def recipe(self, value: dict[str, Any]) -> Recipe:
        """Return the recipe, the same one for the same JSON; ValueError as of :meth:`Recipe.from_json`."""
        # As text, for in JSON true is not 1.
        text = repr(value)
        if text not in self._recipes:
            self._recipes[text] = Recipe.from_json(value)
        return self._recipes[text]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One image, video or document of a bundle and its decision.

    placeholder: ``recipe`` is set. kept: ``license``, ``source`` and ``rule`` are set. sample: ``sample`` names a
    file of sample_images (a video, an audio file, a PDF) whose bytes stand here. ``origin`` is the address of a
    hot-linked original, without what could be secret in it.
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
    origin: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON values; empty fields are left out."""
        value: dict[str, Any] = {
            "path": str(self.path),
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "decision": self.decision,
        }
        for key in ("license", "source", "rule", "sample", "origin"):
            if getattr(self, key):
                value[key] = getattr(self, key)
        if self.recipe is not None:
            value["recipe"] = self.recipe.to_json()
        if self.inline is not None:
            value["inline"] = {
                "offset": self.inline.offset,
                "length": self.inline.length,
                "encoding": self.inline.encoding,
            }
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any], known: Known | None = None) -> LedgerEntry:
        """Read what :meth:`to_json` wrote; ValueError names the first field that is wrong."""
        fields = Fields(value, "image", _ENTRY_KEYS)
        known = known or Known()
        recipe, inline = fields.mapping("recipe"), fields.mapping("inline")
        entry = cls(
            path=known.path(fields.text("path", required=True)),
            format=fields.text("format", required=True),
            width=fields.number("width", 0, 2**31),
            height=fields.number("height", 0, 2**31),
            decision=cast("Decision", fields.choice("decision", {"placeholder", "kept", "sample"})),
            recipe=None if recipe is None else known.recipe(recipe),
            license=fields.text("license"),
            source=fields.text("source"),
            rule=fields.text("rule"),
            sample=fields.text("sample"),
            inline=None if inline is None else _read_inline(inline),
            origin=fields.text("origin"),
        )
        _check_decision(entry)
        return entry


def _read_inline(value: dict[str, Any]) -> Inline:
    fields = Fields(value, "inline", frozenset({"offset", "length", "encoding"}))
    return Inline(
        offset=fields.number("offset", 0, 2**53),
        length=fields.number("length", 1, 2**53),
        encoding=cast("Encoding", fields.choice("encoding", ENCODINGS)),
    )


def _check_decision(entry: LedgerEntry) -> None:
    """Hold each decision to exactly the fields that prove it: a kept image with a recipe would be a third kind."""
    if not str(entry.path) or str(entry.path) == ".":
        raise ValueError("image: path must not be empty")
    needed = {
        "placeholder": {"recipe"},
        "kept": {"license", "source", "rule"},
        "sample": {"sample"},
    }[entry.decision]
    for key in ("recipe", "license", "source", "rule", "sample"):
        present = bool(getattr(entry, key))
        if present != (key in needed):
            raise ValueError(
                f'image: {key} {"is missing" if key in needed else "does not belong"} in a "{entry.decision}"'
            )
    if entry.origin and (entry.decision == "kept" or entry.inline is not None):
        raise ValueError("image: origin is for a file that stands for a picture elsewhere")
    recipe = entry.recipe
    if recipe is not None and (recipe.format, recipe.width, recipe.height) != (
        entry.format,
        entry.width,
        entry.height,
    ):
        raise ValueError("image: format, width and height must be those of the recipe")


_RECIPE_DEFAULTS: dict[str, Any] = {
    "mode": "RGB",
    "style": "sample",
    "shape": "full",
    "label": False,
    "frames": 1,
    "loop": None,
    "progressive": False,
    "lossless": False,
}
_RECIPE_KEYS = frozenset(
    {"sample", "format", "width", "height", "drawing", "durations", "dpi", "sizes", "codings", "hotspots", "root"}
    | set(_RECIPE_DEFAULTS)
)
_SVG_KEYS = frozenset({"width", "height", "viewBox", "preserveAspectRatio"})
_ENTRY_KEYS = frozenset(
    {
        "path",
        "format",
        "width",
        "height",
        "decision",
        "recipe",
        "license",
        "source",
        "rule",
        "sample",
        "inline",
        "origin",
    }
)
