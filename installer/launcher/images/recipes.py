"""Make the recipe of a placeholder for a slot: what a header says of the original, and where it stands."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.images.choose import SceneChooser, asks_for_face, words_of
from launcher.images.encode import can_hold_frames, longest_side, mode_for
from launcher.images.label import SMALLEST_SIDE
from launcher.images.ledger import MAX_FRAME_PIXELS, MAX_FRAMES, MAX_ICONS, MAX_PIXELS, Recipe, Shape

if TYPE_CHECKING:
    from launcher.demo.model import ImageRules
    from launcher.images.info import ImageInfo
    from launcher.images.samples import Library

#: A picture whose longer side is at most this is likely a part of the theme.
ASSET_SIDE = 64
_ASSET_WORDS = frozenset({"icon", "icons", "favicon", "favicons", "sprite", "sprites", "bullet", "bullets", "touch"})
_BARE_WORDS = _ASSET_WORDS | {"texture", "textures", "pattern", "patterns", "tile", "tiles", "noise", "seamless"}
_BARE_WORDS |= {"logo", "logos", "spacer", "blank", "pixel"}
# A file that is stored as it is in memory must fit where a bundle's reader holds it.
_LONGEST_RAW = 60_000_000
_RAW_BYTES = {"1": 1, "L": 1, "P": 1, "PA": 1, "LA": 2, "I;16": 2, "RGB": 3, "RGBA": 4, "CMYK": 4, "LA;16": 4}
_RAW_BYTES |= {"RGB;16": 6, "RGBA;16": 8}
# Formats in which a placeholder can say how large it is printed.
_WITH_DENSITY = frozenset({"jpeg", "png", "tiff", "bmp"})
_RAW_FORMATS = frozenset({"bmp", "tiff"})


class RecipeMaker:
    """Makes recipes for the slots of one demo. Asked in the same order for the same slots, it answers the same."""

    def __init__(self, library: Library, rules: ImageRules) -> None:
        self._chooser = SceneChooser(library)
        self._rules = rules
        self._made: dict[bytes, Recipe] = {}

    def raster(self, path: PurePosixPath, info: ImageInfo, content: bytes = b"") -> Recipe:
        """Return the recipe for a raster; ValueError says why none can be drawn.

        ``content`` is its fingerprint: equal pictures get equal recipes wherever they stand.
        """
        if content in self._made:
            return self._made[content]
        recipe = self._new_raster(path, info)
        if content:
            self._made[content] = recipe
        return recipe

    def _new_raster(self, path: PurePosixPath, info: ImageInfo) -> Recipe:
        _check_size(info)
        icon = info.format in {"ico", "cur"}
        sample = ""
        if self._rules.style == "sample":
            # Wide and clear, a picture among clients or members is a logo and no face.
            banner = info.alpha and info.width >= 1.5 * info.height
            kinds = ("logo",) if icon or (banner and asks_for_face(path)) else ()
            sample = self._chooser.choose(path, info.width, info.height, kinds=kinds)
        frames = info.frames if can_hold_frames(info.format) else 1
        transparent = info.alpha
        return Recipe(
            sample=sample,
            format=info.format,
            width=info.width,
            height=info.height,
            mode="RGBA" if icon else mode_for(info.format, info.mode, transparent=transparent),
            style="sample" if sample else "plain",
            shape="rounded" if transparent else "full",
            label=_wants_label(path, info),
            frames=frames,
            durations=info.durations if frames > 1 else (),
            loop=info.loop if frames > 1 else None,
            progressive=info.progressive,
            lossless=info.lossless,
            dpi=info.dpi if info.format in _WITH_DENSITY else (),
            sizes=info.sizes,
            codings=info.codings,
            hotspots=info.hotspots,
        )

    def miniature(self, info: ImageInfo) -> Recipe:
        """Return the recipe for a hash that is a miniature of a picture."""
        shape: Shape = "rounded" if info.alpha else "full"
        return Recipe("", info.format, info.width, info.height, style="plain", shape=shape)

    def svg(self, form: str, root: tuple[tuple[str, str], ...]) -> Recipe:
        """Return the recipe for an SVG."""
        from launcher.images.svg import root_size

        width, height = root_size(root)
        return Recipe("", form, width, height, style="plain", root=root)


def _check_size(info: ImageInfo) -> None:
    """Refuse what cannot be drawn or would cost too much."""
    longest = longest_side(info.format)
    pixels = info.width * info.height
    if max(info.width, info.height) > longest:
        raise ValueError(f"{info.width}×{info.height} is more than {info.format} can be written with ({longest:,})")
    if pixels > MAX_PIXELS:
        raise ValueError(f"{info.width}×{info.height} is more than {MAX_PIXELS:,} pixels")
    if info.frames > MAX_FRAMES:
        raise ValueError(f"it has more than {MAX_FRAMES:,} frames")
    if pixels * info.frames > MAX_FRAME_PIXELS:
        raise ValueError(f"{info.frames:,} frames are more than {MAX_FRAME_PIXELS:,} pixels together")
    if info.format in _RAW_FORMATS and pixels * info.frames * _RAW_BYTES[info.mode] > _LONGEST_RAW:
        raise ValueError(f"as {info.format}, {info.width}×{info.height} makes too long a file")
    if len(info.sizes) > MAX_ICONS or any(max(size) > longest for size in info.sizes):
        raise ValueError("it holds too many or too large icons")


def is_likely_asset(path: PurePosixPath, info: ImageInfo) -> bool:
    """Say whether a picture looks like part of the theme rather than of its content."""
    if max(info.width, info.height) <= ASSET_SIDE or info.format in {"ico", "cur"}:
        return True
    return not _ASSET_WORDS.isdisjoint(words_of(PurePosixPath(path.name)) + words_of(PurePosixPath(path.parent.name)))


def _wants_label(path: PurePosixPath, info: ImageInfo) -> bool:
    if min(info.width, info.height) < SMALLEST_SIDE or info.format in {"ico", "cur"}:
        return False
    return _BARE_WORDS.isdisjoint(words_of(PurePosixPath(path.name)) + words_of(PurePosixPath(path.parent.name)))
