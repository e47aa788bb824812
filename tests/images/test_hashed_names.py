from __future__ import annotations

import base64
import hashlib
import zlib
from pathlib import PurePosixPath

import pytest

from launcher.images.hashed_names import hashed_name, may_be_hashed

CONTENT = b"the bytes of a licensed photograph"
OTHER = b"the bytes of a placeholder"


def names_of(content: bytes) -> list[str]:
    """Return names as bundlers, content management systems and stores give them."""
    md5, sha1, sha256 = (hashlib.new(name, content) for name in ("md5", "sha1", "sha256"))
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    url_safe = base64.urlsafe_b64encode(sha256.digest()).decode()
    return [
        f"{md5.hexdigest()}.jpg",
        f"{sha1.hexdigest()}.jpg",
        f"{sha256.hexdigest()}.png",
        f"{sha256.hexdigest().upper()}.PNG",
        f"hero.{md5.hexdigest()[:8]}.jpg",
        f"hero.{md5.hexdigest()[:20]}.jpg",
        f"hero-{sha256.hexdigest()}.jpg",
        f"hero.{md5.hexdigest()[:12]}@2x.jpg",
        f"hero-{url_safe[:8]}.webp",
        f"hero-{base64.b32encode(sha1.digest()).decode()[:8]}.webp",
        f"{blob}.jpg",
        f"hero_{zlib.crc32(content):08x}.jpg",
        f"static/media/hero.{hashlib.sha512(content).hexdigest()[:10]}.avif",
    ]


@pytest.mark.parametrize("index", range(len(names_of(CONTENT))))
def test_a_name_with_a_digest_of_the_content_follows_other_content(index: int) -> None:
    path = PurePosixPath(names_of(CONTENT)[index])
    scheme = hashed_name(path, CONTENT)
    assert scheme is not None
    assert scheme.rename(path.name, OTHER) == PurePosixPath(names_of(OTHER)[index]).name
    assert may_be_hashed(path.name)


def test_nothing_of_the_original_is_left_in_the_new_name() -> None:
    name = f"{hashlib.md5(CONTENT).hexdigest()}.jpg"
    scheme = hashed_name(PurePosixPath(name), CONTENT)
    assert scheme is not None
    assert hashed_name(PurePosixPath(scheme.rename(name, OTHER)), CONTENT) is None


def test_files_of_equal_content_get_names_of_their_own() -> None:
    name = f"{hashlib.md5(CONTENT).hexdigest()}.jpg"
    scheme = hashed_name(PurePosixPath(name), CONTENT)
    assert scheme is not None
    assert len({scheme.rename(name, OTHER, number=number) for number in range(5)}) == 5


@pytest.mark.parametrize(
    "name",
    [
        "hero.jpg",
        "photo-1518548419970-58e3b4079ab2.jpg",
        f"{hashlib.md5(OTHER).hexdigest()}.jpg",
        f"hero.{hashlib.md5(CONTENT).hexdigest()[:7]}.jpg",
        f"hero.{hashlib.md5(CONTENT).hexdigest()[1:9]}.jpg",
        "IMG_20240131_123456.jpg",
        "2024-01-31-summer-in-the-city.jpg",
    ],
)
def test_a_name_that_only_looks_like_one_stays(name: str) -> None:
    assert hashed_name(PurePosixPath(name), CONTENT) is None


@pytest.mark.parametrize(
    "name", ["hero.jpg", "background-image.png", "IMG_20240131_1.jpg", "portrait2-600x400.jpg", "about-us-2.webp"]
)
def test_files_with_plain_names_need_not_be_read(name: str) -> None:
    assert not may_be_hashed(name)
