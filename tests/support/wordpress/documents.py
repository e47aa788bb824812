"""Site documents that have some of everything."""

from __future__ import annotations

from pathlib import PurePosixPath

from launcher.demo.wordpress.document import (
    Author,
    Comment,
    File,
    Menu,
    MenuItem,
    Post,
    SiteDocument,
    Size,
    Structure,
    Term,
    Theme,
    Widget,
)

THEME = "twentytwentyone"
#: What filters, slashes and encodings like to spoil.
AWKWARD = (
    '<!-- wp:paragraph {"content":"\\u003cb\\u003e \\\\ \\" \\u0026"} -->\n<p>C:\\new\\table \\0 %s %1$d {x}</p>\n'
    "<!-- /wp:paragraph -->\n<iframe src=\"https://example.org/\"></iframe><script>1 < 2 && '3'</script>\r\n"
    "\u00e9 \U0001f600 \u202e \u2028 'quoted' \\' `tick` --"
)


def small_document() -> SiteDocument:
    """Return a document of one post and one page."""
    return SiteDocument(
        posts=(
            Post("post/one", "post", "one", "One", "<p>One</p>", date="2024-05-01 10:00:00"),
            Post("page/two", "page", "two", "Two", "<p>Two</p>", date="2024-05-02 10:00:00"),
        )
    )


def whole_document(picture: File | None = None) -> SiteDocument:
    """Return a document with each kind of thing; ``picture`` is that of its attachment."""
    picture = picture or File(
        PurePosixPath("hero.jpg"), PurePosixPath("2024/05/hero.jpg"), 40, 30, {"thumbnail": Size(9, 9)}
    )
    return SiteDocument(
        title="Demo & S\u00f6hne",
        tagline='It\'s "quoted"',
        timezone="Europe/Berlin",
        permalinks="/%year%/%postname%/",
        front_page="page/home",
        posts_page="page/blog",
        posts_per_page=7,
        theme=Theme(
            THEME,
            mods={"background_color": "d1e4dd", "custom_logo": Structure({"$id": "attachment/hero"})},
            css="body { color: #123456 }",
        ),
        options={
            "demo_text": 'a:1:{i:0;s:99:"wrong length";}',
            "demo_settings": Structure(
                {
                    "page": {"$id": "page/about"},
                    "ratio": {"$float": "1.5"},
                    "on": True,
                    "list": ["\\", "'"],
                    "none": None,
                }
            ),
            "demo_object": Structure({"$object": {"name": "{launcher:url:/about/}"}}),
            "thumbnail_size_w": "150",
        },
        authors=(
            Author("author/amara", "amara", "Amara O'Neil", "Amara", "O'Neil", "Writes \\ things", role="editor"),
            Author("author/bo", "bo", "Bo", meta=(("favourite", Structure({"colour": "blue"})),)),
        ),
        terms=(
            Term("category/news", "category", "news", "News & more", "All \\ the news"),
            Term("category/local", "category", "local", "Local", parent="category/news", meta=(("colour", "red"),)),
            Term("post_tag/tea", "post_tag", "tea", "Tea"),
            Term("category/uncategorized", "category", "uncategorized", "Uncategorized"),
        ),
        posts=(*_pages(), *_posts(), _attachment(picture), *_others()),
        menus=(
            Menu("nav_menu/main", "main", "Main", ("primary",), _entries()),
            Menu(
                "nav_menu/foot",
                "foot",
                "Foot",
                ("footer",),
                (MenuItem("Elsewhere", url="https://example.org/a?b=1&c"),),
            ),
        ),
        sidebars={
            "sidebar-1": (
                Widget("text", Structure({"title": "Hello", "text": "See {launcher:url:/about/}", "filter": True})),
                Widget("block", Structure({"content": "<!-- wp:search /-->"})),
            )
        },
    )


def _pages() -> tuple[Post, ...]:
    date = "2024-03-01 08:00:00"
    return (
        Post("page/home", "page", "home", "Home", "<p>{launcher:id:post/first}</p>", date=date, order=1),
        Post("page/blog", "page", "blog", "Blog", date=date, order=2),
        Post("page/about", "page", "about", "About", AWKWARD, date=date, order=3, template="templates/wide.php"),
        Post("page/about/team", "page", "team", "Team", parent="page/about", date=date, password="open sesame"),
    )


