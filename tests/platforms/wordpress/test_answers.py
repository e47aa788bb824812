from __future__ import annotations

import json
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.wordpress.document import Comment, Post, SiteDocument, Structure, Theme
from launcher.demo.wordpress.tokens import OPENING, Token, replace_tokens
from launcher.errors import ContentError
from launcher.platforms.wordpress.answers import put_answers

TOKEN = "{launcher:answer:name}"


def content(text: str, answer: str | bool | int) -> str:
    document = put_answers(SiteDocument(posts=(Post("p", "page", "p", "P", text),)), {"name": answer})
    return document.posts[0].content


@pytest.mark.parametrize(("answer", "written"), [("A & <b>", "A &amp; &lt;b&gt;"), (7, "7"), (True, "1"), (False, "")])
def test_an_answer_is_text_in_html(answer: str | bool | int, written: str) -> None:
    assert content(f"<p>{TOKEN}</p>", answer) == f"<p>{written}</p>"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_answer_among_the_attributes_of_a_block_stays_a_value(answer: str) -> None:
    text = content(f'<!-- wp:x {{"a":"{TOKEN}"}} --><p>-</p><!-- /wp:x -->', answer)
    head, _, rest = text.removeprefix("<!-- wp:x ").partition(" -->")
    assert rest == "<p>-</p><!-- /wp:x -->"
    assert "--" not in head
    value = replace_tokens(json.loads(head)["a"], lambda _: OPENING)
    assert value == answer


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.just("{launcher:id:page/secret}"))
def test_an_answer_is_never_a_token_itself(answer: str) -> None:
    def expand(token: Token) -> str:
        assert token.kind == "literal"
        return OPENING

    assert unescape(replace_tokens(content(TOKEN, answer), expand)) == answer


def test_settings_take_an_answer_as_it_is() -> None:
    document = SiteDocument(
        title=TOKEN,
        theme=Theme("s", mods={"m": Structure([TOKEN])}),
        options={"o": f"{TOKEN}!"},
        posts=(Post("p", "page", "p", TOKEN, comments=(Comment("c", TOKEN, "x", "", ""),)),),
    )
    put = put_answers(document, {"name": "A & B"})
    assert (put.title, put.options["o"]) == ("A & B", "A & B!")
    assert put.theme is not None
    assert put.theme.mods["m"] == Structure(["A & B"])
    assert (put.posts[0].title, put.posts[0].comments[0].author) == ("A &amp; B", "A &amp; B")


def test_other_tokens_stay() -> None:
    assert content("{launcher:id:p}{launcher:literal}", "x") == "{launcher:id:p}{launcher:literal}"


def test_an_option_that_nobody_asks_is_named() -> None:
    with pytest.raises(ContentError, match=r'option "nam" \(did you mean "name"\?\)'):
        put_answers(SiteDocument(title="{launcher:answer:nam}"), {"name": "x"})
