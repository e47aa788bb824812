from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from launcher.images.inline import find_inline
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

PNG = picture("PNG", "RGB", (6, 5))
PICTURES = (PNG, picture("JPEG", "RGB", (9, 8)), picture("GIF", "P", (4, 3)), picture("WEBP", "RGB", (8, 8)))
LISTS: dict[str, Callable[[bytes], str]] = {
    "json": lambda data: f"[{','.join(map(str, data))}]",
    "with spaces": lambda data: f"new Uint8Array([{', '.join(map(str, data))}])",
    "a line each": lambda data: "[\n" + ",\n".join(f"    {byte}" for byte in data) + "\n]",
    "hexadecimal": lambda data: "{" + ", ".join(f"0x{byte:02x}" for byte in data) + "}",
    "in lines": lambda data: "{" + ",\n".join(f"0x{byte:02X}" for byte in data) + "}",
    "signed": lambda data: f"[{', '.join(str(byte - 256 if byte > 127 else byte) for byte in data)}]",
    "a dump": lambda data: data.hex(" "),
}


def escaped(form: str, *, all_of_them: bool) -> Callable[[bytes], str]:
    def write(data: bytes) -> str:
        letters = (chr(byte) for byte in data)
        signs = (sign if sign.isascii() and sign.isalpha() and not all_of_them else "" for sign in letters)
        return '"' + "".join(sign or form.format(byte) for sign, byte in zip(signs, data, strict=True)) + '"'

    return write


STRINGS: dict[str, Callable[[bytes], str]] = {
    "php or javascript": escaped("\\x{:02x}", all_of_them=True),
    "php or javascript, letters as they are": lambda data: (
        escaped("\\x{:02X}", all_of_them=False)(data[:8])[:-1] + escaped("\\x{:02X}", all_of_them=True)(data[8:])[1:]
    ),
    "octal": escaped("\\{:03o}", all_of_them=True),
    "json": escaped("\\u{:04x}", all_of_them=False),
    "html": escaped("&#{};", all_of_them=True),
}


@pytest.mark.parametrize("quote", ["'", '"'])
def test_letters_stand_for_themselves_and_the_quotation_mark_twice(quote: str) -> None:
    original = picture("JPEG", "RGB", (90, 70))
    assert quote.encode() in original
    signs = (chr(byte) if 32 <= byte < 127 and byte != 92 else f"\\{byte:03o}" for byte in original)
    text = "".join(quote * 2 if sign == quote else sign for sign in signs)
    (found,) = find_inline(f"INSERT INTO media VALUES ({quote}{text}{quote}, 'a');".encode())
    assert found.data == original
    assert found.refusal


@pytest.mark.parametrize("original", PICTURES, ids=["png", "jpeg", "gif", "webp"])
@pytest.mark.parametrize("writing", [*LISTS, *STRINGS])
def test_a_picture_written_byte_by_byte_is_found_and_refused(original: bytes, writing: str) -> None:
    write = LISTS.get(writing) or STRINGS[writing]
    (found,) = find_inline(f"const a = {write(original)};".encode())
    assert found.data == original
    assert found.refusal
    assert found.inline.encoding == "bytes"


def test_the_file_around_is_left_out_and_named(decided: Any) -> None:
    decision = decided({"a.js": f"const a = {LISTS['json'](PNG)};", "b.js": "const b = [137, 80, 1, 2];"})
    assert decision["a.js"].action == "leave-out"
    assert decision["a.js"].reason == "a picture stands in a list of numbers"
    assert decision["b.js"].action == "copy"


@pytest.mark.parametrize(
    "text",
    [
        "[255, 216, 255]",
        "[137,80,78,71,13,10,26,10] // the signature of PNG",
        'const magic = "\\x89PNG\\r\\n\\x1a\\n";',
        "rgba(255, 216, 255, 0.5) " * 9,
        "M71,73 70,56 " * 40,
        "0x89, 0x50, 0x4e, 0x47, " + "0x00, " * 40,
    ],
)
def test_what_only_begins_as_a_picture_is_left(text: str) -> None:
    assert list(find_inline(text.encode())) == []


def test_pieces_that_cannot_be_put_together_are_named(decided: Any) -> None:
    import base64

    text = base64.b64encode(picture("JPEG", "RGB", (30, 20))).decode()
    for middle in ("' + more + '", "'; a += '", "' .\n $more . '"):
        result = decided({"a.js": f"var a = '{text[:200]}{middle}{text[200:]}';"})
        assert (result["a.js"].action, result["a.js"].reason) == (
            "leave-out",
            "an inline picture is put together from pieces",
        )


def test_a_picture_in_base64_in_base64_is_named(decided: Any) -> None:
    import base64

    page = base64.b64encode(f'<img src="data:image/png;base64,{base64.b64encode(PNG).decode()}">'.encode()).decode()
    bare, declared = decided({"a.js": f"atob('{page}')"}), decided({"a.js": f"'data:text/html;base64,{page}'"})
    assert bare["a.js"].reason == "a picture stands in base64 inside of base64"
    assert declared.content["a.js"] == b"'data:text/html;base64,'"
