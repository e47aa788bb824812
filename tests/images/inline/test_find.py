from __future__ import annotations

import base64
import gzip
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
PNG64, JPEG64, GIF64 = (base64.b64encode(data).decode() for data in (PNG, JPEG, GIF))
SVG_WITH_PICTURE = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,{PNG64}"/></svg>'
VECTOR = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9"/></svg>'


def found(text: str | bytes) -> list[tuple[str, bytes]]:
    data = text.encode() if isinstance(text, str) else text
    return [(image.kind.format, image.data) for image in find_inline(data)]


@pytest.mark.parametrize(
    "text",
    [
        '<img src="data:image/png;base64,{}" alt="a">',
        "<img src=data:image/png;base64,{} alt=abc>",
        "<img src='data:image/jpeg;base64,{}'>",
        '<img srcset="data:image/png;base64,{} 1x, b.png 2x">',
        "a {{ background: url(data:image/png;base64,{}) no-repeat }}",
        'a {{ background: url("data:image/png;charset=utf-8;base64,{}") }}',
        "a {{ cursor: url( data:image/png;base64,{} ), auto }}",
        'const a = "data:image/png;base64,{}";',
        "const a = `data:;base64,{}`;",
        '{{"icon": "data:application/octet-stream;base64,{}"}}',
        "![alt](data:image/png;base64,{} 'title')",
        "data:image/png;name=a.png;base64,{}",
        'var thumb = "{}";',
        '{{"thumb": "{}"}}',
        "thumb: {}\n",
        "{}",
    ],
)
def test_pictures_in_texts_of_all_sorts_are_found(text: str) -> None:
    assert found(text.format(PNG64)) == [("png", PNG)]


@pytest.mark.parametrize(
    "form",
    [("PNG", "RGB"), ("JPEG", "RGB"), ("GIF", "P"), ("WEBP", "RGB"), ("BMP", "RGB"), ("TIFF", "RGB"), ("AVIF", "RGB")],
)
def test_bare_base64_of_every_common_format_is_found(form: tuple[str, str]) -> None:
    data = picture(*form, (16, 12))
    name = form[0].lower()
    assert found(f'"{base64.b64encode(data).decode()}"') == [(name, data)]
    assert found(f'x = "{base64.urlsafe_b64encode(data).decode()}"') == [(name, data)]


def test_slashes_escaped_in_json_are_understood() -> None:
    assert found('{"a": "data:image\\/jpeg;base64,' + JPEG64.replace("/", "\\/") + '"}') == [("jpeg", JPEG)]
    assert found('{"a": "' + JPEG64.replace("/", "\\/") + '"}') == [("jpeg", JPEG)]


def test_percent_encoded_base64_is_understood() -> None:
    assert found("url(data:image/jpeg;base64," + quote(JPEG64, safe="") + ")") == [("jpeg", JPEG)]
    assert found("?u=" + quote(f"data:image/jpeg;base64,{JPEG64}", safe="")) == [("jpeg", JPEG)]


def test_percent_encoded_bytes_are_understood() -> None:
    assert found(f'<img src="data:image/gif,{quote_from_bytes(GIF)}">') == [("gif", GIF)]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n    ", "\\n", "\\r\\n"])
def test_base64_in_lines_is_understood(line_break: str) -> None:
    lines = line_break.join(JPEG64[start : start + 76] for start in range(0, len(JPEG64), 76))
    assert found(f'a = "data:image/jpeg;base64,{lines}";') == [("jpeg", JPEG)]


def test_a_picture_inside_an_inline_svg_is_found() -> None:
    assert found("url('data:image/svg+xml," + SVG_WITH_PICTURE.replace('"', "%22") + "')") == [("png", PNG)]
    encoded = base64.b64encode(SVG_WITH_PICTURE.encode()).decode()
    assert [kind for kind, _ in found(f"url(data:image/svg+xml;base64,{encoded})")] == ["svg"]
    packed = base64.b64encode(gzip.compress(SVG_WITH_PICTURE.encode(), mtime=0)).decode()
    assert [kind for kind, _ in found(f"url(data:image/svg+xml;base64,{packed})")] == ["svgz"]


