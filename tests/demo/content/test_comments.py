from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.content.comments import ALLOWED, MAX_BODY, approved_comments, clean_body, read_comments
from launcher.errors import ContentError

LIST = {tag: set(attributes) for tag, attributes in ALLOWED}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def assert_within_the_list(html: str) -> None:
    seen = Seen()
    seen.feed(html)
    seen.close()
    for tag, attributes in seen.tags:
        assert tag in LIST
        assert set(attributes) <= LIST[tag]
        for name in {"href", "cite"} & set(attributes):
            assert (attributes[name] or "").lower().startswith(("http://", "https://"))
            assert (attributes[name] or "").isprintable()


def test_the_list_is_the_one_that_the_form_promises() -> None:
    assert {
        "a": {"href", "title"}, "abbr": {"title"}, "acronym": {"title"}, "b": set(), "blockquote": {"cite"},
        "cite": set(), "code": set(), "del": {"datetime"}, "em": set(), "i": set(), "q": {"cite"}, "s": set(),
        "strike": set(), "strong": set(),
    } == LIST  # fmt: skip


def test_everything_on_the_list_stays_as_it_is() -> None:
    body = (
        '<a href="https://a.example/?b=c" title="t">a</a> <abbr title="t">a</abbr> <acronym title="t">a</acronym>'
        ' <b>a</b> <blockquote cite="https://a.example/">a</blockquote> <cite>a</cite> <code>a</code>'
        ' <del datetime="2024-01-01">a</del> <em>a</em> <i>a</i> <q cite="http://a.example">a</q> <s>a</s>'
        " <strike>a</strike> <strong>a</strong> &amp; &lt;"
    )
    assert clean_body(body) == body


@pytest.mark.parametrize(
    ("body", "cleaned"),
    [
        ("<p>a</p><img src=x onerror=alert(1)>", "a"),
        ("<script>alert(1)</script>a<style>b</style>", "a"),
        ('<b title="t" class="c" style="x" lang="en" id="i">a</b>', "<b>a</b>"),
        ('<em dir="rtl">a</em>', "<em>a</em>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="java\nscript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="https://a.example/&#1;">a</a>', "<a>a</a>"),
        ('<a href="https://a.example/&#x202e;">a</a>', "<a>a</a>"),
        ('<a href="/blog/">a</a>', "<a>a</a>"),
        ('<a href="//evil.example/">a</a>', "<a>a</a>"),
        ('<a href="mailto:a@b.example">a</a>', "<a>a</a>"),
        ('<a href="https:">a</a>', "<a>a</a>"),
        ('<a rel="x" target="_blank" href="https://a.example">a</a>', '<a href="https://a.example">a</a>'),
        ('<q cite="data:text/html,x">a</q>', "<q>a</q>"),
        ("a<!-- b -->", "a"),
        ("<b>open", "<b>open</b>"),
        ("a\x00\x1bb", "ab"),
    ],
)
def test_what_is_beyond_the_list_is_removed(body: str, cleaned: str) -> None:
    assert clean_body(body) == cleaned


pieces = st.sampled_from(
    [
        "<a href='",
        "https://a.example/",
        "javascript:x",
        "' ",
        '"',
        ">",
        "</a>",
        "<b ",
        "title=x",
        "<svg>",
        "<math>",
        "<",
        "<style>",
        "</style>",
        "<script>",
        "&#1;",
        "&colon;",
        "\t",
        "\x01",
        "<q cite=",
        "<!--",
        "-->",
        "onclick=x ",
        "text",
        "<del datetime='",
        "<noscript>",
        "<p title='</p>",
        "<table>",
        "<select>",
        "]]>",
        "<![CDATA[",
    ]
)


@given(st.lists(pieces, max_size=30).map("".join) | st.text(max_size=100))
def test_nothing_beyond_the_list_comes_through(body: str) -> None:
    assert_within_the_list(clean_body(body))


@pytest.mark.parametrize("body", ["<b>" * 100_000, "x" * (MAX_BODY + 1)])
def test_a_body_that_no_person_wrote_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="the comment"):
        clean_body(body)


THREAD = """
- {id: 1, author: Ann, date: 2024-05-02, body: first, approved: true, url: "https://ann.example"}
- {id: 2, parent: 1, author: Bo, date: 2024-05-03, body: reply, approved: true}
- {id: c, author: Cy, date: 2024-05-01, body: earlier, approved: true}
- {id: d, author: Di, date: 2024-05-01, body: waiting, approved: false}
- {id: e, parent: d, author: Ed, date: 2024-05-04, body: reply to one that waits, approved: true}
- {id: f, author: Fi, date: 2024-05-04, body: nobody said yes}
"""


def test_approved_comments_come_as_a_tree_by_date() -> None:
    tree = approved_comments(read_comments(THREAD, path="c.yaml"))
    assert [(comment.id, [reply.id for reply in comment.replies]) for comment in tree] == [("c", []), ("1", ["2"])]
    assert tree[1].url == "https://ann.example"


def test_comments_that_wait_are_known_with_the_replies_to_them() -> None:
    tree = read_comments(THREAD, path="c.yaml")
    assert {comment.id: (comment.approved, [reply.id for reply in comment.replies]) for comment in tree} == {
        "c": (True, []),
        "d": (False, ["e"]),
        "1": (True, ["2"]),
        "f": (False, []),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", "c.yaml:1: the file must be a list of comments"),
        ("- 5", "c.yaml:1: a comment must be a mapping"),
        ("- {id: 1, author: A, date: 2024-05-01, body: x, email: y}", 'c.yaml:1: unknown key "email"'),
        ("- {id: 1, author: A, date: soon, body: x}", 'c.yaml:1: "date": "soon" is no date'),
        ("- {id: 1, author: A, date: 2024-13-01, body: x}", 'c.yaml:1: "date": "2024-13-01" is a date that does not'),
        ("- {id: 1, author: A, date: 2024-05-01, body: x, url: 'javascript:x'}", 'c.yaml:1: "url" must be an http'),
        ("- {id: a b, author: A, date: 2024-05-01, body: x}", 'c.yaml:1: "id" must be letters'),
        ("- {id: 1, parent: 9, author: A, date: 2024-05-01, body: x}", 'c.yaml:1: comment "1" replies to "9"'),
        ("- {id: 1, parent: 1, author: A, date: 2024-05-01, body: x}", 'c.yaml:1: comment "1" is in a circle'),
        ("- &x {id: 1}", "c.yaml:1: YAML anchors"),
        (
            THREAD.strip() + "\n- {id: c, author: A, date: 2024-05-01, body: x}",
            'c.yaml:7: the id "c" stands here twice',
        ),
    ],
)
def test_a_mistake_in_comments_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_comments(text, path="c.yaml")
    assert message in str(caught.value)
