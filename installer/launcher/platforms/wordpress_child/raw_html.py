"""HTML that an author wrote into Markdown: what a block of the core says as well becomes that block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements that a group block can be; ``main`` and ``header`` belong to templates.
CONTAINERS = ("div", "section", "article", "aside", "footer")
# What a group keeps, and what it can do without: a label that editors before 6.6 have no place for.
_KEPT, _DROPPED = frozenset({"class", "id"}), frozenset({"aria-label", "aria-labelledby", "role"})
_OPENING = re.compile(r"\s*<([a-z]+)((?:\s[^<>]*)?)>\s*", re.IGNORECASE)
_BLOCK_COMMENT = re.compile(r"<!--(\s+/?)wp:")
#: Elements that hold nothing and are not closed.
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass(frozen=True, slots=True)
class Container:
    """An element that holds blocks."""

    element: str
    classes: str = ""
    anchor: str = ""
    plain: bool = True  # a group says all that it says


@dataclass(slots=True)
class Film:
    """A video with its caption, as far as the video block knows."""

    sources: list[str] = field(default_factory=list)
    poster: str = ""
    caption: str = ""
    controls: bool = False


def neutral(html: str) -> str:
    """Return HTML in which no comment is taken for the beginning or end of a block."""
    return _BLOCK_COMMENT.sub(r"<!--\1wp-", html)


def opening_of(html: str) -> Container | None:
    """Return the element that a piece of HTML opens and does nothing else; None for any other."""
    found = _OPENING.fullmatch(html)
    if found is None or found[1].lower() not in CONTAINERS or found[2].endswith("/"):
        return None
    parser = _Attributes()
    parser.feed(html)
    known = parser.attributes.keys() <= _KEPT | _DROPPED
    return Container(
        found[1].lower(),
        " ".join(parser.attributes.get("class", "").split()),
        parser.attributes.get("id", ""),
        plain=known,
    )


def closes(html: str, element: str) -> bool:
    """Say whether a piece of HTML is the end of an element and nothing else."""
    return re.fullmatch(rf"\s*</{element}\s*>\s*", html, re.IGNORECASE) is not None


def closed(html: str) -> str:
    """Return HTML in which every element that is opened is closed, in order, and nothing else is.

    A browser closes it all the same; editors before 6.2 call a block broken that their browser had to mend.
    """
    parser = _Closer()
    parser.feed(html)
    parser.close()
    return parser.finished()


def film_of(html: str) -> Film | None:
    """Return the film of ``<video>``, alone or in a ``<figure>`` with a caption; None where there is more."""
    if "<video" not in html.lower():
        return None
    parser = _FilmParser()
    parser.feed(html)
    parser.close()
    return parser.film if parser.is_film and parser.film.sources else None


class _Closer(HTMLParser):
    """Writes what it reads, with the end tags that are missing and without those that end nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._written: list[str] = []
        self._open: list[str] = []

    def finished(self) -> str:
        """Return all of it, everything closed."""
        return "".join([*self._written, *(f"</{tag}>" for tag in reversed(self._open))])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._written.append(self.get_starttag_text() or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs
        self._written.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            last = self._open.pop()
            self._written.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self._written.append(data)

    def handle_entityref(self, name: str) -> None:
        self._written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._written.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._written.append(f"<!--{data}-->")


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.attributes = {name: words or "" for name, words in attrs}


class _FilmParser(HTMLParser):
    """Collects a film; what stands inside of ``<video>`` for browsers without it, the block has no place for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.film = Film()
        self.is_film = True
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: words or "" for name, words in attrs}
        if "figcaption" in self._open:
            self.film.caption += self.get_starttag_text() or ""
        elif tag == "video" and self._open in ([], ["figure"]) and not self.film.sources:
            self.film.poster = values.get("poster", "")
            self.film.controls = "controls" in values
            if values.get("src"):
                self.film.sources.append(values["src"])
        elif tag == "source" and "video" in self._open:
            self.film.sources.append(values.get("src", ""))
        elif not (tag == "figure" and not self._open) and tag != "figcaption" and "video" not in self._open:
            self.is_film = False
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.is_film = False
        elif "figcaption" in self._open:
            self.film.caption += f"</{tag}>"

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, written: str) -> None:
        if "figcaption" in self._open:
            self.film.caption += written
        elif written.strip() and "video" not in self._open:
            self.is_film = False
