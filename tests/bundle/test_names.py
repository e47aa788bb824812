from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.bundle.names import UniqueNames, parse_name, printable_name
from launcher.errors import BundleError

REFUSED = {
    "name-empty": ["", "a//b", "a/", "a/b/"],
    "name-absolute": ["/", "/etc/passwd", "//host/share"],
    "name-parent": ["..", ".", "../a", "a/../b", "a/./b", "a/..", "a／b", "‥", "x/‥/y", "a＼b", "․"],
    "name-character": ["a\\b", "C:", "C:/a", "a:stream", "a*", "a?b", 'a"b', "<a", "a>", "a|b", "..\\a"],
    "name-control": [
        "a\0b", "a\nb", "a\x7f", "a\x85b",
        "a\u202eb", "a\u200bb", "\ufeffa", "a\ud800", "\u2028", "\uf03a", "\u0378",
    ],
    "name-not-nfc": ["e\u0301", "a/\u212b", "\u0958"],
    "name-trailing": ["a.", "a ", "a./b", "a /b", "...", "a/... "],
    "name-device": [
        "con", "CON", "nul.txt", "a/aux.tar.gz", "Prn", "com1", "COM9.log", "lpt0", "COM¹", "lpt².txt", "com³",
        "CONIN$", "conout$.x", "nul .txt",
    ],
    "name-reserved": [".git", "a/.GIT/config", ".launcher/receipt.json", "GIT~1", ".hg", ".svn/x", "．git"],
    "name-long": ["a" * 256, "ä" * 128, "/".join(["a" * 200] * 6)],
    "name-deep": ["/".join("a" * 33)],
}  # fmt: skip
CASES = [(code, text) for code, texts in REFUSED.items() for text in texts]
ACCEPTED = [
    "a", "index.html", "images/photo 1.jpg", "100%.png", "ünïcode/Straße.txt", "日本語/画像：一.png",
    "..a", "a..b", ".htaccess",
    ".well-known/security.txt", "a'b", "a&b;c", "$HOME", "~", "-rf", "`id`", "console.js", "com10", "null", "nul1.txt",
    "xcon", "auxiliary/a", "a" * 255, "/".join("a" * 32), "😀.png", "git", "launcher/x", "ﬁle",
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), CASES, ids=[ascii(text[:30]) for _, text in CASES])
def test_a_name_that_is_unsafe_somewhere_is_refused_with_its_code(code: str, text: str) -> None:
    with pytest.raises(BundleError) as caught:
        parse_name(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ACCEPTED, ids=[ascii(text[:30]) for text in ACCEPTED])
def test_an_ordinary_name_passes_unchanged(text: str) -> None:
    assert str(parse_name(text)) == text


@given(st.text(max_size=40))
def test_what_passes_is_relative_normal_and_survives_a_round_trip(text: str) -> None:
    try:
        path = parse_name(text)
    except BundleError as error:
        assert error.code.startswith("name-")
        assert str(error).isprintable()
        return
    assert str(path) == text
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert unicodedata.normalize("NFC", text) == text
    assert text.encode().decode() == text


@given(st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9_.\-]{0,8}[A-Za-z0-9_](/[A-Za-z0-9_]{3,9})?", fullmatch=True))
def test_the_short_cut_for_plain_names_refuses_reserved_ones_too(text: str) -> None:
    from launcher.bundle import names

    reserved = any(names._DEVICE.fullmatch(part.partition(".")[0]) for part in text.split("/"))
    reserved = reserved or any(part.lower() in names._RESERVED for part in text.split("/"))
    if reserved:
        with pytest.raises(BundleError):
            parse_name(text)
    else:
        assert str(parse_name(text)) == text


@given(st.lists(st.sampled_from(["con", "AUX", "com1", "lpt", "a", "Z", "9", ".", "..", "-", "_", "/", "git~1", "ſ"])))
def test_the_short_cut_refuses_what_the_slow_look_does(pieces: list[str]) -> None:
    from launcher.bundle import names

    text = "".join(pieces)
    short_cut, names._PLAIN = names._PLAIN, re.compile(r"(?!)")
    try:
        slow = _code(text)
    finally:
        names._PLAIN = short_cut
    assert _code(text) == slow


def _code(text: str) -> str | None:
    try:
        parse_name(text)
    except BundleError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a", "a"),
        ("Logo.png", "logo.PNG"),
        ("straße", "STRASSE"),
        ("ﬁle", "file"),
        ("ſ", "s"),
        ("\u212a", "k"),
        ("é", "É"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("A", "a/b"),
        ("a/b", "A/c"),
        ("x/y/z", "X/y/w"),
    ],
)
def test_two_names_that_meet_on_some_file_system_are_refused(first: str, second: str) -> None:
    names = UniqueNames()
    names.add(first)
    with pytest.raises(BundleError) as caught:
        names.add(second)
    assert caught.value.code == "name-collision"


def test_names_that_differ_beyond_case_stand_together() -> None:
    names = UniqueNames()
    for text in ["a/b", "a/c", "ab", "a-b", "a/d/e", "a.b", "e", "é"]:
        names.add(text)


@given(st.text())
def test_a_name_is_shown_without_anything_that_moves_the_cursor(text: str) -> None:
    shown = printable_name(text)
    assert shown.isprintable()
    assert shown.encode().decode() == shown
