from __future__ import annotations

import pytest

from launcher.demo.content.library import read_library
from launcher.errors import ContentError


def post(date: str, **fields: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: T\ndate: {date}\n{lines}---\nText\n"


def test_posts_come_newest_first_and_pages_in_their_order() -> None:
    library = read_library(
        {
            "content/posts/b.md": post("2024-05-01"),
            "content/posts/a.md": post("2024-05-01"),
            "content/posts/c.md": post("2024-05-01T10:00:00+02:00"),
            "content/posts/d.md": post("2024-06-01", draft="true"),
            "content/pages/x.md": "---\ntitle: X\norder: 2\n---\n",
            "content/pages/y.md": "---\ntitle: Y\norder: 1\n---\n",
            "content/pages/z.md": "---\ntitle: A\norder: 2\n---\n",
        },
        root="content",
    )
    assert [article.slug for article in library.posts] == ["c", "a", "b"]
    assert [article.slug for article in library.pages] == ["y", "z", "x"]


def test_authors_menus_data_and_comments_are_read() -> None:
    library = read_library(
        {
            "content/authors.yaml": "ann:\n  name: Ann\n  links: [{title: Site, url: https://a.example}]\n",
            "content/menus.yaml": "main:\n  - {title: A, url: /a/, children: [{title: B, url: /b/}]}\n",
            "content/data/hours.yaml": "- {day: Mon, open: 09:00}\n",
            "content/posts/a.md": post("2024-05-01", author="ann"),
            "content/comments/a.yaml": "- {id: 1, author: B, date: 2024-05-02, body: x, approved: true}\n",
        },
        root="content",
    )
    assert library.authors["ann"].links[0].url == "https://a.example"
    assert library.menus["main"][0].children[0].title == "B"
    assert library.data == {"hours": [{"day": "Mon", "open": "09:00"}]}
    assert [comment.author for comment in library.comments["a"]] == ["B"]


def test_comments_on_a_draft_wait_with_it() -> None:
    files = {"content/posts/a.md": post("2024-05-01", draft="true"), "content/comments/a.yaml": "[]"}
    assert read_library(files, root="content").posts == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"posts/a.txt": "x"}, "content/posts/a.txt: the file has no place in the content model"),
        ({"post/a.md": "x"}, "content/post/a.md: the file has no place in the content model"),
        ({"posts/a.md": post("2024-05-01", author="an"), "authors.yaml": "ann: {name: A}"},
         'content/posts/a.md:4: there is no author "an" in authors.yaml (did you mean "ann"?)'),
        ({"comments/b.yaml": "[]", "posts/bb.md": post("2024-05-01")},
         'content/comments/b.yaml: there is no post with the slug "b"'),
        ({"data/opening-hours.yaml": "a: 1"}, "content/data/opening-hours.yaml: a data file's name must be"),
        ({"authors.yaml": "ann: {name: A, mail: x}"}, 'content/authors.yaml:1: unknown key "mail"'),
        ({"authors.yaml": "ann: {role: A}"}, 'content/authors.yaml:1: the author "ann" lacks the key "name"'),
        ({"menus.yaml": "main: [{title: A}]"}, 'content/menus.yaml:1: a menu entry lacks the key "url"'),
        ({"menus.yaml": 'main: [{title: A, url: "javascript:x()"}]'}, '"url" must be a path or begin with'),
        ({"menus.yaml": 'main: [{title: A, url: " java\\tscript:x()"}]'}, '"url" must be a path or begin with'),
        ({"authors.yaml": 'a: {name: A, links: [{title: B, url: "data:text/html,x"}]}'}, '"url" must be a path'),
        ({"menus.yaml": "main-menu: []"}, "content/menus.yaml:1: a menu's name must be"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file(files: dict[str, str], message: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_library({f"content/{name}": text for name, text in files.items()}, root="content")
    assert message in str(caught.value)
