from __future__ import annotations

import pytest

from launcher.images.avif_data import stowaway
from launcher.images.draw import draw
from launcher.images.ledger import Recipe
from tests.support import smuggling as s

STILL = draw(Recipe("", "avif", 120, 80, style="plain"))


@pytest.mark.parametrize(
    "data",
    [
        STILL,
        draw(Recipe("", "avif", 120, 80, style="plain", mode="RGBA", shape="rounded")),
        draw(Recipe("", "avif", 64, 64, style="plain", frames=4, durations=(50,) * 4, loop=0)),
        s.encoded("AVIF"),
        s.encoded("AVIF", "RGBA"),
    ],
    ids=["still", "alpha", "animation", "another", "another with alpha"],
)
def test_an_avif_of_pictures_alone_has_nothing_else(data: bytes) -> None:
    assert stowaway(data) is None


def longer_item(avif: bytes, more: bytes) -> bytes:
    """Return an AVIF whose only item goes on for some bytes: its length in the location box too."""
    longer = s.avif_with_more_data(avif, more)
    length = len(avif) - avif.rindex(b"mdat") - 4
    old, new = length.to_bytes(4, "big"), (length + len(more)).to_bytes(4, "big")
    place = longer.index(old, longer.index(b"iloc"))
    return longer[:place] + new + longer[place + 4 :]


def test_bytes_behind_the_coded_picture_are_found() -> None:
    assert "more than the coded pictures" in str(stowaway(s.avif_with_more_data(STILL, b"!")))


@pytest.mark.parametrize("kind", [5, 15, 8, 9], ids=["metadata", "padding", "tile list", "reserved"])
def test_units_that_are_no_part_of_a_picture_are_found(kind: int) -> None:
    unit = bytes((kind << 3 | 2, 20)) + b"a private message..."
    assert "no part of a picture" in str(stowaway(longer_item(STILL, unit)))
    assert stowaway(longer_item(STILL, bytes((2 << 3 | 2, 0)))) is None


def test_a_picture_inside_a_frame_is_found() -> None:
    frame = bytes((6 << 3 | 2,)) + bytes((len(s.encoded()) & 0x7F | 0x80, len(s.encoded()) >> 7)) + s.encoded()
    assert "JPEG" in str(stowaway(longer_item(STILL, frame)))


@pytest.mark.parametrize("length", range(0, len(STILL), 7))
def test_an_avif_that_is_cut_short_ends_in_no_exception(length: int) -> None:
    stowaway(STILL[:length])
