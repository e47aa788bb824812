from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.wordpress.tokens import Token, escape_tokens, find_tokens, replace_tokens, token

TEXTS = st.lists(st.sampled_from(["{launcher:", "literal}", "id:", "a}", "{", "x", "}"]), max_size=8).map("".join)


def test_tokens_are_found_where_they_stand() -> None:
    text = 'a{launcher:id:post/x}"{launcher:literal}'
    assert list(find_tokens(text)) == [Token(1, 21, "id", "post/x"), Token(22, 40, "literal")]


@given(TEXTS)
def test_a_text_that_is_escaped_arrives_as_it_was(text: str) -> None:
    def expand(found: Token) -> str:
        assert found.kind == "literal"
        return "{launcher:"

    assert replace_tokens(escape_tokens(text), expand) == text


@pytest.mark.parametrize(
    "text", ["{launcher:", "{launcher:id:}", "{launcher:id:a{b}", "{launcher:literal:x}", "{launcher:no:x}"]
)
def test_a_token_that_is_written_wrongly_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no token"):
        list(find_tokens(text))


def test_a_token_that_nothing_replaces_stays() -> None:
    assert replace_tokens("a{launcher:id:x}b", lambda _: None) == "a{launcher:id:x}b"


def test_what_cannot_be_named_in_a_token_is_refused() -> None:
    assert token("upload", "2024/05/a b.jpg") == "{launcher:upload:2024/05/a b.jpg}"
    with pytest.raises(ValueError, match="cannot be named"):
        token("id", "a}b")
