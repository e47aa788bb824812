from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.demo.wordpress.document import Size
from launcher.demo.wordpress.php_values import serialise_php
from launcher.demo.wordpress.sources.attachments import media_file

URL = "https://demo.example/wp-content/uploads/2024/05/Hero.JPG"


def test_sizes_are_made_under_our_names_and_the_old_names_lead_to_them() -> None:
    sizes = {
        "medium": {"file": "Hero-300x169.jpg", "width": 300, "height": 169},
        "card": {"file": "Hero-400x200-1.webp", "width": 400, "height": 200},
        "none": {"file": "Hero-0x0.jpg", "width": 0, "height": 0},
    }
    value = {"width": 2560, "height": 1440, "sizes": sizes, "original_image": "Hero.JPG"}
    media = media_file(URL.replace("Hero", "Hero-scaled"), "2024/05/Hero-scaled.JPG", serialise_php(value), "")
    assert media is not None
    assert (media.path, media.width, media.height) == (PurePosixPath("2024/05/Hero-scaled.JPG"), 2560, 1440)
    assert media.sizes == {"medium": Size(300, 169, crop=True), "card": Size(400, 200, crop=True)}
    assert media.folder == "https://demo.example/wp-content/uploads"
    assert dict(media.places()) == {
        "2024/05/Hero-300x169.jpg": "2024/05/Hero-scaled-300x169.jpg",
        "2024/05/Hero-400x200-1.webp": "2024/05/Hero-scaled-400x200.jpg",
        "2024/05/Hero.JPG": "2024/05/Hero-scaled.JPG",
    }


@pytest.mark.parametrize("name", ["a%7Bb%7D.jpg", "a.php.jpg"])
def test_a_name_that_no_bundle_may_have_is_none(name: str) -> None:
    assert media_file(f"https://demo.example/wp-content/uploads/{name}", "", "", "") is None
