"""Find references in HTML and CSS by byte position, so that a file can be changed and nothing else in it moves.

The tokenizer follows the HTML standard's tokenization section as far as references need it; a parser that writes a
document anew would change every file. docs: https://html.spec.whatwg.org/multipage/parsing.html#tokenization
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from launcher.demo.css import Lines, Reference, scan_css, scan_css_in, trim, unescape_css
from launcher.demo.links import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Reference", "attribute_value", "attributes_of", "resolve", "scan_css", "scan_html", "splice"]


_SPACE = rb"[ \t\n\f\r]"
# Possessive throughout: an unclosed quote must fail at once and not try every other split. A value after "=" is
# required, so that an unclosed quote ends the scan, as it does in a browser.
_ATTRIBUTE = (
    rb"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"(?:" + _SPACE + rb"*+=" + _SPACE + rb"*+"
    rb"(?:\"[^\"]*+\"|'[^']*+'|(?![\"'>])[^ \t\n\f\r>]++|(?=>))"
    rb"|(?!" + _SPACE + rb"*+=))"
)
_TAG = re.compile(rb"<(/?)([A-Za-z][^ \t\n\f\r/>]*+)((?:[ \t\n\f\r/]++|" + _ATTRIBUTE + rb")*+)>")
_ATTRIBUTES = re.compile(
    rb"([^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)"
    rb"(?:" + _SPACE + rb"*+=" + _SPACE + rb"*+(?:\"([^\"]*+)\"|'([^']*+)'|(?![\"'>])([^ \t\n\f\r>]++)|(?=>)))?+"
)
_MARKUP = re.compile(rb"<(?:[A-Za-z/]|!--|[!?])")
_COMMENT_END = re.compile(rb"--!?>")
_RAW_END = {
    name: re.compile(rb"</" + name + rb"(?=[ \t\n\f\r/>])", re.IGNORECASE)
    for name in (b"script", b"style", b"textarea", b"title", b"iframe", b"noembed", b"noframes", b"xmp")
}
# Inside a script, "<!--" and then "<script" hide the next "</script" (the script data double escaped state).
_SCRIPT_STEP = re.compile(rb"<!--|-->|</?script(?=[ \t\n\f\r/>])", re.IGNORECASE)

_KINDS = {
    b"href": "href", b"xlink:href": "href", b"src": "src", b"background": "src", b"srcset": "srcset",
    b"imagesrcset": "srcset", b"poster": "poster", b"action": "action", b"formaction": "action", b"data": "data",
    b"style": "style-url", b"content": "meta",
    # The attributes that scripts for lazy loading read.
    b"data-src": "data", b"data-srcset": "srcset", b"data-bg": "data", b"data-background": "data",
    b"data-background-image": "data", b"data-bg-src": "data", b"data-image": "data", b"data-image-src": "data",
    b"data-img": "data", b"data-lazy": "data", b"data-lazy-src": "data", b"data-lazy-srcset": "srcset",
    b"data-original": "data", b"data-poster": "data", b"data-thumb": "data", b"data-setbg": "data",
    b"data-image-full": "data", b"data-mfp-src": "data", b"data-large": "data", b"data-full": "data",
    b"data-parallax-image": "data", b"data-image-large": "data", b"data-bgimage": "data", b"data-href": "href",
    b"data-root": "data",
}  # fmt: skip
_WORTH_A_LOOK = re.compile(
    rb"(?:href|src|srcset|background|poster|action|data|style|content|data-[a-z-]+)" + _SPACE + rb"*=", re.IGNORECASE
)
_META_IMAGES = frozenset(
    {
        "og:image", "og:image:url", "og:image:secure_url", "og:video", "og:video:url", "og:audio", "twitter:image",
        "twitter:image:src", "twitter:player:stream", "msapplication-tileimage", "msapplication-square70x70logo",
        "msapplication-square150x150logo", "msapplication-square310x310logo", "msapplication-wide310x150logo",
        "msapplication-config", "thumbnail", "image", "thumbnailurl",
    }
)  # fmt: skip
_REFRESH = re.compile(
    rb"[ \t\n\f\r]*[0-9.]*[ \t\n\f\r]*[;,]?[ \t\n\f\r]*url[ \t\n\f\r]*=[ \t\n\f\r]*['\"]?([^'\"]*)", re.I
)
# A candidate is a URL without white space that neither begins nor ends with a comma, then descriptors to a comma.
_CANDIDATE = re.compile(rb"[ \t\n\f\r,]*+([^ \t\n\f\r]++)")
_DESCRIPTOR = re.compile(rb"(?:\([^)]*+\)|[^,(])*+(?:,|\Z|\()")


# Text, and tags that can neither hold a reference nor change how the next bytes are read: most of a page is passed over
# in one step. An attribute whose name begins like one of _KINDS ends the step.
# Atomic groups, for before Python 3.11.5 a possessive group forgets a branch that failed (cpython issue 106052).
_BORING = re.compile(
    rb"(?>(?:[^<]++"
    rb"|</(?!(?:svg|math)\b)[A-Za-z][^ \t\n\f\r/>]*+[ \t\n\f\r]*+>"
    rb"|<(?!(?:script|style|textarea|title|iframe|noembed|noframes|xmp|plaintext|svg|math)\b)[A-Za-z][^ \t\n\f\r/>]*+"
    rb"(?>(?:[ \t\n\f\r]++(?!href|src|xlink|imagesrcset|background|poster|action|formaction|data|style|content)"
    rb"[^ \t\n\f\r/>=\"'<]++(?:=\"[^\"]*+\"|(?=[ \t\n\f\r/>])(?!" + _SPACE + rb"*+=)))*)[ \t\n\f\r]*+/?+>"
    rb")*)",
    re.IGNORECASE,
)


def scan_html(data: bytes, *, once: bool = False) -> Iterator[Reference]:
    """Yield every reference of an HTML (or SVG) file in order; comments, scripts and other raw text hold none.

    With ``once``, of those with the same value the first alone.
    """
    lines = Lines(data)
    seen = set[str]() if once else None
    position = 0
    foreign = 0  # depth of <svg> and <math>, where raw text elements may close themselves and CDATA exists
    while tag := _next_tag(data, position, foreign=foreign > 0):
        position = tag.end()
        closing, name, attributes = tag.groups()
        name = name.lower()
        if name in {b"svg", b"math"}:
            foreign = max(0, foreign + (-1 if closing else 0 if attributes.endswith(b"/") else 1))
        if closing:
            continue
        if attributes:
            yield from _references_of(data, name, tag.span(3), lines, seen)
        if name == b"plaintext":
            return
        if name in _RAW_END and not (foreign and attributes.endswith(b"/")):
            end = _raw_end(data, name, position)
            if name == b"style":
                for reference in scan_css_in(data[position:end], "style-url", lines, offset=position):
                    if _is_new(reference.value, seen):
                        yield reference._replace(element="style")
            position = end


def _next_tag(data: bytes, position: int, *, foreign: bool) -> re.Match[bytes] | None:
    """Return the next tag that can matter; None where none comes, or the file ends inside it: a browser drops that."""
    while True:
        position = _BORING.match(data, position).end()  # type: ignore[union-attr]  # it may be empty
        tag = _TAG.match(data, position)
        if tag is not None:
            return tag
        found = _MARKUP.search(data, position)
        if found is None:
            return None
        start = found.start()
        sign = data[start + 1 : start + 2]
        if sign not in {b"!", b"?"} and (sign != b"/" or data[start + 2 : start + 3].isalpha()):
            return _TAG.match(data, start)
        position = _after_declaration(data, start, foreign=foreign)


def _after_declaration(data: bytes, start: int, *, foreign: bool) -> int:
    """Return where the comment, doctype, processing instruction or CDATA section at ``start`` ends."""
    if data.startswith(b"<!--", start):
        for short in (b"<!-->", b"<!--->"):
            if data.startswith(short, start):
                return start + len(short)
        end = _COMMENT_END.search(data, start + 4)
        return end.end() if end else len(data)
    if foreign and data.startswith(b"<![CDATA[", start):
        close = data.find(b"]]>", start)
        return close + 3 if close >= 0 else len(data)
    if data[start + 1 : start + 9].lower() == b"!doctype":
        # XML files carry an internal subset in brackets; in HTML none of these signs occurs.
        subset = re.compile(rb"[^>\[]*+(?:\[[^\]]*+\][^>]*+)?+>").match(data, start)
        if subset:
            return subset.end()
    close = data.find(b">", start)
    return close + 1 if close >= 0 else len(data)


def _raw_end(data: bytes, name: bytes, position: int) -> int:
    """Return where the text of a raw text element ends: at its end tag, or with the file."""
    if name != b"script":
        end = _RAW_END[name].search(data, position)
        return end.start() if end else len(data)
    escaped = double = False
    for step in _SCRIPT_STEP.finditer(data, position):
        word = step.group().lower()
        if word == b"<!--":
            escaped = True
        elif word == b"-->":
            escaped = double = False
        elif word == b"<script":
            double = escaped
        elif double:
            double = False
        else:
            return step.start()
    # A browser that finds no end this way has swallowed the rest; take the plain end tag instead where there is one.
    end = _RAW_END[name].search(data, position)
    return end.start() if end else len(data)


#: Tags up to here are remembered: pages of one site repeat those of their head, menus and footer.
_SHORT_TAG = 256


def _references_of(
    data: bytes, name: bytes, span: tuple[int, int], lines: Lines, seen: set[str] | None
) -> Iterator[Reference]:
    """Yield the references among a tag's attributes, which stand at ``span``; of those not ``seen`` each once."""
    start, end = span
    if end - start > _SHORT_TAG:
        for reference in _scan_tag(data, name, start, end, lines):
            if _is_new(reference.value, seen):
                yield reference
        return
    for found in _short_tag(name, data[start:end]):
        if not _is_new(found.value, seen):
            continue
        first = start + found.start
        line = lines.at(first)
        yield Reference(first, start + found.end, found.value, found.kind, line, found.element, found.attribute, span)


