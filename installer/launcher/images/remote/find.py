"""Find every address of a picture elsewhere in a text of any kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from launcher.demo.references import attribute_value
from launcher.images.remote.address import Address, read_address
from launcher.images.remote.markup import TEMPLATE, find_in_css, find_in_html, hint_of, tag_around
from launcher.images.remote.places import (
    DEFINITION_BEFORE,
    DIRECTIVES,
    MARKDOWN,
    MARKDOWN_BEFORE,
    YAML,
    Context,
    context_of,
    in_linked_data,
    in_matter,
    is_picture_place,
)
from launcher.images.remote.use import Hint, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePosixPath

    from launcher.images.remote.use import Form

_HTML = frozenset({".html", ".htm", ".xhtml", ".svg", ".jinja", ".j2", ".twig", ".liquid", ".njk", ".hbs", ".ejs"})
_CSS = frozenset({".css"})
_TABLES = frozenset({".csv", ".tsv"})
_PROGRAMS = frozenset({".php", ".phtml", ".tpl", ".inc", ".vue", ".erb"})
# Where text that people read stands between tags.
_SHOWS_TEXT = _HTML | MARKDOWN | _PROGRAMS | {".js", ".jsx", ".ts", ".tsx", ".mjs"}

# A slash: plain, escaped once or twice for JSON, or as a Unicode escape.
_SLASH = rb"(?:\\{0,3}/|\\{1,2}u002[fF]|&#x2[fF];|&#47;)"
# No address is longer than that: a line of them without a space would be read again and again.
_URL = re.compile(
    rb"(?:https?:)?(?P<slash>" + _SLASH + rb")(?P=slash)(?:[\w.~%:@\[\]-]|[\x80-\xff])+"
    rb"(?:(?P=slash)|\\{1,2}u00(?:26|3[dD])|&amp;|[^\s\"'<>`{}|^\\&,]|,(?!https?:|//)"
    rb"|&(?!quot;|#34;|#39;|apos;|lt;|gt;)){0,2048}",
    re.IGNORECASE,
)
# Both begin with fixed bytes, which is ten times as fast as an alternative; they look at text in small letters.
_SCHEME = re.compile(rb"https?:")
_NO_SCHEME = re.compile(rb"//(?=[a-z0-9-]+\.)")
_ESCAPED_PAIRS = (b"\\/\\", b"\\u002f\\", b"&#x2f;&", b"&#47;&")
_NO_SCHEME_ESCAPED = re.compile(rb"(?<!:)(?:\\{1,3}/|\\{1,2}u002f|&#x2f;|&#47;){2}(?=[a-z0-9-]+\.)")
_UNICODE = re.compile(r"\\{1,2}u00(26|3d)", re.IGNORECASE)
# A quote or a bracket, an attribute without quotes, character data, the comma between two candidates of a srcset.
_BEFORE = re.compile(rb"(?:[\"'`]|&quot;|&#34;|&#39;|&apos;)\s*\Z|\(\Z|[\s\"'][\w:.-]+=\Z|CDATA\[\s*\Z|\d[wx],\s*\Z")
_KEY_BEFORE = re.compile(rb"(?:^|\n)[^\n]{0,200}?(?:[\w\"'-]+\s*[:=]\s+|-\s+|[\w\"'-]+=|[\[,]\s*)<?\Z")
_MARKDOWN_SIZE = re.compile(rb"[^\n)]{0,300}?[ \t]=(\d{1,5})x(\d{1,5})[ \t]*\)")
_MARKDOWN_ATTRIBUTES = re.compile(rb"[^\n)]{0,300}\)\{:?([^}\n]{1,300})\}")
_DESCRIPTOR = re.compile(rb"\s+(\d+(?:\.\d+)?)([wx])\b", re.IGNORECASE)
_ENDS = re.compile(rb"[\s\"'<>`)\[\],;}\\|^]|&(?:quot|apos|lt|gt|#34|#39);|\Z")
_NAMED_SIZE = re.compile(rb"[\"']?\b(width|height|w|h)[\"']?\s*[:=]\s*[\"']?(\d{1,5})\b")
_SIZES = re.compile(rb"[\"']sizes[\"']\s*:\s*[\"'](\d{1,4})x(\d{1,4})")
_OTHER_PAGES = re.compile(r"\.(?:html?|php|aspx?|js|css|json|xml|txt|md|zip|woff2?|ttf|otf|eot)\Z", re.IGNORECASE)


def find_remote(path: PurePosixPath, data: bytes) -> list[Use]:
    """Return every place in a text that shows, or links to, a picture on another host, in order.

    Places whose address is put together when the page is shown come with ``what`` "template".
    """
    begins = _begins(data)
    if not begins:
        return []
    suffix = _kind(path, data)
    looked: list[tuple[int, int]] = []
    uses: list[Use] = []
    if suffix in _CSS:
        return find_in_css(data)[0]
    if suffix in _HTML | MARKDOWN | _PROGRAMS:
        uses, looked = find_in_html(data)
    plain = _find_plain(context_of(suffix, data), begins)
    return sorted([*uses, *_free(plain, looked)], key=lambda use: use.start)


def _begins(data: bytes) -> list[int]:
    """Return where addresses may begin, in order."""
    small = data.lower()
    found = [match.start() for match in _SCHEME.finditer(small)]
    found += [match.start() for match in _NO_SCHEME.finditer(small) if small[match.start() - 1 : match.start()] != b":"]
    if any(pair in small for pair in _ESCAPED_PAIRS):
        found += [match.start() for match in _NO_SCHEME_ESCAPED.finditer(small)]
    return sorted(found)


def _kind(path: PurePosixPath, data: bytes) -> str:
    suffix = path.suffix.lower()
    if not suffix and re.match(rb"\s*<(?:!doctype html|html|svg)", data, re.I):
        return ".html"
    return suffix


def _free(uses: Iterable[Use], looked: list[tuple[int, int]]) -> Iterator[Use]:
    """Yield the uses outside the places that were looked at before, both in order."""
    places = iter(sorted(looked))
    start, end = next(places, (-1, -1))
    for use in uses:
        while start >= 0 and end <= use.start:
            start, end = next(places, (-1, -1))
        if start < 0 or use.end <= start:
            yield use


def _find_plain(context: Context, begins: Iterable[int]) -> Iterator[Use]:
    """Yield the addresses that name a picture by themselves, or stand where only a picture can."""
    data, position = context.data, 0
    for begin in begins:
        found = _URL.match(data, begin) if begin >= position else None
        if found is None:
            continue
        start, end = _trim(data, found.start(), found.end())
        if context.suffix in DIRECTIVES:
            end = start + len(data[start:end].partition(b"[")[0])
        position = max(end, begin + 1)
        if not _is_delimited(context, start, end):
            continue
        use = _read(context, start, end, found["slash"])
        if use is not None:
            yield use


def _trim(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Cut what ends a sentence, a list or a pair of brackets off an address."""
    text = data[start:end]
    for mark in (b";http", b"]]>"):
        if (cut := text.find(mark, 8)) > 0:
            text = text[:cut]
    # A bracket that was not opened inside belongs to what stands around.
    depth = 0
    for index, sign in enumerate(text):
        depth += (sign == 0x28) - (sign == 0x29)
        if depth < 0:
            text = text[:index]
            break
    text = text.rstrip(b"$")  # of a "${...}" that follows
    stripped = text.rstrip(b",;.!?:])" if text.count(b"(") < text.count(b")") else b",;.!?:]")
    return start, start + len(stripped)


