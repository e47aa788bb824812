from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from launcher.demo.configuration import AnswerOf, ConfigurationFile
from launcher.demo.model import WordPressLayout
from launcher.demo.wordpress.document import File, Post, SiteDocument, Size, Theme
from launcher.errors import BundleError, ContentError
from launcher.images.ledger import LedgerEntry, Recipe
from launcher.platforms.wordpress.layout import laid_out
from launcher.platforms.wordpress.target import WordPress
from tests.support.memory_bundle import MemoryBundle

if TYPE_CHECKING:
    from launcher.platforms.wordpress.layout import Laid

SITE = WordPress("6.5")
UPLOADS = PurePosixPath("wp-content/uploads")
LAYOUT = WordPressLayout(copy={PurePosixPath("assets"): PurePosixPath("themes/clinic/assets")})


def picture(width: int, height: int, form: str = "JPEG", mode: str = "RGB") -> bytes:
    output = io.BytesIO()
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    image.save(output, form)
    return output.getvalue()


def attachment(source: str, path: str, sizes: dict[str, Size] | None = None) -> Post:
    file = File(PurePosixPath(source), PurePosixPath(path), 1, 1, sizes or {})
    return Post(f"attachment/{path}", "attachment", "a", "A", status="inherit", file=file)


def lay(bundle: MemoryBundle, document: SiteDocument, site: WordPress = SITE) -> tuple[Laid, dict[str, bytes]]:
    with laid_out(bundle, document, {"name": "Jo's"}, site) as laid:
        return laid, {str(path): b"".join(content.chunks()) for path, content in laid.files.items()}


def test_theme_copies_and_configuration_lie_in_the_theme() -> None:
    bundle = MemoryBundle(
        {
            "wordpress/themes/clinic/style.css": "theme",
            "wordpress/themes/clinic/answers.php": "the author's own copy",
            "assets/site.css": "css",
            "index.html": "static",
            "wordpress/site.yaml": "document: 1",
        },
        wordpress=LAYOUT,
        configuration=[
            ConfigurationFile(
                PurePosixPath("wordpress/themes/clinic/answers.php"), "php", {"name": AnswerOf("name")}, private=True
            ),
            ConfigurationFile(PurePosixPath("site.json"), "json", {"name": AnswerOf("name")}),
        ],
    )
    laid, files = lay(bundle, SiteDocument())
    assert sorted(files) == [
        "wp-content/themes/clinic/answers.php",
        "wp-content/themes/clinic/assets/site.css",
        "wp-content/themes/clinic/style.css",
    ]
    assert b"'name' => 'Jo\\'s'" in files["wp-content/themes/clinic/answers.php"]
    assert laid.private == {PurePosixPath("wp-content/themes/clinic/answers.php")}


def test_every_size_of_an_attachment_lies_beside_it_and_no_other_is_told() -> None:
    bundle = MemoryBundle({"images/hero.jpg": picture(800, 600)}, wordpress=WordPressLayout())
    document = SiteDocument(
        theme=Theme("clinic", sizes={"card": Size(400, 200, crop=True), "huge": Size(4000, 4000)}),
        posts=(attachment("images/hero.jpg", "2024/05/hero.jpg", {"old": Size(123, 77, crop=True)}),),
    )
    laid, files = lay(bundle, document)
    file = laid.document.posts[0].file
    assert file is not None
    assert (file.width, file.height) == (800, 600)
    expected = {
        "thumbnail": (150, 150),
        "medium": (300, 225),
        "medium_large": (768, 576),
        "card": (400, 200),
        "old": (123, 77),
    }
    assert {name: (size.width, size.height) for name, size in file.sizes.items()} == expected
    assert len(files) == 1 + len(expected)
    for width, height in expected.values():
        with Image.open(io.BytesIO(files[f"{UPLOADS}/2024/05/hero-{width}x{height}.jpg"])) as made:
            assert (made.size, made.format) == ((width, height), "JPEG")


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("GIF", "P"), ("WEBP", "RGB"), ("PNG", "L")])
def test_a_size_has_the_format_of_its_picture(form: str, mode: str) -> None:
    name = f"x.{form.lower()}"
    bundle = MemoryBundle({name: picture(400, 300, form, mode)}, wordpress=WordPressLayout())
    _, files = lay(bundle, SiteDocument(posts=(attachment(name, name),)))
    with Image.open(io.BytesIO(files[f"{UPLOADS}/x-150x150.{form.lower()}"])) as made:
        assert made.format == form


def test_a_size_that_the_bundle_brings_is_not_made() -> None:
    small = picture(150, 150)
    bundle = MemoryBundle(
        {"wordpress/uploads/a.jpg": picture(200, 200), "wordpress/uploads/a-150x150.jpg": small},
        wordpress=WordPressLayout(),
    )
    laid, files = lay(bundle, SiteDocument(posts=(attachment("wordpress/uploads/a.jpg", "a.jpg"),)))
    assert files[f"{UPLOADS}/a-150x150.jpg"] == small
    assert laid.document.posts[0].file is not None
    assert list(laid.document.posts[0].file.sizes) == ["thumbnail"]


def test_what_is_no_picture_or_a_broken_one_has_no_sizes() -> None:
    files: dict[str, str | bytes] = {"a.pdf": b"%PDF-1.4", "b.svg": "<svg/>", "c.jpg": picture(800, 600)[:300]}
    posts = tuple(attachment(name, name, {"old": Size(10, 10)}) for name in files)
    laid, laid_files = lay(MemoryBundle(files, wordpress=WordPressLayout()), SiteDocument(posts=posts))
    assert len(laid_files) == 3
    assert [post.file.sizes for post in laid.document.posts if post.file] == [{}, {}, {}]


def test_pictures_that_stand_for_others_are_listed_where_they_lie_with_their_sizes() -> None:
    recipe = Recipe("hills", "jpeg", 200, 200)
    entries = [LedgerEntry(PurePosixPath("a.jpg"), "jpeg", 200, 200, "placeholder", recipe)]
    bundle = MemoryBundle({"a.jpg": picture(200, 200)}, wordpress=WordPressLayout(), images=entries)
    laid, _ = lay(bundle, SiteDocument(posts=(attachment("a.jpg", "2024/a.jpg"),)))
    listed = {(str(entry.path), entry.width, entry.recipe and entry.recipe.width) for entry in laid.images}
    assert listed == {(f"{UPLOADS}/2024/a.jpg", 200, 200), (f"{UPLOADS}/2024/a-150x150.jpg", 150, 150)}


def test_an_attachment_without_a_file_is_named() -> None:
    with pytest.raises(ContentError, match=r"gone\.jpg: an attachment names it"):
        lay(MemoryBundle({}, wordpress=WordPressLayout()), SiteDocument(posts=(attachment("gone.jpg", "a.jpg"),)))


def test_two_files_for_one_place_are_refused() -> None:
    bundle = MemoryBundle({"wordpress/uploads/a.txt": "1", "b.txt": "2"}, wordpress=WordPressLayout())
    with pytest.raises(ContentError, match=r"another file goes to wp-content/uploads/a\.txt too"):
        lay(bundle, SiteDocument(posts=(attachment("b.txt", "a.txt"),)))


def test_code_in_the_wrong_place_is_refused() -> None:
    with pytest.raises(BundleError) as caught:
        lay(MemoryBundle({"wordpress/plugins/x.php": ""}, wordpress=WordPressLayout()), SiteDocument())
    assert caught.value.code == "wordpress-file"
