"""Search the manifest for pictures, and bound what its ledger makes a reader draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.bundle.limits import limit_hint
from launcher.bundle.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from launcher.bundle.limits import Limits
    from launcher.bundle.manifest import Manifest
    from launcher.images.ledger import Recipe


def manifest_picture_findings(data: bytes) -> Iterator[Finding]:
    """Yield a finding for each picture that stands encoded in a text of the manifest: titles, defaults, references."""
    from launcher.images.inline import find_inline

    for found in find_inline(data):
        if found.drawing:
            continue
        message = f"a text of the manifest holds a {found.kind.format.upper()} picture, at byte {found.inline.offset:,}"
        hint = "a picture belongs into a file, where the ledger can name it"
        yield Finding("image-hidden", "error", message, MANIFEST_NAME, hint=hint)


def drawing_findings(manifest: Manifest, limits: Limits) -> Iterator[Finding]:
    """Yield a finding where the ledger asks for more pixels than a reader draws."""
    pixels = sum(map(_pixels_of, {entry.recipe for entry in manifest.images if entry.recipe is not None}))
    if pixels > limits.drawn_pixels:
        message = (
            f"the distinct placeholders have {pixels:,} pixels together, and at most {limits.drawn_pixels:,} are drawn:"
            " none was compared"
        )
        hint = f"leave out pictures, or make them smaller; {limit_hint(limits, 'pixels')}"
        yield Finding("limit-pixels", "error", message, hint=hint)


def _pixels_of(recipe: Recipe) -> int:
    if recipe.sizes:
        return sum(width * height for width, height in recipe.sizes)
    return recipe.width * recipe.height * recipe.frames
