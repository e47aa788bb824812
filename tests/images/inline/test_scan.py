from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.inline import correct_counts, find_inline, octets, scan, signs
from launcher.images.inline.serialised import CountsUnclear
from tests.support.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

PNG64 = base64.b64encode(picture("PNG", "RGB", (12, 9)))
BROKEN = PNG64[:200]


@given(st.lists(st.tuples(st.sampled_from([b"a", b" ", b"/", b"\n", b"%"]), st.integers(1, 60))), st.integers(1, 200))
def test_every_long_run_is_found_whole_whatever_the_windows(pieces: list[tuple[bytes, int]], window: int) -> None:
    data = b"".join(letter * count for letter, count in pieces)
    wanted = []
    position = 0
    for run in data.replace(b"\n", b" ").split(b" "):
        if len(run) >= 35:
            wanted.append((position, position + len(run)))
        position += len(run) + 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "_WINDOW", window)
        assert list(scan.sign_runs(data)) == wanted


def hostile(count: int) -> dict[str, bytes]:
    """Return texts that look all over as if something began there."""
    return {
        "heads": b"data:image/png;base64," * count,
        "beginnings": b"iVBORw0KGgo" * count,
        "beginnings of JPEG": b",/9j/4AAQSkZJRg" * count,
        "broken pictures": (b'"' + BROKEN + b'",') * (count // 8),
        "broken pictures in one run": (BROKEN + b",") * (count // 8),
        "broken pictures in lines": (BROKEN + b"\n") * (count // 8),
        "broken pictures that are joined": (BROKEN + b'" + "') * (count // 8),
        "whole pictures in one run": (PNG64 + b",") * (count // 8),
        "hex beginnings": b"89504e470d0a1a0a" * count,
        "percent signs": b"%89PNG%0D%0A" * count,
        "backslashes": b"\\" * 10 * count,
        "escapes": b"\\x89PNG\\r\\n" * count,
        "entities": b"&amp;" * count + b"#47;",
        "numbers": b"137,80,78,71," * count,
        "drawings": b"data:image/svg+xml,<svg " * count,
        "hashes": b'blurhash: "' * count,
        "spaces": b" " * 10 * count,
        "lines": (b"A" * 40 + b"\n") * count,
    }


@pytest.mark.parametrize("name", hostile(8))
def test_the_work_grows_with_the_length_of_a_hostile_text_and_not_faster(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted are the bytes that are decoded, judged or matched one by one, not the time."""
    work = 0

    def counting(real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(data: bytes, *arguments: object, **options: object) -> Any:
            nonlocal work
            work += len(data)
            return real(data, *arguments, **options)

        return counted

    for module, function in ((signs, "_decode"), (octets, "_unescape"), (octets, "_unquote"), (octets, "_numbers")):
        monkeypatch.setattr(module, function, counting(getattr(module, function)))
    spent = []
    for count in (500, 2000):
        work = 0
        list(find_inline(hostile(count)[name]))
        spent.append(work)
    assert spent[1] <= 5 * spent[0] + 100_000


@pytest.mark.parametrize(
    "text",
    [b's:99999:"', b's:1:"', b's:99999:\\"', b's:50:"a";', b"s%3A99%3A%22", b's:3:"abc";', b'C:1:"a":9999:{'],
)
def test_lengths_without_end_are_given_up(text: bytes) -> None:
    data = text * 20_000 + b"<img src=data:image/png;base64," + PNG64 + b">" + b"x" * 100_000
    (found,) = find_inline(data)
    try:
        correct_counts(data, [(found.inline.offset, found.inline.length, b"A")])
    except CountsUnclear:
        return
    assert text in {b's:50:"a";', b's:3:"abc";'}
