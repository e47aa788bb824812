from __future__ import annotations

import pytest

from launcher.images.aspect import aspect_of


@pytest.mark.parametrize(
    ("width", "height", "aspect"),
    [
        (1200, 800, "3:2"),
        (800, 1200, "2:3"),
        (1920, 1080, "16:9"),
        (2560, 1600, "8:5"),
        (1, 1, "1:1"),
        (1900, 1267, "~3:2"),
        (1267, 1900, "~2:3"),
        (300, 199, "~3:2"),
        (1200, 630, "1.90:1"),
        (630, 1200, "1:1.90"),
        (3000, 100, "30.00:1"),
        (0, 0, ""),
    ],
)
def test_an_aspect_is_said_as_people_who_buy_pictures_say_it(width: int, height: int, aspect: str) -> None:
    assert aspect_of(width, height) == aspect