def _is_new(value: str, seen: set[str] | None) -> bool:
    """Say whether a value is the first of its kind among those ``seen``, and remember it; without a set all are."""
    if seen is None:
        return True
    if value in seen:
        return False
    seen.add(value)
    return True


@lru_cache(maxsize=4096)
def _short_tag(name: bytes, attributes: bytes) -> tuple[Reference, ...]:
    """Return the references of a tag with these attributes, by their places among them."""
    return tuple(_scan_tag(attributes, name, 0, len(attributes), Lines(attributes)))


def _scan_tag(data: bytes, name: bytes, start: int, end: int, lines: Lines) -> Iterator[Reference]:
    """Yield the references among a tag's attributes, which stand from ``start`` to ``end``."""
    if not _WORTH_A_LOOK.search(data, start, end):
        return
    seen: set[bytes] = set()
    element = name.decode("latin-1")
    for found in _ATTRIBUTES.finditer(data, start, end):
        attribute = found.group(1).lower()
        if attribute not in _KINDS or attribute in seen or found.lastindex == 1:
            continue
        seen.add(attribute)  # a second attribute of the same name is dropped by a browser
        if name == b"base" or (attribute == b"data" and name != b"object"):
            continue
        group = found.lastindex or 1
        first, last = found.span(group)
        kind = _KINDS[attribute]
        if kind == "meta" and (name != b"meta" or not (kind := _meta_kind(data, start, end))):
            continue
        label = attribute.decode("latin-1")
        for piece_start, piece_end, piece_kind in _pieces(data, first, last, kind, lines):
            value = attribute_value(data[piece_start:piece_end])
            if kind == "style-url":
                value = unescape_css(value)
            line = lines.at(piece_start)
            yield Reference(piece_start, piece_end, value, piece_kind, line, element, label, (start, end))


