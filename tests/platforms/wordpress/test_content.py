"""The site document of a bundle: articles, pages, people, comments and menus as WordPress keeps them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.demo.model import ContentLayout, WordPressLayout
from launcher.demo.wordpress.document import Post, SiteDocument, Structure
from launcher.demo.wordpress.references import document_problems
from launcher.errors import ContentError, TemplateError
from launcher.platforms.wordpress.answers import put_answers
from launcher.platforms.wordpress.content import site_document
from tests.support.memory_bundle import MemoryBundle

ARTICLE = """---
title: First
date: "2024-05-31"
updated: "2024-06-02T09:30:00+02:00"
author: ann
categories: [News]
tags: [Small talk]
excerpt: In short.
image: {src: /images/a.jpg, alt: A picture, caption: Taken here}
redirect_from: [/2019/old-name/]
---
Hello.
"""
AUTHORS = "ann: {name: Ann, role: Writer, bio: Writes., portrait: {src: /images/ann.png, alt: Ann herself}}\n"
PAGE = "---\ntitle: {title}\nslug: {slug}\n---\n{text}\n"
SIZES = {"images/a.jpg": (1200, 800), "images/ann.png": (300, 300)}


def page(slug: str, title: str = "A page", text: str = "Text.") -> str:
    return PAGE.format(slug=slug, title=title, text=text)


def made(files: dict[str, str], **answers: str | bool) -> SiteDocument:
    pictures = dict.fromkeys(SIZES, "a picture")
    bundle = MemoryBundle({**pictures, **files}, content=ContentLayout(), sizes=SIZES, wordpress=WordPressLayout())
    document = site_document(bundle, answers)
    assert list(document_problems(document)) == []
    return document


def post_of(document: SiteDocument, ref: str) -> Post:
    (found,) = (post for post in document.posts if post.ref == ref)
    return found


def test_an_article_becomes_a_post_with_its_dates_author_terms_and_picture() -> None:
    document = made({"content/posts/first.md": ARTICLE, "content/authors.yaml": AUTHORS})
    post = post_of(document, "post/first")
    assert (post.type, post.slug, post.title, post.status, post.excerpt) == (
        "post",
        "first",
        "First",
        "publish",
        "In short.",
    )
    assert (post.date, post.date_gmt) == ("2024-05-31 00:00:00", "")
    assert (post.modified, post.modified_gmt) == ("", "2024-06-02 07:30:00")
    assert (post.author, post.thumbnail) == ("author/ann", "attachment/images/a.jpg")
    assert post.terms == ("category/news", "tag/small-talk")
    assert post.content == "<!-- wp:paragraph -->\n<p>Hello.</p>\n<!-- /wp:paragraph -->"
    assert post.comments_open
    assert post.meta == (("_wp_old_slug", "old-name"), ("redirect_from", "/2019/old-name/"))
    assert [(term.taxonomy, term.slug, term.name) for term in document.terms] == [
        ("category", "news", "News"),
        ("post_tag", "small-talk", "Small talk"),
    ]


def test_pictures_become_attachments_in_a_folder_of_the_bundle_with_their_texts() -> None:
    document = made({"content/posts/first.md": ARTICLE, "content/authors.yaml": AUTHORS})
    picture = post_of(document, "attachment/images/a.jpg")
    assert (picture.mime_type, picture.excerpt, picture.status) == ("image/jpeg", "Taken here", "inherit")
    assert picture.meta == (("_wp_attachment_image_alt", "A picture"),)
    assert picture.file is not None
    assert (str(picture.file.source), str(picture.file.path)) == ("images/a.jpg", "clinic/images/a.jpg")
    assert (picture.file.width, picture.file.height) == (1200, 800)
    assert picture.slug != "first"
    (ann,) = document.authors
    assert (ann.login, ann.name, ann.description) == ("ann", "Ann", "Writes.")
    assert ann.meta == (("job_title", "Writer"), ("portrait", Structure({"$id": "attachment/images/ann.png"})))


def test_a_page_below_another_is_its_child_and_a_parent_that_nobody_wrote_is_made() -> None:
    document = made({"content/pages/a.md": page("help"), "content/pages/b.md": page("help/more/deep")})
    assert post_of(document, "page/help/more/deep").parent == "page/help/more"
    assert post_of(document, "page/help/more/deep").slug == "deep"
    between = post_of(document, "page/help/more")
    assert (between.title, between.slug, between.parent) == ("More", "more", "page/help")


def test_home_and_blog_are_the_front_page_and_the_posts_page_with_or_without_articles_of_their_own() -> None:
    document = made({"content/pages/home.md": page("home", "Welcome")})
    assert (document.front_page, document.posts_page) == ("page/home", "page/blog")
    assert post_of(document, "page/home").title == "Welcome"
    assert post_of(document, "page/blog").title == "Blog"
    assert (document.permalinks, document.posts_per_page) == ("/blog/%postname%/", 5)
    assert post_of(made({}, site_title="My site"), "page/home").title == "My site"


def test_pages_that_wordpress_has_by_itself_are_none_of_the_document() -> None:
    document = made({"content/pages/a.md": page("search"), "content/pages/b.md": page('"404"')})
    assert [post.ref for post in document.posts] == ["page/home", "page/blog"]


def test_a_draft_arrives_as_a_draft_without_a_date_in_utc() -> None:
    text = ARTICLE.replace("title: First", "title: First\ndraft: true").replace("2024-05-31", "2024-05-31T10:00:00Z")
    post = post_of(made({"content/posts/first.md": text, "content/authors.yaml": AUTHORS}), "post/first")
    assert (post.status, post.date, post.date_gmt) == ("draft", "2024-05-31 10:00:00", "")


def test_comments_keep_their_threads_and_those_of_an_author_are_theirs() -> None:
    comments = (
        '- {id: a, author: Bo, url: "https://bo.example/", date: "2024-06-01T08:00:00Z", approved: true, body: Hi}\n'
        '- {id: b, parent: a, author: Ann, date: "2024-06-02", approved: true, body: "<b>Yes</b><script>x</script>"}\n'
        '- {id: c, author: Cy, date: "2024-06-03", approved: false, body: Waiting}\n'
        '- {id: d, parent: c, author: Ann, date: "2024-06-04", approved: true, body: Reply}\n'
    )
    files = {
        "content/posts/first.md": ARTICLE,
        "content/authors.yaml": AUTHORS,
        "content/comments/first.yaml": comments,
    }
    first, reply, *waiting = post_of(made(files), "post/first").comments
    assert (first.author, first.url, first.date_gmt, first.user) == (
        "Bo",
        "https://bo.example/",
        "2024-06-01 08:00:00",
        "",
    )
    assert (reply.parent, reply.content, reply.user) == (first.ref, "<b>Yes</b>", "author/ann")
    assert first.approved
    assert reply.approved
    assert [(comment.author, comment.content, comment.approved) for comment in waiting] == [
        ("Cy", "Waiting", False),
        ("Ann", "Reply", False),
    ]


def test_menus_become_navigation_posts_and_classic_menus() -> None:
    menus = (
        "main:\n  - {title: Us & them, url: /about/, children: [{title: Prices, url: '/about/#prices'}]}\n"
        "  - {title: News, url: /category/news/}\n  - {title: Far, url: 'https://example.com/?a=1'}\n"
    )
    files = {
        "content/posts/first.md": ARTICLE,
        "content/authors.yaml": AUTHORS,
        "content/pages/about.md": page("about"),
        "content/menus.yaml": menus,
    }
    document = made(files)
    us = '"label":"Us \\u0026amp; them","type":"page","id":{launcher:id:page/about},"url":"{launcher:url:/about/}"'
    prices = '"label":"Prices","url":"{launcher:url:/about/}#prices","kind":"custom"'
    news = '"label":"News","type":"category","id":{launcher:id:category/news},"url":"{launcher:url:/category/news/}"'
    far = '"label":"Far","url":"https://example.com/?a=1","kind":"custom"'
    assert post_of(document, "wp_navigation/main").content == (
        f'<!-- wp:navigation-submenu {{{us},"kind":"post-type","isTopLevelItem":true}} -->\n'
        f'<!-- wp:navigation-link {{{prices},"isTopLevelLink":false}} /-->\n<!-- /wp:navigation-submenu -->\n\n'
        f'<!-- wp:navigation-link {{{news},"kind":"taxonomy","isTopLevelLink":true}} /-->\n\n'
        f'<!-- wp:navigation-link {{{far},"isTopLevelLink":true}} /-->'
    )
    (menu,) = document.menus
    assert (menu.slug, menu.locations) == ("main", ("main",))
    assert [(item.type, item.object, item.url) for item in menu.items] == [
        ("post_type", "page/about", ""),
        ("taxonomy", "category/news", ""),
        ("custom", "", "https://example.com/?a=1"),
    ]
    assert menu.items[0].children[0].url == "{launcher:url:/about/}#prices"


def test_a_template_of_blocks_writes_a_page_and_names_the_template_of_the_theme() -> None:
    files = {
        "content/pages/team.md": page("team", "Team", "*Words.*").replace(
            "slug: team", "slug: team\ntemplate: team.html"
        ),
        "content/authors.yaml": AUTHORS,
        "wordpress/blocks/team.html": (
            "---\ntemplate: wide\n---\n{% for author in authors %}"
            "<!-- wp:image {{ {'id': attachment(author.portrait.src)} | block_json }} -->\n"
            '<figure><img src="{{ author.portrait.src }}"/></figure>\n<!-- /wp:image -->{% endfor %}\n'
            '{{ page.content }} <a href="/author/ann/">{{ answers.phone }}</a>'
        ),
        "wordpress/themes/quiet/style.css": "/* Theme Name: Quiet */",
    }
    document = made(files, phone="<7>")
    post = post_of(document, "page/team")
    assert post.template == "wide"
    assert post.content == (
        '<!-- wp:image {"id":{launcher:id:attachment/images/ann.png}} -->\n<figure><img src="{launcher:upload:clinic/'
        'images/ann.png}"/></figure>\n<!-- /wp:image -->\n<!-- wp:paragraph -->\n<p><em>Words.</em></p>\n'
        '<!-- /wp:paragraph --> <a href="{launcher:url:/blog/author/ann/}">&lt;7&gt;</a>'
    )
    assert document.theme is not None
    assert document.theme.stylesheet == "quiet"


def test_files_that_go_into_the_theme_are_found_there() -> None:
    text = page(
        "a", text="![Mark](/assets/mark.png) and [a page](/a/?x=1#y), [find](/search/?q=me), [news](/feed.xml)."
    )
    layout = WordPressLayout(copy={PurePosixPath("assets"): PurePosixPath("themes/quiet/art")})
    bundle = MemoryBundle(
        {"content/pages/a.md": text, "assets/mark.png": "p", "wordpress/themes/quiet/style.css": ""},
        content=ContentLayout(),
        wordpress=layout,
    )
    content = post_of(site_document(bundle, {}), "page/a").content
    assert 'src="{launcher:theme:art/mark.png}"' in content
    assert 'href="{launcher:url:/a/}?x=1#y"' in content
    assert 'href="{launcher:url:/}?s=me"' in content
    assert 'href="{launcher:url:/feed/}"' in content


def test_text_that_looks_like_a_token_arrives_as_it_was_written() -> None:
    text = page("a", title='"{launcher:id:b}"', text="`{launcher:url:/x/}`")
    post = post_of(made({"content/pages/a.md": text}), "page/a")
    assert post.title == "{launcher:literal}id:b}"
    assert "<code>{launcher:literal}url:/x/}</code>" in post.content


def test_a_document_by_hand_is_added_to_that_of_the_articles() -> None:
    files = {
        "content/pages/a.md": page("a"),
        "wordpress/site.yaml": (
            "document: 1\noptions: {date_format: j F Y}\nposts:\n"
            "  - {ref: page/blog, type: page, slug: blog, title: Journal}\n"
        ),
        "wordpress/site.json": '{"document": 1, "tagline": "Packed"}',
    }
    document = made(files)
    assert document.options == {"category_base": "category", "tag_base": "tag", "date_format": "j F Y"}
    assert post_of(document, "page/blog").title == "Journal"
    assert document.tagline == "Packed"


ONE = '{"ref":"p","type":"post","slug":"s","title":"P"}\n'


def test_posts_in_parts_are_read_again_each_time_and_joined_with_those_of_articles() -> None:
    files = {
        "content/pages/a.md": page("a"),
        "wordpress/site.json": '{"document": 1, "parts": 2, "title": "{launcher:answer:name}"}',
        "wordpress/site/posts-0001.jsonl": '{"ref":"page/a","type":"page","slug":"a","title":"Other"}\n',
        "wordpress/site/posts-0002.jsonl": ONE.replace('"p"', '"post/b"').replace('"P"', '"{launcher:answer:name}"'),
    }
    document = put_answers(made(files), {"name": "B"})
    for _ in range(2):
        assert [(post.ref, post.title) for post in document.posts if post.ref in {"page/a", "post/b"}] == [
            ("page/a", "Other"),
            ("post/b", "B"),
        ]
    assert document.title == "B"
    assert document.posts[-1].ref == "post/b"
    assert len(document.posts) == len(list(document.posts)) > 2
    with pytest.raises(ContentError, match="an option"):
        list(put_answers(made(files), {}).posts)


@pytest.mark.parametrize(
    ("files", "where", "message"),
    [
        ({"site.json": '{"document":1,"parts":1}'}, "posts-0001.jsonl", "is missing"),
        ({"site/posts-0001.jsonl": ONE}, "posts-0001.jsonl", "is none of them"),
        (
            {"site.json": '{"document":1,"parts":1}', "site/posts-0001.jsonl": ONE, "site/posts-0002.jsonl": ONE},
            "posts-0002.jsonl",
            "is none of them",
        ),
        (
            {"site.json": '{"document":1,"parts":1}', "site/posts-0001.jsonl": " " * (16 * 1024 * 1024 + 2)},
            "posts-0001.jsonl",
            "the part is 16,777,218 bytes long",
        ),
    ],
)
def test_parts_that_do_not_fit_the_document_are_refused(files: dict[str, str], where: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        made({f"wordpress/{path}": text for path, text in files.items()})
    assert caught.value.where == f"wordpress/site/{where}"
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("files", "error", "where", "line"),
    [
        ({"content/pages/a.md": "no front matter"}, ContentError, "content/pages/a.md", 1),
        ({"wordpress/site.yaml": "document: 1\nnonsense: 2\n"}, ContentError, "wordpress/site.yaml", 2),
        ({"wordpress/blocks/home.html": "\n{{ nothing }}"}, TemplateError, "wordpress/blocks/home.html", 2),
        ({"wordpress/blocks/home.html": "---\nkind: x\n---\n"}, ContentError, "wordpress/blocks/home.html", 2),
        (
            {"wordpress/blocks/home.html": "---\ntemplate: a\n---\n\n{% if %}"},
            TemplateError,
            "wordpress/blocks/home.html",
            5,
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    files: dict[str, str], error: type[ContentError | TemplateError], where: str, line: int
) -> None:
    with pytest.raises(error) as caught:
        made(files)
    assert (str(caught.value.where), caught.value.line) == (where, line)
