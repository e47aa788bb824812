"""Pictures in every way that texts write them: found, replaced in the same way, and every other byte as it was."""

from __future__ import annotations

import base64
import json
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.references import splice
from launcher.images.inline import encode_inline, find_inline
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

PNG = picture("PNG", "RGBA", (12, 9))
JPEG = picture("JPEG", "RGB", (30, 20))
GIF = picture("GIF", "P", (5, 4))
WEBP = picture("WEBP", "RGB", (16, 12))
BMP = picture("BMP", "RGB", (9, 7))
PICTURES = (PNG, JPEG, GIF, WEBP, BMP)


def in_lines(width: int, gap: str) -> Callable[[str], str]:
    return lambda text: gap.join(text[start : start + width] for start in range(0, len(text), width))


def json_text(text: str) -> str:
    return json.dumps(text)[1:-1]


def escaped_slashes(text: str) -> str:
    return json_text(text).replace("/", "\\/")


def in_unicode(signs: str, form: str) -> Callable[[str], str]:
    return lambda text: "".join(form.format(ord(sign)) if sign in signs else sign for sign in text)


#: Every way of writing base64 of which the whole alphabet is known.
WRITINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "json": escaped_slashes,
    "json in json": lambda text: json_text(escaped_slashes(text)),
    "json in json, slashes escaped again": lambda text: escaped_slashes(escaped_slashes(text)),
    "json in json in json": lambda text: json_text(json_text(escaped_slashes(text))),
    "unicode escapes": in_unicode("+/=", "\\u{:04x}"),
    "unicode escapes in json": in_unicode("+/=", "\\\\u{:04X}"),
    "hex escapes": in_unicode("+/=", "\\x{:02x}"),
    "long unicode escapes": in_unicode("+/=", "\\u{{{:x}}}"),
    "octal escapes": in_unicode("+/=", "\\{:o}"),
    "css escapes": in_unicode("+/=", "\\{:x} "),
    "css escapes of six digits": in_unicode("+/=", "\\{:06x}"),
    "html decimal": in_unicode("+/=", "&#{};"),
    "html hexadecimal": in_unicode("+/=", "&#x{:X};"),
    "html in html": in_unicode("+/=", "&amp;#{};"),
    "html names": lambda text: text.replace("+", "&plus;").replace("/", "&sol;").replace("=", "&equals;"),
    "url": lambda text: quote(text, safe=""),
    "url twice": lambda text: quote(quote(text, safe=""), safe=""),
    "url thrice": lambda text: quote(quote(quote(text, safe=""), safe=""), safe=""),
    "json in a url": lambda text: quote(escaped_slashes(text), safe=""),
    "lines": in_lines(76, "\n"),
    "lines of mail": in_lines(76, "\r\n"),
    "short lines": in_lines(40, "\n"),
    "lines, indented": in_lines(64, "\n      "),
    "lines in json": in_lines(76, "\\n"),
    "lines of mail in json": in_lines(76, "\\r\\n"),
    "lines in json in json": in_lines(76, "\\\\n"),
    "lines in json, slashes escaped": lambda text: in_lines(76, "\\n")(text).replace("/", "\\/"),
    "lines in html": in_lines(76, "&#10;"),
    "lines in a url": lambda text: quote(in_lines(76, "\r\n")(text), safe=""),
    "strings that are added": in_lines(80, '" + "'),
    "strings that are added, a line each": in_lines(80, '" +\n    "'),
    "strings that php joins": in_lines(80, '" . "'),
    "strings that follow each other": in_lines(80, '"\n    "'),
    "a line that goes on": in_lines(80, "\\\n"),
}
#: What stands around it: the text of each sort of file, with a mark for the picture. All of them hold double quotes.
TEXTS = {
    "a.html": '<p>é</p><img src="data:image/png;base64,@" alt="title"> more',
    "b.html": '<IMG SRC="DATA:image/PNG;BASE64,@">',
    "a.css": 'a { background: url("data:image/png;charset=utf-8;base64,@") no-repeat }',
    "a.js": 'const a = "data:;base64,@"; next("x");',
    "b.js": 'var thumb = "@"; other = "abc";',
    "a.json": '{"icon": "data:image\\/png;base64,@", "next": 1}',
    "b.json": '{"thumb":"@"}',
    "c.json": '{"settings": "{\\"icon\\": \\"data:image\\\\/png;base64,@\\"}"}',
    "a.xml": '<item><![CDATA[<img src="data:image/png;name=a.png;base64,@"/>]]></item>',
    "b.xml": "<thumbnail>@</thumbnail><title>Hello</title>",
    "a.yaml": 'thumb: "@"\ntitle: Hello\n',
    "a.toml": 'thumb = "data:image/png;base64,@"\n',
    "a.md": "![alt](data:image/png;base64,@)\n\nwords\n",
    "a.php": '<?php $a = "data:image/png;base64,@"; $b = "@@";',
    "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,@"/></svg>',
    "a.sql": "INSERT INTO `a` VALUES (1,'<img src=\\\"data:image/png;base64,@\\\">','x');",
    "b.sql": "INSERT INTO a VALUES (1, '@');",
    "c.sql": "INSERT INTO a VALUES (1, '{\"a\": \"@\"}', 'it''s');",
    "a.txt": "@",
}


