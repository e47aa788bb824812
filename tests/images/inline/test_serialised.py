from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.references import splice
from launcher.images.inline import CountsUnclear, correct_counts, encode_inline, find_inline
from tests.support.php_data import serialize, unserialize
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = picture("JPEG", "RGB", (30, 20))
NEW = picture("PNG", "RGB", (90, 70))
SMALL = picture("GIF", "P", (3, 3))
OLD64, NEW64, SMALL64 = (base64.b64encode(data) for data in (OLD, NEW, SMALL))
IMAGE = b'<img src="data:image/jpeg;base64,' + OLD64 + b'" alt="it\'s \xc3\xa9">'


def rewritten(data: bytes, new: bytes) -> bytes:
    """Put ``new`` in the place of every picture, with the lengths around."""
    pieces = [(*_place(image), encode_inline(new, image.writing)) for image in find_inline(data)]
    return splice(data, [(offset, offset + length, text) for offset, length, text in correct_counts(data, pieces)])


def _place(image: Any) -> tuple[int, int]:
    return image.inline.offset, image.inline.length


def sql(data: bytes) -> bytes:
    for sign, escape in ((b"\\", b"\\\\"), (b"'", b"\\'"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r")):
        data = data.replace(sign, escape)
    return data


def from_sql(data: bytes) -> bytes:
    pieces = data.split(b"\\\\")
    for escape, sign in ((b"\\'", b"'"), (b'\\"', b'"'), (b"\\n", b"\n"), (b"\\r", b"\r"), (b"''", b"'")):
        pieces = [piece.replace(escape, sign) for piece in pieces]
    return b"\\".join(pieces)


def json_ascii(data: bytes) -> bytes:
    return json.dumps(data.decode()).replace("/", "\\/")[1:-1].encode()


def json_text(data: bytes) -> bytes:
    return json.dumps(data.decode(), ensure_ascii=False)[1:-1].encode()


def from_json(data: bytes) -> bytes:
    value = json.loads(b'"' + data + b'"')
    assert isinstance(value, str)
    return value.encode()


#: How serialised data is escaped where it stands, and the way back.
PLACES: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "a file": (bytes, bytes),
    "mysqldump": (sql, from_sql),
    "phpMyAdmin": (lambda data: sql(data).replace(b"\\'", b"''"), from_sql),
    "sqlite": (lambda data: data.replace(b"'", b"''"), lambda data: data.replace(b"''", b"'")),
    "csv": (lambda data: data.replace(b'"', b'""'), lambda data: data.replace(b'""', b'"')),
    "json": (json_ascii, from_json),
    "json in unicode": (json_text, from_json),
    "json in sql": (lambda data: sql(json_ascii(data)), lambda data: from_json(from_sql(data))),
    "json in json": (lambda data: json_text(json_ascii(data)), lambda data: from_json(from_json(data))),
    "xml": (lambda data: html.escape(data.decode()).encode(), lambda data: html.unescape(data.decode()).encode()),
    "a url": (lambda data: quote_from_bytes(data, safe="").encode(), unquote_to_bytes),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("new", [NEW, SMALL], ids=["longer", "shorter"])
def test_all_lengths_around_a_picture_are_corrected(place: str, new: bytes) -> None:
    inner = serialize({b"html": IMAGE, b"other": [1, b"\xc3\xa9'\"\\", None]})
    value = {b"title": b"caf\xc3\xa9", b"inner": inner, b"deep": serialize([inner, serialize({b"a": inner})])}
    write, read = PLACES[place]
    data = b"before s:5 '" + write(serialize(value)) + b"' after"
    result = rewritten(data, new)
    assert result.startswith(b"before s:5 '")
    assert result.endswith(b"' after")
    again = unserialize(read(result[12:-7]))
    image = IMAGE.replace(OLD64, base64.b64encode(new))
    expected = serialize({b"html": image, b"other": [1, b"\xc3\xa9'\"\\", None]})
    assert again[b"inner"] == expected
    assert unserialize(again[b"deep"])[0] == expected
    assert unserialize(unserialize(unserialize(again[b"deep"])[1])[b"a"])[b"html"] == image
    assert again[b"title"] == b"caf\xc3\xa9"


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-99, 99),
        st.text(max_size=9).map(str.encode),
        st.text(max_size=5).map(lambda text: text.encode() + IMAGE + text.encode()),
        st.sampled_from([b'";', b's:3:"', b"\\", b"'", b'"', b"{}", b"a:1:{", b'\\"', b"&quot;"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=4).map(str.encode), inner, max_size=3),
        inner.map(serialize),
    ),
    max_leaves=8,
)


