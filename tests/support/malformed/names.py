"""Names of every bad kind, by the rules of docs/bundle-format.md: in the entry, in both headers, as folders."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tests.support.malformed.case import FOLDER_MODE, PAGE, Case, right_entries, with_entry, with_more
from tests.support.zips import RawEntry, build_zip

if TYPE_CHECKING:
    from collections.abc import Iterator

_UTF8 = 0x0800
_PARENTS = (
    "..", ".", "../a", "../../../../etc/passwd", "a/..", "a/../b", "a/./b", "./a", "a/.", "demo/../../x", "demo/..",
    "\u2025", "a/\u2025/b", "\u2024", "a\uff0fb", "a\uff3cb", "\uff0fa", "a/\u2024\u2024", "demo/\u2024/b",
    "\uff0e\uff0e", "\uff0e/a",
)  # fmt: skip
_ABSOLUTE = ("/a", "/etc/passwd", "//host/share", "/..", "/demo/a", "///a")
_EMPTY = ("a//b", "demo//a", "a/b//c", "demo/a//")
_SPOTS = ("{}", "demo/{}", "{}/a", "demo/a/{}/b.txt")
_DEVICES = ("con", "prn", "aux", "nul", "conin$", "conout$", *(
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789\u00b9\u00b2\u00b3"
))  # fmt: skip
_RESERVED = (".git", ".hg", ".svn", ".launcher", "git~1", "launch~1")
_NOT_NFC = (
    "e\u0301", "A\u030a", "\u212b", "\u2126", "\u212a", "\u0958", "\u1fef", "o\u0323\u0302", "\u1100\u1161", "\uf900",
    "\u0344",
    "q\u0307\u0323", "\u2000", "\u037e", "\u0387", "\u1f71", "\u2329", "\ufb1d", "\u0374", "\u0340",
)  # fmt: skip
_NOT_UTF8 = (
    b"\xe4.txt", b"\xff", b"\xfe\xff", b"\x80", b"\xc0\xaf", b"..\xc0\xafa", b"\xe0\x80\xaf", b"\xc1\x81",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82", b"a\xc3", b"\xc3(", b"\xf0\x9f\x98",
    b"\x81\x40",
    b"\x93\xfa\x96{", "привет".encode("cp866"), "日本".encode("utf-16-le") + b"\xd8",
)  # fmt: skip
_NOT_MARKED = ("ä", "日本.png", "é/a", "a/ß", "😀", "naïve.txt", "Ω", "a\u00a0b", "ł", "…")
#: Pairs of names that are one somewhere.
_MEETING = (
    ("Logo.png", "logo.PNG"), ("straße", "STRASSE"), ("\ufb01le", "file"), ("\u017f", "s"), ("é", "É"), ("ΑΣ", "ας"),
    ("\u01c5", "\u01c6"), ("ｆ", "f"), ("①", "1"), ("\u2460a", "1A"), ("ﬀ", "FF"), ("µ", "μ"), ("\u1e9e", "ss"), ("ŉ",
    "ʼn"),
    ("İ", "i\u0307"), ("Å", "å"), ("㎏", "KG"), ("ª", "a"), ("²", "2"), ("™", "tm"), ("Ⅷ", "viii"),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield one case for each bad name and each place that it can stand in."""
    for code, texts in (
        ("name-parent", _PARENTS), ("name-absolute", _ABSOLUTE), ("name-empty", _EMPTY), ("name-character",
        _characters()),
        ("name-control", _controls()), ("name-trailing", _trailing()), ("name-device", _devices()),
        ("name-reserved", _reserved()), ("name-not-nfc", _not_normal()), ("name-long", _long()), ("name-deep", _deep()),
    ):  # fmt: skip
        for number, text in enumerate(texts):
            yield from _places(code, text, everywhere=number % 7 == 0)
    yield from _bytes()
    yield from _meeting()
    for name, code in (("", "name-empty"), ("/", "name-empty"), ("//", "name-absolute")):
        folder = name.endswith("/")
        entry = RawEntry(name, mode=FOLDER_MODE if folder else 0o100644)
        yield Case(f"the name {name!r}", code, with_more(entry))


def _places(code: str, text: str, *, everywhere: bool) -> Iterator[Case]:
    raw = text.encode("utf-8", "surrogatepass")
    flags = 0 if text.isascii() else _UTF8
    shown = ascii(text[:40])
    folder = text.endswith("/")
    yield Case(f"a file {shown}", code, with_more(RawEntry(raw, b"" if folder else b"x", flags=flags)))
    if not folder:
        yield Case(f"a folder {shown}", code, with_more(RawEntry(raw + b"/", mode=FOLDER_MODE, flags=flags)))
    if everywhere:
        page = right_entries()[PAGE]
        case = build_zip(with_entry(PAGE, name=raw, central_name=str(page.name).encode(), flags=flags))
        yield Case(f"{shown} in the entry alone", code, case)
        case = build_zip(with_entry(PAGE, central_name=raw))
        yield Case(f"{shown} in the directory alone", "zip-mismatch", case)


def _characters() -> Iterator[str]:
    for character in '\\:*?"<>|':
        for form in ("{}", "{}a", "a{}", "a{}b", "a/{}b", "demo/a{}.txt", "ä{}"):
            yield form.format(character)
    yield from (
        "C:",
        "C:/a",
        "C:\\a",
        "c:a",
        "a:stream",
        "..\\a",
        "a\\..\\b",
        "\\\\host\\share",
        "\\\\?\\C:\\a",
        "file:///a",
        "a.txt::$DATA",
    )


