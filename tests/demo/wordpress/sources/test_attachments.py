from __future__ import annotations

from pathlib import PurePosixPath

from launcher.demo.wordpress.document import Size
from launcher.demo.wordpress.php_values import serialise_php
from launcher.demo.wordpress.sources.attachments import media_file

URL = "https://demo.example/wp-content/uploads/2024/05/Hero.JPG"


def test_sizes_are_those_whose_files_have_wordpresss_names_the_ending_in_small_letters() -> None:
    sizes = {
        "medium": {"file": "Hero-300x169.jpg", "width": 300, "height": 169},
        "card": {"file": "Hero-400x200.JPG", "width": 400, "height": 200},
        "moved": {"file": "other-150x150.jpg", "width": 150, "height": 150},
    }
    metadata = serialise_php({"width": 1600, "height": 900, "sizes": sizes})
    media = media_file(URL, "2024/05/Hero.JPG", metadata, "")
    assert media is not None
    assert (media.path, media.width, media.height) == (PurePosixPath("2024/05/Hero.JPG"), 1600, 900)
    assert media.sizes == {"medium": Size(300, 169, crop=True)}
