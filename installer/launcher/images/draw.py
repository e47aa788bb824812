"""Draw a placeholder from its recipe: equal recipes give equal pictures, and nothing else goes in."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from launcher.images.encode import MODES, longest_side
from launcher.images.hashes import HASHES, draw_hash
from launcher.images.ledger import DRAWING

if TYPE_CHECKING:
    from launcher.images.ledger import Recipe
    from launcher.images.samples import Library


class CannotDraw(Exception):  # noqa: N818 - a sentence about a recipe, not a fault of the program
    """A recipe that this version cannot draw; the text says why."""


def draw(recipe: Recipe, library: Library | None = None) -> bytes:
    """Return the bytes of a placeholder; CannotDraw where the recipe is of another version or names no sample of ours.

    ``library`` is the one that comes with Launcher, but in tests.
    """
    if library is None:
        from launcher.images.samples import shipped_library

        library = shipped_library()
    _check(recipe, library)
    if recipe.format in {"svg", "svgz"}:
        from launcher.images.svg import draw_svg

        return draw_svg(recipe)
    try:
        if recipe.format in HASHES:
            return draw_hash(recipe)
        return _draw_icons(recipe, library) if recipe.format in {"ico", "cur"} else _draw_picture(recipe, library)
    except (OSError, OverflowError, ValueError, struct.error) as error:
        # A recipe from a bundle may ask an encoder for what the format cannot hold, such as a day a frame.
        raise CannotDraw(f"{recipe.format} cannot hold what the recipe asks for: {error}") from error


def _check(recipe: Recipe, library: Library) -> None:
    if recipe.drawing != DRAWING:
        raise CannotDraw(f"the recipe is for drawing version {recipe.drawing}, this is version {DRAWING}")
    if recipe.format in MODES and max(recipe.width, recipe.height) > longest_side(recipe.format):
        raise CannotDraw(f"{recipe.format} cannot be {recipe.width}×{recipe.height}")
    if recipe.sample:
        try:
            library.scene(recipe.sample)
        except LookupError:
            raise CannotDraw(f'there is no sample image "{recipe.sample}"') from None


def _draw_picture(recipe: Recipe, library: Library) -> bytes:
    from dataclasses import replace

    from launcher.images.compose import add_label, compose, scene_palette
    from launcher.images.encode import encode, mode_for
    from launcher.images.modes import Frames, convert

    mode = mode_for(recipe.format, recipe.mode, transparent=recipe.shape == "rounded")
    picture = compose(recipe, library)
    if mode == "1":
        # Letters of scattered dots cannot be read, so they come after the dots.
        picture = convert(picture, mode)
        add_label(picture, recipe)
    else:
        add_label(picture, recipe)
        picture = convert(picture, mode, palette=scene_palette(recipe, library) if mode == "P" else None)
    return encode(Frames(picture, recipe.frames), replace(recipe, mode=mode))


def _draw_icons(recipe: Recipe, library: Library) -> bytes:
    from dataclasses import replace

    from launcher.images.compose import compose
    from launcher.images.encode.bitmaps import encode_icons

    sizes = recipe.sizes or ((recipe.width, recipe.height),)
    pictures = [
        compose(replace(recipe, width=width, height=height, shape="rounded", label=False), library)
        for width, height in sizes
    ]
    return encode_icons(pictures, recipe)
