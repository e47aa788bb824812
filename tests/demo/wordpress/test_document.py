from __future__ import annotations

from pathlib import PurePosixPath

from launcher.demo.wordpress.document import Size, size_path


def test_a_size_lies_beside_its_picture() -> None:
    assert size_path(PurePosixPath("2024/05/My.photo.JPG"), Size(300, 169)) == PurePosixPath(
        "2024/05/My.photo-300x169.jpg"
    )
