from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.images.variants import folder_key, picture_key


@pytest.mark.parametrize(
    "name",
    [
        "hero-300x200.jpg",
        "hero@2x.jpg",
        "hero@1.5x.png",
        "hero-scaled.jpg",
        "hero-thumb.jpg",
        "hero_large.jpg",
        "hero.webp",
        "hero.jpg.webp",
        "hero-1024w.jpg",
        "hero-w640.jpg",
        "hero-640.avif",
        "hero-640px.avif",
        "Hero-150x150@2x.JPG",
        "hero.3f2a1b.jpg",
        "hero.3f2a1b9c0d1e2f3a4b5c.jpg",
        "hero-3f2a1b9c.jpg",
        "hero-DqX3kP9w.webp",
        "hero-300x200.3f2a1b.jpg",
        "hero.3f2a1b-300x200.jpg",
        "thumb/hero.jpg",
        "thumbs/hero.jpg",
        "large/hero.jpg",
        "w_300/hero.jpg",
        "320/hero.jpg",
        "320w/hero.webp",
        "300x200/hero.jpg",
        "2x/hero.jpg",
        "@2x/hero.jpg",
        "1x/hero.jpg",
        "webp/320/hero.webp",
    ],
)
def test_variants_of_one_picture_have_its_key(name: str) -> None:
    assert picture_key(PurePosixPath("images", name)) == picture_key(PurePosixPath("images/hero.jpg"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/1.jpg", "a/2.jpg"),
        ("a/photo-1.jpg", "a/photo-2.jpg"),
        ("a/image-3f2a1b9c.jpg", "a/image-4c5d6e7f.jpg"),
        ("a/3f2a1b9c.jpg", "a/4c5d6e7f.jpg"),
        ("a/photo-1518548419970-58e3b4079ab2.jpg", "a/photo-1523275335684-37898b6baf30.jpg"),
        ("uploads/2023/photo.jpg", "uploads/2024/photo.jpg"),
        ("team/anna.jpg", "team/bert.jpg"),
        ("a/decade.jpg", "a/facade.jpg"),
    ],
)
def test_other_pictures_have_other_keys(one: str, other: str) -> None:
    assert picture_key(PurePosixPath(one)) != picture_key(PurePosixPath(other))


def test_a_name_that_is_a_size_and_nothing_else_keeps_it() -> None:
    assert picture_key(PurePosixPath("a/-300x200.jpg")) == "a/-300x200"


def test_folders_of_sizes_do_not_count() -> None:
    assert folder_key(PurePosixPath("images/large/2x/photo.jpg")) == PurePosixPath("images")
    assert folder_key(PurePosixPath("large/photo.jpg")) == PurePosixPath()
