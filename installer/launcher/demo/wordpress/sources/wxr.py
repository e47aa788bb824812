"""Read WXR, WordPress's export format, part by part: whatever its length, one post at a time is in memory.

Versions 1.0 to 1.2 differ in the names of their namespaces alone, and some files write those with ``https``: the
document's own say which is which. Format: wp-admin/includes/export.php of WordPress.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from launcher.demo.wordpress.rules import LONGEST_POST, read_moment
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: How a file must begin to be taken for an export: an XML document whose first element is RSS with WordPress's names.
HEAD_SIZE = 4096
_HEAD = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss)\b")
_NAMESPACE = re.compile(rb'=\s*["\']https?://(?:www\.)?wordpress\.org/export/')
_PREFIXES = (
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/\d+\.\d+/excerpt/?"), "excerpt:"),
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/\d+\.\d+/?"), "wp:"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content:"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc:"),
)
_PARTS = frozenset({"item", "wp:author", "wp:category", "wp:tag", "wp:term"})
_VERSIONS = frozenset({"1.0", "1.1", "1.2"})
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CHUNK = 256 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SIXTEEN_BITS = (b"\xff\xfe", b"\xfe\xff")
# WordPress writes the control characters of a post, pasted from elsewhere, as they are, and XML has no form for them. A
# space is as long, so that the lengths of serialised values stay right.
_TO_SPACES = bytes(32 if code < 32 and code not in b"\t\n\r" else code for code in range(256))
_HINTS = {
    4: "bytes that are no UTF-8 stand there: `iconv -c -f utf-8 -t utf-8` takes them out",  # XML_ERROR_INVALID_TOKEN
    9: "a copy of the file may have two exports in it: keep the first",  # XML_ERROR_JUNK_AFTER_DOC_ELEMENT
}
#: Most bytes of one part's texts; most elements of one, and levels of nesting.
MAX_PART = LONGEST_POST
MAX_ELEMENTS = 500_000
_MAX_DEPTH = 16


def number_in(text: str) -> int:
    """Return the number of a thing, which is written in digits; 0 for any other text."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def line_in(text: str, most: int) -> str:
    """Return a text on one line of at most as many characters, without those that nobody can see."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:most].rstrip()


def moment_in(text: str) -> str:
    """Return a date and time of a thing, "" for zeros and for what is no day of a calendar."""
    try:
        return read_moment(text.strip())
    except ValueError:
        return ""


@dataclass(slots=True)
class Element:
    """An element of a part: its name with a prefix of ours (``wp:``, ``content:``, ``excerpt:``, ``dc:``), its text."""

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the text of the first child of a name, "" where there is none."""
        return next((child.text for child in self.children if child.name == name), "")

    def every(self, name: str) -> Iterator[Element]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield key and value of every meta field that is an element of a name."""
        return ((child.get("wp:meta_key"), child.get("wp:meta_value")) for child in self.every(name))


def is_wxr(head: bytes) -> bool:
    """Say whether a file that begins so is an export of WordPress."""
    return _HEAD.match(head) is not None and _NAMESPACE.search(head) is not None


def read_wxr(path: Path) -> Iterator[Element]:
    """Yield the channel (its plain fields as children) and then each author, term and item of an export, in order.

    Raises DemoError, with a line, for what is no XML, has a document type declaration (nothing of WordPress's has, and
    entities could make a small file huge), is of an unknown version or beyond the limits, and one that ends early.
    """
    parser = _Parser(path)
    try:
        with path.open("rb") as opened:
            yield from parser.begin(opened.read(_CHUNK))
            while chunk := opened.read(_CHUNK):
                yield from parser.feed(chunk)
        yield from parser.feed(b"", last=True)
    except OSError as error:
        raise DemoError(f"the export cannot be read: {error.strerror}", where=path) from error


class _Parser:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack: list[Element] = []
        self._pieces: list[str] = []
        self._channel = Element("channel", 0)
        self._done: list[Element] = []
        self._room, self._elements = MAX_PART, MAX_ELEMENTS
        self._told = False
        self._fed = 0
        self._above = 0  # lines before those that the parser counts
        self._table: bytes | None = _TO_SPACES
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def begin(self, chunk: bytes) -> Iterator[Element]:
        """Take the first bytes: what stands before the declaration, mostly an empty line of a theme's, does no harm."""
        if chunk.startswith(_SIXTEEN_BITS):
            self._table = None
        whole, chunk = chunk, chunk.removeprefix(_BYTE_ORDER_MARK).lstrip()
        self._above = whole[: len(whole) - len(chunk)].count(b"\n")
        yield from self.feed(chunk)

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[Element]:
        try:
            self._parser.Parse(chunk if self._table is None else chunk.translate(self._table), last)
        except expat.ExpatError as error:
            message = f"the export is no XML: {expat.ErrorString(error.code)}"
            hint = "it may be cut off: export it again" if last else _HINTS.get(error.code)
            raise DemoError(message, where=self._path, line=error.lineno + self._above, hint=hint) from error
        self._fed += len(chunk)
        if (
            self._fed - self._parser.CurrentByteIndex > MAX_PART
        ):  # a tag or comment, which the parser keeps until its end
            self._fail(f"one tag or comment of the export has more than {MAX_PART:,} bytes")
        if last and not self._told:
            self._check_version()
        done, self._done = self._done, []
        yield from done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(_prefixed(name), self._line(), attributes)
        if len(self._stack) >= _MAX_DEPTH:
            self._fail(f"the export is nested more than {_MAX_DEPTH} levels deep")
        if not self._stack and element.name != "rss":
            self._fail(f'the export begins with <{element.name}> instead of <rss version="2.0">')
        if element.name in _PARTS and len(self._stack) == 2:
            self._check_version()
            self._room, self._elements = MAX_PART, MAX_ELEMENTS
        self._elements -= 1
        if self._elements < 0:
            self._fail(f"one part of the export has more than {MAX_ELEMENTS:,} elements")
        for value in attributes.values():
            self._take(value)
        self._stack.append(element)
        self._pieces.clear()

    def _text(self, text: str) -> None:
        self._take(text)
        self._pieces.append(text)

    def _take(self, text: str) -> None:
        self._room -= len(text) if text.isascii() else len(text.encode())
        if self._room < 0:
            self._fail(f"one part of the export has more than {MAX_PART:,} bytes of text")

    def _end(self, _name: str) -> None:
        element = self._stack.pop()
        if not element.children:
            element.text = "".join(self._pieces)
        self._pieces.clear()
        if len(self._stack) > 2:
            self._stack[-1].children.append(element)
        elif len(self._stack) == 2 and element.name in _PARTS:
            self._done.append(element)
        elif len(self._stack) == 2 and not self._told:  # what stands between the parts is nothing of WordPress's
            self._channel.children.append(element)

    def _check_version(self) -> None:
        """Give the channel out before the first part of it."""
        if self._told:
            return
        version = self._channel.get("wp:wxr_version").strip()
        if version not in _VERSIONS:
            said = f'is of version "{version[:40]}"' if version else "does not say its version"
            self._fail(f"the export {said}; versions 1.0, 1.1 and 1.2 can be read")
        self._told = True
        self._done.append(self._channel)

    def _doctype(self, *_: object) -> NoReturn:
        self._fail("the export has a document type declaration, which no export of WordPress has")

    def _fail(self, message: str) -> NoReturn:
        raise DemoError(message, where=self._path, line=self._line())

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._above


def _prefixed(name: str) -> str:
    """Return an element's name with our prefix for its namespace; ``?`` for one that means nothing here."""
    namespace, found, local = name.rpartition(" ")
    if not found:
        return name
    return next((f"{prefix}{local}" for form, prefix in _PREFIXES if form.fullmatch(namespace)), f"?{local}")
