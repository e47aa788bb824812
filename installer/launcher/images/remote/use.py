"""One place in a text where an address of a picture stands, and what is said there about its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from launcher.images.remote.address import Address

#: How the place wants a reference written: as it is, or in a template as what becomes an absolute address.
Form = Literal["reference", "absolute"]
#: What stands in a place: a picture, a film or sound, or an address that is put together at run time.
What = Literal["picture", "medium", "template"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What markup says of a size, in CSS pixels. ``box`` is that of a style; ``usual`` what such a place likes."""

    width: int | None = None
    height: int | None = None
    ratio: float | None = None
    box: tuple[int, int] | None = None
    usual: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Bytes ``start`` to ``end`` of a text name a picture elsewhere; ``slash`` is how slashes are written there."""

    start: int
    end: int
    address: Address
    what: What = "picture"
    hint: Hint = Hint()
    slash: bytes = b"/"
    form: Form = "reference"
