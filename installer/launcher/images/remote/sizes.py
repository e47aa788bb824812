"""How large a remote picture is, from what the page and its address say, without asking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from launcher.images.ledger import MAX_PIXELS
from launcher.images.remote.address import WIDEST

if TYPE_CHECKING:
    from launcher.images.remote.address import Address, Size
    from launcher.images.remote.use import Hint

#: The size of a picture of which nothing is known, and of an icon.
USUAL = (1200, 800)
USUAL_ICON = (32, 32)
_RATIO = USUAL[0] / USUAL[1]
_LARGEST_ICON = 256


class Guess(NamedTuple):
    """A size in pixels; ``rank`` is lower the surer it is, ``why`` says where it comes from."""

    rank: int
    width: int
    height: int
    why: str


def guess_size(address: Address, hint: Hint) -> Guess:
    """Return the size of the picture at an address, as it is used in one place.

    In this order: attributes and descriptors, the address, the box that a style states, what a service or a place of
    this kind usually has, 1200×800.
    """
    scale = address.scale
    said = (hint.width and hint.width * scale, hint.height and hint.height * scale)
    usual = USUAL_ICON if address.format in {"ico", "cur"} else (USUAL[0], None)
    sources: tuple[tuple[Size | None, str], ...] = (
        (said, "the page"),
        (address.size, "its address"),
        (hint.box, "a style"),
        (address.usual, "its service"),
        (hint.usual, "its place"),
    )
    ratio = _ratio(address, hint)
    for rank, (size, why) in enumerate(sources):
        if size is not None and any(size):
            return _guess(rank, size, ratio, why)
    return _guess(len(sources), usual, ratio, "a guess")


def fit_format(form: str, width: int, height: int) -> tuple[int, int]:
    """Return a size that the format can hold: icons are small."""
    largest = _LARGEST_ICON if form in {"ico", "cur"} else WIDEST
    scale = min(1.0, largest / max(width, height), (MAX_PIXELS / (width * height)) ** 0.5)
    return max(1, int(width * scale)), max(1, int(height * scale))


def _ratio(address: Address, hint: Hint) -> float:
    if hint.ratio:
        return hint.ratio
    if hint.width and hint.height:
        return hint.width / hint.height
    for size in (address.size, hint.box, address.usual, hint.usual):
        if size is not None and size[0] and size[1]:
            return address.ratio or size[0] / size[1]
    return address.ratio or _RATIO


def _guess(rank: int, size: Size, ratio: float, why: str) -> Guess:
    """Complete a size by the ratio; one side at least is known."""
    width, height = size
    if not width:
        width = max(1, round((height or 1) * ratio))
    if not height:
        height = max(1, round(width / ratio))
    return Guess(rank, min(width, WIDEST), min(height, WIDEST), why)