def _posts() -> tuple[Post, ...]:
    content = (
        '<!-- wp:image {"id":{launcher:id:attachment/hero},"sizeSlug":"large"} -->\n<figure class="wp-block-image">'
        '<img src="{launcher:upload:2024/05/hero.jpg}" class="wp-image-{launcher:id:attachment/hero}"/></figure>\n'
        "<!-- /wp:image -->{launcher:literal}id:x} {launcher:theme:style.css}"
    )
    return (
        Post(
            "post/first",
            "post",
            "first",
            "First & \\foremost",
            content,
            "An 'excerpt' \\",
            date="2024-05-01 12:00:00",
            modified="2024-06-01 12:00:00",
            author="author/amara",
            comments_open=True,
            pings_open=True,
            sticky=True,
            thumbnail="attachment/hero",
            terms=("category/local", "post_tag/tea"),
            meta=(
                ("plain", "one"),
                ("plain", "two"),
                ("awkward", AWKWARD),
                ("related", Structure([{"$id": "page/about"}, "{launcher:id:page/home}", 3, False])),
                ("broken", 'a:1:{s:3:"too short";}'),
                ("empty", ""),
            ),
            comments=(
                Comment(
                    "comment/1",
                    "Cy",
                    "Nice \\ <b>work</b>",
                    "2024-05-02 09:00:00",
                    "2024-05-02 07:00:00",
                    "cy@example.com",
                ),
                Comment(
                    "comment/2", "Amara", "Thanks", "2024-05-02 10:00:00", "", parent="comment/1", user="author/amara"
                ),
                Comment(
                    "comment/3", "Di", "Waiting", "2024-05-03 10:00:00", "", approved=False, url="https://example.org"
                ),
            ),
        ),
        Post("post/plain", "post", "plain", "Plain", "<p>x</p>", date="2024-05-04 12:00:00", terms=("category/news",)),
        Post("post/draft", "post", "", "A draft", "<p>Not yet</p>", status="draft", date="2024-05-05 12:00:00"),
        Post("post/later", "post", "later", "Later", "<p>Later</p>", status="future", date="2099-01-01 12:00:00"),
        Post(
            "post/secret", "post", "secret", "Secret", status="private", date="2024-05-06 12:00:00", author="author/bo"
        ),
    )


def _attachment(picture: File) -> Post:
    return Post(
        "attachment/hero",
        "attachment",
        "hero",
        "Hero",
        "A description",
        "A caption",
        status="inherit",
        date="2024-04-01 12:00:00",
        parent="post/first",
        mime_type="image/jpeg",
        meta=(("_wp_attachment_image_alt", "A hill \\ at dawn"),),
        file=picture,
    )


def _others() -> tuple[Post, ...]:
    return (
        Post("book/tea", "book", "tea", "A type that nobody registers", date="2024-04-01 12:00:00"),
        Post("wp_block/note", "wp_block", "note", "A pattern", "<!-- wp:separator /-->", date="2024-04-01 12:00:00"),
        Post(
            "wp_navigation/menu",
            "wp_navigation",
            "menu",
            "Navigation",
            '<!-- wp:navigation-link {"label":"About","type":"page","id":{launcher:id:page/about},'
            '"url":"{launcher:url:/about/}","kind":"post-type"} /-->',
            date="2024-04-01 12:00:00",
        ),
    )


def _entries() -> tuple[MenuItem, ...]:
    return (
        MenuItem("", "post_type", "page/home"),
        MenuItem(
            "More \\ of us",
            "post_type",
            "page/about",
            classes=("a", "b"),
            description="What & who",
            children=(
                MenuItem("Local", "taxonomy", "category/local", children=(MenuItem("Deep", url="{launcher:url:/x/}"),)),
                MenuItem("Team", "post_type", "page/about/team", target="_blank", relation="me", attribute="T'itle"),
            ),
        ),
        MenuItem("Posts", "post_type_archive", "post"),
    )
