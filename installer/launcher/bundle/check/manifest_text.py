"""Search the manifest for pictures, and bound what its ledger makes a reader draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding
from launcher.bundle.limits import limit_hint
from launcher.bundle.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from launcher.bundle.limits import Limits
    from launcher.bundle.manifest import Manifest
    from launcher.images.ledger import Recipe


_DIGEST = re.compile(rb'(?<="sha256":")[0-9a-f]{64}(?=")')
# In most entries of a ledger, and the search takes it for the key of a preview.
_DECISION = b'"decision":"placeholder"'
#: Stands for what cannot be part of a picture, and is no sign that one is written with.
_NO_SIGN = b"!"


def manifest_picture_findings(data: bytes, manifest: Manifest) -> Iterator[Finding]:
    """Yield a finding for each picture that stands encoded in a text of the manifest: titles, defaults, references."""
    from launcher.images.inline import find_inline

    for found in find_inline(_texts_of(data, manifest)):
        if found.drawing:
            continue
        message = f"a text of the manifest holds a {found.kind.format.upper()} picture, at byte {found.inline.offset:,}"
        hint = "a picture belongs into a file, where the ledger can name it"
        yield Finding("image-hidden", "error", message, MANIFEST_NAME, hint=hint)


def _texts_of(data: bytes, manifest: Manifest) -> bytes:
    """Return the manifest, as long as it is, without what is known to be no picture: most of its long words."""
    digests = {file.sha256.encode() for file in manifest.files}
    shorter = data.replace(_DECISION, _DECISION.replace(b"placeholder", _NO_SIGN * len(b"placeholder")))
    return _DIGEST.sub(lambda found: _NO_SIGN * 64 if found[0] in digests else found[0], shorter)


def drawing_findings(manifest: Manifest, limits: Limits) -> Iterator[Finding]:
    """Yield a finding where the ledger asks for more pixels than a reader draws."""
    pixels = pixels_of({entry.recipe for entry in manifest.images if entry.recipe is not None})
    if pixels > limits.drawn_pixels:
        message = (
            f"the distinct placeholders have {pixels:,} pixels together, and at most {limits.drawn_pixels:,} are drawn:"
            " none was compared"
        )
        hint = f"leave out pictures, or make them smaller; {limit_hint(limits, 'pixels')}"
        yield Finding("limit-pixels", "error", message, hint=hint)


def pixels_of(recipes: Iterable[Recipe]) -> int:
    """Return how many pixels it takes to draw each of some recipes once."""
    return sum(
        sum(width * height for width, height in recipe.sizes)
        if recipe.sizes
        else recipe.width * recipe.height * recipe.frames
        for recipe in recipes
    )