@given(values, st.sampled_from(sorted(PLACES)))
def test_what_was_serialised_reads_as_before_with_the_other_picture_or_is_refused(value: Any, place: str) -> None:
    write, read = PLACES[place]
    text = serialize(value)
    data = b"('" + write(text) + b"')"
    if read(write(text)) != text:
        return  # a text that this place cannot hold, such as a doubled quotation mark
    try:
        result = rewritten(data, NEW)
    except CountsUnclear:
        return
    # The length of a picture's text hangs on nothing else here, so this is what PHP would have written.
    assert read(result[2:-2]) == serialize(_replaced(value))


def _replaced(value: Any) -> Any:
    match value:
        case list():
            return [_replaced(item) for item in value]
        case dict():
            return {key: _replaced(item) for key, item in value.items()}
        case bytes():
            try:
                inner = unserialize(value)
            except ValueError:
                return value.replace(OLD64, NEW64)
            return serialize(_replaced(inner))
    return value


@pytest.mark.parametrize(
    "text",
    [
        b's:%d:"%s";' % (len(IMAGE) + 1, IMAGE),
        b's:%d:"%s";' % (len(IMAGE) - 1, IMAGE),
        b's:9:"%s";' % IMAGE,
        b's:99999:"%s";' % IMAGE,
        b's:%d:"%s"' % (len(IMAGE), IMAGE),
        b'words: s:5:" ' + IMAGE,
        b'a:1:{i:0;s:%d:\\\\"%s\\\\";}' % (len(IMAGE), IMAGE),
        b'C:11:"ArrayObject":9999:{%s}' % serialize(IMAGE),
    ],
)
def test_a_length_that_is_wrong_already_is_refused(text: bytes) -> None:
    with pytest.raises(CountsUnclear, match="wrong already"):
        rewritten(b"'" + text + b"'", NEW)


def test_an_object_with_its_own_serialiser_is_corrected_too() -> None:
    inner = serialize({b"a": IMAGE})
    result = rewritten(b'C:11:"ArrayObject":%d:{%s}' % (len(inner), inner), NEW)
    expected = serialize({b"a": IMAGE.replace(OLD64, NEW64)})
    assert result == b'C:11:"ArrayObject":%d:{%s}' % (len(expected), expected)


@pytest.mark.parametrize(
    "text",
    [
        b's:5:"title"; %s',
        b'%s s:5:"title";',
        b"words: s:5: and s: and s:5:b %s",
        b'a:1:{s:4:"href";s:3:"a.b";} %s',
    ],
)
def test_text_beside_serialised_data_is_left_alone(text: bytes) -> None:
    assert rewritten(text % IMAGE, NEW) == text % IMAGE.replace(OLD64, NEW64)


def test_wide_texts_are_counted_where_they_hold_ascii_alone() -> None:
    text = serialize([b'"data:image/jpeg;base64,' + OLD64 + b'"']).decode()
    result = rewritten(f"\ufeff{text}".encode("utf-16-le"), NEW)
    assert unserialize(result.decode("utf-16").encode()) == {0: b'"data:image/jpeg;base64,' + NEW64 + b'"'}
    with pytest.raises(CountsUnclear):
        rewritten(("\ufeff" + serialize(["é".encode() + IMAGE]).decode()).encode("utf-16-le"), NEW)
