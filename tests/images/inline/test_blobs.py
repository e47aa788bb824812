from __future__ import annotations

import base64
import gzip
import random
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from launcher.images.inline import find_inline
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

JPEG = picture("JPEG", "RGB", (90, 60))
NOISE = random.Random(7).randbytes(3000)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def lines(data: bytes) -> str:
    encoded = text(data)
    return "\r\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76))


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


HIDING: dict[str, str] = {
    "behind a byte": f'const model = "{text(b"x" + JPEG)}";',
    "behind two bytes": f'const model = "{text(b"xy" + JPEG)}";',
    "behind other data": f'const model = "{text(NOISE + JPEG)}";',
    "compressed by gzip": f'const page = "{text(gzip.compress(JPEG, mtime=0))}";',
    "compressed by zlib": f'{{"layer": "{text(zlib.compress(picture("BMP", "RGB", (90, 60))))}"}}',
    "in a diagram": f"<diagram>{text(bare_deflate(b'image=data:image/jpeg,' + text(JPEG).encode()))}</diagram>",
    "attached to a mail": f"Content-Transfer-Encoding: base64\r\n\r\n{lines(NOISE + JPEG)}\r\n--b--\r\n",
}


@pytest.mark.parametrize("way", HIDING)
def test_a_text_with_base64_that_hides_a_picture_is_left_out(way: str, decided: Any) -> None:
    decision = decided({"a.txt": HIDING[way]})["a.txt"]
    assert decision.action == "leave-out"
    assert "base64 in it has" in decision.reason


@pytest.mark.parametrize(
    "harmless",
    [
        text(NOISE),
        lines(NOISE),
        text(gzip.compress(b"words " * 4000 + NOISE, mtime=0)),
        text(bare_deflate(b"<mxGraphModel>" * 40 + NOISE)),
        text(b"\0asm\1\0\0\0" + NOISE),
    ],
    ids=["data", "lines", "gzip", "a diagram", "a program"],
)
def test_base64_of_other_things_stays(harmless: str) -> None:
    assert not list(find_inline(f'const data = "{harmless}";\n{harmless}\n'.encode()))


CUT: dict[str, Callable[[str, str], str]] = {
    "attributes": lambda first, rest: f'<i data-a="{first}" data-b="{rest}"></i>',
    "variables": lambda first, rest: f'const a = "{first}", b = "{rest}";',
    "a comment between": lambda first, rest: f"const a = '{first}'/* 1 */+/* 2 */'{rest}';",
    "the rest first": lambda first, rest: f"const b = '{rest}'\nconst a = '{first}'",
    "a data: URI": lambda first, rest: f'<i data-b="{rest}"></i><img src="data:image/jpeg;base64,{first}">',
}


@pytest.mark.parametrize("way", CUT)
def test_a_picture_that_is_cut_in_two_is_left_out_with_its_file(way: str, decided: Any) -> None:
    encoded = text(JPEG)
    half = len(encoded) // 2
    decision = decided({"a.html": CUT[way](encoded[:half], encoded[half:])})["a.html"]
    assert (decision.action, decision.reason) == ("leave-out", "an inline picture is put together from pieces")


def test_a_picture_that_is_cut_short_is_replaced_where_no_rest_of_it_can_be(decided: Any) -> None:
    decision = decided({"a.html": f'<img src="data:image/jpeg;base64,{text(JPEG)[:1000]}"><p id="{text(b"x" * 900)}">'})
    assert decision["a.html"].action == "rewrite"


def test_a_font_in_joined_strings_whose_base64_has_the_beginning_of_an_icon_is_none() -> None:
    font = text(b"OTTO" + b"\0" * 80) + '" + "AAABAAQEAAEBAQJYAAEBASH4DwD4GwHEAvgcA" + "' + text(NOISE[:600])
    assert not list(find_inline(f'const font = atob("{font}");'.encode()))
