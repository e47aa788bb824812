"""Markdown to block markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.demo.content.markdown import MarkdownRenderer, Rendered
from launcher.demo.content.text import plain_text
from launcher.platforms.wordpress_child import blocks
from launcher.platforms.wordpress_child.inline import inline_html, is_balanced, words
from launcher.platforms.wordpress_child.raw_html import closed, closes, film_of, neutral, opening_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from launcher.platforms.wordpress_child.media import Media


class BlockRenderer(MarkdownRenderer):
    """Renders articles as blocks; what no block can hold becomes a block of HTML, as the static platform has it."""

    def __init__(self, media: Media) -> None:
        super().__init__(lambda _: None)
        self._media = media
        self._environment: dict[str, Any] = {}

    def render(self, text: str) -> Rendered:
        """Return one article as block markup; heading ids are unique in it."""
        self._environment = {}
        tokens, toc = self.parse(text, self._environment)
        for token in _with_inner(tokens):
            if token.type in {"html_block", "html_inline"}:
                token.content = neutral(token.content)
        markup = blocks.joined(self._blocks(tokens))
        return Rendered(markup, toc, plain_text(markup), self.lead(tokens))

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[str]:
        position = 0
        while position < len(tokens):
            if tokens[position].type == "html_block":
                end = self._end_of_html(tokens, position)
                yield self._html(tokens[position:end])
            else:
                end = _end(tokens, position)
                yield self._block(tokens[position:end])
            position = end

    def _block(self, part: Sequence[Token]) -> str:
        """Return the block of a part that stands between an opening token and the one that closes it."""
        kind = part[0].type
        if kind in {"bullet_list_open", "ordered_list_open"} and _is_plain_list(part):
            return self._list(part)
        if kind in {"heading_open", "table_open"} and all(is_balanced(token.children or []) for token in part):
            return self._heading(part) if kind == "heading_open" else blocks.table(*self._table(part))
        if kind in {"fence", "code_block"}:
            return blocks.code(part[0].content.removesuffix("\n"), part[0].info.partition(" ")[0])
        if kind == "hr":
            return blocks.separator()
        return self._of_blocks(part)

    def _of_blocks(self, part: Sequence[Token]) -> str:
        if part[0].type == "paragraph_open":
            return self._paragraph(part)
        if part[0].type == "blockquote_open":
            return blocks.quote(blocks.joined(self._blocks(part[1:-1])))
        return blocks.html(self._plain(part))

    def _heading(self, part: Sequence[Token]) -> str:
        return blocks.heading(self._inline(part[1]), int(part[0].tag[1:]), str(part[0].attrGet("id") or ""))

    def _paragraph(self, part: Sequence[Token]) -> str:
        inner = part[1].children or []
        kinds = [token.type for token in inner]
        if kinds in (["image"], ["link_open", "image", "link_close"]):
            picture = inner[kinds.index("image")]
            link = str(inner[0].attrGet("href") or "") if len(inner) > 1 else ""
            return self._image(picture, link)
        if not is_balanced(inner):
            return blocks.html(self._plain(part))
        return blocks.paragraph(self._inline(part[1]))

    def _image(self, token: Token, link: str) -> str:
        source, alt = str(token.attrGet("src") or ""), words(token.children or [])
        caption = str(token.attrGet("title") or "")
        return blocks.image(
            self._media.address(source),
            alt=alt,
            number=self._media.attach(source, alt=alt, caption=caption),
            caption=blocks.text(caption),
            link=self._media.address(link),
        )

    def _list(self, part: Sequence[Token]) -> str:
        items = []
        position = 1
        while position < len(part) - 1:
            end = _end(part, position)
            items.append(self._item(part[position + 1 : end - 1]))
            position = end
        start = int(part[0].attrGet("start") or 1)
        return blocks.list_of(items, ordered=part[0].type == "ordered_list_open", start=start)

    def _item(self, part: Sequence[Token]) -> str:
        said, position = "", 0
        if part and part[0].type == "paragraph_open":
            said, position = self._inline(part[1]), 3
        return said + blocks.joined(self._blocks(part[position:]))

    def _table(self, part: Sequence[Token]) -> tuple[list[list[tuple[str, str]]], list[list[tuple[str, str]]]]:
        head: list[list[tuple[str, str]]] = []
        body: list[list[tuple[str, str]]] = []
        rows = head
        for index, token in enumerate(part):
            if token.type == "tbody_open":
                rows = body
            elif token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                side = str(token.attrGet("style") or "").removeprefix("text-align:")
                rows[-1].append((self._inline(part[index + 1]), side))
        return head, body

    def _html(self, part: Sequence[Token]) -> str:
        """Return HTML of the author's: a group around blocks, a film, or the HTML itself."""
        opening = opening_of(part[0].content)
        if len(part) > 1 and opening is not None and opening.plain:
            inner = blocks.joined(self._blocks(part[1:-1]))
            return blocks.group(inner, element=opening.element, classes=opening.classes, anchor=opening.anchor)
        film = film_of(part[0].content) if len(part) == 1 else None
        if film is not None:
            self._media.attach(film.poster)
            return blocks.video(
                self._media.address(film.sources[0]),
                number=self._media.attach(film.sources[0]),
                poster=self._media.address(film.poster),
                caption=self._media.rewrite(" ".join(film.caption.split())),
                controls=film.controls,
            )
        return blocks.html(self._plain(part))

    def _end_of_html(self, tokens: Sequence[Token], start: int) -> int:
        """Return where the HTML that begins here ends: behind the closing tag where it opens an element."""
        opening = opening_of(tokens[start].content)
        if opening is None:
            return start + 1
        depth, position = 1, start + 1
        while position < len(tokens):
            token = tokens[position]
            if token.type == "html_block":
                inner = opening_of(token.content)
                depth += inner is not None and inner.element == opening.element
                depth -= closes(token.content, opening.element)
                if not depth:
                    return position + 1
            position = _end(tokens, position)
        return start + 1

    def _inline(self, token: Token) -> str:
        return inline_html(token.children or [], self._media)

    def _plain(self, part: Sequence[Token]) -> str:
        """Return a part as the static platform writes it, with the addresses of WordPress."""
        html: str = self.to_html(part, self._environment)
        return self._media.rewrite(closed(html))


def _with_inner(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _with_inner(token.children or ())


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return the position behind what the token at ``start`` opens."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth <= 0:
            return position + 1
    return len(tokens)


def _is_plain_list(part: Sequence[Token]) -> bool:
    """Say whether every entry is one paragraph and lists below it, which is all that a list block can hold."""
    position = 1
    while position < len(part) - 1:
        end = _end(part, position)
        inner = part[position + 1 : end - 1]
        start = 0
        if inner and inner[0].type == "paragraph_open":
            if not is_balanced(inner[1].children or []):
                return False
            start = 3
        while start < len(inner):
            stop = _end(inner, start)
            if inner[start].type not in {"bullet_list_open", "ordered_list_open"} or not _is_plain_list(
                inner[start:stop]
            ):
                return False
            start = stop
        position = end
    return True