def attributes_of(data: bytes, start: int, end: int) -> dict[str, str]:
    """Return the attributes of a tag by name in small letters, decoded; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTES.finditer(data, start, end):
        value = match.group(match.lastindex or 1) if match.lastindex != 1 else b""
        found.setdefault(match.group(1).lower().decode("latin-1"), attribute_value(value))
    return found


def _pieces(data: bytes, start: int, end: int, kind: str, lines: Lines) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of the references inside an attribute's value."""
    if kind == "srcset":
        yield from ((first, last, kind) for first, last in _candidates(data, start, end))
    elif kind == "style-url":
        css = re.sub(rb"&(?:quot|apos|#34|#39|#x22|#x27);", _same_length_quote, data[start:end], flags=re.I)
        for found in scan_css_in(css, kind, lines, offset=start):
            yield found.start, found.end, kind
    elif kind == "refresh":
        found_url = _REFRESH.match(data, start, end)
        if found_url:
            yield *trim(data, *found_url.span(1)), "meta"
    else:
        yield *trim(data, start, end), kind


def _same_length_quote(found: re.Match[bytes]) -> bytes:
    """Return the quote that an entity stands for, padded in front so that positions stay; urls drop the spaces."""
    quote = b'"' if found.group().lower() in {b"&quot;", b"&#34;", b"&#x22;"} else b"'"
    return quote.rjust(len(found.group()))


def _candidates(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the URLs in a srcset."""
    while found := _CANDIDATE.match(data, start, end):
        first, last = found.span(1)
        stripped = first + len(data[first:last].rstrip(b","))
        if stripped > first:
            yield first, stripped
        if stripped < last:
            start = last  # the URL ended with its comma: no descriptor follows
            continue
        descriptor = _DESCRIPTOR.match(data, last, end)
        start = descriptor.end() if descriptor else end


def _meta_kind(data: bytes, start: int, end: int) -> str:
    """Return how a <meta> element's content is a reference: "meta", "refresh", or "" for not at all."""
    for found in _ATTRIBUTES.finditer(data, start, end):
        attribute = found.group(1).lower()
        if attribute in {b"property", b"name", b"itemprop", b"http-equiv"} and found.lastindex != 1:
            value = attribute_value(found.group(found.lastindex or 1)).strip().lower()
            if attribute == b"http-equiv":
                return "refresh" if value == "refresh" else ""
            if value in _META_IMAGES:
                return "meta"
    return ""


_ENTITY = re.compile(r"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)(=?)")


def attribute_value(raw: bytes) -> str:
    """Decode an attribute's bytes: UTF-8 and character references, by the rules that hold inside attributes."""
    text = raw.decode("utf-8", "surrogateescape")
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    from html import unescape
    from html.entities import html5

    name, equals = found.groups()
    if not name.startswith("#") and not name.endswith(";") and (equals or name not in html5):
        return found.group()  # "&copy=1" is a query in an attribute, and "&copyright" is no reference there either
    return unescape(f"&{name}") + equals


def splice(data: bytes, changes: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return ``data`` with each span (start, end, new bytes) replaced; spans rise and do not overlap."""
    pieces: list[bytes] = []
    position = 0
    for start, end, new in changes:
        if not position <= start <= end <= len(data):
            raise ValueError(f"the span {start}-{end} is out of order or out of the file")
        pieces += (data[position:start], new)
        position = end
    pieces.append(data[position:])
    return b"".join(pieces)
