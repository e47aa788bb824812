from __future__ import annotations

import pytest

from launcher.demo.content.articles import Picture, read_article
from launcher.errors import ContentError

FULL = """---
title: "A title: with a colon"
slug: my-slug
date: 2024-05-31 09:30
updated: 2024-06-01
author: ann
categories: [Desk life]
tags:
  - neck
image: {src: /images/a.jpg, alt: An image, caption: Nice}
template: wide.html
comments: false
redirect_from: [/old/, /older.html]
order: -3
menu_title: Short
extra: {anything: [1, two]}
---

The text.
"""


def test_every_key_is_read() -> None:
    article = read_article(FULL, path="content/posts/x.md", kind="post")
    assert article.title == "A title: with a colon"
    assert (article.slug, article.date, article.updated) == ("my-slug", "2024-05-31T09:30", "2024-06-01")
    assert (article.categories, article.tags) == (("Desk life",), ("neck",))
    assert article.image == Picture("/images/a.jpg", "An image", "Nice")
    assert (article.template, article.comments, article.draft) == ("wide.html", False, False)
    assert (article.redirect_from, article.order, article.menu_title) == (("/old/", "/older.html"), -3, "Short")
    assert article.extra == {"anything": [1, "two"]}
    assert (article.body, article.body_line) == ("\nThe text.\n", 18)


def test_the_slug_comes_from_the_file_name() -> None:
    assert read_article("---\ntitle: a\n---\n", path="content/pages/about-us.md", kind="page").slug == "about-us"
    assert read_article("---\ntitle: a\n---\n", path="content/pages/Über uns!.md", kind="page").slug == "uber-uns"


def test_posts_take_comments_and_pages_do_not() -> None:
    assert read_article("---\ntitle: a\ndate: 2024-05-01\n---\n", path="p.md", kind="post").comments
    assert not read_article("---\ntitle: a\n---\n", path="p.md", kind="page").comments


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    article = read_article("\ufeff---\r\ntitle: a\r\n---\r\nText\r\n", path="p.md", kind="page")
    assert (article.title, article.body) == ("a", "Text\r\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: a", "x.md:1: the file does not begin with front matter"),
        ("---\ntitle: a\n", "x.md:1: the front matter has no closing ---"),
        ("---\n---\n", "x.md:2: the front matter must be a mapping"),
        ("---\ndate: 2024-05-01\n---\n", 'x.md:2: the front matter lacks the key "title"'),
        ("---\ntitle: a\n---\n", 'x.md:2: the front matter lacks the key "date"'),
        ("---\ntitle: a\ndate: 2024-05-01\ntag: [b]\n---\n", 'x.md:4: unknown key "tag" (did you mean "tags"?)'),
        ("---\ntitle: a\ndate: yesterday\n---\n", 'x.md:3: "date": "yesterday" is no date such as'),
        ("---\ntitle: a\ndate: 2024-02-30\n---\n", 'x.md:3: "date": "2024-02-30" is a date that does not exist'),
        ("---\ntitle: 404\ndate: 2024-05-01\n---\n", 'x.md:2: "title" must be text, not the number 404'),
        ("---\ntitle: a\ndate: 2024-05-01\ntags: neck\n---\n", 'x.md:4: "tags" must be a list'),
        ("---\ntitle: a\ndate: 2024-05-01\ntags: [a, a]\n---\n", 'x.md:4: "tags" has "a" twice'),
        ("---\ntitle: a\ndate: 2024-05-01\ntags: ['!']\n---\n", 'x.md:4: "tags" has "!", which has no letter'),
        ("---\ntitle: a\ndate: 2024-05-01\nslug: a/b\n---\n", 'x.md:4: "slug" must be letters, digits, hyphens, not'),
        ("---\ntitle: a\ndate: 2024-05-01\nslug: ..\n---\n", 'x.md:4: "slug" must be'),
        ("---\ntitle: a\ndate: 2024-05-01\ndraft: yes\n---\n", 'x.md:4: "draft" must be true or false'),
        ("---\ntitle: a\ndate: 2024-05-01\nimage: /a.jpg\n---\n", 'x.md:4: "image" must be a mapping'),
        ("---\ntitle: a\ndate: 2024-05-01\nredirect_from: [../x]\n---\n", 'x.md:4: "redirect_from" must hold paths'),
        ("---\ntitle: a\ndate: 2024-05-01\nredirect_from: [/a/../b]\n---\n", 'x.md:4: "redirect_from"'),
    ],
)
def test_a_mistake_in_front_matter_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_article(text, path="x.md", kind="post")
    assert message in str(caught.value)
