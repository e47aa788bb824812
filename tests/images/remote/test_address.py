from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.remote.address import read_address, shown_origin
from launcher.images.remote.services import SERVICES


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.hosts[0])
def test_a_services_addresses_are_pictures_without_an_extension(service: object) -> None:
    sample = getattr(service, "sample")  # noqa: B009 - the parameter's type is not exported
    address = read_address(sample)
    assert address is not None
    assert address.plain
    assert any(address.size) or address.usual


def test_every_service_stands_in_the_docs() -> None:
    text = Path("docs/images.md").read_text(encoding="utf-8")
    missing = [host for service in SERVICES for host in service.hosts if f"`{host}`" not in text]
    assert missing == []


@pytest.mark.parametrize(
    ("url", "size"),
    [
        ("https://a.example/p.jpg?w=300&h=200", (300, 200)),
        ("https://a.example/p.jpg?width=300&height=200&x=1", (300, 200)),
        ("https://a.example/p.jpg?resize=300%2C200", (300, 200)),
        ("https://a.example/p.jpg?fit=300,200", (300, 200)),
        ("https://a.example/p.jpg?size=300x200", (300, 200)),
        ("https://a.example/p.jpg?fit=crop&w=300", (300, None)),
        ("https://a.example/p.jpg?w=300&h=200&dpr=2", (600, 400)),
        ("https://a.example/p-300x200.jpg", (300, 200)),
        ("https://a.example/p_1200x800.jpg", (1200, 800)),
        ("https://a.example/800x600/p.jpg", (800, 600)),
        ("https://a.example/p-1024w.jpg", (1024, None)),
        ("https://a.example/w_300,h_200,c_fill/p.jpg", (300, 200)),
        ("https://a.example/cdn-cgi/image/width=300,height=200/p.jpg", (300, 200)),
        ("https://www.gravatar.com/avatar/205e460b479e2e5b48aec07710c08d50?s=96", (96, 96)),
        ("https://picsum.photos/300/200?random=1", (300, 200)),
        ("https://picsum.photos/200", (200, 200)),
        ("https://picsum.photos/seed/x/300/200.webp", (300, 200)),
        ("https://placehold.co/600x400/png?text=Hello", (600, 400)),
        ("https://via.placeholder.com/150", (150, 150)),
        ("https://dummyimage.com/600x400/000/fff", (600, 400)),
        ("https://source.unsplash.com/random/800x600/?city", (800, 600)),
        ("https://images.squarespace-cdn.com/content/p.jpg?format=750w", (750, None)),
        ("https://lh3.googleusercontent.com/abc=s96-c", (96, 96)),
        ("https://a.example/p.jpg", (None, None)),
        ("https://a.example/p.jpg?w=99999&h=0", (None, None)),
        ("https://a.example/p.jpg?w=9999&h=9999", (None, None)),
    ],
)
def test_a_size_is_read_from_parameters_and_path(url: str, size: tuple[int | None, int | None]) -> None:
    address = read_address(url)
    assert address is not None
    assert address.size == size


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://a.example/p.JPG", "jpeg"),
        ("https://a.example/p.jpg?fm=webp", "webp"),
        ("https://a.example/p?format=png", "png"),
        ("https://a.example/image/upload/f_avif,w_3/p.jpg", "avif"),
        ("https://a.example/p.heic", "jpeg"),
        ("https://a.example/p", ""),
    ],
)
def test_a_format_is_read_from_parameters_before_the_extension(url: str, form: str) -> None:
    address = read_address(url)
    assert address is not None
    assert address.format == form


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://a.example/p-300x200.jpg", "https://a.example/p-600x400.jpg", True),
        ("https://a.example/p?w=300&q=80", "http://a.example/p?w=600", True),
        ("https://picsum.photos/id/7/300/200", "https://picsum.photos/id/7/600/400", True),
        ("https://picsum.photos/300/200?random=1", "https://picsum.photos/300/200?random=2", False),
        ("https://a.example/p.jpg", "https://b.example/p.jpg", False),
        ("https://a.example/p.jpg?id=1", "https://a.example/p.jpg?id=2", False),
        ("https://a.example/p.jpg?X-Amz-Signature=1", "https://a.example/p.jpg?token=2", True),
    ],
)
def test_addresses_of_one_picture_in_several_sizes_are_known_as_one(first: str, second: str, same: bool) -> None:
    one, other = read_address(first), read_address(second)
    assert one is not None
    assert other is not None
    assert (one.picture == other.picture) == same


@pytest.mark.parametrize(
    "url",
    [
        "photo.jpg",
        "/photo.jpg",
        "data:image/png;base64,AA",
        "mailto:a@b.example",
        "https://",
        "//",
        "https://[::1/p.jpg",
        "ftp://a.example/p.jpg",
    ],
)
def test_what_is_not_on_the_web_has_no_address(url: str) -> None:
    assert read_address(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://commons.wikimedia.org/wiki/File:Photo.jpg",
        "https://github.com/a/b/blob/main/p.png",
        "https://unsplash.com/photos/abc",
        "https://placehold.co/",
        "https://www.gravatar.com/avatar/",
        "https://a.example/p.html",
        "https://a.example/film.mp4",
    ],
)
def test_pages_about_pictures_are_not_pictures(url: str) -> None:
    address = read_address(url)
    assert address is not None
    assert not address.plain


def test_no_secret_of_an_address_is_shown() -> None:
    url = "https://ann:pass@a.example:8443/p/photo.jpg?token=secret#frag"
    assert shown_origin(url) == "https://a.example:8443/p/photo.jpg"
    address = read_address(url)
    assert address is not None
    assert not any(word in address.words + address.picture for word in ("ann", "pass", "secret"))


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for prefix in ("", "https://", "https://a.example/", "//picsum.photos/", "https://a.example/?w="):
        address = read_address(prefix + text)
        if address is not None:
            assert address.words
            assert all(side is None or side > 0 for side in address.size)
