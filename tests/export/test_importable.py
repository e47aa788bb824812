from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from launcher.demo.wordpress.document import File, Menu, MenuItem, Post, SiteDocument, Size
from launcher.demo.wordpress.lazy_posts import LazyPosts
from launcher.export.importable import importable

HERO = PurePosixPath("2024/05/Hero.JPG")
SMALL = PurePosixPath("2024/05/Hero-300x200.jpg")
LOOSE = PurePosixPath("remote/photo.png")
DRAWING = PurePosixPath("remote/plan.svg")
THEMES = PurePosixPath("remote/ground.png")
UPLOADS = {HERO, SMALL, LOOSE, DRAWING, THEMES}
SITE = SiteDocument(
    posts=(
        Post(
            "page/a",
            "page",
            "a",
            "A",
            "{launcher:upload:2024/05/Hero-300x200.jpg} {launcher:upload:remote/photo.png}"
            "{launcher:upload:remote/plan.svg} {launcher:upload:remote/gone.png}",
        ),
        Post(
            "attachment/hero",
            "attachment",
            "hero",
            "Hero",
            file=File(PurePosixPath("hero.jpg"), HERO, 1500, 1000, {"medium": Size(300, 200)}),
        ),
    )
)


def test_a_file_that_a_text_names_becomes_an_attachment_where_it_is_none() -> None:
    posts = importable(SITE, UPLOADS).document.posts
    added = posts[2:]
    assert [post.file and post.file.path for post in added] == [LOOSE, DRAWING]
    assert {(post.type, post.status) for post in added} == {("attachment", "inherit")}
    assert [post.mime_type for post in added] == ["image/png", "image/svg+xml"]
    assert len({post.ref for post in posts}) == 4


def test_posts_that_are_not_in_memory_stay_out_of_it() -> None:
    lazy = importable(replace(SITE, posts=LazyPosts(lambda: iter(SITE.posts))), UPLOADS)
    assert isinstance(lazy.document.posts, LazyPosts)
    whole = importable(SITE, UPLOADS)
    assert (tuple(lazy.document.posts), lazy.left) == (whole.document.posts, whole.left)


def test_it_is_known_whether_there_are_media() -> None:
    assert importable(SITE, UPLOADS).media
    assert not importable(replace(SITE, posts=SITE.posts[:1]), {THEMES}).media


def test_what_is_no_attachment_or_of_a_type_that_wordpress_refuses_is_left_behind() -> None:
    assert importable(SITE, UPLOADS).left == (THEMES, DRAWING)


def test_very_many_files_are_sorted_out() -> None:
    files = {PurePosixPath(f"2024/{number}.jpg") for number in range(20_000)}
    assert len(importable(SITE, files).left) == 20_000


def entries(*items: MenuItem, posts_page: str = "") -> tuple[MenuItem, ...]:
    document = SiteDocument(
        posts_page=posts_page,
        posts=(Post("page/blog", "page", "blog", "Blog"),),
        menus=(Menu("nav_menu/main", "main", "Main", items=items),),
    )
    return importable(document, ()).document.menus[0].items


def test_an_entry_for_an_archive_is_an_address_and_keeps_what_is_below_it() -> None:
    below = MenuItem("Deep", "post_type_archive", "event")
    (shop,) = entries(MenuItem("Shop", "post_type_archive", "product", classes=("wide",), children=(below,)))
    assert (shop.type, shop.object, shop.url) == ("custom", "", "{launcher:url:/?post_type=product}")
    assert (shop.title, shop.classes) == ("Shop", ("wide",))
    assert shop.children == (MenuItem("Deep", url="{launcher:url:/?post_type=event}"),)


def test_an_entry_for_all_posts_leads_to_the_page_that_shows_them() -> None:
    item = MenuItem("Journal", "post_type_archive", "post")
    assert entries(item, posts_page="page/blog") == (MenuItem("Journal", "post_type", "page/blog"),)
    assert entries(item) == (MenuItem("Journal", url="{launcher:url:/}"),)
