"""Put answers into a site document: each as the text around it needs it, none as markup or as a token."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from launcher.demo.fields import did_you_mean
from launcher.demo.wordpress.texts import change_texts, texts_of
from launcher.demo.wordpress.tokens import OPENING, escape_tokens, find_tokens, replace_tokens
from launcher.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from launcher.demo.model import AnswerValue
    from launcher.demo.wordpress.document import Post, SiteDocument
    from launcher.demo.wordpress.texts import Keys
    from launcher.demo.wordpress.tokens import Token

_COMMENT, _COMMENT_END = "<!--", "-->"
# As serialize_block_attributes of wp-includes/blocks.php writes them, so that no text ends the comment around it.
_IN_COMMENTS = {"--": "\\u002d\\u002d", "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", '\\"': "\\u0022"}


def put_answers(document: SiteDocument, answers: Mapping[str, AnswerValue]) -> SiteDocument:
    """Return the document with each ``{launcher:answer:KEY}`` replaced; ContentError for an option there is not.

    In posts that are not in memory it is replaced, or refused, when they are gone through.
    """

    def change(_keys: Keys, text: str, html: bool) -> str:  # noqa: FBT001 - as a Change is called
        def answer(token: Token) -> str | None:
            if token.kind != "answer":
                return None
            if token.argument not in answers:
                raise ContentError(_unasked(token.argument, answers))
            written = _written(answers[token.argument])
            if html:
                written = _in_block(written) if _is_in_comment(text, token.start) else escape(written)
            return escape_tokens(written)

        return replace_tokens(text, answer)

    return change_texts(document, change)


def unknown_answers(thing: SiteDocument | Post, known: Collection[str], keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Yield where below ``keys`` a text asks for an answer to a question that nobody asks, and what is wrong."""
    for place, text, _ in texts_of(thing, keys):
        if OPENING in text:
            for token in find_tokens(text):
                if token.kind == "answer" and token.argument not in known:
                    yield place, _unasked(token.argument, known)


def _unasked(key: str, known: Collection[str]) -> str:
    return f'a text asks for an option "{key}"{did_you_mean(key, known)}, which there is not'


def _written(answer: AnswerValue) -> str:
    """Return an answer as PHP writes it."""
    if isinstance(answer, bool):
        return "1" if answer else ""
    return str(answer)


def _is_in_comment(text: str, position: int) -> bool:
    """Say whether a place in HTML is inside of a comment, as the attributes of blocks are."""
    opened = text.rfind(_COMMENT, 0, position)
    return opened >= 0 and text.find(_COMMENT_END, opened, position) < 0


def _in_block(text: str) -> str:
    """Return a text as it stands inside of a string among the attributes of a block."""
    written = json.dumps(text, ensure_ascii=False)[1:-1]
    for plain, safe in _IN_COMMENTS.items():
        written = written.replace(plain, safe)
    return written
