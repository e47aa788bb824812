"""Markdown to HTML: CommonMark with tables, strikethrough, footnotes, heading anchors, figures and image sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.demo.content.text import plain_text, slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    ImageSize = Callable[[str], Mapping[str, int] | None]


class Heading(NamedTuple):
    """A heading for a table of contents."""

    id: str
    text: str
    level: int


class Rendered(NamedTuple):
    """An article's HTML, its headings of level 2 to 4, what a reader sees of it, and its first paragraph."""

    html: str
    toc: tuple[Heading, ...]
    text: str
    lead: str


class MarkdownRenderer:
    """Renders articles; ``image_size`` gives the width and height of a root-relative image, or None."""

    def __init__(self, image_size: ImageSize) -> None:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.footnote import footnote_plugin

        self._image_size = image_size
        self._markdown: MarkdownIt = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self._markdown.use(footnote_plugin)

    def render(self, text: str) -> Rendered:
        """Return one article; heading ids are unique in it."""
        environment: dict[str, Any] = {}
        tokens, toc = self.parse(text, environment)
        self._mark_images(tokens)
        html = self.to_html(tokens, environment)
        return Rendered(html, toc, plain_text(html), self.lead(tokens))

    def parse(self, text: str, environment: dict[str, Any]) -> tuple[list[Token], tuple[Heading, ...]]:
        """Return the tokens of an article, every heading with an id, and its headings of level 2 to 4."""
        tokens = self._markdown.parse(text, environment)
        headings = self._mark_headings(tokens)
        return tokens, tuple(heading for heading in headings if 2 <= heading.level <= 4)

    def to_html(self, tokens: Sequence[Token], environment: dict[str, Any]) -> str:
        """Return tokens as HTML; ``environment`` is what :meth:`parse` was given."""
        html: str = self._markdown.renderer.render(tokens, self._markdown.options, environment)
        return html

    def _mark_headings(self, tokens: Sequence[Token]) -> list[Heading]:
        """Give every heading an id."""
        headings: list[Heading] = []
        used: set[str] = set()
        for index, token in enumerate(tokens):
            if token.type != "heading_open":
                continue
            text = _inline_text(tokens[index + 1])
            stem = slugify(text) or "section"
            name, count = stem, 1
            while name in used:
                count += 1
                name = f"{stem}-{count}"
            used.add(name)
            token.attrSet("id", name)
            headings.append(Heading(name, text, int(token.tag[1:])))
        return headings

    def _mark_images(self, tokens: Sequence[Token]) -> None:
        """Give images their size, and make a figure of an image with a title that stands alone in a paragraph."""
        for index, token in enumerate(tokens):
            if token.type != "inline" or not token.children:
                continue
            images = [child for child in token.children if child.type == "image"]
            for image in images:
                self._size(image)
            alone = [child.type for child in token.children] in (["image"], ["link_open", "image", "link_close"])
            opening = tokens[index - 1]
            if alone and opening.type == "paragraph_open" and images[0].attrGet("title"):
                _make_figure(opening, token, tokens[index + 1], images[0])

    def _size(self, image: Token) -> None:
        size = self._image_size(str(image.attrGet("src") or ""))
        if size:
            image.attrSet("width", str(size["width"]))
            image.attrSet("height", str(size["height"]))
            image.attrSet("loading", "lazy")
            image.attrSet("decoding", "async")

    def lead(self, tokens: Sequence[Token]) -> str:
        """Return the first paragraph with words in it, without markup."""
        for index, token in enumerate(tokens):
            if token.type == "paragraph_open" and token.level == 0 and token.tag == "p":
                text = _inline_text(tokens[index + 1])
                if text:
                    return text
        return ""


def _make_figure(opening: Token, inline: Token, closing: Token, image: Token) -> None:
    from markdown_it.token import Token

    caption = Token("text", "", 0, content=str(image.attrs.pop("title")))
    opening.tag = closing.tag = "figure"
    opening.attrSet("class", "figure")
    inline.children = [
        *(inline.children or []),
        Token("html_inline", "", 0, content="<figcaption>"),
        caption,
        Token("html_inline", "", 0, content="</figcaption>"),
    ]


def _inline_text(token: Token) -> str:
    """Return the words of an inline token; images have none, and code has its own."""
    words = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return " ".join("".join(words).split())
