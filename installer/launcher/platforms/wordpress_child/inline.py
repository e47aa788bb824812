"""The inside of a paragraph, heading or cell: inline tokens of Markdown as the editor's rich text holds them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.platforms.wordpress_child.blocks import tag, text
from launcher.platforms.wordpress_child.raw_html import VOID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markdown_it.token import Token

    from launcher.platforms.wordpress_child.media import Media

_ELEMENTS = {f"{name}_open": f"<{name}>" for name in ("strong", "em", "s")} | {
    **{f"{name}_close": f"</{name}>" for name in ("strong", "em", "s")},
    "link_close": "</a>",
    "softbreak": " ",
    "hardbreak": "<br>",
}
_HTML_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)[^>]*?(/?)>")


def inline_html(tokens: Sequence[Token], media: Media) -> str:
    """Return inline tokens as rich text; pictures and links lead to where they are in WordPress."""
    return "".join(_piece(token, media) for token in tokens)


def is_balanced(tokens: Sequence[Token]) -> bool:
    """Say whether the author's own tags in it are closed in order, without which an editor would mend the text."""
    open_tags: list[str] = []
    for token in tokens:
        if token.type != "html_inline":
            continue
        found = _HTML_TAG.fullmatch(token.content)
        if found is None:
            if not token.content.startswith("<!--"):
                return False
        elif found[1]:
            if not open_tags or open_tags.pop() != found[2].lower():
                return False
        elif not found[3] and found[2].lower() not in VOID:
            open_tags.append(found[2].lower())
    return not open_tags


def words(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens, as an alternative text has it."""
    return "".join(
        " " if token.type in {"softbreak", "hardbreak"} else words(token.children) if token.children else token.content
        for token in tokens
    )


def _piece(token: Token, media: Media) -> str:
    special = _SPECIAL.get(token.type)
    if special is not None:
        return special(token, media)
    return _ELEMENTS[token.type] if token.type in _ELEMENTS else text(token.content)


def _link(token: Token, media: Media) -> str:
    title = str(token.attrGet("title") or "")
    return tag("a", (("href", media.address(str(token.attrGet("href") or ""))), ("title", title)))


def _footnote(token: Token, _: Media) -> str:
    number = token.meta["id"] + 1
    again = f":{token.meta['subId']}" if token.meta["subId"] > 0 else ""
    link = tag("a", (("href", f"#fn{number}"), ("id", f"fnref{number}{again}")))
    return f'<sup class="footnote-ref">{link}[{number}{again}]</a></sup>'


def _image(token: Token, media: Media) -> str:
    source, alt = str(token.attrGet("src") or ""), words(token.children or [])
    number = media.attach(source, alt=alt)
    return tag("img", (("class", f"wp-image-{number}" if number else ""), ("src", media.address(source)), ("alt", alt)))


_SPECIAL: Mapping[str, Callable[[Token, Media], str]] = {
    "code_inline": lambda token, _: f"<code>{text(token.content)}</code>",
    "footnote_ref": _footnote,
    "html_inline": lambda token, media: media.rewrite(token.content),
    "image": _image,
    "link_open": _link,
}