def test_an_inline_vector_drawing_is_marked_as_one() -> None:
    encoded = base64.b64encode(VECTOR.encode()).decode()
    text = f"url(data:image/svg+xml;base64,{encoded}) url('data:image/svg+xml,{quote(VECTOR)}')".encode()
    images = list(find_inline(text))
    assert [(image.kind.format, image.data, image.drawing) for image in images] == [("svg", VECTOR.encode(), True)] * 2


def test_a_drawing_is_found_in_whatever_case_its_type_is_written() -> None:
    images = list(find_inline(f"url('data:IMAGE/SVG+XML,{quote(VECTOR)}')".encode()))
    assert [(image.data, image.drawing) for image in images] == [(VECTOR.encode(), True)]


def test_inline_films_and_documents_are_found() -> None:
    film = base64.b64encode(b"\0\0\0\x18ftypisom\0\0\0\0isommp42 film").decode()
    paper = base64.b64encode(b"%PDF-1.4 paper").decode()
    kinds = [kind for kind, _ in found(f"data:video/mp4;base64,{film} data:application/pdf;base64,{paper}")]
    assert kinds == ["mp4", "pdf"]


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64,",
        "data:image/png;base64,iVBORw0KGgo...",
        'if (a.startsWith("data:image/png;base64,iVBORw0KGgo")) {}',
        "data: nothing, really",
        'const magic = ["iVBORw0KGgo", "/9j/", "R0lGODlh"];',
        "data:font/woff2;base64," + base64.b64encode(b"wOF2\0\1\0\0" + bytes(60)).decode(),
        "data:text/plain;base64," + base64.b64encode(b"a long text that is no picture").decode(),
    ],
)
def test_what_only_looks_like_a_picture_is_passed_over(text: str) -> None:
    assert found(text) == []


def test_a_broken_inline_picture_is_found_and_said_to_be_broken() -> None:
    broken = base64.b64encode(PNG[:16] + bytes(100)).decode()
    images = list(find_inline(f"url(data:image/png;base64,{broken})".encode()))
    assert [(image.info, bool(image.trouble)) for image in images] == [(None, True)]


def test_the_place_of_a_picture_is_that_of_its_encoded_text() -> None:
    text = f'<img src="data:image/png;base64,{PNG64}"><img src="data:image/gif;base64,{GIF64}">'.encode()
    for image, encoded in zip(find_inline(text), (PNG64, GIF64), strict=True):
        place = image.inline
        assert text[place.offset : place.offset + place.length] == encoded.encode()


pieces = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            f'"data:image/png;base64,{PNG64}"',
            f"url(data:image/gif;base64,{GIF64})",
            f'{{"a":"data:image\\/jpeg;base64,{JPEG64.replace("/", chr(92) + "/")}"}}',
            f"'data:image/gif,{quote_from_bytes(GIF)}'",
            "data:image/png;base64,",
            "\n",
        ]
    ),
)


@given(st.lists(pieces, max_size=8))
def test_a_rewritten_text_differs_only_inside_the_replaced_spans(parts: list[str]) -> None:
    data = " ".join(parts).encode("utf-8", "surrogatepass")
    images = list(find_inline(data))
    texts = [encode_inline(GIF, image.writing) for image in images]
    spans = [(image.inline.offset, image.inline.length) for image in images]
    new = splice(data, [(at, at + length, text) for (at, length), text in zip(spans, texts, strict=True)])
    before = after = 0
    for (offset, length), text in zip(spans, texts, strict=True):
        assert new[after : after + offset - before] == data[before:offset]
        after += offset - before
        assert new[after : after + len(text)] == text
        after += len(text)
        before = offset + length
    assert new[after:] == data[before:]
    # What was put in is found again where it was put, and is what was put in.
    again = list(find_inline(new))
    assert [image.data for image in again] == [GIF] * len(images)