def _is_delimited(context: Context, start: int, end: int) -> bool:
    """Say whether an address stands by itself as a value, not as a word of a sentence."""
    data = context.data
    if not _ENDS.match(data, end) and not TEMPLATE.match(data[end : end + 4].decode("latin-1")):
        return False
    before = data[max(0, start - 300) : start]
    sign = before[-1:]
    if sign == b">":
        return context.suffix not in _SHOWS_TEXT and data[end : end + 1] == b"<"
    return bool(_BEFORE.search(before)) or _is_value(context, before, start, end)


def _is_value(context: Context, before: bytes, start: int, end: int) -> bool:
    """Say whether an address without quotes is a cell of a table, a value of a key, or a definition in Markdown."""
    suffix = context.suffix
    if suffix in DIRECTIVES and DIRECTIVES[suffix].search(before):
        return True
    if suffix in _TABLES:
        return before[-1:] in b",;\t| \n"
    if suffix in MARKDOWN and DEFINITION_BEFORE.search(before):
        return True
    return (
        suffix in YAML
        and _ends_line(context.data, end)
        and bool(_KEY_BEFORE.search(before))
        and in_matter(context, start)
    )


def _ends_line(data: bytes, end: int) -> bool:
    return re.match(rb"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)|[ \t]*[,}\]]", data[end : end + 200]) is not None