def _controls() -> Iterator[str]:
    every = [chr(number) for number in range(0x30000) if unicodedata.category(chr(number)) in {"Cc", "Cf", "Zl", "Zp"}]
    for character in every:
        yield f"demo/a{character}b"
    for character in (
        "\0",
        "\n",
        "\r",
        "\t",
        "\x1b",
        "\x7f",
        "\x85",
        "\u202e",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u2028",
        "\u00ad",
    ):
        yield from (character, f"{character}a", f"demo/a{character}", f"demo/{character}/a")
    # Private use, where some systems keep what Windows refuses; and code points that are no characters yet.
    for number in (
        0xE000,
        0xF022,
        0xF03A,
        0xF05C,
        0xF8FF,
        0xF0000,
        0x10FFFD,
        0x0378,
        0xFFFE,
        0xFFFF,
        0x1FFFE,
        0x10FFFF,
        0xFDD0,
    ):
        yield f"demo/a{chr(number)}b"


def _trailing() -> Iterator[str]:
    for end in (".", " ", "..", ". ", " .", "   ", "....."):
        for form in ("a{}", "demo/a{}", "a{}/b", "demo/ä{}/b", "a.txt{}"):
            yield form.format(end)
    yield from ("...", "demo/...", ".../a", " ", "demo/ ", " /a", ". .")


def _devices() -> Iterator[str]:
    for number, device in enumerate(_DEVICES):
        for form in ("{}", "{}.txt", "{}.tar.gz", "{} .txt"):
            yield _SPOTS[number % 4].format(form.format(device))
        yield _SPOTS[(number + 1) % 4].format(device.upper())
        yield _SPOTS[(number + 2) % 4].format(device.title())


def _reserved() -> Iterator[str]:
    for name in _RESERVED:
        for spot in _SPOTS:
            yield from (spot.format(name), spot.format(name.upper()), spot.format(name.title()))
        yield name + "/hooks/post-checkout"
    yield from (
        "\uff0egit",
        "demo/\uff0egit/config",
        ".\uff47it",
        "\uff0eLAUNCHER/receipt.json",
        ".\u017fvn",
        "LAUNCH\uff5e1",
    )


def _not_normal() -> Iterator[str]:
    for number, text in enumerate(_NOT_NFC):
        yield from (f"demo/{text}.txt", _SPOTS[number % 4].format("a" + text))
    for number in range(0x300, 0x36F):
        decomposed = f"a{chr(number)}"
        if unicodedata.normalize("NFC", decomposed) != decomposed:
            yield f"demo/{decomposed}"


def _long() -> Iterator[str]:
    for length in (256, 257, 300, 1000):
        yield from ("a" * length, f"demo/{'a' * length}", f"{'a' * length}/b")
    for length in (128, 200):
        yield f"demo/{'ä' * length}"
    yield from ("/".join(["a" * 200] * 6), "/".join(["ä" * 100] * 6), "/".join(["a" * 255] * 5), "a/" * 512 + "a")


def _deep() -> Iterator[str]:
    for depth in (33, 34, 40, 64, 200):
        yield from ("/".join("a" * depth), "demo/" + "/".join("ä" * (depth - 1)))


def _bytes() -> Iterator[Case]:
    for raw in _NOT_UTF8:
        for flags in (0, _UTF8):
            for name in (raw, b"demo/" + raw, raw + b"/a"):
                yield Case(
                    f"the bytes {name!r}, flags {flags}", "name-not-utf8", with_more(RawEntry(name, b"x", flags=flags))
                )
    for text in _NOT_MARKED:
        for marked in (text, f"demo/{text}"):
            yield Case(f"{marked!a} not marked as UTF-8", "name-not-utf8", with_more(RawEntry(marked, b"x")))


def _meeting() -> Iterator[Case]:
    for pair in _MEETING:
        first, second = (unicodedata.normalize("NFC", name) for name in pair)
        for one, other in ((first, second), (second, first)):
            for form in ("demo/{}", "demo/{}/x"):
                names = (form.format(one), form.format(other))
                yield _two(names[0], names[1])
            yield _two(f"demo/{one}", f"demo/{other}/x")
            yield _two(f"demo/{one}/x", f"demo/{other}")
    for one, other in (("demo/a", "demo/a/b"), ("demo/a/b", "demo/a"), ("demo/d/x", "demo/D/y"), ("demo/x", "DEMO/y")):
        yield _two(one, other)
    for index, entry in enumerate(right_entries()):
        twin = RawEntry(entry.name, b"", mode=entry.mode)
        yield Case(f"entry {index} twice", "zip-duplicate", with_more(twin))
        upper = str(entry.name).upper()
        yield Case(f"entry {index} in capitals too", "name-collision", with_more(RawEntry(upper, mode=entry.mode)))
    yield Case("a file with the name of a folder", "name-collision", with_more(RawEntry("demo/css", b"x")))
    yield Case(
        "a folder with the name of a file", "name-collision", with_more(RawEntry("demo/index.html/", mode=FOLDER_MODE))
    )


def _two(one: str, other: str) -> Case:
    entries = [RawEntry(name, b"x", flags=0 if name.isascii() else _UTF8) for name in (one, other)]
    return Case(f"{one!a} and {other!a}", "name-collision", with_more(*entries))
