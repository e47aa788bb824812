from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.wordpress.document import Size
from launcher.platforms.wordpress.sizes import STANDARD, constrain, resized, sizes_of

SIDES = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (
            (1600, 900),
            {"thumbnail": (150, 150), "medium": (300, 169), "medium_large": (768, 432), "large": (1024, 576),
             "1536x1536": (1536, 864)},
        ),
        ((300, 300), {"thumbnail": (150, 150)}),
        ((301, 301), {"thumbnail": (150, 150)}),  # a pixel less is no other size
        ((150, 150), {}),
        ((100, 2000), {"thumbnail": (100, 150), "medium": (15, 300), "large": (51, 1024), "1536x1536": (77, 1536)}),
        ((1, 1), {}),
    ],
)  # fmt: skip
def test_a_wordpress_makes_these_sizes(picture: tuple[int, int], expected: dict[str, tuple[int, int]]) -> None:
    assert {name: (size.width, size.height) for name, size in sizes_of(*picture, STANDARD).items()} == expected


def test_a_side_that_rounding_left_a_pixel_short_fills_the_box() -> None:
    assert constrain(465, 700, 177, 177) == (118, 177)


def test_a_cut_to_one_side_keeps_the_aspect() -> None:
    assert resized(1600, 900, Size(400, 0, crop=True)) == (400, 225)
    assert resized(1600, 900, Size(0, 300, crop=True)) == (533, 300)


@given(SIDES, SIDES, st.integers(0, 3000), st.integers(0, 3000), st.booleans())
def test_no_size_is_larger_than_the_picture_or_its_box(
    width: int, height: int, most_width: int, most_height: int, crop: bool
) -> None:
    made = resized(width, height, Size(most_width, most_height, crop=crop))
    if made is not None:
        assert 1 <= made[0] <= min(width, most_width or width)
        assert 1 <= made[1] <= min(height, most_height or height)
        assert made != (width, height)


def test_a_cut_that_would_have_no_pixel_is_not_made() -> None:
    assert resized(3, 1, Size(1, 0, crop=True)) is None