def replaced(data: bytes, new: bytes) -> bytes:
    """Put ``new`` in the place of every picture; everything else has to stay."""
    images = list(find_inline(data))
    assert not [image.refusal for image in images if image.refusal]
    pieces = [(image.inline.offset, image.end, encode_inline(new, image.writing)) for image in images]
    return splice(data, pieces)


def check(before: bytes, written: bytes, after: bytes, original: bytes, new: bytes) -> bytes:
    """Find ``original`` at its place, put ``new`` there, find that in the same place; return the new text."""
    data = before + written + after
    found = list(find_inline(data))
    assert [(image.data, image.refusal) for image in found] == [(original, "")]
    assert (found[0].inline.offset, found[0].end) == (len(before), len(data) - len(after))
    result = replaced(data, new)
    assert result.startswith(before)
    assert result.endswith(after)
    again = list(find_inline(result))
    assert [image.data for image in again] == [new]
    assert (again[0].inline.offset, again[0].end) == (len(before), len(result) - len(after))
    assert again[0].writing.encoding == found[0].writing.encoding
    return result


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_picture_is_found_and_replaced_in_every_writing_and_text(name: str, writing: str) -> None:
    before, _, after = TEXTS[name].partition("@")
    for original, new in zip(PICTURES, PICTURES[1:] + PICTURES[:1], strict=True):
        written = WRITINGS[writing](base64.b64encode(original).decode())
        check(before.encode(), written.encode(), after.encode(), original, new)


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_picture_is_replaced_in_the_writing_that_it_had(writing: str) -> None:
    """With all signs in the old picture, the new one is written byte by byte as that writing would."""
    write = WRITINGS[writing]
    written = write(base64.b64encode(JPEG).decode())
    result = check(b'a = "', written.encode(), b'";', JPEG, BMP)
    assert result[5:-2].decode() == write(base64.b64encode(BMP).decode())


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("name", TEXTS)
def test_wide_texts_are_read_and_written_in_their_charset(name: str, charset: str) -> None:
    before, _, after = TEXTS[name].partition("@")
    written = base64.b64encode(JPEG).decode()
    pieces = [text.encode(charset) for text in ("\ufeff漢字" + before, written, after + "é😀")]
    result = check(pieces[0], pieces[1], pieces[2], JPEG, PNG)
    assert base64.b64encode(PNG).decode() in result.decode(charset)


