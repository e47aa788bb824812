from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest

from launcher.demo.model import ImageRules
from launcher.images.inline import encode_inline, find_inline

BLUR = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
THUMB = "1QcSHQRnh493V4dIh4eXh1h4kJUI"
VECTOR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
TRACED = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path d="M0 0{"L1 2" * 400}" fill="#ddd"/></svg>'
)
BLURRED = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><filter id="b"><feGaussianBlur stdDeviation="12"/>'
    '</filter><g filter="url(#b)"><circle r="4"/><circle r="5"/><rect width="9"/></g></svg>'
)
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"></svg>'


@pytest.mark.parametrize("value", [BLUR, THUMB])
@pytest.mark.parametrize(
    "text",
    [
        '{"blurhash": "@"}',
        '{"blurHash":"@","width":3}',
        '{"a": "{\\"blur_hash\\": \\"@\\"}"}',
        "thumbHash: '@',",
        "blurhash: @\ntitle: x",
        'thumbhash = "@"',
        '<img data-blurhash="@" src=a.jpg>',
        "<blurhash>@</blurhash>",
        "'thumb_hash' => '@',",
        's:8:"blurhash";s:28:"@";',
        '<Blurhash width="3" hash="@" />',
        '{"lqip": "@"}',
        '{"placeholder": "@"}',
        "<thumbhash><![CDATA[@]]></thumbhash>",
    ],
)
def test_a_hash_is_found_by_its_key_and_replaced_by_one_as_long(text: str, value: str) -> None:
    data = text.replace("@", value).encode()
    (found,) = find_inline(data)
    assert data[found.inline.offset : found.end] == value.encode()
    new = encode_inline(found.data[:1] + b"0" + found.data[2:], found.writing)
    assert len(new) == len(value)


@pytest.mark.parametrize(
    "text",
    [
        f'{{"id": "{BLUR}"}}',
        '{"placeholder": "Search the site"}',
        '<input placeholder="name@example.com">',
        'hash: "d41d8cd98f00b204e9800998ecf8427e"',
        '{"dominantColor": "#aabbcc", "blurhash": null}',
        "function blurhash(a) { return a }",
        f'{{"blurhash": "{BLUR[:-1]}"}}',
    ],
)
def test_what_is_no_hash_of_a_picture_is_left(text: str) -> None:
    assert list(find_inline(text.encode())) == []


def uri(drawing: str, way: str) -> str:
    match way:
        case "base64":
            return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()
        case "percent":
            return "data:image/svg+xml," + quote(drawing, safe="")
        case "some percent":
            return "data:image/svg+xml;charset=utf-8," + quote(drawing, safe=" =:/'()").replace("%22", "'")
    return "data:image/svg+xml;utf8," + drawing.replace('"', "'").replace("#", "%23")


@pytest.mark.parametrize("way", ["base64", "percent", "some percent", "written out"])
@pytest.mark.parametrize(
    ("text", "drawing", "kept"),
    [
        ('a { background: url("@") }', VECTOR, True),
        ('<img src="@">', VECTOR, True),
        ('<img src="@" data-src="a.jpg">', EMPTY, True),
        ('<img src="@" data-src="a.jpg">', TRACED, False),
        ('{"tracedSVG": "@"}', TRACED, False),
        ('{"blurDataURL":"@"}', VECTOR, False),
        ('{"a":"{\\"sqip\\":\\"@\\"}"}', VECTOR, False),
        ('<img src="@">', BLURRED, False),
    ],
)
def test_a_drawing_is_told_from_a_preview_of_a_photograph(
    decided: Any, text: str, drawing: str, kept: bool, way: str
) -> None:
    page = text.replace("@", uri(drawing, way))
    (found,) = find_inline(page.encode())
    assert found.drawing == kept
    result = decided({"index.txt": page})
    (entry,) = result["index.txt"].entries
    assert (entry.decision, entry.format) == ("kept" if kept else "placeholder", "svg")
    assert (result.content["index.txt"] == page.encode()) == kept
    (again,) = find_inline(result.content["index.txt"])
    assert again.inline == entry.inline


@pytest.mark.parametrize("way", ["base64", "percent", "some percent", "written out"])
def test_with_svg_replace_inline_drawings_are_replaced(decided: Any, way: str) -> None:
    before, after = 'a { background: url("', '") } b { color: red }'
    page = before + uri(VECTOR, way) + after
    result = decided({"a.css": page}, ImageRules(svg="replace"))
    content = result.content["a.css"].decode()
    assert content.startswith(before + "data:image/svg+xml")
    assert content.endswith(after)
    (found,) = find_inline(content.encode())
    assert b"linearGradient" in found.data
    assert b'viewBox="0 0 9 9"' in found.data
    assert result["a.css"].entries[0].inline == found.inline


def test_a_hash_becomes_a_grey_one_of_ours(decided: Any) -> None:
    result = decided({"a.json": f'{{"blurhash": "{BLUR}", "thumbhash": "{THUMB}"}}'})
    assert [(entry.format, entry.decision) for entry in result["a.json"].entries] == [
        ("blurhash", "placeholder"),
        ("thumbhash", "placeholder"),
    ]
    assert len(result.content["a.json"]) == len(f'{{"blurhash": "{BLUR}", "thumbhash": "{THUMB}"}}')
    assert b'"L0' in result.content["a.json"]