def _read(context: Context, start: int, end: int, slash: bytes) -> Use | None:
    """Return the use that an address is; None for one that names no picture."""
    data = context.data
    text = data[start:end].replace(slash, b"/") if slash != b"/" else data[start:end]
    value = _UNICODE.sub(lambda found: chr(int(found[1], 16)), attribute_value(text))
    address = read_address(value)
    if address is None:
        return None
    follows = TEMPLATE.match(data[end : end + 4].decode("latin-1"))
    if follows or TEMPLATE.search(value):
        rest = data[end : end + 100]
        shows = address.plain or re.match(rb"[^\"'\s<>]*\.(?:jpe?g|png|gif|webp|avif|svg)\b", rest, re.IGNORECASE)
        return Use(start, end, address, "template") if shows or is_picture_place(context, start) else None
    if address.medium:
        is_film = address.medium != "pdf" and not _is_markdown_link(context, start)
        return Use(start, end, address, "medium", slash=slash) if is_film else None
    if address.plain or (is_picture_place(context, start) and not _is_page(address)):
        form: Form = "absolute" if context.suffix in _HTML and in_linked_data(data, start) else "reference"
        return Use(start, end, address, hint=_hint(context, start, end), slash=slash, form=form)
    return None


def _is_page(address: Address) -> bool:
    return bool(_OTHER_PAGES.search(address.url.partition("?")[0]))


def _is_markdown_link(context: Context, start: int) -> bool:
    found = MARKDOWN_BEFORE.search(context.data[max(0, start - 600) : start]) if context.suffix in MARKDOWN else None
    return found is not None and not found[1]


def _hint(context: Context, start: int, end: int) -> Hint:
    """Return what stands beside an address about its size."""
    data = context.data
    descriptor = _DESCRIPTOR.match(data, end)
    if descriptor is not None and descriptor[2].lower() == b"w":
        return Hint(width=round(float(descriptor[1])) or None)
    if context.suffix in MARKDOWN:
        if size := _MARKDOWN_SIZE.match(data, end):
            return Hint(int(size[1]) or None, int(size[2]) or None)
        if found := _MARKDOWN_ATTRIBUTES.match(data, end):
            return _named(found[1])
    tag = tag_around(data, start)
    if tag is not None:
        return hint_of(tag[1])
    return _named(_object_around(data, start, end))


def _object_around(data: bytes, start: int, end: int) -> bytes:
    """Return what stands in the same braces, near enough to be about the same picture."""
    before, after = data[max(0, start - 400) : start], data[end : end + 400]
    opening, closing = before.rfind(b"{"), after.find(b"}")
    if opening < 0 or closing < 0 or before.find(b"}", opening) >= 0 or b"{" in after[:closing]:
        return b""
    return before[opening:] + after[:closing]


def _named(text: bytes) -> Hint:
    if size := _SIZES.search(text):
        return Hint(int(size[1]) or None, int(size[2]) or None)
    found = {name[:1].lower(): int(number) for name, number in reversed(_NAMED_SIZE.findall(text))}
    return Hint(found.get(b"w") or None, found.get(b"h") or None)
