"""Tokens: what stands in a site document's texts for things that only the installed site knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TokenKind = Literal["id", "url", "upload", "theme", "answer", "literal"]

#: How every token begins.
OPENING = "{launcher:"
#: What stands for that text itself.
LITERAL = "{launcher:literal}"
_KINDS = get_args(TokenKind)
_TOKEN = re.compile(r"\{launcher:(?:(literal)|(id|url|upload|theme|answer):([^{}\x00-\x1f\x7f]+))\}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a text: its characters from ``start`` to ``end``, its kind and what follows the second colon."""

    start: int
    end: int
    kind: TokenKind
    argument: str = ""


def find_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text in order; ValueError for one that is written wrongly."""
    position = text.find(OPENING)
    while position >= 0:
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError(
                f'"{text[position : position + 40]}" is no token: write {{launcher:KIND:WHAT}} with one of '
                f"{', '.join(_KINDS[:-1])}, or {LITERAL} for the text {OPENING} itself"
            )
        kind: TokenKind = next(known for known in _KINDS if known == (found[1] or found[2]))
        yield Token(position, found.end(), kind, found[3] or "")
        position = text.find(OPENING, found.end())


def replace_tokens(text: str, replacement: Callable[[Token], str | None]) -> str:
    """Return a text with each token replaced; one for which ``replacement`` returns None stays."""
    if OPENING not in text:
        return text
    pieces: list[str] = []
    position = 0
    for token in find_tokens(text):
        new = replacement(token)
        pieces += (text[position : token.start], text[token.start : token.end] if new is None else new)
        position = token.end
    return "".join((*pieces, text[position:]))


def escape_tokens(text: str) -> str:
    """Return a text of somebody's so that it arrives as it is, whatever stands in it."""
    return text.replace(OPENING, LITERAL)


def token(kind: TokenKind, argument: str) -> str:
    """Return a token; ValueError where what it names cannot be written in one."""
    written = f"{OPENING}{kind}:{argument}}}"
    if not _TOKEN.fullmatch(written):
        raise ValueError(f"{argument!r} cannot be named in a token")
    return written