@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("original", PICTURES)
def test_the_alphabet_for_urls_is_kept(original: bytes, padded: bool) -> None:
    written = base64.urlsafe_b64encode(original)
    written = written if padded else written.rstrip(b"=")
    new = check(b"thumb = '", written, b"';", original, JPEG)[9:-2]
    if set(written) & set(b"-_"):
        assert new.rstrip(b"=") == base64.urlsafe_b64encode(JPEG).rstrip(b"=")
    if b"=" not in written and len(written) % 4:
        assert b"=" not in new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("INSERT INTO a VALUES (0x", ", 'b');"),
        ("INSERT INTO a VALUES (X'", "', 'b');"),
        ("INSERT INTO a VALUES ('\\\\x", "', 'b');"),
        ('{"a": "\\\\x', '"}'),
        ("{\\rtf1 {\\pict\\jpegblip\\picw30\\pich20 ", "}}"),
        ("{\\rtf1 {\\pict\\pngblip\n", "\n}}"),
        ("/DataSource <", "> def"),
    ],
)
@pytest.mark.parametrize("upper", [True, False])
@pytest.mark.parametrize("gap", ["", "\n", "\r\n"])
def test_hex_digits_are_found_and_replaced(before: str, after: str, upper: bool, gap: str) -> None:
    for original, new in zip(PICTURES, PICTURES[1:] + PICTURES[:1], strict=True):
        digits = original.hex().upper() if upper else original.hex()
        written = in_lines(128, gap)(digits) if gap else digits
        result = check(before.encode(), written.encode(), after.encode(), original, new)
        assert (new.hex().upper() if upper else new.hex()) in result.decode().replace(gap, "")


@pytest.mark.parametrize("levels", [1, 2, 3])
@pytest.mark.parametrize("original", PICTURES)
def test_percent_encoded_bytes_are_found_and_replaced(original: bytes, levels: int) -> None:
    def write(data: bytes) -> bytes:
        text = quote_from_bytes(data, safe="")
        return reduce(lambda text, _: quote(text, safe=""), range(levels - 1), text).encode()

    head = reduce(lambda text, _: quote(text, safe=""), range(levels - 1), "data:image/x,").encode()
    result = check(b'<img src="' + head, write(original), b'">', original, JPEG)
    assert write(JPEG) in result


def test_a_text_that_follows_base64_without_padding_is_no_part_of_it() -> None:
    for original in (JPEG + b"\0" * (-len(JPEG) % 3), PNG + b"\0" * (-len(PNG) % 3)):
        written = base64.b64encode(original)
        assert not written.endswith(b"=")
        for after in (b"\ntitle: Hello\n", b"\nword\n", b" alt=abc>", b" 2x, b.png", b"\n  next: 1"):
            check(b"thumb: data:image/x;base64,", written, after, original, GIF)


def test_a_block_of_yaml_keeps_its_indentation() -> None:
    written = in_lines(60, "\n    ")(base64.b64encode(JPEG).decode())
    result = check(b"photo: |\n    ", written.encode(), b"\ntitle: Hello\n", JPEG, BMP).decode()
    lines = result.splitlines()
    assert lines[0] == "photo: |"
    assert all(line.startswith("    ") and len(line) <= 64 for line in lines[1:-1])
    assert lines[-1] == "title: Hello"


parts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["data:image/png;base64,", "\n", " + ", '"', "iVBORw0KGgo", "/9j/", "%", "\\", "&#", "ffd8ff", "s:9:"]
    ),
    st.builds(
        lambda write, head, original: f'{head}{WRITINGS[write](base64.b64encode(original).decode())}"',
        st.sampled_from(sorted(WRITINGS)),
        st.sampled_from(['"data:image/png;base64,', '"', "<img src='DATA:;base64,"]),
        st.sampled_from(PICTURES),
    ),
)


@given(st.lists(parts, max_size=7), st.sampled_from(PICTURES))
def test_a_rewritten_text_differs_only_inside_the_replaced_pictures(parts: list[str], new: bytes) -> None:
    data = "".join(parts).encode("utf-8", "surrogatepass")
    images = [image for image in find_inline(data) if not image.refusal]
    places = [(image.inline.offset, image.end) for image in images]
    assert places == sorted(places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    texts = [encode_inline(new, image.writing) for image in images]
    result = splice(data, [(*place, text) for place, text in zip(places, texts, strict=True)])
    position = shift = 0
    for (begin, end), text in zip(places, texts, strict=True):
        assert result[position + shift : begin + shift] == data[position:begin]
        assert result[begin + shift : begin + shift + len(text)] == text
        position, shift = end, shift + len(text) - (end - begin)
    assert result[position + shift :] == data[position:]