@given(st.binary(max_size=400))
def test_any_bytes_can_be_searched(data: bytes) -> None:
    for prefix in (b"", b"data:image/png;base64,", b"data:,%89", b"iVBORw0KGgo"):
        list(find_inline(prefix + data))


def spaced(text: str, count: int, gap: str) -> str:
    return gap.join(text[start : start + count] for start in range(0, len(text), count))


SHORT_PIECES = {
    "spaces that a browser takes out": f'<img src="data:image/jpeg;base64,{spaced(JPEG64, 4, "  ")}" alt="a">',
    "tabs, in the scheme too": f'<img src="da\tta:image/jpeg;base64,{spaced(JPEG64, 10, chr(9))}">',
    "a list of short strings": f"const a = [{spaced(JPEG64, 12, chr(34) + ', ' + chr(34)).join(chr(34) * 2)}].join('')",
    "a short first string": f'x = "data:image/jpeg;base64,/9j/4AAQ" + "{JPEG64[8:]}"',
    "a list in YAML": f"image:\n  - {spaced(JPEG64, 64, chr(10) + '  - ')}\nname: a\n",
    "a list of strings in YAML": f"image:\n  - '{spaced(JPEG64, 64, chr(39) + chr(10) + '  - ' + chr(39))}'\n",
}


@pytest.mark.parametrize("writing", SHORT_PIECES)
def test_base64_in_short_pieces_is_read_on(writing: str) -> None:
    text = SHORT_PIECES[writing].encode()
    (image,) = find_inline(text)
    assert image.data == JPEG
    new = splice(text, [(image.inline.offset, image.end, encode_inline(PNG, image.writing))])
    assert found(new) == [("png", PNG)]


def test_a_drawing_whose_base64_has_spaces_is_read_to_its_quotation_mark() -> None:
    encoded = spaced(base64.b64encode(SVG_WITH_PICTURE.encode()).decode(), 20, " ")
    assert found(f'<img src="data:image/svg+xml;base64,{encoded}" alt="a b">') == [("svg", SVG_WITH_PICTURE.encode())]


@pytest.mark.parametrize(
    "writing",
    [
        lambda pieces: 'var a="";\n' + "\n".join(f'a += "{piece}";' for piece in pieces),
        lambda pieces: "var a = {" + ",".join(f'{index}: "{piece}"' for index, piece in enumerate(pieces)) + "}",
        lambda pieces: "{" + ",".join(f'"a{index}": "{piece}"' for index, piece in enumerate(pieces)) + "}",
    ],
    ids=["statements", "an object", "JSON"],
)
def test_a_picture_in_strings_that_cannot_be_put_together_is_refused(writing: Callable[[list[str]], str]) -> None:
    (image,) = find_inline(writing([JPEG64[start : start + 64] for start in range(0, len(JPEG64), 64)]).encode())
    assert image.refusal == "an inline picture is put together from pieces"


def test_tables_of_beginnings_and_empty_uris_show_nothing() -> None:
    assert not found("const kinds = {'/9j/': 'jpg', 'iVBORw0KGgo': 'png', 'R0lGODlh': 'gif', 'UklGR': 'webp'}")
    assert not found('if (["/9j/", "iVBORw0KGgo", "R0lGODlh", "R0lGODdh", "UklGR"].some((a) => b.startsWith(a))) {}')
    assert not found('src = "data:application/vnd.openxmlformats-officedocument.wordprocessingml;base64," + data')
    assert not found("src = 'data:image/jpeg;base64,' + data; other = `data:image/png;base64,${data}`")


@pytest.mark.parametrize(
    "text", [b"data:mage/pnBM%89%50%4e%47%0d%0%;base64,", b"data:image/png;base64,", b"%89%50%4e%47%0d%0%;base64,"]
)
def test_an_address_that_ends_before_its_data_is_no_picture(text: bytes) -> None:
    for more in (b"", b'"', b"\0", b"%", b" and more"):
        assert list(find_inline(text + more)) == []
